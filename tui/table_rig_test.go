package tui

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// wire stands between the screen and the exchange: it changes what the
// exchange says of some instruments, and remembers, field by field, what has
// been said of each.
type wire struct {
	next http.RoundTripper
	odd  map[string]map[string]any // by symbol, what takes the place of its fields
	mu   sync.Mutex
	said map[string]map[string]any // by symbol
	days map[string]dayEnd         // by instrument token
}

// dayEnd is what a day candle says of the end of the last day before this.
type dayEnd struct{ close, oi *big.Rat }

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	days := strings.HasSuffix(r.URL.Path, "/day")
	if err != nil || resp.StatusCode != http.StatusOK || !days && !strings.HasPrefix(r.URL.Path, "/quote") {
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if days {
		w.hearDays(r.URL.Path, text)
	} else {
		text = w.hear(text)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// decoded reads JSON and keeps its figures as they are written.
func decoded(text []byte, into any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		panic(err)
	}
}

func (w *wire) hear(text []byte) []byte {
	var body struct {
		Status string                    `json:"status"`
		Data   map[string]map[string]any `json:"data"`
	}
	decoded(text, &body)
	for symbol, fields := range body.Data {
		for name, v := range w.odd[symbol] {
			if _, brought := fields[name]; brought {
				fields[name] = v
			}
		}
		if w.said[symbol] == nil {
			w.said[symbol] = map[string]any{}
		}
		maps.Copy(w.said[symbol], fields)
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return text
}

// hearDays remembers how the last day before today ended.
func (w *wire) hearDays(path string, text []byte) {
	var body struct {
		Data struct{ Candles [][]any }
	}
	decoded(text, &body)
	token := strings.Split(path, "/")[3]
	for _, c := range body.Data.Candles {
		if day, _ := c[0].(string); day >= morning.Format("2006-01-02") {
			continue
		}
		end := w.days[token]
		end.close = rat(string(c[4].(json.Number)))
		if len(c) > 6 {
			end.oi = rat(string(c[6].(json.Number)))
		}
		w.days[token] = end
	}
}

// before is how the day before ended for an instrument, as far as it was asked
// for.
func (w *wire) before(symbol string) dayEnd {
	w.mu.Lock()
	defer w.mu.Unlock()
	token, _ := w.said[symbol]["instrument_token"].(json.Number)
	return w.days[string(token)]
}

// figure is what was last said of a field, ohlc.open or depth.buy of the best
// level; nil when it was not said or null.
func (w *wire) figure(symbol, field string) *big.Rat {
	w.mu.Lock()
	defer w.mu.Unlock()
	var v any = w.said[symbol]
	for _, name := range strings.Split(field, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			level, _ := in[0].(map[string]any)
			v = level[name]
		default:
			return nil
		}
	}
	n, ok := v.(json.Number)
	if !ok {
		return nil
	}
	return rat(string(n))
}

// text is what was last said of a field that is no figure.
func (w *wire) text(symbol, field string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, _ := w.said[symbol][field].(string)
	return s
}

// listenIn puts a wire before the exchange, with a watchlist of the test's own.
func listenIn(t *testing.T, toml string, odd map[string]map[string]any) (*wire, func(*kitesim.Exchange, *Options)) {
	t.Helper()
	list, err := store.ParseWatchlist("watchlist.toml", []byte(toml))
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{odd: odd, said: map[string]map[string]any{}, days: map[string]dayEnd{}}
	return w, func(_ *kitesim.Exchange, o *Options) {
		w.next = o.Client.HTTP.Transport
		o.Client = &kite.Client{BaseURL: o.Client.BaseURL, APIKey: o.Client.APIKey, AccessToken: o.Client.AccessToken, HTTP: &http.Client{Transport: w}}
		o.Watchlist = list
	}
}
