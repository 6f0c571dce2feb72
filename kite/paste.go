package kite

import (
	"errors"
	"net/url"
	"strings"
)

// Redirect is what the login page sends the browser back with (docs, /user):
// REDIRECT?request_token=…&status=success&action=login&type=login, in no
// certain order, and the parameters that the login page was given.
type Redirect struct {
	RequestToken string // serves once, for a few minutes; empty when cancelled
	State        string // the redirect parameter of that name; empty in a bare token
	Cancelled    bool   // the user declined: status=cancelled, and no token
}

// MaxPaste is the longest text that is looked at for a redirect.
const MaxPaste = 64 << 10

// The reasons why a text is no redirect.
var (
	ErrPasteTooLong   = errors.New("that is more than 64 kB")
	ErrNoRequestToken = errors.New("no request_token in it")
	ErrNotOneToken    = errors.New("not a request token: those are one word of letters and digits")
)

// ParseRedirect reads what a user pastes: the bare request token, or the whole
// address that the browser landed on, with quotes around it and whatever came
// along after it.
func ParseRedirect(text string) (Redirect, error) {
	if len(text) > MaxPaste {
		return Redirect{}, ErrPasteTooLong
	}
	text = strings.Trim(strings.TrimSpace(text), "\"'`<>()[]")
	first, _, _ := strings.Cut(strings.Join(strings.Fields(text), " "), " ")
	if strings.ContainsAny(first, "?=&/") {
		return parseAddress(first)
	}
	if first = strings.TrimRight(first, ".,;:\"'>)]"); isToken(first) && len(strings.Fields(text)) == 1 {
		return Redirect{RequestToken: first}, nil
	}
	return Redirect{}, ErrNotOneToken
}

// parseAddress reads the parameters of an address, or of a part of one: what
// follows the question mark, else all of it.
func parseAddress(text string) (Redirect, error) {
	if _, query, found := strings.Cut(text, "?"); found {
		text = query
	}
	text, _, _ = strings.Cut(text, "#")
	text = strings.ReplaceAll(text, "&amp;", "&") // copied out of a page's source
	var r Redirect
	for pair := range strings.SplitSeq(text, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if decoded, err := url.QueryUnescape(value); err == nil {
			value = decoded
		}
		switch key {
		case "request_token":
			r.RequestToken = leadingToken(value)
		case "state":
			r.State = value
		case "status":
			r.Cancelled = value == "cancelled" || value == "canceled"
		}
	}
	if r.Cancelled {
		r.RequestToken = ""
		return r, nil
	}
	if r.RequestToken == "" {
		return Redirect{}, ErrNoRequestToken
	}
	return r, nil
}

// maxToken bounds a request token: those seen have 32 characters.
const maxToken = 256

func isToken(s string) bool { return s != "" && len(s) <= maxToken && leadingToken(s) == s }

// leadingToken is the part of s that a token can be: junk may hang on to it.
func leadingToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
	if end < 0 {
		end = len(s)
	}
	return s[:min(end, maxToken)]
}
