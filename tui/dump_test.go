package tui

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// dumps returns at how many seconds after the start the list was asked for.
func (d *driver) dumps() []float64 {
	var at []float64
	for _, c := range d.exchange.Calls() {
		if c.Path == "/instruments" {
			at = append(at, c.Wall.Sub(d.start).Round(time.Second).Seconds())
		}
	}
	return at
}

func entries(symbols ...string) []store.Entry {
	var out []store.Entry
	for _, text := range symbols {
		s, _ := kite.ParseSymbol(text)
		out = append(out, store.Entry{Symbol: s})
	}
	return out
}

func withList(entries []store.Entry) func(*kitesim.Exchange, *Options) {
	return func(_ *kitesim.Exchange, o *Options) {
		o.Watchlist.Lists = []store.List{{Name: "Mine", Entries: entries}}
	}
}

// The futures of November expire on Monday the 23rd, since Tuesday is a
// holiday, and trade until 15:40.
func TestFuturesRollWhenTheirExchangeCloses(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 39, 30, 0, market.IST)
	start{w: 120, h: 36, at: at, change: withList(entries("NFO:NIFTY@FUT1", "NFO:NIFTY@FUT2"))}.drive(t, func(d *driver) {
		d.after(20 * time.Second)
		if row := d.row("NIFTY26NOVFUT NFO"); !strings.Contains(row, "expires today") || price(row) == "" {
			t.Errorf("before the close: %q", row)
		}
		d.after(32 * time.Second)
		if note := d.statusLine(); !strings.Contains(note, "NIFTY@FUT1 is NIFTY26DECFUT now: NIFTY26NOVFUT has expired") || strings.Contains(note, "more") {
			t.Errorf("no notice of the roll: %q", note)
		}
		d.after(40 * time.Second)
		if row := d.row("NIFTY26DECFUT NFO"); !strings.Contains(row, "@FUT1") || price(row) == "" {
			t.Errorf("after the close: %q", row)
		}
		if strings.Contains(d.screen(), "NIFTY26NOVFUT") {
			t.Errorf("the expired future is still there:\n%s", d.screen())
		}
	})
}

func TestOptionsFollowTheMoney(t *testing.T) {
	driveWith(t, 120, 36, "", withList(entries("NFO:NIFTY@ATMCE", "NFO:NIFTY@ATM+1CE")), func(d *driver) {
		d.after(8 * time.Second)
		d.row("24500CE NFO")
		d.row("24550CE NFO")
		if strings.Contains(d.screen(), "@ATMCE NFO") {
			t.Errorf("an option is not resolved:\n%s", d.screen())
		}
	})
}

// An option at the money that comes back needs no other reply: what it is written
// on has been asked for all the time.
func TestAnOptionComesBack(t *testing.T) {
	withFile(t, "strip = [\"NSE:NIFTY 50\"]\n[[list]]\nname = \"O\"\nsymbols = [\"NSE:NIFTY 50\", \"NFO:NIFTY@ATMCE\"]\n", func(d *driver, path string) {
		d.after(8 * time.Second)
		d.row("24500CE NFO")
		d.key("p")
		d.key("j")
		d.key("d")
		if strings.Contains(d.screen(), "24500CE") {
			t.Fatalf("it is not removed:\n%s", d.screen())
		}
		d.key("u")
		if row := d.row("24500CE NFO"); price(row) == "" {
			t.Errorf("it comes back as %q", row)
		}
	})
}

