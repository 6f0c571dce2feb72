package kitesim

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"kitewatch/kite/market"
)

// Config says what kind of exchange to simulate. Its zero value is a good one.
type Config struct {
	Rows        int              // rows of the dump; 0: 20,000; at most 250,000, never less than the core rows
	Seed        uint64           // 0: 1
	Now         func() time.Time // the machine's clock; nil: time.Now
	Offset      time.Duration    // the exchange's clock less the machine's
	RedirectURL string           // where the login page sends the browser; "": http://127.0.0.1:7265/
	Faults      []Fault          // their times count from the start of the exchange
	NoLimits    bool             // for benchmarks: rate limits off
}

// Exchange is the simulated exchange, an http.Handler that serves the API at
// the root path. It may be used by many at once.
type Exchange struct {
	config Config
	start  time.Time // of the machine's clock
	world  *world

	mu       sync.Mutex // guards the rest
	serial   uint64     // of the tokens issued
	requests map[string]time.Time
	sessions map[string]session
	limits   map[limit]*window
	faults   []armed
	calls    callLog
}

// New returns an exchange that has just started.
func New(cfg Config) *Exchange {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Seed == 0 {
		cfg.Seed = 1
	}
	if cfg.RedirectURL == "" {
		cfg.RedirectURL = "http://127.0.0.1:7265/"
	}
	x := &Exchange{
		config:   cfg,
		start:    cfg.Now(),
		world:    newWorld(cfg.Seed, cfg.Rows),
		requests: map[string]time.Time{},
		sessions: map[string]session{},
		limits:   map[limit]*window{},
	}
	for _, f := range cfg.Faults {
		x.AddFault(f)
	}
	return x
}

// Time is the exchange's own clock, in IST.
func (x *Exchange) Time() time.Time {
	return x.config.Now().Add(x.config.Offset).In(market.IST)
}

// Truth tells what the exchange holds of an instrument now: its last price and
// the previous close that a change is computed from. ok is false for what the
// quote calls would leave out.
func (x *Exchange) Truth(exchange, tradingsymbol string) (last, prevClose float64, ok bool) {
	x.world.look(x.Time(), []string{exchange + ":" + tradingsymbol}, false, func(_ string, v *view) {
		last, prevClose, ok = v.last.rupees(), v.close.rupees(), true
	})
	return last, prevClose, ok
}

// MorningOffset returns the offset with which the exchange's clock shows
// 10:14:00 IST on the IST day of now, or on the last trading day before it
// when that day is none.
func MorningOffset(now time.Time) time.Duration {
	day := now
	for range 15 {
		if market.Default().TradingDay(market.NSE, day) {
			break
		}
		day = day.AddDate(0, 0, -1)
	}
	return market.DateOf(day).Time().Add(10*time.Hour + 14*time.Minute).Sub(now)
}

// Server serves an exchange on a loopback address.
type Server struct {
	http     http.Server
	listener net.Listener
	stop     context.CancelFunc // ends requests that hang
	done     chan struct{}      // closed when the accept loop has ended
	open     sync.WaitGroup     // connections
}

// Listen serves an exchange on addr, which must be loopback: 127.0.0.1:0 for
// any free port. It serves as soon as it returns.
func Listen(addr string, x *Exchange) (*Server, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("listen address: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("listen address %q is not loopback: use 127.0.0.1", addr)
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return serve(listener, x), nil
}

// serve starts a server on a listener.
func serve(listener net.Listener, x *Exchange) *Server {
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{listener: listener, stop: stop, done: make(chan struct{})}
	s.http = http.Server{
		Handler:           x,
		ReadHeaderTimeout: 10 * time.Second,
		// The whole request's time also ends a reply that is being waited for,
		// so it must outlast the slowest fault.
		ReadTimeout:  10 * time.Minute,
		WriteTimeout: 10 * time.Minute,
		IdleTimeout:  2 * time.Minute,
		ErrorLog:     log.New(io.Discard, "", 0), // a full-screen program may own the terminal
		BaseContext:  func(net.Listener) context.Context { return ctx },
		ConnState:    s.count,
	}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(listener) // always ErrServerClosed or the listener's end
	}()
	return s
}

// count keeps the number of open connections. A hijacked one is closed by who
// took it.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.open.Done()
	}
}

// URL is the root of the API, without a slash at the end.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// LoginURL is the address of the login page without its query; the client adds
// v, api_key and redirect_params. Opened as it is, it logs in to the
// simulator's own app.
func (s *Server) LoginURL() string { return s.URL() + "/connect/login" }

// WSURL is the root of the tick stream.
func (s *Server) WSURL() string { return "ws://" + s.listener.Addr().String() }

// Close ends the server at once, hanging requests too, and returns when all
// its goroutines have ended.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	<-s.done
	s.open.Wait()
	return err
}
