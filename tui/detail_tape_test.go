package tui

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// tape stands between client and exchange, and keeps what the exchange answers
// in the wire's own terms: what the screen says is held against it.
type tape struct {
	base  http.RoundTripper
	late  func(*http.Request) (time.Duration, bool)                       // how much later an answer comes; false: never
	alter func(r *http.Request, body []byte) (status int, altered []byte) // 0: as it is

	mu      sync.Mutex
	latest  map[string]wireQuote                // merged over the calls, by key
	prices  map[string]map[float64]bool         // every last price there was, by key
	levels  map[string]map[float64]bool         // and every price of the book
	asked   []string                            // from where candles were, with token and interval
	candles map[string]map[time.Time]wireCandle // by token and interval
}

// wireQuote is a row of /quote.
type wireQuote struct {
	InstrumentToken   uint32  `json:"instrument_token"`
	LastTradeTime     string  `json:"last_trade_time"`
	LastPrice         float64 `json:"last_price"`
	LastQuantity      int64   `json:"last_quantity"`
	BuyQuantity       int64   `json:"buy_quantity"`
	SellQuantity      int64   `json:"sell_quantity"`
	Volume            int64   `json:"volume"`
	AveragePrice      float64 `json:"average_price"`
	OI                int64   `json:"oi"`
	OIDayHigh         int64   `json:"oi_day_high"`
	OIDayLow          int64   `json:"oi_day_low"`
	LowerCircuitLimit float64 `json:"lower_circuit_limit"`
	UpperCircuitLimit float64 `json:"upper_circuit_limit"`
	OHLC              struct {
		Open, High, Low, Close float64
	}
	Depth struct{ Buy, Sell []wireLevel }
}

type wireLevel struct {
	Price            float64
	Quantity, Orders int64
}

// wireCandle is a candle of a historical reply.
type wireCandle struct {
	open, high, low, close float64
	volume, oi             int64
}