func TestWhatIsNotInTheList(t *testing.T) {
	lists := withList(entries("NSE:INFY", "NSE:RELAINCE", "NFO:NIFTY26OCTFUT", "NFO:NOSUCH@FUT1"))
	driveWith(t, 160, 36, "", lists, func(d *driver) {
		d.after(3 * time.Second)
		for symbol, reason := range map[string]string{
			"RELAINCE":      "did you mean NSE:RELIANCE",
			"NIFTY26OCTFUT": "expired",
			"NOSUCH@FUT1":   "no contracts of NOSUCH are listed on NFO",
		} {
			if row := d.row(symbol); !strings.Contains(row, reason) || !strings.Contains(row, "none") && !strings.Contains(row, "no data") {
				t.Errorf("%s: %q does not say %q", symbol, row, reason)
			}
		}
		if row := d.row("INFY NSE"); price(row) == "" {
			t.Errorf("the good row suffers: %q", row)
		}
		for _, c := range d.exchange.Calls() {
			if strings.HasPrefix(c.Path, "/quote") && c.Instruments > 6 {
				t.Errorf("%d instruments asked for", c.Instruments) // three of the strip, and three with an exchange's symbol
			}
		}
	})
}

func TestASymbolWithoutItsExchange(t *testing.T) {
	list := append(entries("NSE:INFY", "NSE:NIFTY26DECFUT", "NSE:BANKNIFTY@FUT1", "NSE:NOSUCH", "NSE:USDINR26NOVFUT"),
		store.Entry{Symbol: kite.Symbol{Tradingsymbol: "2953217"}})
	change := func(x *kitesim.Exchange, o *Options) {
		withList(list)(x, o)
		o.Bare = map[kite.Symbol]bool{}
		for _, e := range list {
			o.Bare[e.Symbol] = true
		}
	}
	driveWith(t, 120, 36, "", change, func(d *driver) {
		d.after(8 * time.Second)
		for _, name := range []string{"INFY NSE", "NIFTY26DECFUT NFO", "BANKNIFTY26NOVFUT NFO", "TCS NSE"} {
			if row := d.row(name); price(row) == "" {
				t.Errorf("%s has no price: %q", name, row)
			}
		}
		if row := d.row("USDINR26NOVFUT NSE"); !strings.Contains(row, "listed on CDS and BCD: say which") {
			t.Errorf("what two list: %q", row)
		}
		if row := d.row("NOSUCH NSE"); !strings.Contains(row, "not in") && !strings.Contains(row, "no data") {
			t.Errorf("what nobody lists: %q", row)
		}
	})
}

// A machine whose clock is a day ahead has rolled too early when it starts; the
// exchange's clock puts that right, also where prices move what is at the money.
func TestAClockAheadRollsBack(t *testing.T) {
	change := withList(entries("NFO:NIFTY@FUT1", "NFO:NIFTY@ATMCE"))
	start{w: 120, h: 36, at: morning, wrong: 24 * time.Hour, change: change}.drive(t, func(d *driver) {
		if row := d.row("NIFTY26DECFUT NFO"); !strings.Contains(row, "@FUT1") {
			t.Errorf("by a clock that is a day ahead: %q", row)
		}
		// The reply that tells the clock brings another price too.
		moved := feed.Row{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}}
		moved.Quote.LastPrice = 24490
		d.m.line.status.Offset = -24 * time.Hour
		d.m.setClock(d.m.clock)
		d.do(d.m.rollPrices([]feed.Row{moved}))
		d.do(d.m.rollTick())
		d.after(8 * time.Second)
		for _, name := range []string{"NIFTY26NOVFUT NFO", "NIFTY26NOV24500CE NFO"} {
			if row := d.row(name); !strings.Contains(row, "expires today") || price(row) == "" {
				t.Errorf("by the exchange's clock: %q", row)
			}
		}
	})
}

