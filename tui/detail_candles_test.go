package tui

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// afterHoliday is a Wednesday: the day before is a holiday, and the session
// before that came after a weekend.
var afterHoliday = time.Date(2026, 11, 25, 10, 14, 0, 0, market.IST)

// intervals are the chart's, by the API's names, the shortest first.
var intervals = []struct {
	name string
	day  bool
}{{"minute", false}, {"5minute", false}, {"15minute", false}, {"60minute", false}, {"day", true}}

// shownCandle is what the cursor reads off the chart.
type shownCandle struct {
	at     time.Time
	ohlc   [4]string
	volume string
	x      int // of the cursor's mark
}

var readingLine = regexp.MustCompile(`(\d+ \w+ \d\d:\d\d|\w+ \d+ \w+ 2026)  O (\S+)  H (\S+)  L (\S+)  C (\S+)(?:  V (\S+))?`)

// read is the candle under the cursor.
func (d *taped) read() shownCandle {
	d.t.Helper()
	lines := strings.Split(uncoloured(d.m.detail.View()), "\n") // a part of the screen: there are hundreds to be read
	for i, line := range lines {
		if !strings.Contains(line, "  O ") {
			continue
		}
		m := readingLine.FindStringSubmatch(line)
		if m == nil {
			d.t.Fatalf("no candle is read from %q", line)
		}
		at, err := time.ParseInLocation("2 Jan 15:04 2006", m[1]+" 2026", market.IST)
		if err != nil {
			at, err = time.ParseInLocation("Mon 2 Jan 2006", m[1], market.IST)
		}
		if err != nil {
			d.t.Fatal(err)
		}
		c := shownCandle{at: at, ohlc: [4]string(m[2:6]), volume: m[6], x: -1}
		for _, below := range lines[i+1:] {
			if x := strings.IndexRune(below, '↑'); x >= 0 {
				c.x = len([]rune(below[:x]))
			}
		}
		return c
	}
	d.t.Fatalf("no candle is read:\n%s", strings.Join(lines, "\n"))
	return shownCandle{}
}

// walk reads candle after candle from the newest back until one is older than a
// moment, and the oldest first returns them.
func (d *taped) walk(until time.Time) []shownCandle {
	d.t.Helper()
	d.key("h")
	all := []shownCandle{d.read()}
	for range 3000 {
		last := all[len(all)-1]
		if last.at.Before(until) {
			slices.Reverse(all)
			return all
		}
		d.send(tea.KeyMsg{Type: tea.KeyLeft})
		now := d.read()
		if now.at.Equal(last.at) { // the next piece is on its way
			d.pass(time.Second)
			d.key("h")
			now = d.read()
		}
		if !now.at.Before(last.at) {
			d.t.Fatalf("before %v comes %v:\n%s", last.at, now.at, d.screen())
		}
		d.sideBySide(now, last)
		all = append(all, now)
	}
	d.t.Fatal("the chart goes on and on")
	return nil
}

// sideBySide fails where a gap in time takes room: two candles have neighbouring
// columns, or one between them for the break of a day.
func (d *taped) sideBySide(a, b shownCandle) {
	d.t.Helper()
	if a.x < 0 || b.x < 0 || a.x >= b.x { // the screen has scrolled
		return
	}
	broken := a.at.YearDay() != b.at.YearDay()
	if gap := b.x - a.x; gap != 1 && !(broken && gap == 2) {
		d.t.Errorf("%d columns from %v to %v", gap, a.at, b.at)
	}
}

// TestCandlesAreTheExchangesTruth reads every candle of the chart, at every
// interval, over a weekend and a holiday, and holds count and values against the
// exchange's own reply for the same span.
func TestCandlesAreTheExchangesTruth(t *testing.T) {
	friday := time.Date(2026, 11, 20, 0, 0, 0, 0, market.IST)
	for _, row := range []struct {
		name  string
		downs int
		price int // decimals
	}{{"a share", 0, 2}, {"a currency future", 3, 4}, {"an index", 5, 2}} {
		t.Run(row.name, func(t *testing.T) {
			tapedStart{start: start{w: 160, h: 50, at: afterHoliday}, list: kinds}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				for range row.downs {
					d.key("j")
				}
				d.key("enter")
				d.pass(2 * time.Second)
				d.key("[")
				for i, interval := range intervals {
					if i > 0 {
						d.key("]")
					}
					d.pass(3 * time.Second)
					until := friday
					if i == 0 {
						until = friday.Add(15*time.Hour + 15*time.Minute)
					}
					shown := d.walk(until)
					d.wantCandles(shown, interval.name, row.price)
					d.key("G")
				}
				d.wantBudget()
			})
		})
	}
}

