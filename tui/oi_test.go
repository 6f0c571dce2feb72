package tui

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// derivatives is a list that shows changes of OI, a share and an index among its
// rows, and one that does not.
const derivatives = `
interval = "5s"
mode = "quote"
[[list]]
name = "Open interest"
columns = ["oi", "oi_change"]
symbols = ["NFO:NIFTY@FUT1", "NSE:RELIANCE", "MCX:GOLD@FUT1", "NSE:NIFTY 50", "CDS:USDINR@FUT1"]
[[list]]
name = "Prices"
columns = ["change"]
symbols = ["NFO:BANKNIFTY@FUT1", "NFO:NIFTY@ATMCE"]
`

// dayCalls are the tokens whose day candles were asked for, in order.
func (d *taped) dayCalls() []string {
	var tokens []string
	for _, c := range d.exchange.Calls() {
		if token, ok := strings.CutSuffix(strings.TrimPrefix(c.Path, "/instruments/historical/"), "/day"); ok {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// wantOIChange fails unless a row's line ends with the change of OI that the
// exchange's own day candle amounts to.
func (d *taped) wantOIChange(row, key string) {
	d.t.Helper()
	q := d.tape.quote(key)
	moved := float64(q.OI - d.oiBefore(q))
	fields := strings.Fields(d.row(row))
	if len(fields) < 2 || q.OI == 0 || d.oiBefore(q) == 0 {
		d.t.Errorf("%q, %+v", fields, q)
		return
	}
	got := fields[len(fields)-2] // before the state
	v, precision := countOf(strings.TrimLeft(got, "+-"))
	if v-precision > max(moved, -moved) || v+precision < max(moved, -moved) || moved < 0 != strings.HasPrefix(got, "-") {
		d.t.Errorf("%s: the change of OI is %s, want %v: %q", row, got, moved, d.row(row))
	}
}

func TestChangeOfOIIsTheExchanges(t *testing.T) {
	folder := t.TempDir()
	begin := start{w: 120, h: 36, at: afterHoliday, change: func(_ *kitesim.Exchange, o *Options) { o.Candles = folder }}
	tapedStart{start: begin, list: derivatives}.drive(t, func(d *taped) {
		d.pass(25 * time.Second)
		for row, key := range map[string]string{
			"NIFTY26DECFUT NFO": "NFO:NIFTY26DECFUT", "GOLD26DECFUT MCX": "MCX:GOLD26DECFUT", "USDINR26NOVFUT CDS": "CDS:USDINR26NOVFUT",
		} {
			d.wantOIChange(row, key)
		}
		calls := d.dayCalls()
		if once := slices.Compact(slices.Sorted(slices.Values(calls))); len(calls) != 3 || len(once) != 3 {
			t.Errorf("asked for the days of %v, want three instruments, each once", calls)
		}
		d.key("2")
		d.pass(10 * time.Second)
		if n := len(d.dayCalls()); n != 3 {
			t.Errorf("%d calls for days with a list that does not show it, want 3", n)
		}
		d.key("enter") // the pane shows it
		d.pass(10 * time.Second)
		q := d.tape.quote(d.m.detail.Symbol().String())
		d.wantSaid("OI chg " + plusMinus(float64(q.OI-d.oiBefore(q)), 0))
		if n := len(d.dayCalls()); n != 4 {
			t.Errorf("%d calls for days with the pane open, want 4", n)
		}
		d.wantBudget()
	})
	// The next run has them on disk.
	tapedStart{start: begin, list: derivatives}.drive(t, func(d *taped) {
		d.pass(25 * time.Second)
		if fields := strings.Fields(d.row("GOLD26DECFUT MCX")); slices.Contains(fields, "—") {
			t.Errorf("no change of OI: %q", fields)
		}
		if calls := d.dayCalls(); len(calls) != 0 {
			t.Errorf("asked for the days of %v again", calls)
		}
	})
}

// TestChangeOfOIRollsWithTheSession looks on while MCX opens: what the change is
// counted from is then another day's.
func TestChangeOfOIRollsWithTheSession(t *testing.T) {
	early := time.Date(2026, 11, 25, 8, 56, 0, 0, market.IST)
	tapedStart{start: start{w: 120, h: 36, at: early}, list: derivatives}.drive(t, func(d *taped) {
		d.pass(30 * time.Second)
		gold := fmt.Sprintf("%d", d.tape.quote("MCX:GOLD26DECFUT").InstrumentToken)
		before := d.dayCalls()
		d.pass(10 * time.Minute)
		d.wantOIChange("GOLD26DECFUT MCX", "MCX:GOLD26DECFUT")
		if after := d.dayCalls()[len(before):]; !slices.Contains(before, gold) || !slices.Contains(after, gold) {
			t.Errorf("the days of %s were asked for: before %v, after %v", gold, before, after)
		}
	})
}

// TestWithoutDaysThereIsNoChangeOfOI refuses the day candles: a dash stands where
// the change would, and nobody asks on and on.
func TestWithoutDaysThereIsNoChangeOfOI(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		most   int // calls in two minutes, of three rows
	}{
		{"no candles", 200, candleReply("[]"), 3},
		{"without OI", 200, candleReply(`[["2026-11-23T00:00:00+0530", 1, 2, 1, 2, 5]]`), 3},
		{"OI null", 200, candleReply(`[["2026-11-23T00:00:00+0530", 1, 2, 1, 2, 5, null]]`), 3},
		{"refused", 403, `{"status":"error","error_type":"PermissionException","message":"no","data":null}`, 1},
		{"the session has ended", 403, tokenRefusal, 1},
		{"an outage", 502, "<html></html>", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			alter := func(r *http.Request, _ []byte) (int, []byte) {
				if strings.HasSuffix(r.URL.Path, "/day") {
					return c.status, []byte(c.body)
				}
				return 0, nil
			}
			tapedStart{start: start{w: 120, h: 36, at: afterHoliday}, list: derivatives, alter: alter}.drive(t, func(d *taped) {
				d.pass(2 * time.Minute)
				if row := d.row("GOLD26DECFUT MCX"); !strings.Contains(row, "—") {
					t.Errorf("a change of OI: %q", row)
				}
				if n := len(d.dayCalls()); n < 1 || n > c.most {
					t.Errorf("%d calls, want %d at the most", n, c.most)
				}
			})
		})
	}
}

func TestOIBefore(t *testing.T) {
	day := market.On(2026, time.November, 25)
	of := func(d market.Date, oi int64) kite.Candle {
		return kite.Candle{Time: kite.Time{Time: d.Time().Add(9*time.Hour + 15*time.Minute)}, OI: kite.Count{N: oi, Known: oi >= 0}}
	}
	for _, c := range []struct {
		name string
		days []kite.Candle
		want kite.Count
	}{
		{"none", nil, kite.Count{}},
		{"today's alone", []kite.Candle{of(day, 7)}, kite.Count{}},
		{"the last one before", []kite.Candle{of(day-5, 3), of(day-2, 5), of(day, 7)}, kite.Count{N: 5, Known: true}},
		{"out of order", []kite.Candle{of(day, 7), of(day-2, 5), of(day-5, 3)}, kite.Count{N: 5, Known: true}},
		{"the last one does not tell", []kite.Candle{of(day-5, 3), of(day-2, -1)}, kite.Count{}},
		{"no time", []kite.Candle{{OI: kite.Count{N: 9, Known: true}}, of(day-2, 5)}, kite.Count{N: 5, Known: true}},
	} {
		if got := oiBefore(c.days, day); got.Known != c.want.Known || got.Known && got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, fmt.Sprint(got), fmt.Sprint(c.want))
		}
	}
}