// A list that the command line names is changed by the same keys as the file's.
func TestAListOfThisRun(t *testing.T) {
	named := func(_ *kitesim.Exchange, o *Options) {
		token := kite.Symbol{Tradingsymbol: "2953217"}
		var err error
		o.File, o.Watchlist, err = store.ForRun(o.Watchlist, "Symbols", []kite.Symbol{{Exchange: "NSE", Tradingsymbol: "INFY"}, {Exchange: "NSE", Tradingsymbol: "M&M"}, token})
		o.Bare = map[kite.Symbol]bool{token: true}
		if err != nil {
			t.Fatal(err)
		}
	}
	driveWith(t, 120, 36, "", named, func(d *driver) {
		d.after(2 * time.Second)
		d.typed("/")
		d.typed("hdfc bank")
		if row := d.row("HDFCBANK NSE"); !strings.Contains(row, "▌") {
			t.Errorf("the first hit is not HDFCBANK:\n%s", d.screen())
		}
		d.key("enter")
		if row := d.row("HDFCBANK NSE"); !strings.Contains(row, "Symbols") {
			t.Errorf("the pane does not say that it is listed: %q", row)
		}
		d.key("enter")
		d.key("esc")
		d.after(7 * time.Second)
		if row := d.row("HDFCBANK NSE"); price(row) == "" {
			t.Errorf("the added row: %q", row)
		}
		if got := strings.Count(d.screen(), "HDFCBANK NSE"); got != 1 {
			t.Errorf("it is there %d times", got)
		}
		d.row("TCS NSE")
		d.key("d")
		d.settle()
		if strings.Contains(d.screen(), "INFY NSE") || !strings.Contains(d.statusLine(), "INFY removed from Symbols, u undoes") {
			t.Errorf("after d:\n%s", d.screen())
		}
		d.key("J")
		d.settle()
		if got := d.screen(); strings.Index(got, "M&M NSE") < strings.Index(got, "TCS NSE") {
			t.Errorf("after J:\n%s", got)
		}
		d.typed("n")
		d.typed("booked")
		d.key("enter")
		d.settle()
		if row := d.row("M&M NSE"); !strings.Contains(row, "booked") {
			t.Errorf("the note: %q", row)
		}
		d.typed("+")
		d.typed("Symbols")
		d.key("enter")
		d.settle()
		if got := d.screen(); !strings.Contains(got, `the lists of this run: there is a list "Symbols" already`) {
			t.Errorf("a second list of the name:\n%s", got)
		}
		d.key("esc")
		d.typed("uuuu")
		d.settle()
		d.row("INFY NSE")
		if strings.Contains(d.screen(), "HDFCBANK NSE") || strings.Contains(d.screen(), "booked") {
			t.Errorf("after u of all:\n%s", d.screen())
		}
		d.typed("e")
		if got := d.statusLine(); !strings.Contains(got, "there is no file to edit") {
			t.Errorf("e says %q", got)
		}
	})
}

func TestTheListIsAskedForOnceADay(t *testing.T) {
	at := time.Date(2026, 11, 25, 8, 29, 30, 0, market.IST)
	start{w: 120, h: 36, at: at}.drive(t, func(d *driver) {
		d.after(25 * time.Second)
		if got := d.dumps(); len(got) != 1 {
			t.Errorf("before 08:30 the list was asked for at %v", got)
		}
		d.after(5 * time.Minute)
		if got := d.dumps(); len(got) != 2 || got[1] < 60 {
			t.Errorf("the list was asked for at %v", got) // the list of 08:29 counts for a minute
		}
	})
	start{w: 120, h: 36, at: morning}.drive(t, func(d *driver) {
		d.after(90 * time.Second)
		if got := d.dumps(); len(got) != 1 {
			t.Errorf("with today's list in the cache it was asked for at %v", got)
		}
	})
}

func TestAListThatDoesNotCome(t *testing.T) {
	driveWith(t, 120, 36, "dump502@0s+40s", withList(entries("NSE:INFY", "NFO:NIFTY@FUT1")), func(d *driver) {
		d.after(5 * time.Second)
		const why = "today's instruments cannot be downloaded: 502; next try at 10:14:"
		if row := d.row("NIFTY@FUT1 NFO"); !strings.Contains(row, why) {
			t.Errorf("what needs the list does not say why it has none: %q", row)
		}
		d.key("/")
		if !strings.Contains(d.screen(), "no list of instruments yet: today's instruments cannot be downloaded: 502") {
			t.Errorf("the search does not say why it has nothing:\n%s", d.screen())
		}
		d.key("esc")
		d.after(35 * time.Second)
		if row := d.row("NIFTY@FUT1 NFO"); !strings.Contains(row, "next try at 10:15:") {
			t.Errorf("after the second try: %q", row)
		}
		d.after(4 * time.Minute)
		if got := d.dumps(); len(got) < 2 || len(got) > 4 {
			t.Errorf("the list was asked for at %v", got)
		}
		d.key("/")
		if !strings.Contains(d.screen(), "dump of today") {
			t.Errorf("the list has come, and the search does not say so:\n%s", d.screen())
		}
	})
}

