package kitesim

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// effect is what a fault does. A new one is a line in effects.
type effect struct {
	value string                                 // what stands after =: "", symbol, seconds, duration, or words|to|choose
	hits  func(class Class, path string) bool    // which calls; nil: none by itself
	do    func(f Fault, real func() reply) reply // in place of the real reply
	quirk func(q *quirk, f Fault)                // or what it does to the quotes
}

func quotes(class Class, _ string) bool { return class == ClassQuote }

// data is what an app without market data may not have.
func data(class Class, _ string) bool { return class == ClassQuote || class == ClassHistorical }

// dumps are the downloads of the instrument list.
func dumps(class Class, path string) bool {
	return class == ClassOther && strings.HasPrefix(path, "/instruments")
}

// effects are the faults by name. They hit the quote calls, so that a login
// goes through meanwhile, unless their name says otherwise.
var effects = map[string]effect{
	// A gateway's pages.
	"403": page(http.StatusForbidden), "502": page(http.StatusBadGateway),
	"503": page(http.StatusServiceUnavailable), "504": page(http.StatusGatewayTimeout),
	"520": page(520),
	// The API's own errors.
	"429":        {value: "seconds", hits: quotes, do: tooMany},
	"500":        refuse(http.StatusInternalServerError, "GeneralException", "Internal server error"),
	"general":    refuse(http.StatusInternalServerError, "GeneralException", "Something unexpected went wrong. Please try again."),
	"network":    refuse(http.StatusServiceUnavailable, "NetworkException", "Request failed (kt-quotes)"),
	"data":       refuse(http.StatusBadGateway, "DataException", "Error parsing response."),
	"input":      refuse(http.StatusBadRequest, "InputException", "Invalid `i`"),
	"token":      refuse(http.StatusForbidden, "TokenException", "Incorrect `api_key` or `access_token`."),
	"error200":   refuse(http.StatusOK, "NetworkException", "Too many requests"),
	"permission": {hits: data, do: noPermission},
	// Bodies that are none.
	"html":    {hits: quotes, do: body("text/html", "<!DOCTYPE html><html><head><title>Sign in to Wi-Fi</title></head><body><h1>Welcome to the guest network</h1></body></html>")},
	"empty":   {hits: quotes, do: body(jsonKind, "")},
	"garbage": {hits: quotes, do: body(jsonKind, "\x00\x1b[2J\xff\xfe}{\"status\":\"succ\x07ess\",,")},
	"cut":     {value: "json|wire|gzip", hits: quotes, do: cut},
	// The connection.
	"hang":  {hits: quotes, do: hang},
	"slow":  {value: "duration", hits: quotes, do: slow},
	"reset": {hits: quotes, do: reset},
	// Headers.
	"age": {value: "seconds", hits: quotes, do: aged},
	// What the quotes hold.
	"drop": {value: "symbol", quirk: func(q *quirk, f Fault) { q.drop = append(q.drop, f.Value) }},
	"1970": {quirk: func(q *quirk, _ Fault) { q.epoch = true }},
	"zero": {quirk: func(q *quirk, _ Fault) { q.zero = true }},
	"null": {quirk: func(q *quirk, _ Fault) { q.null = true }},
	"type": {quirk: func(q *quirk, _ Fault) { q.wrong = true }},
	// The instrument list.
	"dump502":    {hits: dumps, do: pageOf(http.StatusBadGateway)},
	"dumpheader": {hits: dumps, do: body("text/csv", dumpHeader)},
	"dumpcut":    {hits: dumps, do: cut},
	"dumphang":   {hits: dumps, do: hang},
	// The session: all that began before are over from then on.
	"expire": {},
}

// usage says what a fault takes.
func (e effect) usage(name string) string {
	switch e.value {
	case "":
		return "no value"
	case "symbol":
		return "a symbol, " + name + "=NSE:INFY"
	case "seconds":
		return "whole seconds, " + name + "=5"
	case "duration":
		return "a duration, " + name + "=8s"
	}
	return "one of " + strings.ReplaceAll(e.value, "|", ", ")
}

// faulted answers a call with the first active fault that hits it, else as the
// exchange does.
func (x *Exchange) faulted(class Class, path string, real func() reply) reply {
	now := x.config.Now()
	x.mu.Lock()
	i := slices.IndexFunc(x.faults, func(f armed) bool {
		e := effects[f.Name]
		return e.do != nil && f.active(now) && e.hits(class, path)
	})
	var f Fault
	if i >= 0 {
		f = x.faults[i].Fault
	}
	x.mu.Unlock()
	if i < 0 {
		return real()
	}
	rep := effects[f.Name].do(f, real)
	if rep.fault == "" {
		rep.fault = f.Name
	}
	return rep
}

