package tui

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
)

// historicalOnly alters the answers for candles, and nothing else.
func historicalOnly(status int, body string) func(*http.Request, []byte) (int, []byte) {
	return func(r *http.Request, _ []byte) (int, []byte) {
		if strings.HasPrefix(r.URL.Path, "/instruments/historical") {
			return status, []byte(body)
		}
		return 0, nil
	}
}

func candleReply(rows string) string { return `{"status":"success","data":{"candles":` + rows + `}}` }

// TestTroubleWithCandlesIsSaid spoils the answers for candles alone: why there is
// no chart is said in a sentence, and the rest of the pane, the table and the
// polling live on.
func TestTroubleWithCandlesIsSaid(t *testing.T) {
	const none = "the exchange's replies hold none: from the polls" // which have made the newest one
	refused := func(kind, message string) string {
		return `{"status":"error","error_type":"` + kind + `","message":"` + message + `","data":null}`
	}
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"not permitted", 403, refused("PermissionException", "Insufficient permission for that call."), "This app has no historical data: logging in again will not help; r asks again."},
		{"an empty array", 200, candleReply("[]"), none},
		{"the older form of it", 400, refused("InputException", "No candles found based on token and time and candleType and instrument type."), none},
		{"null", 200, candleReply("null"), "No candles: "},
		{"null rows", 200, candleReply("[null, null]"), none},
		{"null figures", 200, candleReply(`[["2026-11-23T10:10:00+0530", null, null, null, null, null]]`), none},
		{"figures as text", 200, candleReply(`[["2026-11-23T10:10:00+0530", "x", "", "y", "z", "1"]]`), none},
		{"rows too short", 200, candleReply(`[["2026-11-23T10:10:00+0530", 1538.4], [], ["2026-11-23T10:10:00+0530"]]`), none},
		{"no times", 200, candleReply(`[["", 1, 2, 1, 2, 5], [17, 1, 2, 1, 2, 5]]`), none},
		{"rows that are none", 200, candleReply(`[{"open": 5}, "x", 7, true]`), none},
		{"a page", 502, "<html>Bad Gateway</html>", "No candles: 502 · asked again in "},
		{"an unknown token", 400, refused("InputException", "invalid token"), "No candles: InputException: invalid token; r asks again."},
		{"cut off", 200, `{"status":"success","data":{"cand`, "No candles: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := start{w: 200, h: 50, at: morning}
			tapedStart{start: begin, list: quietList, alter: historicalOnly(c.status, c.body)}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				d.pass(20 * time.Second)
				d.wantSaid(c.want)
				d.wantAlive()
			})
		})
	}
}

// quietList is a share alone.
const quietList = "interval = \"5s\"\n[[list]]\nname = \"One\"\nsymbols = [\"NSE:RELIANCE\", \"NSE:TCS\", \"NSE:INFY\"]\n"

// wantSaid fails if the pane does not say something, line breaks aside.
func (d *taped) wantSaid(want string) {
	d.t.Helper()
	if text := strings.Join(strings.Fields(strings.Join(d.pane(), " ")), " "); !strings.Contains(text, want) {
		d.t.Errorf("%q is not said:\n%s", want, strings.Join(d.pane(), "\n"))
	}
}

// wantAlive fails if anything but the chart has suffered.
func (d *taped) wantAlive() {
	d.t.Helper()
	lines := d.pane()
	if !strings.Contains(lines[1], "● live") || !strings.Contains(strings.Join(lines, "\n"), " to buy ") {
		d.t.Errorf("the rest of the pane does not live:\n%s", strings.Join(lines, "\n"))
	}
	if line := d.statusLine(); !strings.HasPrefix(line, "● live") || d.m.session.open {
		d.t.Errorf("the status line is %q, login %v", line, d.m.session.open)
	}
	if q := d.tape.quote(d.m.detail.Symbol().String()); !strings.Contains(lines[1], inGroups(q.LastPrice, 2)) {
		d.t.Errorf("the price %q is not %v", lines[1], q.LastPrice)
	}
}

