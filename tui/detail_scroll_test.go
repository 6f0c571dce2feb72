package tui

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
)

// twoHundred is a list of so many shares and futures of the exchange.
func twoHundred(t *testing.T) string {
	t.Helper()
	x := kitesim.New(kitesim.Config{Rows: 1, Now: func() time.Time { return morning }})
	r := httptest.NewRequest(http.MethodGet, "/instruments", nil)
	r.Header.Set("Authorization", "token "+x.APIKey()+":"+x.NewAccessToken())
	reply := httptest.NewRecorder()
	x.ServeHTTP(reply, r)
	rows, err := csv.NewReader(reply.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var symbols []string
	rooms := map[string]int{"NSE": 150, "NFO-FUT": 30, "MCX-FUT": 20}
	for _, row := range rows {
		if segment := row[10]; rooms[segment] > 0 && !strings.Contains(row[2], "-") {
			rooms[segment]--
			symbols = append(symbols, strconv.Quote(row[11]+":"+row[2]))
		}
	}
	if len(symbols) != 200 {
		t.Fatalf("%d instruments", len(symbols))
	}
	return "interval = \"2s\"\nstrip = [\"NSE:NIFTY 50\"]\n[[list]]\nname = \"Many\"\nsymbols = [" + strings.Join(symbols, ", ") + "]\n"
}

// TestHoldingAKeyThroughRows holds j through 200 rows and k back, while answers
// hang, are slow and come out of their order: no row ever stands over another
// one's figures or candles, no key waits, and the exchange counts no call too
// many.
func TestHoldingAKeyThroughRows(t *testing.T) {
	var n atomic.Int64
	late := func(r *http.Request) (time.Duration, bool) {
		if !strings.HasPrefix(r.URL.Path, "/instruments/historical") {
			return 0, true
		}
		i := n.Add(1)
		return time.Duration(i*i%7) * 900 * time.Millisecond, i%6 != 0
	}
	for _, size := range [][2]int{{200, 50}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			n.Store(0)
			begin := start{w: size[0], h: size[1], at: morning, faults: "slow=3s@9s+5s hang@16s+9s slow=2s@31s+9s"}
			tapedStart{start: begin, list: twoHundred(t), late: late}.drive(t, func(d *taped) {
				d.pass(6 * time.Second)
				d.key("enter")
				d.pass(2 * time.Second)
				names := map[string]bool{}
				for _, key := range []string{"j", "k"} {
					for range 200 {
						names[d.hold(key)] = true
					}
					d.pass(4 * time.Second)
					d.wantOwn()
				}
				if len(names) != 200 {
					t.Errorf("%d rows were seen", len(names))
				}
				d.pass(30 * time.Second)
				d.wantOwn()
				if pane := strings.Join(d.pane(), "\n"); !strings.Contains(pane, "to buy") || !strings.Contains(pane, "20 Nov") {
					t.Errorf("in the end the row is not whole:\n%s", pane)
				}
				d.wantBudget()
			})
		})
	}
}

// hold sends a key as a held one repeats, 30 a second, looks at each frame that
// follows, and returns the row that it led to, which must be on the screen
// before anything else happens.
func (d *taped) hold(key string) string {
	d.t.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key)})
	want, _ := d.m.watch.Selected()
	if head := d.pane()[0]; !strings.HasPrefix(strings.TrimSpace(head), want.Tradingsymbol+" "+want.Exchange) {
		d.t.Fatalf("after %s the pane is of %q, the cursor on %v", key, head, want)
	}
	d.wantOwn()
	time.Sleep(33 * time.Millisecond)
	for {
		synctest.Wait()
		select {
		case msg := <-d.msgs:
			d.send(msg)
			d.wantOwn()
			continue
		default:
		}
		return want.String()
	}
}

var (
	lastPriceText = regexp.MustCompile(`^([\d,.]+)  `)
	axisText      = regexp.MustCompile(` ([\d,]+\.\d+)$`)
)

// wantOwn fails if a price, a level of the book or a label of the chart is one
// that the exchange has never told of the instrument above it.
func (d *taped) wantOwn() {
	d.t.Helper()
	symbol := d.m.detail.Symbol()
	lines := d.pane()
	d.tape.mu.Lock()
	defer d.tape.mu.Unlock()
	prices, levels := d.tape.prices[symbol.String()], d.tape.levels[symbol.String()]
	foreign := func(what, text string) {
		d.t.Fatalf("%s %s is none of %v:\n%s", what, text, symbol, strings.Join(lines, "\n"))
	}
	if m := lastPriceText.FindStringSubmatch(strings.TrimSpace(lines[1])); m != nil {
		if v, _ := countOf(m[1]); !prices[v] {
			foreign("the price", m[1])
		}
	}
	low, high := d.reach(symbol.String())
	chart := false
	for _, line := range lines[2:] {
		if m := levelLine.FindStringSubmatch(line); m != nil {
			bid, _ := countOf(m[4])
			ask, _ := countOf(m[5])
			if !levels[bid] || !levels[ask] {
				foreign("the level", line)
			}
		}
		chart = chart || strings.Contains(line, "[5m]")
		m := axisText.FindStringSubmatch(line)
		if !chart || m == nil {
			continue
		}
		if v, _ := countOf(m[1]); v < low || v > high {
			foreign(fmt.Sprintf("not from %v to %v: the label", low, high), m[1])
		}
	}
}

// reach is from where to where the prices of an instrument have gone, as far as
// the exchange has told. The caller holds the tape.
func (d *taped) reach(key string) (low, high float64) {
	low = 1e12
	for v := range d.tape.prices[key] {
		low, high = min(low, v), max(high, v)
	}
	q := d.tape.latest[key]
	if q.OHLC.Close > 0 {
		low, high = min(low, q.OHLC.Close), max(high, q.OHLC.Close)
	}
	for _, c := range d.tape.candles[fmt.Sprintf("%d/5minute", q.InstrumentToken)] {
		low, high = min(low, c.low), max(high, c.high)
	}
	return low, high
}
