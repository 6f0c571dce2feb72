package kite

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Error is what went wrong with a call. Its texts are fit for a terminal: no
// control characters, 200 characters at most, and no secret of the client, not
// even one the server sent back.
type Error struct {
	Status     int           // HTTP status; 0 when no reply came
	Type       string        // the envelope's error_type; empty when there was none
	Message    string        // the envelope's message, or what happened, in a few words fit for one line
	RetryAfter time.Duration // what the reply asked for; 0: nothing
	Err        error         // the cause, when no reply came or its body could not be read
	Date       time.Time     // the Date header of an envelope that says error, as in Snapshot; zero: of something else

	kind Kind // settled where it arose; None: by Status, Type and Message
}

// heed takes what the headers of its reply say.
func (e *Error) heed(header http.Header) {
	e.RetryAfter = retryAfter(header)
	if e.Type != "" {
		e.Date = replyDate(header)
	}
}

// ReplyDate returns the Date of the API's own reply behind an error; zero when
// there was none, as with a proxy's page.
func ReplyDate(err error) time.Time {
	var e *Error
	if !errors.As(err, &e) {
		return time.Time{}
	}
	return e.Date
}

// Error gives the type and the message.
func (e *Error) Error() string {
	text := e.brief()
	if text == strconv.Itoa(e.Status) {
		text = strings.TrimSpace(text + " " + http.StatusText(e.Status))
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

func (e *Error) brief() string {
	text := e.Message
	if text == "" {
		text = statusText(e.Status)
	}
	if e.Type != "" {
		text = e.Type + ": " + text
	}
	return text
}

// Kind says what an error asks of its caller.
type Kind int

// The kinds, by what is to be done.
const (
	None       Kind = iota // no error
	Canceled               // the caller gave up
	RateLimit              // HTTP 429: slow down, all of us
	Network                // try again soon
	Token                  // log in
	Permission             // this app may not; logging in again will not help
	Data                   // this reading is lost, the next may be good
	General                // the server's own trouble: show it
	Input                  // our own mistake: show it
	Other                  // anything else: show it
)

var kindNames = [...]string{"none", "canceled", "rate limit", "network", "token", "permission",
	"data", "general", "input", "other"}

// String names the kind in a word or two.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "Kind(" + strconv.Itoa(int(k)) + ")"
	}
	return kindNames[k]
}

// kinds tells the kind by error_type (the docs' page /exceptions). The docs say
// PermissionException, the official Go client's constant PermissionError.
var kinds = map[string]Kind{
	"TokenException":      Token,
	"PermissionException": Permission,
	"PermissionError":     Permission,
	"NetworkException":    Network,
	"DataException":       Data,
	"GeneralException":    General,
	"InputException":      Input,
}

// KindOf tells the kind of an error, wrapped or not. It is the one place that
// judges Status and Type: 429 by its status, since it arrives labelled a
// NetworkException; else the error_type, since a 403 is a dead session, a missing
// permission or a proxy's page; else the status.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return None
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.As(err, &e):
		return e.judge()
	case errors.Is(err, context.DeadlineExceeded):
		return Network
	}
	return Other
}

func (e *Error) judge() Kind {
	kind, known := kinds[e.Type]
	switch {
	case e.Status == http.StatusTooManyRequests:
		return RateLimit
	case e.kind != None:
		return e.kind
	case kind == Input && namesCredentials(e.Message):
		return Token
	case known:
		return kind
	case e.Type != "":
		return Other
	}
	return kindOfStatus(e.Status)
}

// namesCredentials tells the InputException of a missing or malformed
// Authorization header, which a login mends, from the others.
func namesCredentials(message string) bool {
	message = strings.ToLower(message)
	return strings.Contains(message, "api_key") || strings.Contains(message, "access_token")
}

func kindOfStatus(status int) Kind {
	switch {
	case status < 300, // no reply, or one that cannot be read
		status >= 502 && status <= 504,
		status >= 520 && status <= 529: // a proxy before the API could not reach it
		return Network
	case status == http.StatusInternalServerError:
		return General
	case status == http.StatusBadRequest:
		return Input
	}
	return Other
}

// statusText says a status without an envelope in a few words: the bare number
// while it is tried again beside a countdown, else with its meaning.
func statusText(status int) string {
	number := strconv.Itoa(status)
	switch {
	case status == 0:
		return "connection failed"
	case kindOfStatus(status) == Network:
		return number
	}
	return strings.TrimSpace(number + " " + http.StatusText(status))
}

// trouble tells what befell a call whose reply did not come, or not whole.
func trouble(ctx context.Context, err error) *Error {
	switch {
	case ctx.Err() == context.DeadlineExceeded, context.Cause(ctx) == errStalled:
		return &Error{Message: "network timeout", Err: context.DeadlineExceeded}
	case ctx.Err() != nil:
		return &Error{Message: "canceled", Err: context.Canceled, kind: Canceled}
	case errors.Is(err, errTooLarge):
		return &Error{Message: "reply too large", Err: err, kind: Data}
	}
	return &Error{Message: describe(err), Err: err}
}

// The numbers Windows gives to what Unix calls ECONNREFUSED and ECONNRESET; its
// syscall package has constants of those names that the system never returns.
const (
	windowsRefused = syscall.Errno(10061)
	windowsReset   = syscall.Errno(10054)
)

// describe says in a few words what stands between us and the API.
func describe(err error) string {
	is := func(any ...error) bool {
		return slices.ContainsFunc(any, func(target error) bool { return errors.Is(err, target) })
	}
	var (
		lookup      *net.DNSError
		certificate *tls.CertificateVerificationError
		timer       interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &timer) && timer.Timeout():
		return "network timeout"
	case errors.As(err, &lookup):
		if lookup.IsNotFound {
			return "no such host"
		}
		return "name lookup failed"
	case is(syscall.ECONNREFUSED, windowsRefused):
		return "connection refused"
	case is(syscall.ECONNRESET, syscall.EPIPE, windowsReset),
		is(io.EOF), strings.Contains(err.Error(), "closed idle connection"): // before a word of reply
		return "connection reset"
	case is(syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN):
		return "network unreachable"
	case is(io.ErrUnexpectedEOF):
		return "cut-off reply"
	case is(gzip.ErrHeader, gzip.ErrChecksum, errEncoding), errors.As(err, new(flate.CorruptInputError)):
		return "unreadable reply"
	case errors.As(err, &certificate):
		return "TLS certificate refused"
	case is(http.ErrSchemeMismatch), strings.Contains(err.Error(), "tls: "):
		return "TLS handshake failed"
	}
	return "connection failed"
}

// Brief says what happened in the few words a status line has room for: for the
// server's own errors the type and its message, else what befell the call, as
// "network timeout", "connection reset", "cut-off reply" or "503".
func Brief(err error) string {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.As(err, &e):
		return e.brief()
	case errors.Is(err, context.DeadlineExceeded):
		return "network timeout"
	}
	return clean(err.Error())
}