func (p *tape) RoundTrip(r *http.Request) (*http.Response, error) {
	plain := r.Clone(r.Context())
	plain.Header.Del("Accept-Encoding")
	resp, err := p.base.RoundTrip(plain)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	if p.alter != nil {
		if status, altered := p.alter(r, body); status != 0 {
			resp.StatusCode, body = status, altered
		}
	}
	if err := p.hold(r); err != nil {
		return nil, err
	}
	p.keep(r.URL, body)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// hold keeps an answer back for as long as late says.
func (p *tape) hold(r *http.Request) error {
	if p.late == nil {
		return nil
	}
	after, comes := p.late(r)
	if !comes {
		after = time.Hour
	}
	select {
	case <-time.After(after):
		return nil
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

func (p *tape) keep(u *url.URL, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case strings.HasPrefix(u.Path, "/quote"):
		p.keepQuotes(body, u.Path == "/quote")
	case strings.HasPrefix(u.Path, "/instruments/historical/"):
		key := strings.TrimPrefix(u.Path, "/instruments/historical/")
		p.asked = append(p.asked, key+" "+u.Query().Get("from"))
		if p.candles[key] == nil {
			p.candles[key] = map[time.Time]wireCandle{}
		}
		for at, c := range candlesIn(body) {
			p.candles[key][at] = c
		}
	}
}

func (p *tape) keepQuotes(body []byte, whole bool) {
	var reply struct{ Data map[string]wireQuote }
	_ = json.Unmarshal(body, &reply) // a reply that cannot be read brings nothing
	for key, q := range reply.Data {
		if p.prices[key] == nil {
			p.prices[key], p.levels[key] = map[float64]bool{}, map[float64]bool{}
		}
		p.prices[key][q.LastPrice] = true
		for _, l := range append(q.Depth.Buy, q.Depth.Sell...) {
			p.levels[key][l.Price] = true
		}
		if had, ok := p.latest[key]; ok && !whole {
			had.LastPrice, had.OHLC = q.LastPrice, q.OHLC
			q = had
		}
		p.latest[key] = q
	}
}

// candlesIn are the candles of a reply, by the time at which they open.
func candlesIn(body []byte) map[time.Time]wireCandle {
	var reply struct{ Data struct{ Candles [][]any } }
	_ = json.Unmarshal(body, &reply)
	all := map[time.Time]wireCandle{}
	for _, row := range reply.Data.Candles {
		if len(row) < 6 {
			continue
		}
		text, _ := row[0].(string)
		at, err := time.Parse("2006-01-02T15:04:05-0700", text)
		var f [7]float64
		for i := range row[1:] {
			f[i], _ = row[1+i].(float64)
		}
		if err == nil && f[0] > 0 {
			all[at.In(market.IST)] = wireCandle{f[0], f[1], f[2], f[3], int64(f[4]), int64(f[5])}
		}
	}
	return all
}

// quote is what the exchange has told of an instrument.
func (p *tape) quote(key string) wireQuote {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.latest[key]
}

// asks are the questions for candles so far.
func (p *tape) asks() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// taped is a driver whose answers are kept.
type taped struct {
	*driver
	tape *tape
}

// tapedStart is how one begins: with a watchlist of its own.
type tapedStart struct {
	start
	list  string // watchlist.toml
	late  func(*http.Request) (time.Duration, bool)
	alter func(*http.Request, []byte) (int, []byte)
}

func (st tapedStart) drive(t *testing.T, script func(*taped)) {
	t.Helper()
	list, err := store.ParseWatchlist("watchlist.toml", []byte(st.list))
	if err != nil {
		t.Fatal(err)
	}
	p := &tape{
		late: st.late, alter: st.alter, latest: map[string]wireQuote{}, prices: map[string]map[float64]bool{},
		levels: map[string]map[float64]bool{}, candles: map[string]map[time.Time]wireCandle{},
	}
	before := st.change
	st.change = func(x *kitesim.Exchange, o *Options) {
		o.Watchlist = list
		p.base = o.Client.HTTP.Transport
		o.Client.HTTP = &http.Client{Transport: p}
		if before != nil {
			before(x, o)
		}
	}
	st.start.drive(t, func(d *driver) { script(&taped{d, p}) })
}

// ask asks the exchange itself, past the program: the candles of an interval
// between two moments.
func (d *taped) ask(token string, from, to time.Time) map[time.Time]wireCandle {
	d.t.Helper()
	query := url.Values{"from": {from.Format(time.DateTime)}, "to": {to.Format(time.DateTime)}, "oi": {"1"}}
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, "http://127.0.0.1/instruments/historical/"+token+"?"+query.Encode(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "token "+d.m.client.APIKey+":"+d.m.client.AccessToken)
	r.Header.Set("X-Kite-Version", "3")
	resp, err := d.tape.base.RoundTrip(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		d.t.Fatalf("%d %s %v", resp.StatusCode, body, err)
	}
	return candlesIn(body)
}

// pane is the detail's part of the screen.
func (d *taped) pane() []string {
	lines := strings.Split(uncoloured(d.m.View()), "\n")
	left, above, w, h := d.m.detailArea()
	lines = lines[stripHeight+above:][:h]
	pane := make([]string, len(lines))
	for i, line := range lines {
		cells := []rune(line)
		pane[i] = strings.TrimRight(string(cells[min(left, len(cells)):min(left+w, len(cells))]), " ")
	}
	return pane
}

// uncoloured is a view without its colours, as escapes would have it, but fast:
// some tests look at thousands.
func uncoloured(view string) string {
	var b strings.Builder
	for {
		before, after, coloured := strings.Cut(view, "\x1b[")
		b.WriteString(before)
		if !coloured {
			return b.String()
		}
		view = after[strings.IndexByte(after, 'm')+1:]
	}
}

// now is the exchange's time.
func (d *taped) now() time.Time { return d.exchange.Time() }

// pass lets so much time pass.
func (d *taped) pass(by time.Duration) { d.after(time.Since(d.driver.start) + by) }