// TestClosedDaysAreNotAskedForAgain runs twice: of what the first run has asked
// for, the second asks only for today, and shows the same.
func TestClosedDaysAreNotAskedForAgain(t *testing.T) {
	begin := start{w: 160, h: 50, at: afterHoliday}
	folder := t.TempDir()
	begin.change = func(_ *kitesim.Exchange, o *Options) { o.Candles = folder }
	for _, from := range []string{"2026-11-11 00:00:00", "2026-11-25 00:00:00"} {
		tapedStart{start: begin, list: quietList}.drive(t, func(d *taped) {
			d.pass(8 * time.Second) // the sparklines have theirs
			before := len(d.tape.asks())
			d.key("enter")
			d.pass(3 * time.Second)
			want := fmt.Sprintf("%d/5minute %s", d.tape.quote("NSE:RELIANCE").InstrumentToken, from)
			if asked := d.tape.asks()[before:]; len(asked) == 0 || asked[0] != want {
				t.Errorf("asked for %v, want first %q", asked, want)
			}
			d.wantCandles(d.walk(time.Date(2026, 11, 20, 0, 0, 0, 0, market.IST)), "5minute", 2)
		})
	}
}

// without takes a day out of the answers for candles, or while empty says so all
// days.
func without(day string, empty func() bool) func(*http.Request, []byte) (int, []byte) {
	row := regexp.MustCompile(`\["` + day + `[^]]*\],?`)
	return func(r *http.Request, body []byte) (int, []byte) {
		switch {
		case !strings.HasPrefix(r.URL.Path, "/instruments/historical"):
			return 0, nil
		case empty():
			return 200, []byte(candleReply("[]"))
		}
		return 200, []byte(strings.Replace(string(row.ReplaceAll(body, nil)), "],]", "]]", 1))
	}
}

// TestADayThatCameLateIsAskedForAgain has an exchange whose answers lack a day
// that is over, or all days: the next run asks for what it has no candle of, and
// so does r at any time.
func TestADayThatCameLateIsAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		empty bool
		again string // from where the next run asks
	}{{"a day is missing", false, "2026-11-23 00:00:00"}, {"all are", true, "2026-11-11 00:00:00"}} {
		t.Run(c.name, func(t *testing.T) {
			begin := start{w: 160, h: 50, at: afterHoliday}
			folder := t.TempDir()
			begin.change = func(_ *kitesim.Exchange, o *Options) { o.Candles = folder }
			late := without("2026-11-23", func() bool { return c.empty })
			tapedStart{start: begin, list: quietList, alter: late}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				d.pass(3 * time.Second)
			})
			tapedStart{start: begin, list: quietList}.drive(t, func(d *taped) {
				d.pass(8 * time.Second) // the sparklines have theirs
				before := len(d.tape.asks())
				d.key("enter")
				d.pass(3 * time.Second)
				want := fmt.Sprintf("%d/5minute %s", d.tape.quote("NSE:RELIANCE").InstrumentToken, c.again)
				if asked := d.tape.asks()[before:]; len(asked) == 0 || asked[0] != want {
					t.Errorf("asked for %v, want first %q", asked, want)
				}
				d.wantCandles(d.walk(time.Date(2026, 11, 20, 0, 0, 0, 0, market.IST)), "5minute", 2)
			})
		})
	}
}

