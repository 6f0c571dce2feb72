package kite

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// serveDump answers with a dump's bytes, as large as announced or, for a length
// below 0, of a size not told.
func serveDump(body []byte, length int, encoding string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		if length >= 0 {
			w.Header().Set("Content-Length", strconv.Itoa(length))
		} else {
			w.(http.Flusher).Flush()
		}
		w.Write(body)
	}
}

func TestInstruments(t *testing.T) {
	text := fixture(t, "instruments.csv")
	zipped := gzipped(text)
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		length  int64
		wire    int
	}{
		{"zipped", serveDump(zipped, len(zipped), "gzip"), int64(len(zipped)), len(zipped)},
		{"zipped, size not told", serveDump(zipped, -1, "gzip"), -1, len(zipped)},
		{"plain", serveDump([]byte(text), len(text), ""), int64(len(text)), len(text)},
		{"as bytes of no kind", reply(200, "application/octet-stream", text), int64(len(text)), len(text)},
		{"without a kind", reply(200, "", text), int64(len(text)), len(text)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, got := serve(t, tt.handler)
			c.AccessToken = "" // needed by no one
			dump, err := c.Instruments(context.Background(), "NSE")
			if err != nil {
				t.Fatal(err)
			}
			defer dump.Close()
			if dump.Length != tt.length || dump.Date.IsZero() {
				t.Errorf("length %d, date %v, want %d and a date", dump.Length, dump.Date, tt.length)
			}
			read, err := io.ReadAll(iotest.OneByteReader(dump))
			if err != nil || string(read) != text {
				t.Errorf("read %q, %v", read, err)
			}
			if dump.Received() != int64(tt.wire) {
				t.Errorf("received %d bytes, want %d", dump.Received(), tt.wire)
			}
			if n, err := dump.Read(make([]byte, 9)); n != 0 || err != io.EOF {
				t.Errorf("after the end: %d, %v", n, err)
			}
			if _, sent := got.only(t).Header["Authorization"]; sent {
				t.Error("sent an Authorization without a token")
			}
		})
	}
}

func TestInstrumentsShowsProgress(t *testing.T) {
	half, going := make(chan bool), make(chan bool)
	text := strings.Repeat("a,line,of,text\n", 20000)
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		io.WriteString(w, text[:len(text)/2])
		w.(http.Flusher).Flush()
		close(half)
		<-going
		io.WriteString(w, text[len(text)/2:])
	})
	dump, err := c.Instruments(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer dump.Close()
	<-half
	if _, err := io.ReadFull(dump, make([]byte, len(text)/2)); err != nil {
		t.Fatal(err)
	}
	if got := dump.Received(); got != dump.Length/2 {
		t.Errorf("half way %d of %d bytes have come", got, dump.Length)
	}
	close(going)
	if _, err := io.Copy(io.Discard, dump); err != nil || dump.Received() != dump.Length {
		t.Errorf("%v; at the end %d of %d bytes have come", err, dump.Received(), dump.Length)
	}
}

func TestWhatIsNoDump(t *testing.T) {
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		kind    Kind
		brief   string
	}{
		{"a page at 502", reply(502, "text/html", "<html>"), Network, "502"},
		{"a page at 200", reply(200, "text/html", "<html>"), Network, "HTML reply"},
		{"a page called CSV", reply(200, "text/csv", "\n  <!doctype html>"), Network, "HTML reply"},
		{"text called HTML", reply(200, "text/html", "a,b"), Network, "HTML reply"},
		{"an error", reply(403, "application/json", problem("TokenException", "x")), Token, "TokenException: x"},
		{"an error called CSV", reply(403, "text/csv", problem("TokenException", "x")), Token, "TokenException: x"},
		{"an error at 200", reply(200, "text/csv", problem("GeneralException", "x")), General, "GeneralException: x"},
		{"a list of an error", reply(404, "text/csv", "a,b\n1,2\n"), Other, "404 Not Found"},
		{"429", reply(429, "text/csv", "a,b"), RateLimit, "429 Too Many Requests"},
		{"JSON", replyJSON(`{"status":"success","data":[]}`), Data, "JSON in place of a list"},
		{"a JSON array", reply(200, "text/csv", `[{"a":1}]`), Data, "reply not understood"},
		{"nothing", reply(200, "text/csv", ""), Network, "empty reply"},
		{"nothing zipped", serveDump(nil, 0, "gzip"), Network, "empty reply"},
		{"an empty file zipped", serveDump(gzipped(""), -1, "gzip"), Network, "empty reply"},
		{"blanks", reply(200, "text/csv", "\n \n"), Network, "empty reply"},
		{"JSON after a byte order mark", reply(200, "text/csv", "\ufeff{}"), Network, "unreadable reply"},
		{"no content", reply(204, "", ""), Network, "empty reply"},
		{"not zipped", serveDump([]byte("a,b,c\n1,2,3\n"), -1, "gzip"), Network, "unreadable reply"},
		{"packed some other way", serveDump([]byte("a,b"), -1, "br"), Network, "unreadable reply"},
		{"an error packed some other way", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			w.WriteHeader(503)
		}, Network, "503"},
		{"cut off before it began", serveDump([]byte("inst"), 9999, ""), Network, "cut-off reply"},
		{"cut off before it was unzipped", serveDump(gzipped("a,b\n1,2\n")[:12], -1, "gzip"), Network, "cut-off reply"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, tt.handler)
			dump, err := c.Instruments(context.Background(), "NFO")
			if dump != nil || KindOf(err) != tt.kind || Brief(err) != tt.brief {
				t.Errorf("got %v, %v %q, want %v %q", dump, KindOf(err), Brief(err), tt.kind, tt.brief)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "instruments NFO: ") {
				t.Errorf("it reads %q", err)
			}
		})
	}
}

