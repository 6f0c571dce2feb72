package kitesim

import (
	"context"
	"net"
	"sync"
)

// Pipe serves an exchange in memory: real HTTP over net.Pipe, no port. Made
// inside a testing/synctest bubble, all of it idles durably there, so time
// moves on as soon as the test waits.
//
//	p := x.Pipe()
//	defer p.Close()
//	client := &http.Client{Transport: &http.Transport{DialContext: p.DialContext}}
//	client.Get("http://127.0.0.1/instruments")
//
// Close the client's idle connections too before the bubble ends.
type Pipe struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
	server *Server
}

// Pipe serves x in memory until Close.
func (x *Exchange) Pipe() *Pipe {
	p := &Pipe{conns: make(chan net.Conn), closed: make(chan struct{})}
	p.server = serve(pipeListener{p}, x)
	return p
}

// DialContext connects to the exchange, whatever the address.
func (p *Pipe) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// URL is the API's root for a client that dials with DialContext.
func (p *Pipe) URL() string { return "http://127.0.0.1" }

// Close ends the server and returns when its goroutines have ended.
func (p *Pipe) Close() error { return p.server.Close() }

// pipeListener is the listening side.
type pipeListener struct{ pipe *Pipe }

func (l pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.pipe.conns:
		return conn, nil
	case <-l.pipe.closed:
		return nil, net.ErrClosed
	}
}

func (l pipeListener) Close() error {
	l.pipe.once.Do(func() { close(l.pipe.closed) })
	return nil
}

func (l pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "127.0.0.1" }
