package feed_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// soak is a feed that asks the exchange on loopback, in real time.
type soak struct {
	t        *testing.T
	rand     *rand.Rand
	offset   time.Duration // of the exchange's clock
	exchange *kitesim.Exchange
	server   *kitesim.Server
	witness  *witness
	client   *kite.Client
	feed     *feed.Feed
	symbols  []kite.Symbol
	facts    map[kite.Symbol]feed.Facts
	truth    *chronicle
	calm     int // seconds until the next fault
	paused   int // seconds until the pause ends
	met      map[string]int
	logins   int
	begun    chan struct{} // closed when the first rows have come

	mu       sync.Mutex // guards the rest
	answered bool
	rows     map[kite.Symbol]feed.Row
	took     map[kite.Symbol]time.Duration // what the call took that brought a row
	status   feed.Status
	tally    tally
}

// afternoon is the exchange's time at the start: everything trades, and ten
// minutes on the closing auction begins.
var afternoon = time.Date(2026, 11, 23, 15, 5, 0, 0, market.IST)

// shown is how many instruments are visible; the others are hidden, some in the
// call of the visible and some in one of their own.
const shown = 60

func newSoak(t *testing.T) *soak {
	t.Helper()
	seed := *soakSeed
	s := &soak{
		t: t, rand: rand.New(rand.NewPCG(seed, 0)), offset: time.Until(afternoon), calm: 3,
		rows: map[kite.Symbol]feed.Row{}, took: map[kite.Symbol]time.Duration{}, met: map[string]int{},
		begun: make(chan struct{}), facts: map[kite.Symbol]feed.Facts{},
	}
	s.exchange = kitesim.New(kitesim.Config{Offset: s.offset, Rows: 1})
	s.draw()
	s.truth = newChronicle(s.symbols, afternoon)
	server, err := kitesim.Listen("127.0.0.1:0", s.exchange)
	if err != nil {
		t.Fatal(err)
	}
	s.server = server
	s.witness = &witness{base: &http.Transport{}, good: map[kite.Symbol]time.Time{}, statuses: map[int]int{}}
	s.client = &kite.Client{
		BaseURL: server.URL(), APIKey: s.exchange.APIKey(), AccessToken: s.exchange.NewAccessToken(),
		HTTP: &http.Client{Transport: s.witness},
	}
	s.feed = feed.New(feed.Config{
		Client: s.client, Interval: 2 * time.Second, Mode: kite.ModeOHLC, Retries: 3,
		Facts: func(symbol kite.Symbol) feed.Facts { return s.facts[symbol] },
	})
	now := time.Now().Round(0)
	s.feed.Observe(now.Add(s.offset), now) // as the screen does with the profile's
	s.feed.Watch(s.symbols[:shown:shown], s.symbols[shown:])
	return s
}

func (s *soak) close() {
	s.witness.CloseIdleConnections()
	if err := s.server.Close(); err != nil {
		s.t.Error(err)
	}
}

// draw takes instruments of every segment from the exchange's own list, in an
// order of chance.
func (s *soak) draw() {
	reply := httptest.NewRecorder()
	s.exchange.ServeHTTP(reply, httptest.NewRequest(http.MethodGet, "/instruments", nil))
	rows, err := csv.NewReader(reply.Body).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	futures := map[string]bool{}
	for _, row := range rows {
		if row[10] == "NFO-FUT" {
			futures[row[3]] = true
		}
	}
	left := map[string]int{
		"INDICES": 20, "NSE": 110, "BSE": 50, "NFO-FUT": 30, "NFO-OPT": 45, "BFO-OPT": 5, "MCX-FUT": 20, "MCX-OPT": 10, "CDS-FUT": 10,
	}
	for _, row := range rows[1:] {
		tradingsymbol, name, segment, exchange := row[2], row[3], row[10], row[11]
		if left[segment] == 0 {
			continue
		}
		left[segment]--
		symbol := kite.Symbol{Exchange: exchange, Tradingsymbol: tradingsymbol}
		facts := market.Facts{Exchange: exchange, Segment: segment, Name: name, Derivatives: futures[tradingsymbol]}
		s.facts[symbol] = feed.Facts{Venue: market.VenueFor(facts), Decimals: 2}
		s.symbols = append(s.symbols, symbol)
	}
	s.rand.Shuffle(len(s.symbols), func(i, j int) { s.symbols[i], s.symbols[j] = s.symbols[j], s.symbols[i] })
}

