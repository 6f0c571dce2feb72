package store

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// evening is when the tests' files are read and written.
var evening = time.Date(2026, 11, 24, 19, 30, 0, 0, market.IST)

func known(name string, price kite.Price, received time.Time) feed.Known {
	return feed.Known{Row: feed.Row{
		Symbol:   kite.Symbol{Exchange: "NSE", Tradingsymbol: name},
		Quote:    kite.Quote{LastPrice: price},
		Received: received,
	}}
}

// full is a row with all that is remembered.
func full() feed.Known {
	at := func(clock string) time.Time {
		t, err := time.ParseInLocation("15:04:05.999", clock, market.IST)
		if err != nil {
			panic(err)
		}
		return t.AddDate(2026, 10, 23)
	}
	k := known("M&M", 3061.35, at("15:41:07.25"))
	k.Row.Changed = at("15:29:58.125")
	k.Close, k.Session = 3040.1, market.On(2026, 11, 24)
	k.Row.Quote = kite.Quote{
		InstrumentToken: 519937, LastPrice: 3061.35, AveragePrice: 3055.0625,
		Volume: kite.Count{N: 2104511, Known: true}, OI: kite.Count{Known: true},
		OHLC:              kite.OHLC{Open: 3042, High: 3070, Low: 3031.05, Close: 3040.1},
		Timestamp:         kite.Time{Time: at("15:41:06")},
		LastTradeTime:     kite.Time{Time: at("15:29:58")},
		LowerCircuitLimit: 2736.1, UpperCircuitLimit: 3344.1,
	}
	return k
}

func testPrices(t testing.TB) prices {
	p := pricesOf(filepath.Join(t.TempDir(), "state"), "api.kite.trade")
	p.wait = time.Minute // however slow the disk
	return p
}

func mustSave(t testing.TB, p prices, rows ...feed.Known) {
	t.Helper()
	if err := p.save(rows, evening); err != nil {
		t.Fatal(err)
	}
}

func mustLoad(t testing.TB, p prices) []feed.Known {
	t.Helper()
	rows, err := p.load(evening)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func names(rows []feed.Known) string {
	list := make([]string, 0, len(rows))
	for _, k := range rows {
		list = append(list, fmt.Sprintf("%s=%v", k.Row.Symbol.Tradingsymbol, k.Row.Quote.LastPrice))
	}
	return strings.Join(list, " ")
}

func TestPricesComeBackAsTheyWere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	now := time.Now().Round(0)
	index := known("NIFTY 50", 26012.4, now)
	number := known("408065", 1490.5, now.Add(-time.Hour))
	number.Row.Symbol.Exchange = ""
	want := []feed.Known{number, known(`A"\É`, 0.0025, now), index}
	deep := index
	deep.Row.Quote.Depth.Buy[0].Price = 26012 // not kept
	if err := SavePrices(dir, "api.kite.trade", []feed.Known{deep, want[1], number}); err != nil {
		t.Fatal(err)
	}
	got, err := LoadPrices(dir, "API.kite.trade")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, -want +got\n%s", err, diff)
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, "prices-api.kite.trade.jsonl": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || secretsMatter && info.Mode().Perm() != mode {
			t.Errorf("%s: %v, want %v", name, info.Mode(), mode)
		}
	}
	if got, err := LoadPrices(dir, "127.0.0.1:8765"); err != nil || len(got) != 0 {
		t.Errorf("another host has %d rows, %v", len(got), err)
	}
}

func TestPricesCanBeReadByAPerson(t *testing.T) {
	p := testPrices(t)
	mustSave(t, p, full())
	text, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"version":1,"host":"api.kite.trade"}
{"symbol":"NSE:M&M","instrument_token":519937,"last_price":3061.35,` +
		`"ohlc":{"open":3042,"high":3070,"low":3031.05,"close":3040.1},"volume":2104511,"average_price":3055.0625,"oi":0,` +
		`"lower_circuit_limit":2736.1,"upper_circuit_limit":3344.1,` +
		`"timestamp":"2026-11-24T15:41:06+05:30","last_trade_time":"2026-11-24T15:29:58+05:30",` +
		`"heard":"2026-11-24T15:41:07.25+05:30","changed":"2026-11-24T15:29:58.125+05:30",` +
		`"previous_close":3040.1,"session":"2026-11-24"}
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]feed.Known{full()}, mustLoad(t, p)); diff != "" {
		t.Errorf("read back: -want +got\n%s", diff)
	}
}

func TestPricesOfAHostHaveAFileOfTheirOwn(t *testing.T) {
	long := strings.Repeat("a", 300)
	hosts := []string{"api.kite.trade", "127.0.0.1:8765", "127.0.0.1:8766", "127.0.0.1_3a8765", "[::1]:80", "a/b", "a:b", "a\\b", "a_b",
		"..", "../x", "", "é", long, long + "b", long + ":80", "x\x00y"}
	seen := map[string]string{}
	for _, host := range hosts {
		p := pricesOf("state", host)
		name := filepath.Base(p.path)
		if other, found := seen[name]; found {
			t.Errorf("%q and %q share %s", host, other, name)
		}
		seen[name] = host
		if filepath.Dir(p.path) != "state" || len(name) > 200 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != "" {
			t.Errorf("%q: %s", host, p.path)
		}
	}
}