// TestARefusalOfAllCandlesIsAskedForOnce leafs through rows of an app that may
// not have candles: no row asks again, a key does.
func TestARefusalOfAllCandlesIsAskedForOnce(t *testing.T) {
	refusal := `{"status":"error","error_type":"PermissionException","message":"Insufficient permission for that call.","data":null}`
	var allowed atomic.Bool
	alter := func(r *http.Request, body []byte) (int, []byte) {
		if allowed.Load() {
			return 0, nil
		}
		return historicalOnly(403, refusal)(r, body)
	}
	tapedStart{start: start{w: 200, h: 50, at: morning}, list: quietList, alter: alter}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		d.key("enter")
		d.pass(3 * time.Second)
		before := d.candleCalls()
		for range 6 {
			d.key("j")
			d.pass(time.Second)
			d.wantSaid("This app has no historical data")
			d.key("k")
			d.pass(time.Second)
		}
		if n := d.candleCalls() - before; n != 0 {
			t.Errorf("%d calls for what is refused", n)
		}
		d.key("r")
		d.pass(time.Second)
		if n := d.candleCalls() - before; n != 1 {
			t.Errorf("%d calls after r, want 1", n)
		}
		allowed.Store(true)
		d.key("r")
		d.pass(2 * time.Second)
		d.wantSaid("20 Nov")
	})
}

// candleCalls is how often the exchange was asked for candles.
func (d *taped) candleCalls() int {
	n := 0
	for _, c := range d.exchange.Calls() {
		if c.Class == kitesim.ClassHistorical {
			n++
		}
	}
	return n
}

var tokenText = regexp.MustCompile(`"instrument_token":\d+`)

// TestWithoutATokenThatIsSaid has neither a list nor a token in the replies.
func TestWithoutATokenThatIsSaid(t *testing.T) {
	alter := func(r *http.Request, body []byte) (int, []byte) {
		if strings.HasPrefix(r.URL.Path, "/quote") && bytes.Contains(body, []byte(`"success"`)) {
			return 200, tokenText.ReplaceAll(body, []byte(`"instrument_token":0`))
		}
		return 0, nil
	}
	tapedStart{start: start{w: 200, h: 50, at: morning, faults: "dump502"}, list: quietList, alter: alter}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		d.key("enter")
		d.pass(10 * time.Second)
		d.wantSaid("No candles: the instrument is not in the day's list, and no reply has told its token yet.")
		d.wantAlive()
		if n := d.candleCalls(); n != 0 {
			t.Errorf("%d calls for the candles of no token", n)
		}
	})
}

// TestAnOutageCostsNoChart loses the network while the chart waits for its first
// candles: it has them when the polls are back, without a key.
func TestAnOutageCostsNoChart(t *testing.T) {
	var out atomic.Bool
	alter := func(*http.Request, []byte) (int, []byte) {
		if out.Load() {
			return 503, []byte("<html>Service Unavailable</html>")
		}
		return 0, nil
	}
	tapedStart{start: start{w: 200, h: 50, at: morning}, list: quietList, alter: alter}.drive(t, func(d *taped) {
		d.pass(6 * time.Second)
		out.Store(true)
		d.key("enter")
		d.pass(6 * time.Second)
		d.wantSaid("No candles: 503")
		out.Store(false)
		d.pass(20 * time.Second)
		d.wantSaid("20 Nov")
		d.wantAlive()
	})
}

