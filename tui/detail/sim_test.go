package detail

import (
	"context"
	"net/http"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// TestTheExchangesCandlesAndOursAreOfOneGrid draws the simulated exchange: its
// candles open where ours would, and a polled price joins the newest of them.
func TestTheExchangesCandlesAndOursAreOfOneGrid(t *testing.T) {
	now := wednesday
	exchange := kitesim.New(kitesim.Config{Now: func() time.Time { return now }})
	pipe := exchange.Pipe()
	defer pipe.Close()
	transport := &http.Transport{DialContext: pipe.DialContext}
	defer transport.CloseIdleConnections()
	client := &kite.Client{
		BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport},
		APIKey: exchange.APIKey(), AccessToken: exchange.NewAccessToken(),
	}
	for i, c := range choices {
		now = now.Add(2 * time.Second) // or there were too many requests
		snapshot, err := client.Quotes(context.Background(), kite.ModeQuote, []kite.Symbol{reliance})
		if err != nil {
			t.Fatal(err)
		}
		row := feed.Row{
			Symbol: reliance, Quote: snapshot.Quotes[reliance], Decimals: 2, Venue: market.NSEAuction,
			Answered: now, Received: now, Cycle: 5 * time.Second,
		}
		m := New(dark(), market.Default())
		m.interval = i
		m.SetSize(120, 40)
		m.SetRow(row, clockAt(now))
		want := wanted(t, &m)
		candles, err := client.Candles(context.Background(), want.Token, want.Key.Interval, want.From, want.To)
		if err != nil || len(candles) == 0 {
			t.Fatalf("%s: %d candles, %v", c.name, len(candles), err)
		}
		m.SetCandles(want.Key, candles, "")
		s := m.series()
		for _, candle := range s.candles {
			onOurGrid(t, c, candle)
		}
		newest := s.candles[len(s.candles)-1]
		if b, _ := bucketOf(market.Default(), row.Venue, c.span, now); !newest.Time.Equal(b.open) || newest.Close != row.Quote.LastPrice {
			t.Errorf("%s: the newest is %+v, the last price %v", c.name, newest, row.Quote.LastPrice)
		}
	}
}

// onOurGrid fails if a candle does not open where one of ours would.
func onOurGrid(t *testing.T, c choice, candle kite.Candle) {
	t.Helper()
	at := candle.Time.Time
	if c.span == 0 {
		at = at.Add(14 * time.Hour) // of every session, the Muhurat one too
	}
	b, ok := bucketOf(market.Default(), market.NSEAuction, c.span, at)
	if !ok || !b.open.Equal(candle.Time.Time) {
		t.Fatalf("%s: a candle of %v, ours opens at %v, %v", c.name, candle.Time, b.open, ok)
	}
}