func TestMergeOfOneInstrument(t *testing.T) {
	day := market.On(2026, 11, 24)
	row := func(price kite.Price, minute int, close kite.Price, session market.Date) feed.Known {
		k := known("INFY", price, evening.Add(time.Duration(minute-60)*time.Minute))
		k.Close, k.Session = close, session
		return k
	}
	never := row(1503, 0, 1485, day)
	never.Row.Received = time.Time{}
	for name, c := range map[string]struct{ disk, mine, want feed.Known }{
		"mine is later":                     {row(1500, 1, 0, 0), row(1501, 2, 0, 0), row(1501, 2, 0, 0)},
		"the disk's is later":               {row(1500, 2, 0, 0), row(1501, 1, 0, 0), row(1500, 2, 0, 0)},
		"at once: mine":                     {row(1500, 1, 1490, day), row(1501, 1, 1491, day), row(1501, 1, 1491, day)},
		"mine was never received":           {row(1500, 1, 1490, day-1), never, row(1500, 1, 1485, day)},
		"the older row has the session":     {row(1500, 1, 1490, day), row(1501, 2, 1480, day-1), row(1501, 2, 1490, day)},
		"the later row has it":              {row(1500, 1, 1480, day-1), row(1501, 2, 1490, day), row(1501, 2, 1490, day)},
		"one session: the later row's":      {row(1500, 2, 1490, day), row(1501, 1, 1491, day), row(1500, 2, 1490, day)},
		"one session: the only close known": {row(1500, 1, 1490, day), row(1501, 2, 0, day), row(1501, 2, 1490, day)},
		"a new session without a close":     {row(1500, 1, 1490, day-1), row(1501, 2, 0, day), row(1501, 2, 0, day)},
	} {
		t.Run(name, func(t *testing.T) {
			p := testPrices(t)
			mustSave(t, p, c.disk)
			mustSave(t, p, c.mine)
			if diff := cmp.Diff([]feed.Known{c.want}, mustLoad(t, p)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestSaveForgets(t *testing.T) {
	p := testPrices(t)
	closes := known("CLOSE", 0, time.Time{})
	closes.Close, closes.Session = 12, market.On(2026, 11, 20)
	oldClose := closes
	oldClose.Row.Symbol.Tradingsymbol, oldClose.Session = "OLDCLOSE", market.On(2026, 10, 1)
	nameless := known("", 5, evening)
	lower := known("infy", 5, evening)
	long := known(strings.Repeat("A", maxSymbol), 5, evening)
	nan := known("NAN", kite.Price(math.NaN()), evening)
	mustSave(t, p, known("EDGE", 1, evening.Add(-keepFor)), known("OLD", 1, evening.Add(-keepFor-time.Second)),
		closes, oldClose, nameless, lower, long, nan, known("BARE", 0, evening))
	if got, want := names(mustLoad(t, p)), "CLOSE=0 EDGE=1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheOldestOfTooManyGo(t *testing.T) {
	p := testPrices(t)
	var rows []feed.Known
	for i := range maxRows + 3 {
		k := full() // every field at its longest, so that the file's size is put to the test
		k.Row.Symbol.Tradingsymbol = fmt.Sprintf("%0*d", maxSymbol-len("NSE:"), i)
		k.Row.Received = evening.Add(-time.Duration(i)*time.Hour/6 - time.Nanosecond)
		k.Row.Changed, k.Session, k.Row.Quote.InstrumentToken = k.Row.Received, market.On(2026, 10, 20), math.MaxUint32
		const odd = 123456789.12345678
		k.Close, k.Row.Quote.LastPrice, k.Row.Quote.AveragePrice = odd, odd, odd
		k.Row.Quote.LowerCircuitLimit, k.Row.Quote.UpperCircuitLimit = odd, odd
		k.Row.Quote.OHLC = kite.OHLC{Open: odd, High: odd, Low: odd, Close: odd}
		k.Row.Quote.Volume.N, k.Row.Quote.OI.N = 1e15, 1e15
		rows = append(rows, k)
	}
	mustSave(t, p, rows[:10]...)
	mustSave(t, p, rows[5:]...)
	got := mustLoad(t, p)
	kept := slices.ContainsFunc(got, func(k feed.Known) bool { return k.Row.Symbol == rows[0].Row.Symbol })
	info, err := os.Stat(p.path)
	if len(got) != maxRows || !kept || err != nil || info.Size() > maxFile*9/10 {
		t.Errorf("%d rows, the newest among them: %v, %d bytes, %v", len(got), kept, info.Size(), err)
	}
}

// Receipts are told by the exchange's clock, so this machine's may be days behind
// it. The older form told them by this machine's, and is read as before.
func TestPricesAreDatedByTheExchange(t *testing.T) {
	p := testPrices(t)
	ahead := known("INFY", 1490.5, evening.Add(30*time.Hour))
	mustSave(t, p, ahead)
	if diff := cmp.Diff([]feed.Known{ahead}, mustLoad(t, p)); diff != "" {
		t.Errorf("received by a clock that is ahead of this one: -want +got\n%s", diff)
	}
	// What is told by a clock that was wrong does not outlast one that is right.
	now := known("INFY", 1500, evening)
	mustSave(t, p, now)
	if diff := cmp.Diff([]feed.Known{now}, mustLoad(t, p)); diff != "" {
		t.Errorf("received by the exchange's clock after one ahead of it: -want +got\n%s", diff)
	}
	for stamp, want := range map[string]time.Time{
		"2026-11-24T15:41:07.25+05:30": full().Row.Received, "2026-11-26T15:41:07+05:30": {},
	} {
		line := `{"version":1,"host":"api.kite.trade"}` + "\n" + `{"symbol":"NSE:M&M","last_price":3061.35,"received":"` + stamp + `"}` + "\n"
		if err := os.WriteFile(p.path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		got := mustLoad(t, p)
		if len(got) != 1 || !got[0].Row.Received.Equal(want) || !got[0].Row.Answered.IsZero() || got[0].Row.Quote.LastPrice != 3061.35 {
			t.Errorf("of the older form, %s: %+v", stamp, got)
		}
	}
}
