package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// thousand is the largest watchlist.
func thousand() []feed.Known {
	rows := make([]feed.Known, 1000)
	for i := range rows {
		rows[i] = full()
		rows[i].Row.Symbol = kite.Symbol{Exchange: "NFO", Tradingsymbol: fmt.Sprintf("NIFTY26NOV%dCE", 20000+50*i)}
		rows[i].Row.Quote.LastPrice += kite.Price(i) / 20
	}
	return rows
}

// bounded fails for a price that is neither unknown nor one the client would
// take from the wire.
func bounded(t *testing.T, prices ...kite.Price) {
	t.Helper()
	for _, p := range prices {
		text, err := p.MarshalJSON()
		if p != 0 && (err != nil || string(text) == "null") {
			t.Errorf("%v is no price", p)
		}
	}
}

// FuzzPrices reads any text. What comes of it is bounded, and is the same once
// written and read again.
func FuzzPrices(f *testing.F) {
	whole := memory{now: evening, rows: []feed.Known{full(), known("INFY", 1490.5, evening)}}
	text := whole.text("api.kite.trade")
	f.Add(text)
	f.Add(text[:len(text)-60])
	f.Add(bytes.ReplaceAll(text, []byte("5"), []byte("-")))
	f.Add([]byte(`{"symbol":"NSE:A\u0026B","last_price":1e-5,"previous_close":NaN,"ohlc":{"open":[{"a":"]"}],"low":"7"}}`))
	f.Add([]byte("{\"version\":1}\n{ \"symbol\" : \"256265\" , \"last_price\" : 2,\"session\":\"2026-11-24\",\"previous_close\":3 }"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m := memory{now: evening}
		m.read(text)
		for i := range m.rows {
			k := &m.rows[i]
			q := k.Row.Quote
			bounded(t, q.LastPrice, q.AveragePrice, q.LowerCircuitLimit, q.UpperCircuitLimit, k.Close)
			bounded(t, q.OHLC.Open, q.OHLC.High, q.OHLC.Low, q.OHLC.Close)
			if k.Row.Received.After(evening.Add(time.Minute)) || q.Volume.N < 0 || q.OI.N < 0 || k.Close != 0 && k.Session == 0 {
				t.Errorf("believed: %+v", *k)
			}
			if !savable(k.Row.Symbol) {
				t.Errorf("read a symbol that cannot be saved: %q", k.Row.Symbol)
			}
		}
		m.forget()
		again := memory{now: evening}
		again.read(m.text("h"))
		if diff := cmp.Diff(m.rows, again.rows); diff != "" {
			t.Errorf("once saved: -want +got\n%s", diff)
		}
	})
}

// slowRow is a row for encoding/json.
type slowRow struct {
	Symbol kite.Symbol `json:"symbol"`
	kite.Quote
	Received kite.Time  `json:"heard"`
	Changed  kite.Time  `json:"changed"`
	Close    kite.Price `json:"previous_close"`
	Session  string     `json:"session"`
}

// FuzzPricesLine writes a row of any values: encoding/json reads the same from
// it as the decoder does.
func FuzzPricesLine(f *testing.F) {
	f.Add("NSE:M&M", uint32(519937), 3061.35, 2736.1, int64(2104511), true, evening.UnixNano(), int64(20781))
	f.Add("NSE:A\"\\B", uint32(0), math.NaN(), -1.0, int64(-1), false, int64(0), int64(-1))
	f.Add("256265", uint32(math.MaxUint32), 1e9, 1e-4, int64(1e15), true, int64(math.MaxInt64), int64(1e9))
	f.Fuzz(func(t *testing.T, symbol string, token uint32, last, other float64, n int64, has bool, nanos, day int64) {
		var k feed.Known
		if k.Row.Symbol, _ = kite.ParseSymbol(symbol); !savable(k.Row.Symbol) {
			t.Skip()
		}
		at := time.Unix(0, nanos).In(market.IST)
		k.Row.Quote = kite.Quote{
			InstrumentToken: token, LastPrice: kite.Price(last), AveragePrice: kite.Price(other), LowerCircuitLimit: kite.Price(other),
			UpperCircuitLimit: kite.Price(last), Volume: kite.Count{N: n, Known: has}, OI: kite.Count{N: n, Known: !has},
			OHLC:      kite.OHLC{Open: kite.Price(last), High: kite.Price(other), Low: kite.Price(last), Close: kite.Price(other)},
			Timestamp: kite.Time{Time: at}, LastTradeTime: kite.Time{Time: at},
		}
		k.Row.Received, k.Row.Changed = at, at
		k.Close, k.Session = kite.Price(other), market.Date(day)
		line := appendRow(nil, &k)
		var slow slowRow
		if err := json.Unmarshal(line, &slow); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		want := feed.Known{Row: feed.Row{Symbol: k.Row.Symbol, Quote: slow.Quote, Received: slow.Received.Time, Changed: slow.Changed.Time}, Close: slow.Close}
		if session, err := time.Parse(time.DateOnly, slow.Session); err == nil && believable(session) {
			want.Session = market.On(session.Date())
		}
		var got feed.Known
		if !decode(line, &got) {
			t.Fatalf("no row: %s", line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n-want +got\n%s", line, diff)
		}
	})
}

func BenchmarkLoadPrices(b *testing.B) {
	p := testPrices(b)
	mustSave(b, p, thousand()...)
	info, err := os.Stat(p.path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		if rows, err := p.load(evening); len(rows) != 1000 || err != nil {
			b.Fatal(len(rows), err)
		}
	}
}

// BenchmarkLoadPricesSlow is what encoding/json takes for the same rows.
func BenchmarkLoadPricesSlow(b *testing.B) {
	rows := memory{rows: thousand()}
	text := rows.text("api.kite.trade")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for line := range bytes.Lines(text) {
			var k slowRow
			if err := json.Unmarshal(line, &k); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkSavePrices(b *testing.B) {
	p := testPrices(b)
	rows := thousand()
	mustSave(b, p, rows...)
	b.ReportAllocs()
	for b.Loop() {
		if err := p.save(rows, evening); err != nil {
			b.Fatal(err)
		}
	}
}
