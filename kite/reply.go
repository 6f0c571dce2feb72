package kite

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds a JSON reply after unpacking. The largest honest one, /quote
// for 500 instruments, has under 1 MB.
const maxBody = 8 << 20

var (
	errTooLarge = errors.New("the reply is too large")
	errEncoding = errors.New("the reply has an unknown Content-Encoding")
	errWithheld = errors.New("the reply is withheld: it may hold a token")
)

// unpacked returns r without its Content-Encoding. What is wrong with it shows
// when it is read; an empty body is just empty, even where gzip was announced.
func unpacked(header http.Header, r io.Reader) io.Reader {
	switch strings.ToLower(header.Get("Content-Encoding")) {
	case "", "identity":
		return r
	case "gzip", "x-gzip":
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			return broken{err}
		}
		return unzipped
	}
	return broken{errEncoding}
}

// broken is a body that cannot be unpacked.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// readBody reads a reply's body whole; with an error too it returns what came.
func readBody(resp *http.Response) ([]byte, error) {
	var body bytes.Buffer
	if resp.ContentLength > 0 {
		body.Grow(int(min(resp.ContentLength, maxBody)) + bytes.MinRead) // or ReadFrom grows once more to see the end
	}
	_, err := body.ReadFrom(io.LimitReader(unpacked(resp.Header, resp.Body), maxBody+1))
	if err == nil && body.Len() > maxBody {
		err = errTooLarge
	}
	return body.Bytes(), err
}

// bodyTrouble tells what went wrong with reading a body. An error status speaks
// for itself whatever became of its body, unless the caller gave up.
func bodyTrouble(ctx context.Context, status int, err error) *Error {
	if err == nil || status/100 != 2 && ctx.Err() != context.Canceled {
		return nil
	}
	fault := trouble(ctx, err)
	fault.Status = status
	return fault
}

// envelope is what every JSON reply is wrapped in (docs, /response-structure).
type envelope[T any] struct {
	Status    string `json:"status"`
	Message   string `json:"message"`
	ErrorType string `json:"error_type"`
	Data      T      `json:"data"`
}

// decode reads a reply's body. A value of the wrong type stays zero, and so does
// data of the wrong shape, which the caller must look out for: encoding/json
// reads on after such a mismatch and reports the first one, ignored here.
func decode[T any](status int, contentType string, body []byte) (T, *Error) {
	var reply envelope[T]
	if rows, are := any(&reply.Data).(*quoteRows); are && status/100 == 2 {
		var ok bool
		if *rows, ok = scanQuotes(body); ok {
			return reply.Data, nil
		}
		*rows = nil
	}
	var mismatch *json.UnmarshalTypeError
	err := json.Unmarshal(body, &reply)
	if err != nil && !errors.As(err, &mismatch) {
		body, reply = nulled(body), envelope[T]{}
		err = json.Unmarshal(body, &reply)
	}
	if err != nil && !errors.As(err, &mismatch) {
		return reply.Data, unreadable(status, contentType, body)
	}
	// A 200 with an error inside is on record too, and clients that look at the
	// status alone take it for an empty success.
	good := status/100 == 2 && (reply.Status == "success" || reply.Status != "error" && reply.ErrorType == "")
	switch {
	case !good:
		fault := &Error{Status: status, Type: reply.ErrorType, Message: reply.Message}
		if fault.Message == "" && status/100 == 2 {
			fault.Message = "error without a message"
		}
		return reply.Data, fault
	case reply.Status != "success":
		return reply.Data, misshapen(status, "reply not understood")
	}
	return reply.Data, nil
}

// missing is the length of a value that JSON does not know, at the start of b:
// Python's json.dumps writes these for a float that is not finite. 0: none is
// there.
func missing(b []byte) int {
	for _, word := range []string{"NaN", "Infinity", "-Infinity"} {
		if len(b) >= len(word) && string(b[:len(word)]) == word {
			return len(word)
		}
	}
	return 0
}

// nulled is body with null in the place of such values: one of them in a row
// should not cost all the others.
func nulled(body []byte) []byte {
	out := make([]byte, 0, len(body))
	quoted := false
	for i := 0; i < len(body); i++ {
		switch n := missing(body[i:]); {
		case quoted && body[i] == '\\' && i+1 < len(body):
			out = append(out, body[i])
			i++
		case body[i] == '"':
			quoted = !quoted
		case !quoted && n > 0:
			out = append(out, "null"...)
			i += n - 1
			continue
		}
		out = append(out, body[i])
	}
	return out
}

// misshapen is the error of a reply that says success and holds something else.
func misshapen(status int, what string) *Error {
	return &Error{Status: status, Message: what, kind: Data}
}

// unreadable tells what a body that is not JSON is. Its first words are kept as
// the cause, for a log; they are for no screen.
func unreadable(status int, contentType string, body []byte) *Error {
	trimmed := bytes.TrimSpace(body)
	fault := &Error{Status: status}
	if len(trimmed) > 0 {
		fault.Err = errors.New(string(trimmed))
	}
	switch {
	case status/100 != 2: // the status says it
	case len(trimmed) == 0:
		fault.Message = "empty reply"
	case isHTML(contentType, trimmed):
		fault.Message = "HTML reply"
	case isCutOff(trimmed):
		fault.Message, fault.Err = "cut-off reply", io.ErrUnexpectedEOF
	default:
		fault.Message = "unreadable reply"
	}
	return fault
}

// isCutOff reports whether body is JSON up to its end, and then too short.
func isCutOff(body []byte) bool {
	return json.NewDecoder(bytes.NewReader(body)).Decode(new(json.RawMessage)) == io.ErrUnexpectedEOF
}

func isHTML(contentType string, body []byte) bool {
	return body[0] == '<' || strings.Contains(strings.ToLower(contentType), "html")
}

// retryAfter returns what the reply asks callers to wait: seconds, or a date,
// taken relative to the reply's own, since this machine's clock may be wrong. An
// hour at most; no such header is on record from Kite, but proxies send it.
func retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	wait := time.Duration(0)
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		wait = time.Duration(max(0, min(seconds, 3600))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		if sent, err := http.ParseTime(header.Get("Date")); err == nil {
			wait = at.Sub(sent)
		}
	}
	return max(0, min(wait, time.Hour))
}

// replyDate returns the server's clock as the reply tells it: zero without a
// Date, or with an Age, by which a cache says that the date is an old one.
func replyDate(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil || header.Get("Age") != "" {
		return time.Time{}
	}
	return at
}
