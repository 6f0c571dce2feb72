package kite

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// maxDump bounds a dump, on the wire and unpacked: several times the 10 MB
	// and 1.6 MB of today's for all exchanges.
	maxDump            = 64 << 20
	defaultDumpTimeout = 2 * time.Minute
)

// errStalled cancels a dump's download by one of our own timers, to be told from
// a caller that gave up.
var errStalled = errors.New("nothing arrives any more")

// Dump is the list of instruments as it comes: CSV text with a header line,
// unpacked while it is read. Close it. A dump that is cut off, stalls or grows
// past all bounds ends in an *Error, never in io.EOF, so what was read before is
// not to be taken for a list.
type Dump struct {
	Length int64     // bytes on the wire, as announced; -1: not announced
	Date   time.Time // the reply's Date, as in Snapshot

	wire *wire
	text *bufio.Reader
	left int64              // of maxDump, unpacked
	stop func()             // ends the download
	fail func(*Error) error // names the call and hides its secrets
	err  error              // of an earlier Read: it stays
}

// Received returns how many bytes have come over the wire, of Length. It may be
// called while another goroutine reads.
func (d *Dump) Received() int64 { return d.wire.received.Load() }

// Close ends the download.
func (d *Dump) Close() error {
	d.stop()
	return nil
}

// Read reads the unpacked text.
func (d *Dump) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	// One byte past the bound tells a list of that very size from a larger one.
	n, err := d.text.Read(p[:min(int64(len(p)), d.left+1)])
	if d.left -= int64(n); d.left < 0 {
		n, err = n-1, errTooLarge
	}
	if err != nil && err != io.EOF {
		err = d.fail(d.wire.trouble(err))
	}
	if err != nil {
		d.err = err
		d.stop()
	}
	return n, err
}

// CutOff is the error of a list that ended too soon, for its reader to return: a
// proxy may announce as much as it sends of one, and then the end of the text alone
// tells. err says how.
func (d *Dump) CutOff(err error) error {
	return d.fail(&Error{Status: http.StatusOK, Message: "cut-off reply", Err: err})
}

// Instruments asks for the instruments of an exchange, or of all for an empty
// one. The list is made once a trading day, about 08:00 IST, and asked for again
// gives the same. It has been served without a login too; the token is sent when
// there is one (forum thread 14607).
//
// The call has DumpTimeout to be read to its end, and Timeout for each wait on
// the way: 10 MB do not fit into the seven seconds of the other calls.
func (c *Client) Instruments(ctx context.Context, exchange string) (*Dump, error) {
	r := request{name: strings.TrimSpace("instruments " + exchange), path: "instruments"}
	fail := func(fault *Error) error { return c.fail(r, fault) }
	if exchange != "" {
		if !isWord(exchange) {
			return nil, fail(&Error{Message: "no such exchange", kind: Input})
		}
		r.path += "/" + exchange
	}
	ctx, cancel := context.WithCancelCause(ctx)
	limit := time.AfterFunc(orDefault(c.DumpTimeout, defaultDumpTimeout), func() { cancel(errStalled) })
	w := &wire{ctx: ctx, wait: orDefault(c.Timeout, defaultTimeout)}
	w.stall = time.AfterFunc(w.wait, func() { cancel(errStalled) })
	stop := func() {
		limit.Stop()
		w.stall.Stop()
		cancel(nil)
		w.close()
	}
	resp, fault := c.send(ctx, r)
	w.stall.Stop()
	if fault != nil {
		stop()
		return nil, fail(fault)
	}
	w.body = resp.Body
	text, fault := w.open(resp)
	if fault != nil {
		stop()
		return nil, fail(fault)
	}
	return &Dump{
		Length: resp.ContentLength, Date: replyDate(resp.Header),
		wire: w, text: text, left: maxDump, stop: stop, fail: fail,
	}, nil
}

// wire is a dump's body as it comes, counted and watched.
type wire struct {
	ctx      context.Context
	body     io.ReadCloser // nil until the reply came
	received atomic.Int64
	stall    *time.Timer   // fires unless a Read ends in time
	wait     time.Duration // how long a Read may take
}

func (w *wire) Read(p []byte) (int, error) {
	w.stall.Reset(w.wait)
	n, err := w.body.Read(p)
	w.stall.Stop() // what the caller does between two Reads is no stall
	if w.received.Add(int64(n)) > maxDump {
		return n, errTooLarge // gzip can be fed for ever without a byte of text
	}
	return n, err
}

func (w *wire) close() {
	if w.body != nil {
		w.body.Close()
	}
}

// trouble is what befell the download, as opposed to the reply as such.
func (w *wire) trouble(err error) *Error {
	fault := trouble(w.ctx, err)
	fault.Status = http.StatusOK
	return fault
}

// open unpacks a reply and looks at how it begins: an error, a page of a proxy
// or nothing is no list, whatever its status and content type say (a client that
// took the CSV for JSON is on record as well: cppkiteconnect issue 62).
func (w *wire) open(resp *http.Response) (*bufio.Reader, *Error) {
	text := bufio.NewReaderSize(unpacked(resp.Header, w), 64<<10)
	start, err := text.Peek(256)
	contentType := strings.ToLower(resp.Header.Get("Content-Type"))
	if resp.StatusCode == http.StatusOK && isList(contentType, start) {
		if err != nil && err != io.EOF {
			return nil, w.trouble(err)
		}
		return text, nil
	}
	body, err := io.ReadAll(io.LimitReader(text, maxBody))
	fault := bodyTrouble(w.ctx, resp.StatusCode, err)
	if fault == nil {
		_, fault = decode[any](resp.StatusCode, contentType, body)
	}
	if fault == nil {
		fault = misshapen(resp.StatusCode, "JSON in place of a list")
	}
	fault.heed(resp.Header)
	return nil, fault
}

// isList reports whether a reply may be a list by its content type and the way
// it begins. Whether the columns are there is for its reader to see.
func isList(contentType string, start []byte) bool {
	start = bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\ufeff")))
	return len(start) > 0 && !bytes.ContainsRune([]byte("<{["), rune(start[0])) &&
		!strings.Contains(contentType, "html") && !strings.Contains(contentType, "json")
}