func TestInstrumentsOfNoExchange(t *testing.T) {
	c := &Client{HTTP: &http.Client{Transport: refuseAll(t)}}
	for _, exchange := range []string{"../user/profile", "nse", "NSE?x", " "} {
		if _, err := c.Instruments(context.Background(), exchange); KindOf(err) != Input {
			t.Errorf("%q: %v (%v), want %v", exchange, err, KindOf(err), Input)
		}
	}
}

func TestADumpThatEndsTooSoon(t *testing.T) {
	text := strings.Repeat(fixture(t, "instruments.csv"), 2000)
	zipped := gzipped(text)
	spoilt := bytes.Clone(zipped)
	spoilt[len(spoilt)-6] ^= 0xff // in the checksum, at its very end
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		brief   string
		is      error
	}{
		{"less than announced", serveDump([]byte(text[:len(text)/2]), len(text), ""), "cut-off reply", io.ErrUnexpectedEOF},
		{"less than announced, zipped", serveDump(zipped[:len(zipped)/2], len(zipped), "gzip"), "cut-off reply", io.ErrUnexpectedEOF},
		{"cut gzip, sent whole", serveDump(zipped[:len(zipped)-4], len(zipped)-4, "gzip"), "cut-off reply", io.ErrUnexpectedEOF},
		{"cut gzip, size not told", serveDump(zipped[:len(zipped)/2], -1, "gzip"), "cut-off reply", io.ErrUnexpectedEOF},
		{"wrong checksum", serveDump(spoilt, len(spoilt), "gzip"), "unreadable reply", gzip.ErrChecksum},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, tt.handler)
			dump, err := c.Instruments(context.Background(), "")
			if err != nil {
				t.Fatal(err)
			}
			defer dump.Close()
			read, err := io.ReadAll(dump)
			var fault *Error
			if KindOf(err) != Network || Brief(err) != tt.brief || !errors.Is(err, tt.is) || !errors.As(err, &fault) {
				t.Errorf("got %v (%v), want %q", err, KindOf(err), tt.brief)
			}
			if !strings.HasPrefix(text, string(read)) {
				t.Error("what was read before is not the list's start")
			}
			if n, again := dump.Read(make([]byte, 9)); n != 0 || again != err {
				t.Errorf("read on: %d, %v, want the same error", n, again)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
func (endless) Close() error               { return nil }

func TestADumpWithoutBounds(t *testing.T) {
	megabyte := gzipped(strings.Repeat("x", 1<<20)) // gzip files may be joined
	for _, tt := range []struct {
		name  string
		more  string
		brief string
	}{
		{"largest", "", ""},
		{"larger", "x", "reply too large"},
	} {
		body := append(bytes.Repeat(megabyte, maxDump>>20), gzipped(tt.more)...)
		c, _ := serve(t, serveDump(body, -1, "gzip"))
		dump, err := c.Instruments(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, dump)
		if n != maxDump || Brief(err) != tt.brief || err != nil && KindOf(err) != Data {
			t.Errorf("%s: %d bytes, %v (%v), want %d, %q", tt.name, n, err, KindOf(err), maxDump, tt.brief)
		}
		dump.Close()
	}
	// gzip files that hold nothing: text never comes, bytes never end.
	w := &wire{body: endless{}, wait: time.Hour, stall: time.NewTimer(time.Hour)}
	if n, err := io.Copy(io.Discard, w); n < maxDump || err != errTooLarge {
		t.Errorf("on the wire: %d bytes, %v", n, err)
	}
}
