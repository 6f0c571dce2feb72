package instruments

import (
	"errors"
	"strings"
	"testing"

	"kitewatch/kite/market"
)

// rollRows is a small list with what makes rolling difficult: names that begin
// alike, an expiry on a holiday of the exchange, weeks and months, a strike
// that is missing, fractions.
var rollRows = []string{
	`256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE`,
	`738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE`,
	`1,1,NIFTYNXT5026NOVFUT,"NIFTYNXT50",0,2026-11-20,0,0.1,25,FUT,NFO-FUT,NFO`,
	`2,2,NIFTY27JANFUT,"NIFTY",0,2027-01-25,0,0.1,65,FUT,NFO-FUT,NFO`,
	`3,3,NIFTY26NOVFUT,"NIFTY",0,2026-11-23,0,0.1,65,FUT,NFO-FUT,NFO`,
	`4,4,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO`,
	`5,5,RELIANCE26DECFUT,"RELIANCE",0,2026-12-29,0,0.1,500,FUT,NFO-FUT,NFO`,
	`6,6,GOLD26DECFUT,"GOLD",0,2026-12-04,0,1,1,FUT,MCX-FUT,MCX`,
	`7,7,GOLD27FEBFUT,"GOLD",0,2027-02-05,0,1,1,FUT,MCX-FUT,MCX`,
	`8,8,GOLDM26DECFUT,"GOLDM",0,2026-12-04,0,1,1,FUT,MCX-FUT,MCX`,
	`9,9,USDINR26NOVFUT,"USDINR",0,2026-11-26,0,0.0025,1,FUT,CDS-FUT,CDS`,
	`10,10,NIFTY26NOV24450CE,"NIFTY",0,2026-11-23,24450,0.05,65,CE,NFO-OPT,NFO`,
	`11,11,NIFTY26NOV24500CE,"NIFTY",0,2026-11-23,24500,0.05,65,CE,NFO-OPT,NFO`,
	`12,12,NIFTY26NOV24500PE,"NIFTY",0,2026-11-23,24500,0.05,65,PE,NFO-OPT,NFO`,
	`13,13,NIFTY26NOV24550CE,"NIFTY",0,2026-11-23,24550,0.05,65,CE,NFO-OPT,NFO`,
	`14,14,NIFTY26D0124400PE,"NIFTY",0,2026-12-01,24400,0.05,65,PE,NFO-OPT,NFO`,
	`15,15,NIFTY26D0124500CE,"NIFTY",0,2026-12-01,24500,0.05,65,CE,NFO-OPT,NFO`,
	`16,16,NIFTY26D0124500PE,"NIFTY",0,2026-12-01,24500,0.05,65,PE,NFO-OPT,NFO`,
	`17,17,GOLD26DEC128000CE,"GOLD",0,2026-12-04,128000,0.5,1,CE,MCX-OPT,MCX`,
	`18,18,ODD26DECFUT,"ODD",0,2026-12-25,0,0.1,1,FUT,NFO-FUT,NFO`,
}

