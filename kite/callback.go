package kite

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// ErrNotLoopback says that a redirect address is not on this machine, so that
// nobody can wait there: the login goes by paste.
var ErrNotLoopback = errors.New("the redirect address is not on this machine")

// Callback waits on loopback for the browser that comes back from the login
// page. It takes one redirect that carries its state, and closes.
type Callback struct {
	address string // as the browser sees it
	path    string
	state   string
	servers []*http.Server
	ears    []net.Listener
	got     chan Redirect // cap 1
	once    sync.Once
}

// ListenRedirect listens at a redirect address, as registered with the app:
// its host, which must be this machine, its port and its path. state is what
// the login page was given as the redirect parameter of that name; whoever
// does not bring it is turned away. A taken port is an error.
func ListenRedirect(address, state string) (*Callback, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || !isLoopback(u.Hostname()) {
		return nil, ErrNotLoopback
	}
	c := &Callback{address: address, path: u.Path, state: state, got: make(chan Redirect, 1)}
	if c.path == "" {
		c.path = "/"
	}
	port := u.Port()
	if port == "" {
		port = "80"
	}
	hosts := []string{u.Hostname()}
	if hosts[0] == "localhost" { // browsers try either
		hosts = []string{"127.0.0.1", "::1"}
	}
	for _, host := range hosts {
		l, listenErr := net.Listen("tcp", net.JoinHostPort(host, port))
		if listenErr != nil {
			err = errors.Join(err, listenErr)
			continue
		}
		c.serve(l)
	}
	if len(c.servers) == 0 {
		return nil, fmt.Errorf("nothing can listen on %s: %w", address, err)
	}
	return c, nil
}

func (c *Callback) serve(l net.Listener) {
	s := &http.Server{
		Handler:           c,
		ReadHeaderTimeout: 5 * time.Second, // a slow client holds up only itself
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      5 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // the terminal belongs to the screen
	}
	s.SetKeepAlivesEnabled(false)
	c.servers, c.ears = append(c.servers, s), append(c.ears, l)
	go func() { _ = s.Serve(l) }()
}

// Address is where it listens.
func (c *Callback) Address() string { return c.address }

// Wait returns the redirect, and closes. It fails when the context ends.
func (c *Callback) Wait(ctx context.Context) (Redirect, error) {
	defer c.Close()
	select {
	case <-ctx.Done():
		return Redirect{}, ctx.Err()
	case r := <-c.got:
		// The browser is to see its page before the server goes.
		last, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		for _, s := range c.servers {
			_ = s.Shutdown(last)
		}
		return r, nil
	}
}

// Close ends the listening: when it returns, the port is free again.
func (c *Callback) Close() {
	for _, l := range c.ears { // a server that has not begun does not know its own
		_ = l.Close()
	}
	for _, s := range c.servers {
		_ = s.Close()
	}
}

// ServeHTTP takes the redirect with the right state, once.
func (c *Callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the token
	if r.Method != http.MethodGet || r.URL.Path != c.path {
		page(w, http.StatusNotFound, "Nothing here", "kitewatch waits for the end of a login at another address.")
		return
	}
	back, err := ParseRedirect("?" + r.URL.RawQuery)
	switch {
	case subtle.ConstantTimeCompare([]byte(back.State), []byte(c.state)) != 1:
		page(w, http.StatusForbidden, "Not this login", "This redirect belongs to another login. Start again from kitewatch.")
		return
	case err != nil:
		page(w, http.StatusBadRequest, "No request token", "The login page sent none. Start again from kitewatch.")
		return
	}
	fresh := false
	c.once.Do(func() { fresh = true; c.got <- back })
	switch {
	case !fresh:
		page(w, http.StatusForbidden, "Already taken", "One redirect has come already; kitewatch goes on with that.")
	case back.Cancelled:
		page(w, http.StatusOK, "Login cancelled", "Nothing was changed. Start again from kitewatch when you like.")
	default:
		page(w, http.StatusOK, "Back to the terminal", "kitewatch has what it needs. You can close this page.")
	}
}

func page(w http.ResponseWriter, status int, title, text string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!doctype html><meta name="viewport" content="width=device-width"><title>%s</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:30em;margin:20vh auto;padding:0 1em;color:#30363f;background:#fafafa}h1{font-size:1.3em}
@media(prefers-color-scheme:dark){body{color:#c3c8d0;background:#14161b}}</style><h1>%s</h1><p>%s</p>
`, title, title, text)
}