// What has kept the list may be over with the outage: it is not waited for any
// longer.
func TestAnEndedOutageBringsTheList(t *testing.T) {
	driveWith(t, 120, 36, "dump502@0s+50s 503@0s+50s", withList(entries("NFO:NIFTY@FUT1")), func(d *driver) {
		d.after(85 * time.Second)
		if got := d.dumps(); len(got) != 3 || got[2] < 50 || got[2] > 85 {
			t.Errorf("the list was asked for at %v", got)
		}
		if row := d.row("NIFTY26NOVFUT NFO"); price(row) == "" {
			t.Errorf("with the list: %q", row)
		}
	})
}

// refusing refuses the list to whoever comes with a token.
type refusing struct{ to http.RoundTripper }

func (r refusing) RoundTrip(ask *http.Request) (*http.Response, error) {
	reply, err := r.to.RoundTrip(ask)
	if err == nil && ask.URL.Path == "/instruments" && ask.Header.Get("Authorization") != "" {
		const text = `{"status":"error","message":"Incorrect access_token.","error_type":"TokenException"}`
		reply.Body.Close()
		reply.StatusCode, reply.Body, reply.ContentLength = http.StatusForbidden, io.NopCloser(strings.NewReader(text)), -1
		reply.Header = http.Header{"Content-Type": {"application/json"}}
	}
	return reply, err
}

// The list needs no login: a session that is over does not keep it.
func TestTheListNeedsNoLogin(t *testing.T) {
	change := func(x *kitesim.Exchange, o *Options) {
		withList(entries("NFO:NIFTY@FUT1"))(x, o)
		o.Client.HTTP.Transport = refusing{o.Client.HTTP.Transport}
	}
	driveWith(t, 120, 36, "dumpcut@900s", change, func(d *driver) {
		d.after(10 * time.Second)
		if row := d.row("NIFTY26NOVFUT NFO"); price(row) == "" {
			t.Errorf("the list has not come: %q, asked for at %v", row, d.dumps())
		}
	})
}

// Rows that cannot be read are told, wherever the list is.
func TestBadRowsAreTold(t *testing.T) {
	const head = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"
	text := head + strings.Repeat("256265,1001,NIFTY 50,\"NIFTY 50\",0,,0,0,0,EQ,INDICES,NSE\n", 2)
	for i := range 20 {
		text += fmt.Sprintf("%d,1,S%d,,0,,0,0.05,1,EQ,NSE,NSE\n", 1000+i, i)
	}
	l, err := instruments.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d := dump{list: l}
	if got, _ := d.text(morning, market.Default()); !strings.HasSuffix(got, ", one bad row") {
		t.Errorf("the search says %q", got)
	}
}

// A suggestion is offered with the key that does something about it: what has
// a quantity or a level is of its own contract, and not put elsewhere by a key.
func TestASuggestionNamesItsKey(t *testing.T) {
	list := entries("NSE:RELAINCE", "NSE:INFYY")
	list[1].Qty = store.Number{Value: 50, Set: true}
	driveWith(t, 160, 36, "", withList(list), func(d *driver) {
		d.after(3 * time.Second)
		for symbol, want := range map[string]string{"RELAINCE NSE": "y accepts", "INFYY NSE": "e edits"} {
			if row := d.row(symbol); !strings.Contains(row, "did you mean") || !strings.Contains(row, want) {
				t.Errorf("%s: %q does not say %q", symbol, row, want)
			}
		}
	})
}