var resolveCases = []struct {
	name, symbol, at string
	price, held      float64
	want, until      string
}{
	{"nearest future", "NFO:NIFTY@FUT1", "2026-11-20 10:00:00", 0, 0, "NIFTY26NOVFUT", "2026-11-23 15:40:00"},
	{"second and third roll with the nearest", "NFO:NIFTY@FUT3", "2026-11-20 10:00:00", 0, 0, "NIFTY27JANFUT", "2026-11-23 15:40:00"},
	{"until the close of the expiry day", "NFO:NIFTY@FUT1", "2026-11-23 15:39:59", 0, 0, "NIFTY26NOVFUT", "2026-11-23 15:40:00"},
	{"from the close on", "NFO:NIFTY@FUT1", "2026-11-23 15:40:00", 0, 0, "NIFTY26DECFUT", "2026-12-29 15:40:00"},
	{"second from the close on", "NFO:NIFTY@FUT2", "2026-11-23 15:40:00", 0, 0, "NIFTY27JANFUT", "2026-12-29 15:40:00"},
	{"a name that begins alike", "NFO:NIFTYNXT50@FUT1", "2026-11-20 10:00:00", 0, 0, "NIFTYNXT5026NOVFUT", "2026-11-20 15:40:00"},
	{"gold until near midnight", "MCX:GOLD@FUT1", "2026-12-04 23:54:59", 0, 0, "GOLD26DECFUT", "2026-12-04 23:55:00"},
	{"gold from then on", "MCX:GOLD@FUT1", "2026-12-04 23:55:00", 0, 0, "GOLD27FEBFUT", "2027-02-05 23:55:00"},
	{"currencies until five", "CDS:USDINR@FUT1", "2026-11-26 16:59:59", 0, 0, "USDINR26NOVFUT", "2026-11-26 17:00:00"},
	{"an expiry on a holiday, until the day is over", "NFO:ODD@FUT1", "2026-12-25 23:00:00", 0, 0, "ODD26DECFUT", "2026-12-26 00:00:00"},
	{"at the money", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24486.35, 0, "NIFTY26NOV24500CE", "2026-11-23 15:40:00"},
	{"put", "NFO:NIFTY@ATMPE", "2026-11-23 10:00:00", 24486.35, 0, "NIFTY26NOV24500PE", "2026-11-23 15:40:00"},
	{"above", "NFO:NIFTY@ATM+1CE", "2026-11-23 10:00:00", 24486.35, 0, "NIFTY26NOV24550CE", "2026-11-23 15:40:00"},
	{"below", "NFO:NIFTY@ATM-1CE", "2026-11-23 10:00:00", 24486.35, 0, "NIFTY26NOV24450CE", "2026-11-23 15:40:00"},
	{"of two equally near the lower", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24525, 0, "NIFTY26NOV24500CE", "2026-11-23 15:40:00"},
	{"held within the band", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24532.5, 24500, "NIFTY26NOV24500CE", "2026-11-23 15:40:00"},
	{"given up beyond it", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24532.55, 24500, "NIFTY26NOV24550CE", "2026-11-23 15:40:00"},
	{"not taken back at once", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24520, 24550, "NIFTY26NOV24550CE", "2026-11-23 15:40:00"},
	{"held below", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24467.5, 24500, "NIFTY26NOV24500CE", "2026-11-23 15:40:00"},
	{"given up below", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24467.45, 24500, "NIFTY26NOV24450CE", "2026-11-23 15:40:00"},
	{"a held strike that is not listed", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 24486, 24475, "NIFTY26NOV24500CE", "2026-11-23 15:40:00"},
	{"beyond the highest", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 30000, 24550, "NIFTY26NOV24550CE", "2026-11-23 15:40:00"},
	{"below the lowest", "NFO:NIFTY@ATM", "2026-11-23 10:00:00", 100, 24500, "NIFTY26NOV24450CE", "2026-11-23 15:40:00"},
	{"next week after the close", "NFO:NIFTY@ATM", "2026-11-23 15:40:00", 24486.35, 24500, "NIFTY26D0124500CE", "2026-12-01 15:40:00"},
}

func TestResolve(t *testing.T) {
	l := listOf(t, rollRows...)
	for _, c := range resolveCases {
		t.Run(c.name, func(t *testing.T) {
			r, _, err := ParseRolling(symbol(t, c.symbol))
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.Resolve(r, Moment{at(t, c.at).UTC(), market.Default(), c.price, c.held})
			if err != nil {
				t.Fatal(err)
			}
			if got.Contract.Symbol.Tradingsymbol != c.want || !got.Until.Equal(at(t, c.until)) {
				t.Errorf("%s at %s is %s until %s, want %s until %s",
					c.symbol, c.at, got.Contract.Symbol, got.Until, c.want, c.until)
			}
		})
	}
}

func TestResolveSaysWhyNot(t *testing.T) {
	l := listOf(t, rollRows...)
	for _, c := range []struct {
		symbol, at string
		price      float64
		want       Reason
		text       string
	}{
		{"NFO:NIFT@FUT1", "2026-11-20 10:00:00", 0, NoName, "no contracts of NIFT are listed on NFO"},
		{"BFO:NIFTY@FUT1", "2026-11-20 10:00:00", 0, NoName, "no contracts of NIFTY are listed on BFO"},
		{"NFO:NIFTY@FUT3", "2026-11-24 10:00:00", 0, NoMonth, "NIFTY has 2 futures on NFO in today's list, so no NIFTY@FUT3"},
		{"NFO:RELIANCE@FUT2", "2026-11-24 10:00:00", 0, NoMonth, "RELIANCE has one future on NFO in today's list, so no RELIANCE@FUT2"},
		{"NFO:NIFTYNXT50@FUT1", "2026-11-24 10:00:00", 0, NoMonth, "NIFTYNXT50 has no future on NFO in today's list, so no NIFTYNXT50@FUT1"},
		{"NFO:RELIANCE@ATM", "2026-11-20 10:00:00", 1500, NoMonth, "RELIANCE has no options on NFO in today's list"},
		{"NFO:NIFTY@ATM", "2026-11-20 10:00:00", 0, NoPrice, "waiting for the price of what NIFTY options are written on"},
		{"NFO:NIFTY@ATM+2CE", "2026-11-20 10:00:00", 24500, NoStrike, "NIFTY has no CE strike +2 from the money for 23 Nov 2026 in today's list"},
		{"NFO:NIFTY@ATM-1CE", "2026-11-24 10:00:00", 24500, NoStrike, "NIFTY has no CE strike -1 from the money for 1 Dec 2026 in today's list"},
	} {
		r, _, err := ParseRolling(symbol(t, c.symbol))
		if err != nil {
			t.Fatal(err)
		}
		roll, err := l.Resolve(r, Moment{at(t, c.at), market.Default(), c.price, 0})
		var got *Unresolved
		if !errors.As(err, &got) || got.Reason != c.want || got.Text != c.text {
			t.Errorf("%s at %s is %v, %+v, want %+v", c.symbol, c.at, roll.Contract.Symbol, got, c)
		}
	}
}