// quirk is what active faults do to the quotes.
type quirk struct {
	name  string
	drop  []string
	epoch bool // times are 1970-01-01
	zero  bool // prices are 0
	null  bool // prices are null
	wrong bool // prices are text
}

func (x *Exchange) quirks() quirk {
	var q quirk
	now := x.config.Now()
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range x.faults {
		f := &x.faults[i]
		if e := effects[f.Name]; e.quirk != nil && f.active(now) {
			q.name = f.Name
			e.quirk(&q, f.Fault)
		}
	}
	return q
}

// dropped reports whether an instrument is to be left out.
func (q *quirk) dropped(key string, in *instrument) bool {
	if len(q.drop) == 0 {
		return false
	}
	name := parts[in.part].exchange + ":" + in.symbol
	return slices.Contains(q.drop, key) || slices.Contains(q.drop, name)
}

// page is a gateway's error page.
func page(status int) effect { return effect{hits: quotes, do: pageOf(status)} }

func pageOf(status int) func(Fault, func() reply) reply {
	text := http.StatusText(status)
	if text == "" {
		text = "Web server is returning an unknown error"
	}
	html := fmt.Sprintf("<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n</body>\r\n</html>\r\n", status, text, status, text)
	return func(Fault, func() reply) reply {
		return reply{status: status, kind: "text/html", body: []byte(html)}
	}
}

// refuse is an error in the API's envelope.
func refuse(status int, errorType, message string) effect {
	return effect{hits: quotes, do: func(Fault, func() reply) reply { return refusal(status, errorType, message) }}
}

func tooMany(f Fault, _ func() reply) reply {
	rep := refusal(http.StatusTooManyRequests, "NetworkException", "Too many requests")
	if f.Value != "" {
		rep.header = map[string]string{"Retry-After": f.Value}
	}
	return rep
}

// noPermission is what an app without market data gets, if its session is good.
func noPermission(_ Fault, real func() reply) reply {
	rep := real()
	if rep.status != http.StatusOK {
		return rep
	}
	return refusal(http.StatusForbidden, "PermissionException", "Insufficient permission for that call.")
}

func body(kind, text string) func(Fault, func() reply) reply {
	return func(Fault, func() reply) reply {
		return reply{status: http.StatusOK, kind: kind, body: []byte(text)}
	}
}

// cut sends half of the real body: as if it were whole, with the connection
// closed in the middle of it, or as half of a compressed stream.
func cut(f Fault, real func() reply) reply {
	rep := real()
	whole := len(rep.body)
	switch f.Value {
	case "wire":
		rep.header = with(rep.header, "Content-Length", fmt.Sprint(whole))
	case "gzip":
		if rep.header["Content-Encoding"] == "" {
			rep.body = zip(rep.body)
			rep.header = with(rep.header, "Content-Encoding", "gzip")
		}
	}
	rep.body = rep.body[:len(rep.body)/2]
	return rep
}

func with(header map[string]string, name, value string) map[string]string {
	if header == nil {
		header = map[string]string{}
	}
	header[name] = value
	return header
}

func zip(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(text) // a buffer takes all
	_ = z.Close()
	return b.Bytes()
}

// hang never answers.
func hang(Fault, func() reply) reply {
	return reply{act: func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}}
}

// slow answers late: 8 s, more than clients wait, unless told otherwise.
func slow(f Fault, real func() reply) reply {
	d, err := time.ParseDuration(f.Value)
	if err != nil {
		d = 8 * time.Second
	}
	rep := real()
	rep.before = func(_ http.ResponseWriter, r *http.Request) {
		if !wait(r, d) {
			panic(http.ErrAbortHandler)
		}
	}
	return rep
}

// reset closes the connection the hard way; in memory there is but one way.
func reset(Fault, func() reply) reply {
	return reply{act: func(w http.ResponseWriter, _ *http.Request) {
		if h, ok := w.(http.Hijacker); ok {
			if conn, _, err := h.Hijack(); err == nil {
				if tcp, ok := conn.(*net.TCPConn); ok {
					_ = tcp.SetLinger(0) // the next line resets instead of closing
				}
				_ = conn.Close()
				return
			}
		}
		panic(http.ErrAbortHandler)
	}}
}

// aged is a reply that a cache has kept.
func aged(f Fault, real func() reply) reply {
	rep := real()
	age := f.Value
	if age == "" {
		age = "30"
	}
	rep.header = with(rep.header, "Age", age)
	return rep
}