// drawFault takes one of all that a quote call may meet, some in several forms.
func drawFault(r *rand.Rand, symbols []kite.Symbol) string {
	var texts []string
	for _, name := range kitesim.FaultNames() {
		switch {
		case strings.HasPrefix(name, "dump"):
		case name == "drop":
			texts = append(texts, "drop="+symbols[r.IntN(len(symbols))].String())
		case name == "cut":
			texts = append(texts, "cut", "cut=wire", "cut=gzip")
		case name == "slow":
			texts = append(texts, "slow", "slow=1s", "slow=3s", "slow=6s")
		case name == "429":
			texts = append(texts, "429", "429=3")
		default:
			texts = append(texts, name)
		}
	}
	return texts[r.IntN(len(texts))]
}

// fail lets a fault begin when it is time for one.
func (s *soak) fail() {
	if s.calm--; s.calm > 0 {
		return
	}
	text := drawFault(s.rand, s.symbols)
	f, err := kitesim.ParseFault(text)
	if err != nil {
		s.t.Fatal(err)
	}
	f.For = time.Duration(500+s.rand.IntN(14_000)) * time.Millisecond
	if s.rand.IntN(12) == 0 {
		f.For *= 5 // longer than all retries
	}
	s.calm = int(f.For/time.Second) + 2 + s.rand.IntN(14)
	s.met[f.Name]++
	s.exchange.AddFault(f)
}

// witness is a transport that reads along, by itself, when the price of each
// instrument last came whole.
type witness struct {
	base *http.Transport

	mu       sync.Mutex
	good     map[kite.Symbol]time.Time
	statuses map[int]int
}

func (w *witness) CloseIdleConnections() { w.base.CloseIdleConnections() }

func (w *witness) last(s kite.Symbol) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.good[s]
}

func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.base.RoundTrip(r)
	if err != nil || !strings.HasPrefix(r.URL.Path, "/quote") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if closed := resp.Body.Close(); closed != nil && err == nil {
		err = closed
	}
	var rest io.Reader = bytes.NewReader(body)
	if err != nil {
		rest = io.MultiReader(rest, iotest.ErrReader(err))
	}
	resp.Body = io.NopCloser(rest)
	w.note(resp, body, err)
	return resp, nil
}

func (w *witness) note(resp *http.Response, body []byte, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses[resp.StatusCode]++
	var reply struct {
		Status string
		Data   map[kite.Symbol]struct {
			Price json.Number `json:"last_price"`
		}
	}
	if errors.Join(err, json.Unmarshal(body, &reply)) != nil || reply.Status != "success" {
		return
	}
	now := time.Now().Round(0)
	for symbol, row := range reply.Data {
		if n, err := strconv.ParseFloat(row.Price.String(), 64); err == nil && n > 0 {
			w.good[symbol] = now
		}
	}
}

// chronicle is the truth of every second, from another exchange of the same
// seed, whose clock stands wherever it is asked.
type chronicle struct {
	exchange *kitesim.Exchange
	now      time.Time
	next     int64 // Unix second of the exchange's clock, not yet written down
	prices   map[kite.Symbol]*[pastSeconds]float64
}

// pastSeconds is how many seconds are kept: longer than any bound.
const pastSeconds = 512

func newChronicle(symbols []kite.Symbol, from time.Time) *chronicle {
	h := &chronicle{next: from.Unix(), prices: map[kite.Symbol]*[pastSeconds]float64{}}
	h.exchange = kitesim.New(kitesim.Config{Now: func() time.Time { return h.now }, Rows: 1})
	for _, symbol := range symbols {
		h.prices[symbol] = new([pastSeconds]float64)
	}
	return h
}

// upTo writes down the seconds until now, of the exchange's clock.
func (h *chronicle) upTo(now time.Time) {
	for ; h.next <= now.Unix(); h.next++ {
		h.now = time.Unix(h.next, 0)
		for symbol, prices := range h.prices {
			last, _, _ := h.exchange.Truth(symbol.Exchange, symbol.Tradingsymbol)
			prices[h.next%pastSeconds] = last
		}
	}
}

// age is how long before now a price was the truth at the latest; false when
// it was not for as long as bound.
func (h *chronicle) age(symbol kite.Symbol, price float64, now time.Time, bound time.Duration) (time.Duration, bool) {
	from := max(now.Add(-bound).Unix(), h.next-pastSeconds)
	for second := h.next - 1; second >= from; second-- {
		if h.prices[symbol][second%pastSeconds] == price {
			return now.Sub(time.Unix(second, 0)), true
		}
	}
	return bound, false
}