// TestLostCandlesComeByThemselves loses the candles alone, for a while: when they
// are asked for again is said, and kept to.
func TestLostCandlesComeByThemselves(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		said   []string // after so many seconds
		calls  []int    // and how often they were asked for by then
	}{
		{"the network", 503, "<html>Service Unavailable</html>",
			[]string{1: "No candles: 503 · asked again in 1s.", 5: "asked again in 1s.", 12: "asked again in 2s.", 17: "asked again in 27s."},
			[]int{1: 1, 5: 2, 12: 3, 17: 4}},
		{"too many calls", 429, `{"status":"error","error_type":"NetworkException","message":"Too many requests"}`,
			[]string{1: "rate limited · wait 9s.", 9: "rate limited · wait 1s.", 12: "rate limited · wait 18s.", 29: "rate limited · wait 1s."},
			[]int{1: 1, 9: 1, 12: 2, 29: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out atomic.Bool
			out.Store(true)
			alter := func(r *http.Request, _ []byte) (int, []byte) {
				if out.Load() && strings.HasPrefix(r.URL.Path, "/instruments/historical") {
					return c.status, []byte(c.body)
				}
				return 0, nil
			}
			tapedStart{start: start{w: 100, h: 50, at: morning}, list: bareList, alter: alter}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				before := d.candleCalls()
				d.key("enter")
				for second := range c.said {
					if want := c.said[second]; want != "" {
						d.wantSaid(want)
						if n := d.candleCalls() - before; n != c.calls[second] {
							t.Errorf("%d calls after %ds, want %d", n, second, c.calls[second])
						}
					}
					d.pass(time.Second)
				}
				d.wantAlive()
				out.Store(false)
				d.pass(40 * time.Second)
				d.wantSaid("20 Nov")
			})
		})
	}
}

// TestKeptCandlesAreShownWhateverTheCall has the disk's days on the chart while
// the API's answer is slow, and when there is none; the polls go on from them.
func TestKeptCandlesAreShownWhateverTheCall(t *testing.T) {
	refusal := `{"status":"error","error_type":"PermissionException","message":"Insufficient permission for that call.","data":null}`
	folder := t.TempDir()
	begin := start{w: 160, h: 50, at: afterHoliday}
	begin.change = func(_ *kitesim.Exchange, o *Options) { o.Candles = folder }
	historical := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/instruments/historical") }
	for _, c := range []struct {
		name string
		run  tapedStart
		said string
	}{
		{"the first run", tapedStart{}, ""},
		{"refused", tapedStart{alter: historicalOnly(403, refusal)}, "▲ This app has no historical data: logging in again will not help; r asks again"},
		{"down", tapedStart{alter: historicalOnly(503, "<html>")}, "▲ No candles: 503 · asked again in"},
		{"slow", tapedStart{late: func(r *http.Request) (time.Duration, bool) { return 5 * time.Second, !historical(r) }}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run.start, c.run.list = begin, bareList
			c.run.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				d.pass(2 * time.Second)
				d.wantSaid(c.said)
				d.wantSaid("23 Nov")
				d.wantAlive()
				d.key("h") // the newest, of a price that was polled
				d.key("h")
				if c := d.read(); c.at.Day() < 23 {
					t.Errorf("before the newest comes %v", c.at)
				}
			})
		})
	}
}

// bareList shows no sparkline, for which candles would be asked too.
const bareList = "interval = \"5s\"\n[[list]]\nname = \"One\"\ncolumns = [\"ltp\"]\nsymbols = [\"NSE:RELIANCE\"]\n"

// TestTheDetailComesBackAfterALogin ends the session under the open pane.
func TestTheDetailComesBackAfterALogin(t *testing.T) {
	for _, size := range [][2]int{{100, 40}, {200, 50}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			begin := start{w: size[0], h: size[1], at: morning, faults: "expire@10s", change: func(x *kitesim.Exchange, o *Options) {
				o.Config.APIKey, o.Config.APISecret = x.APIKey(), x.APISecret()
				o.Config.RedirectURL = "https://example.com/" // nothing to listen on
			}}
			tapedStart{start: begin, list: quietList}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("j")
				d.key("enter")
				d.pass(15 * time.Second)
				if d.m.focus != onLogin || d.m.detailed {
					t.Fatalf("focus %v, detailed %v:\n%s", d.m.focus, d.m.detailed, d.screen())
				}
				d.paste(d.exchange.NewRequestToken())
				d.key("enter")
				d.pass(12 * time.Second)
				if d.m.focus != onDetail || d.m.detail.Symbol().Tradingsymbol != "TCS" {
					t.Fatalf("focus %v, the detail of %v:\n%s", d.m.focus, d.m.detail.Symbol(), d.screen())
				}
				d.wantAlive()
				d.wantSaid("20 Nov")
			})
		})
	}
}