func TestReloadAsksForAllThatIsShown(t *testing.T) {
	var healed atomic.Bool
	begin := start{w: 160, h: 50, at: afterHoliday}
	folder := t.TempDir()
	begin.change = func(_ *kitesim.Exchange, o *Options) { o.Candles = folder }
	whole := func(r *http.Request, body []byte) (int, []byte) {
		if healed.Load() {
			return 0, nil
		}
		return without("2026-11-23", func() bool { return false })(r, body)
	}
	tapedStart{start: begin, list: quietList, alter: whole}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		d.key("enter")
		d.pass(3 * time.Second)
		healed.Store(true)
		before := len(d.tape.asks())
		d.key("r")
		d.pass(2 * time.Second)
		want := fmt.Sprintf("%d/5minute 2026-11-11 00:00:00", d.tape.quote("NSE:RELIANCE").InstrumentToken)
		if asked := d.tape.asks()[before:]; !slices.Contains(asked, want) {
			t.Errorf("asked for %v, want %q", asked, want)
		}
		d.wantCandles(d.walk(time.Date(2026, 11, 20, 0, 0, 0, 0, market.IST)), "5minute", 2)
	})
}

// wantCandles compares what was read with what the exchange answers for the same
// span. The newest may be forming, and is another test's.
func (d *taped) wantCandles(shown []shownCandle, interval string, decimals int) {
	d.t.Helper()
	d.pass(2 * time.Second) // or there were too many calls
	q := d.tape.quote(d.m.detail.Symbol().String())
	first, last := shown[0].at, shown[len(shown)-1].at
	truth := d.ask(fmt.Sprintf("%d/%s", q.InstrumentToken, interval), first, last)
	d.pass(time.Second) // for the same reason
	if len(shown) != len(truth) || len(shown) < 4 {
		d.t.Errorf("%s: %d candles are shown from %v to %v, the exchange has %d", interval, len(shown), first, last, len(truth))
	}
	days := map[string]bool{}
	for i, c := range shown {
		days[c.at.Format("2 Jan")] = true
		want, ok := truth[c.at]
		if !ok {
			d.t.Errorf("%s: the exchange has no candle of %v", interval, c.at)
		}
		if i == len(shown)-1 {
			continue
		}
		prices := [4]string{
			inGroups(want.open, decimals), inGroups(want.high, decimals), inGroups(want.low, decimals), inGroups(want.close, decimals),
		}
		if c.ohlc != prices || want.volume > 0 && !isCount(c.volume, want.volume) {
			d.t.Errorf("%s: at %v %v %s, want %v %d", interval, c.at, c.ohlc, c.volume, prices, want.volume)
		}
	}
	for _, day := range []string{"21 Nov", "22 Nov", "24 Nov"} {
		if days[day] {
			d.t.Errorf("%s: a candle of %s, when nothing is traded", interval, day)
		}
	}
	for _, day := range []string{"20 Nov", "23 Nov", "25 Nov"} {
		if !days[day] {
			d.t.Errorf("%s: no candle of %s", interval, day)
		}
	}
}

// isCount reports that a count is written as it is, or in thousands, lakhs or
// crores to its last digit.
func isCount(text string, n int64) bool {
	v, precision := countOf(text)
	return math.Abs(v-float64(n)) <= precision
}

// countOf is what a count says, and how far off that may be.
func countOf(text string) (v, precision float64) {
	unit := 1.0
	for suffix, of := range map[string]float64{"K": 1e3, "L": 1e5, "Cr": 1e7} {
		if number, ok := strings.CutSuffix(text, suffix); ok {
			text, unit = number, of
		}
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		return math.Inf(1), 0
	}
	_, digits, _ := strings.Cut(text, ".")
	if unit > 1 {
		precision = unit * math.Pow10(-len(digits)) * 0.501
	}
	return v * unit, precision
}

// wantBudget reads the exchange's own log: no more than a quote call and three
// for candles in any second, and none refused.
func (d *taped) wantBudget() {
	d.t.Helper()
	times := map[bool][]time.Time{}
	for _, c := range d.exchange.Calls() {
		if c.Status == 429 {
			d.t.Errorf("too many calls at %v: %s", c.At, c.Path)
		}
		switch {
		case strings.HasPrefix(c.Path, "/quote"):
			times[false] = append(times[false], c.At)
		case strings.HasPrefix(c.Path, "/instruments/historical"):
			times[true] = append(times[true], c.At)
		}
	}
	for historical, most := range map[bool]int{false: 1, true: 3} {
		at := times[historical]
		for i := most; i < len(at); i++ {
			if gap := at[i].Sub(at[i-most]); gap < 990*time.Millisecond {
				d.t.Errorf("%d calls within %v at %v (candles: %v)", most+1, gap, at[i], historical)
			}
		}
	}
}