// TestResolveWithoutUnderlying: a price that nobody gives is not waited for.
func TestResolveWithoutUnderlying(t *testing.T) {
	l := listOf(t, rollRows[1:]...)
	_, err := l.Resolve(Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE"}, Moment{Now: at(t, "2026-11-20 10:00:00"), Calendar: market.Default()})
	var got *Unresolved
	if !errors.As(err, &got) || got.Reason != NoUnderlying || got.Text != "the list has no NSE:NIFTY 50, which the contracts of NIFTY are written on" {
		t.Errorf("got %+v", err)
	}
}

// TestRollingOf: of every contract that a rolling symbol stands for it is told
// which.
func TestRollingOf(t *testing.T) {
	l := simList(t, 20000)
	m := Moment{Now: at(t, "2026-11-23 10:00:00"), Calendar: market.Default(), LastPrice: 24486.35}
	for _, c := range []struct{ contract, want string }{
		{"NFO:NIFTY26NOVFUT", "NFO:NIFTY@FUT1"},
		{"NFO:NIFTY26DECFUT", "NFO:NIFTY@FUT2"},
		{"NFO:NIFTY27JANFUT", "NFO:NIFTY@FUT3"},
		{"MCX:GOLD26DECFUT", "MCX:GOLD@FUT1"},
		{"NFO:NIFTY26NOV24500CE", "NFO:NIFTY@ATMCE"},
		{"NFO:NIFTY26NOV24500PE", "NFO:NIFTY@ATMPE"},
		{"NFO:NIFTY26NOV24600CE", "NFO:NIFTY@ATM+2CE"},
		{"NFO:NIFTY26NOV24400PE", "NFO:NIFTY@ATM-2PE"},
		{"NFO:NIFTY26D0124500CE", ""},
		{"NSE:NIFTY 50", ""},
		{"NSE:INFY", ""},
	} {
		row, ok := l.Find(symbol(t, c.contract))
		if !ok {
			t.Fatalf("the list has no %s", c.contract)
		}
		got := ""
		if r, ok := l.RollingOf(l.At(row), m); ok {
			got = r.Symbol().String()
		}
		if got != c.want {
			t.Errorf("%s is told to be %q, want %q", c.contract, got, c.want)
		}
	}
	m.LastPrice = 0
	row, _ := l.Find(symbol(t, "NFO:NIFTY26NOV24500CE"))
	if r, ok := l.RollingOf(l.At(row), m); ok {
		t.Errorf("without a price it is told to be %s", r.Symbol())
	}
}

// TestAtTheMoneyDoesNotFlicker lets the price hover at the middle between two
// strikes: the contract may change once, not with each tick.
func TestAtTheMoneyDoesNotFlicker(t *testing.T) {
	l := listOf(t, rollRows...)
	r := Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE"}
	m := Moment{Now: at(t, "2026-11-23 10:00:00"), Calendar: market.Default()}
	changes, held := 0, 24500.0
	for i := range 100 {
		m.LastPrice, m.Held = 24525+float64(i%15)-7, held
		roll, err := l.Resolve(r, m)
		if err != nil {
			t.Fatal(err)
		}
		if roll.Strike != held {
			changes++
		}
		held = roll.Strike
	}
	if changes > 1 {
		t.Errorf("the strike changed %d times while the price hovered", changes)
	}
}

// TestResolveWithoutNames is for old dumps, whose contracts have no name.
func TestResolveWithoutNames(t *testing.T) {
	var rows []string
	for _, row := range rollRows {
		f := strings.Split(row, ",")
		if f[9] != "EQ" {
			f[3] = ""
		}
		rows = append(rows, strings.Join(f, ","))
	}
	l := listOf(t, rows...)
	m := Moment{Now: at(t, "2026-11-20 10:00:00"), Calendar: market.Default(), LastPrice: 24500}
	for _, c := range []struct{ symbol, want string }{
		{"NFO:NIFTY@FUT1", "NIFTY26NOVFUT"},
		{"NFO:NIFTYNXT50@FUT1", "NIFTYNXT5026NOVFUT"},
		{"MCX:GOLD@FUT1", "GOLD26DECFUT"},
		{"NFO:NIFTY@ATM+1CE", "NIFTY26NOV24550CE"},
	} {
		r, _, _ := ParseRolling(symbol(t, c.symbol))
		got, err := l.Resolve(r, m)
		if err != nil || got.Contract.Symbol.Tradingsymbol != c.want {
			t.Errorf("%s is %s, %v, want %s", c.symbol, got.Contract.Symbol, err, c.want)
		}
	}
	m.Now = at(t, "2026-11-23 16:00:00")
	got, err := l.Resolve(Rolling{Exchange: "NFO", Name: "NIFTY", Side: "PE"}, m)
	if err != nil || got.Contract.Symbol.Tradingsymbol != "NIFTY26D0124500PE" {
		t.Errorf("a weekly option is %s, %v", got.Contract.Symbol, err)
	}
}
