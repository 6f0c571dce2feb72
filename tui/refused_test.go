package tui

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// tokenRefusal is a TokenException as the API words it.
const tokenRefusal = `{"status":"error","error_type":"TokenException","message":"Incorrect ` + "`api_key` or `access_token`" + `.","data":null}`

// endedFor ends the session for calls for candles, whatever becomes of the polls.
func endedFor(refused *atomic.Bool) func(*http.Request, []byte) (int, []byte) {
	return func(r *http.Request, body []byte) (int, []byte) {
		if !refused.Load() {
			return 0, nil
		}
		return historicalOnly(403, tokenRefusal)(r, body)
	}
}

// canLogIn configures the app's credentials, with nothing to listen on.
func canLogIn(x *kitesim.Exchange, o *Options) {
	o.Config.APIKey, o.Config.APISecret = x.APIKey(), x.APISecret()
	o.Config.RedirectURL = pasteOnly
}

// minuteList is polled once a minute: calls for candles meet everything first.
var minuteList = strings.Replace(quietList, "5s", "60s", 1)

// TestARefusedCallForCandlesEndsTheSession has a chart's call be the first to meet
// the session's end: polling stops at once, and nothing more is sent until the
// login.
func TestARefusedCallForCandlesEndsTheSession(t *testing.T) {
	var refused atomic.Bool
	list := strings.Replace(minuteList, "symbols", "columns = [\"ltp\"]\nsymbols", 1) // no sparklines
	tapedStart{start: start{w: 200, h: 50, at: morning, change: canLogIn}, list: list, alter: endedFor(&refused)}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		refused.Store(true)
		calls, quotes := d.candleCalls(), d.quoteCalls()
		d.key("enter")
		d.pass(3 * time.Second)
		if d.m.line.status.Condition != feed.LoginNeeded || d.m.focus != onLogin {
			t.Fatalf("condition %v, focus %v:\n%s", d.m.line.status.Condition, d.m.focus, d.screen())
		}
		quotes = d.quoteCalls() - quotes // with the pane open its row is asked for whole
		if n := d.candleCalls() - calls; n != 1 {
			t.Errorf("%d calls for candles, want 1", n)
		}
		d.key("esc")
		d.key("enter")
		d.pass(time.Second)
		for _, key := range []string{"r", "j", "]", "k", "r"} {
			d.key(key)
			d.pass(2 * time.Second)
			d.wantSaid("▲ login needed: Esc, then L logs in.")
		}
		d.pass(3 * time.Minute)
		if n := d.candleCalls() - calls; n != 1 {
			t.Errorf("%d calls for candles of a session that has ended, want 1", n)
		}
		if quotes > 1 {
			t.Errorf("%d quote calls after the refusal", quotes)
		}
		refused.Store(false)
		d.key("esc")
		d.key("L")
		d.pass(time.Second)
		d.paste(d.exchange.NewRequestToken())
		d.pass(time.Second)
		d.key("enter")
		d.pass(5 * time.Second)
		d.wantSaid("20 Nov")
		d.wantAlive()
	})
}

// TestCandlesStayWhenTheSessionEnds reloads a chart in a session that has ended:
// what is drawn stays, and the rest comes by itself after the login.
func TestCandlesStayWhenTheSessionEnds(t *testing.T) {
	var refused atomic.Bool
	tapedStart{start: start{w: 200, h: 50, at: morning, change: canLogIn}, list: minuteList, alter: endedFor(&refused)}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		d.key("enter")
		d.pass(3 * time.Second)
		d.wantSaid("20 Nov")
		refused.Store(true)
		d.key("r")
		d.pass(3 * time.Second)
		d.key("esc")
		d.key("enter")
		d.pass(time.Second)
		d.wantSaid("login needed: Esc, then L logs in")
		d.wantSaid("20 Nov")
		calls := d.candleCalls()
		refused.Store(false)
		d.send(tokenFound{store.Config{AccessToken: d.exchange.NewAccessToken()}, false})
		d.pass(5 * time.Second)
		if n := d.candleCalls() - calls; n < 1 || strings.Contains(d.screen(), "login needed") {
			t.Errorf("%d calls for candles after the login:\n%s", n, d.screen())
		}
		d.wantAlive()
	})
}

// TestSparklinesAreADashUntilTheyCome has candles fail of an outage, of too many
// calls, and of the session's end: a course of the polls alone would be one block.
// After the login they come.
func TestSparklinesAreADashUntilTheyCome(t *testing.T) {
	limited := `{"status":"error","error_type":"NetworkException","message":"Too many requests","data":null}`
	var status atomic.Int64
	alter := func(r *http.Request, body []byte) (int, []byte) {
		switch at := int(status.Load()); at {
		case 0:
			return 0, nil
		case 403:
			return historicalOnly(at, tokenRefusal)(r, body)
		default:
			return historicalOnly(at, limited)(r, body)
		}
	}
	status.Store(503)
	list := "interval = \"5s\"\n[[list]]\nname = \"One\"\ncolumns = [\"ltp\", \"spark\"]\nsymbols = [\"NSE:RELIANCE\", \"NSE:TCS\", \"NSE:INFY\"]\n"
	tapedStart{start: start{w: 120, h: 36, at: morning, change: canLogIn}, list: list, alter: alter}.drive(t, func(d *taped) {
		dashes := func(why string) {
			t.Helper()
			for _, name := range []string{"RELIANCE", "TCS", "INFY"} {
				if row := d.row(name); !strings.Contains(row, "—") || strings.Contains(row, "▄") {
					t.Errorf("%s: %q", why, row)
				}
			}
		}
		d.pass(25 * time.Second)
		dashes("an outage")
		status.Store(429)
		d.pass(20 * time.Second)
		dashes("too many calls")
		status.Store(403)
		calls := d.candleCalls()
		d.pass(3 * time.Minute)
		dashes("the session's end")
		if n := d.candleCalls() - calls; n != 1 || d.m.line.status.Condition != feed.LoginNeeded {
			t.Errorf("%d calls for candles of a session that has ended, want 1; condition %v", n, d.m.line.status.Condition)
		}
		status.Store(0)
		d.paste(d.exchange.NewRequestToken())
		d.pass(20 * time.Second)
		for _, name := range []string{"RELIANCE", "TCS", "INFY"} {
			if row := d.row(name); strings.Contains(row, "—") {
				t.Errorf("after the login: %q", row)
			}
		}
	})
}
