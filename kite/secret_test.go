package kite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// chain returns the texts of an error and all that it wraps.
func chain(err error) string {
	var text strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&text, "%v|%+v|%#v\n", err, err, err)
	}
	return text.String()
}

// leaked returns what of the secrets can be read in an error: whole, as in a
// URL, or the half that a cut would leave.
func leaked(err error, secrets []string) []string {
	var found []string
	text := chain(err)
	for _, secret := range secrets {
		for _, spelling := range []string{secret, url.QueryEscape(secret), secret[:len(secret)/2]} {
			if strings.Contains(text, spelling) {
				found = append(found, spelling)
			}
		}
	}
	return found
}

// A server, a proxy's page or a broken transport may say back whatever it was
// sent. No call's error may pass it on.
func TestNoErrorHoldsASecret(t *testing.T) {
	for _, call := range calls {
		secrets := []string{testToken}
		if call.name == "NewSession" {
			secrets = []string{testToken, testSecret, testRequestToken, checksumOfTests}
		}
		echo := strings.Join(secrets, " ")
		escaped := url.Values{"x": secrets}.Encode()
		for name, handler := range map[string]http.HandlerFunc{
			"in the message":      replyJSON(problem("GeneralException", echo+" "+escaped)),
			"in the type":         replyJSON(problem(echo, "x")),
			"across the cut":      replyJSON(problem("InputException", strings.Repeat("x", 180)+echo)),
			"in a page":           reply(502, "text/html", "<html>"+echo+escaped),
			"in a page at 200":    reply(200, "text/html", "<html>"+echo+escaped),
			"in JSON's place":     reply(200, "application/json", echo),
			"in a redirect":       redirect("https://evil.example/?" + escaped),
			"in a bad redirect":   redirect("http://[" + echo),
			"in place of a reply": hangUp(t, echo+"\r\n\r\n"),
			"in a header": func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", echo)
				w.Write([]byte("x"))
			},
		} {
			c, got := serve(t, handler)
			err := call.call(context.Background(), c)
			if err == nil {
				t.Errorf("%s, %s: no error", call.name, name)
			}
			if found := leaked(err, secrets); found != nil {
				t.Errorf("%s, %s: %q in %s", call.name, name, found, chain(err))
			}
			got.only(t)
		}
		c := &Client{APIKey: testKey, AccessToken: testToken, HTTP: &http.Client{
			Transport: transport(func(r *http.Request) (*http.Response, error) {
				return nil, &url.Error{Op: "proxy", URL: r.URL.String(), Err: errors.New(echo + r.URL.String())}
			}),
		}}
		if err := call.call(context.Background(), c); err == nil || leaked(err, secrets) != nil {
			t.Errorf("%s, in a transport's error: %q in %s", call.name, leaked(err, secrets), chain(err))
		}
	}
}

// What is wrong with a reply to session/token may be its wrapping alone: the
// token of a session that nobody knows yet is in it all the same.
func TestNoErrorQuotesAReplyWithAToken(t *testing.T) {
	const issued = "nEwLyIsSuEdToKeN0123456789abcdef"
	session := `{"status":"success","data":{"access_token":"` + issued + `"}}`
	calls := map[string]func(*Client) error{
		"NewSession": func(c *Client) error {
			_, err := c.NewSession(context.Background(), testRequestToken, testSecret)
			return err
		},
		"EndSession": func(c *Client) error { return c.EndSession(context.Background()) },
	}
	for call, do := range calls {
		for name, handler := range map[string]http.HandlerFunc{
			"more than JSON": replyJSON(session + "x"),
			"before JSON":    replyJSON("<!-- -->" + session),
			"cut off":        replyJSON(session[:len(session)-1]),
			"in a page":      reply(502, "text/html", "<html>"+session),
			"as text":        reply(200, "text/plain", issued),
		} {
			c, _ := serve(t, handler)
			err := do(c)
			if err == nil || leaked(err, []string{issued}) != nil {
				t.Errorf("%s, %s: %s", call, name, chain(err))
			}
			var fault *Error
			if errors.As(err, &fault) && !errors.Is(err, errWithheld) {
				t.Errorf("%s, %s: the cause is %v", call, name, fault.Err)
			}
		}
	}
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

func TestServerTextIsFitForATerminal(t *testing.T) {
	nasty := "a\x1b[31mred\x07\n\tb\u202ec\u009b31m d\u200b\u2028e\xff" + strings.Repeat("ü", 300)
	c, _ := serve(t, reply(500, "application/json", fmt.Sprintf(
		`{"status":"error","error_type":"General\u001b]0;x\u0007Exception","message":"%s"}`,
		strings.NewReplacer("\x1b", `\u001b`, "\x07", `\u0007`, "\n", `\n`, "\t", `\t`).Replace(nasty))))
	_, err := c.Profile(context.Background())
	want := "General]0;xException: a[31mred bc31m d e\ufffd"
	if got := Brief(err); !strings.HasPrefix(got, want) || !utf8.ValidString(got) {
		t.Errorf("got %q, want %q and more", got, want)
	}
	var fault *Error
	if !errors.As(err, &fault) || utf8.RuneCountInString(fault.Message) != maxText || !strings.HasSuffix(fault.Message, "…") {
		t.Errorf("the message is not cut to %d characters: %q", maxText, fault.Message)
	}
}

func TestTidy(t *testing.T) {
	for _, tt := range []struct{ name, text, secret, want string }{
		{"long secret anywhere", "xlongsecrety", "longsecret", "x…y"},
		{"twice", "longsecret longsecret", "longsecret", "… …"},
		{"short secret as a word", "bad token: token", "token", "bad …: …"},
		{"short secret in a word", "Invalid access_token, tokens", "token", "Invalid access_token, tokens"},
		{"no secret", "as it is", "", "as it is"},
		{"broken by a control character", "long\x00secret", "longsecret", "…"},
		{"as in a URL", "q=a%26b%3Dcdefgh&", "a&b=cdefgh", "q=…&"},
		{"blanks", "  a \n\n b ", "", "a b"},
	} {
		if got := tidy(tt.text, spellings([]string{tt.secret})); got != tt.want {
			t.Errorf("%s: tidy(%q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
	if got := tidy("inner-secret-outer", spellings([]string{"secret-x", "inner-secret-outer"})); got != "…" {
		t.Errorf("a secret within another left %q", got)
	}
}

func TestNothingPrintedHoldsASecret(t *testing.T) {
	c := Client{APIKey: testKey, AccessToken: testToken}
	s := Session{Profile: Profile{UserID: "QT4821"}, APIKey: testKey, AccessToken: testToken, PublicToken: testSecret}
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("x", "client", c, "pointer", &c, "session", s, "pointer", &s)
	text := fmt.Sprintf("%v %+v %#v %s %q %v %#v %v %+v %#v %v", c, c, c, c, c, &c, &c, s, s, s, &s) + log.String()
	for _, secret := range []string{testToken, testSecret} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in %s", secret, text)
		}
	}
	for _, shown := range []string{testKey, "QT4821", "access_token=…"} {
		if !strings.Contains(text, shown) {
			t.Errorf("%q is not in %s", shown, text)
		}
	}
	if got := (Client{}).String(); !strings.Contains(got, "access_token=none") {
		t.Errorf("no token is shown as %s", got)
	}
}
