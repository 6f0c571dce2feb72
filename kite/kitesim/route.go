package kitesim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// reply is what the exchange answers with.
type reply struct {
	status int
	kind   string // Content-Type
	body   []byte
	header map[string]string
	fault  string                                       // which made it, or altered it
	before func(w http.ResponseWriter, r *http.Request) // done before sending it
	act    func(w http.ResponseWriter, r *http.Request) // done in place of sending it
	done   func()                                       // takes the body back when it is sent
}

// ServeHTTP answers one call and notes it.
func (x *Exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	class := classOf(r.URL.Path)
	n := x.arrived(r, class)
	rep := x.faulted(class, r.URL.Path, func() reply { return x.answer(r, class) })
	if rep.done != nil {
		defer rep.done()
	}
	if rep.act != nil {
		x.ended(n, 0, rep.fault)
		rep.act(w, r)
		return
	}
	x.ended(n, rep.status, rep.fault)
	if rep.before != nil {
		rep.before(w, r)
	}
	x.send(w, rep)
}

// send writes a reply with the headers every one has.
func (x *Exchange) send(w http.ResponseWriter, rep reply) {
	h := w.Header()
	h.Set("Date", x.Time().UTC().Format(http.TimeFormat))
	h.Set("Content-Type", rep.kind)
	h.Set("Content-Length", strconv.Itoa(len(rep.body)))
	for name, value := range rep.header {
		h.Set(name, value)
	}
	w.WriteHeader(rep.status)
	_, _ = w.Write(rep.body) // fails when the client has gone: its own affair
}

// arrived notes a call and returns its number.
func (x *Exchange) arrived(r *http.Request, class Class) int {
	instruments := 0
	if class == ClassQuote {
		instruments = strings.Count("&"+r.URL.RawQuery, "&i=")
	}
	wall := x.config.Now().Round(0)
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls.add(Call{
		At: x.Time().Round(0), Wall: wall, Method: r.Method, Path: r.URL.Path,
		Class: class, Instruments: instruments,
	})
}

func (x *Exchange) ended(n, status int, fault string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.calls.end(n, status, fault)
}

// classOf returns the class of a path.
func classOf(path string) Class {
	switch {
	case path == "/quote" || strings.HasPrefix(path, "/quote/"):
		return ClassQuote
	case strings.HasPrefix(path, "/instruments/historical/"):
		return ClassHistorical
	case path == "/connect/login":
		return ClassLogin
	}
	return ClassOther
}

// answer is what the exchange itself says to a call.
func (x *Exchange) answer(r *http.Request, class Class) reply {
	if key, _ := credentials(r); !x.allow(key, class, x.config.Now()) {
		return refusal(http.StatusTooManyRequests, "NetworkException", "Too many requests")
	}
	path := r.URL.Path
	switch {
	case path == "/connect/login":
		return x.loginPage(r)
	case path == "/session/token":
		return x.sessionToken(r)
	case path == "/user/profile":
		return x.signed(r, x.profile)
	case path == "/quote", path == "/quote/ohlc", path == "/quote/ltp":
		return x.signed(r, x.quote)
	case class == ClassHistorical:
		return x.signed(r, x.historical)
	case path == "/instruments", strings.HasPrefix(path, "/instruments/"):
		return only(http.MethodGet, r, x.dump)
	}
	return refusal(http.StatusNotFound, "GeneralException", "Route not found")
}

// signed answers a GET of a logged-in client.
func (x *Exchange) signed(r *http.Request, handle func(*http.Request) reply) reply {
	return only(http.MethodGet, r, func(r *http.Request) reply {
		if rep, ok := x.authorized(r); !ok {
			return rep
		}
		return handle(r)
	})
}

// only answers calls of one method.
func only(method string, r *http.Request, handle func(*http.Request) reply) reply {
	if r.Method != method {
		return refusal(http.StatusMethodNotAllowed, "GeneralException", "Method not allowed")
	}
	return handle(r)
}

// credentials reads "Authorization: token KEY:TOKEN"; empty when it is not so.
func credentials(r *http.Request) (key, token string) {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "token ")
	if !ok {
		return "", ""
	}
	key, token, _ = strings.Cut(rest, ":")
	return key, token
}

// authorized tells whether a call's credentials hold; when not, what to answer.
func (x *Exchange) authorized(r *http.Request) (reply, bool) {
	key, token := credentials(r)
	if key == "" || token == "" {
		return refusal(http.StatusBadRequest, "InputException", "Invalid `api_key` or `access_token`."), false
	}
	if key != x.APIKey() || !x.alive(token) {
		return refusal(http.StatusForbidden, "TokenException", "Incorrect `api_key` or `access_token`."), false
	}
	return reply{}, true
}

const jsonKind = "application/json"

// success wraps data in the API's envelope.
func success(data any) reply {
	body, err := json.Marshal(map[string]any{"status": "success", "data": data})
	if err != nil { // of our own plain types: cannot be
		return refusal(http.StatusInternalServerError, "GeneralException", err.Error())
	}
	return reply{status: http.StatusOK, kind: jsonKind, body: body}
}

// refusal is an error in the API's envelope.
func refusal(status int, errorType, message string) reply {
	body, _ := json.Marshal(struct {
		Status    string `json:"status"`
		Message   string `json:"message"`
		Data      any    `json:"data"`
		ErrorType string `json:"error_type"`
	}{"error", message, nil, errorType}) // strings: cannot fail
	return reply{status: status, kind: jsonKind, body: body}
}

// invalid is a refused parameter.
func invalid(message string) reply {
	return refusal(http.StatusBadRequest, "InputException", message)
}

// wireTime is how the API writes a moment: IST, without saying so.
const wireTime = "2006-01-02 15:04:05"

// wait lets time pass; false when the client has gone meanwhile.
func wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}
