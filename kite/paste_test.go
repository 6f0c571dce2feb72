package kite

import (
	"strings"
	"testing"
)

func TestParseRedirect(t *testing.T) {
	const token = "AbcXyz123"
	tests := []struct {
		name, text string
		want       Redirect
	}{
		{"a bare token", token, Redirect{RequestToken: token}},
		{"with blanks and a line break", "  " + token + " \r\n", Redirect{RequestToken: token}},
		{"in quotes", `"` + token + `"`, Redirect{RequestToken: token}},
		{"the whole address", "http://127.0.0.1:7265/?action=login&type=login&status=success&request_token=" + token + "&state=n1",
			Redirect{RequestToken: token, State: "n1"}},
		{"the token first", "https://a.example/cb?request_token=" + token + "&status=success", Redirect{RequestToken: token}},
		{"a fragment after it", "http://127.0.0.1/?request_token=" + token + "#top", Redirect{RequestToken: token}},
		{"words after it", "http://127.0.0.1/?request_token=" + token + " was the address", Redirect{RequestToken: token}},
		{"a bracket after it", "<http://127.0.0.1/?request_token=" + token + ">", Redirect{RequestToken: token}},
		{"from a page's source", "http://127.0.0.1/?status=success&amp;request_token=" + token, Redirect{RequestToken: token}},
		{"the query alone", "request_token=" + token + "&status=success", Redirect{RequestToken: token}},
		{"cancelled", "http://127.0.0.1:7265/?status=cancelled&state=n1", Redirect{State: "n1", Cancelled: true}},
	}
	for _, tt := range tests {
		if got, err := ParseRedirect(tt.text); err != nil || got != tt.want {
			t.Errorf("%s: got %+v, %v", tt.name, got, err)
		}
	}
	bad := map[string]error{
		"":                                      ErrNotOneToken,
		"two words":                             ErrNotOneToken,
		"tökén":                                 ErrNotOneToken,
		"http://127.0.0.1:7265/":                ErrNoRequestToken,
		"http://127.0.0.1/?request_token=":      ErrNoRequestToken,
		"https://kite.zerodha.com/?api_key=abc": ErrNoRequestToken,
		strings.Repeat("a", 300):                ErrNotOneToken,
		strings.Repeat("a", MaxPaste+1):         ErrPasteTooLong,
	}
	for text, want := range bad {
		if got, err := ParseRedirect(text); err != want {
			t.Errorf("%.40q: got %+v, %v, want %v", text, got, err, want)
		}
	}
}

func FuzzParseRedirect(f *testing.F) {
	f.Add("AbcXyz123")
	f.Add("http://127.0.0.1:7265/?status=success&request_token=AbcXyz123&state=n1#x")
	f.Add("?request_token=%zz")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRedirect(text)
		switch {
		case err != nil && r != Redirect{}:
			t.Errorf("%q: an error beside %+v", text, r)
		case err == nil && r.Cancelled == (r.RequestToken != ""):
			t.Errorf("%q: %+v is neither a token nor a refusal", text, r)
		case err == nil && !r.Cancelled && !isToken(r.RequestToken):
			t.Errorf("%q: token %q", text, r.RequestToken)
		}
	})
}
