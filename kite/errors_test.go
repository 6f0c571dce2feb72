package kite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// problem is the envelope of an error.
func problem(kind, message string) string {
	return fmt.Sprintf(`{"status":"error","message":%q,"data":null,"error_type":%q}`, message, kind)
}

// replies is every kind of reply that is no answer.
var replies = []struct {
	name    string
	status  int
	content string // type; empty: JSON
	body    string
	kind    Kind
	brief   string
}{
	{"token", 403, "", problem("TokenException", "Incorrect `api_key` or `access_token`."), Token, "TokenException: Incorrect `api_key` or `access_token`."},
	{"permission", 403, "", problem("PermissionException", "Insufficient permission for that call."), Permission, "PermissionException: Insufficient permission for that call."},
	{"permission, as the Go client spells it", 403, "", problem("PermissionError", "No."), Permission, "PermissionError: No."},
	{"network", 503, "", problem("NetworkException", "Request failed (kt-quotes)"), Network, "NetworkException: Request failed (kt-quotes)"},
	{"network under another status", 400, "", problem("NetworkException", "x"), Network, "NetworkException: x"},
	{"data", 502, "", problem("DataException", "Odd"), Data, "DataException: Odd"},
	{"general", 500, "", problem("GeneralException", "Something went wrong."), General, "GeneralException: Something went wrong."},
	{"general as a 503", 503, "", problem("GeneralException", "x"), General, "GeneralException: x"},
	{"input", 400, "", problem("InputException", "Too many tokens requested."), Input, "InputException: Too many tokens requested."},
	{"input naming the token", 400, "", problem("InputException", "Invalid `api_key` or `access_token`."), Token, "InputException: Invalid `api_key` or `access_token`."},
	{"input naming the key alone", 400, "", problem("InputException", "Bad Api_Key"), Token, "InputException: Bad Api_Key"},
	{"a user's", 403, "", problem("UserException", "Account blocked"), Other, "UserException: Account blocked"},
	{"an order's", 400, "", problem("OrderException", "x"), Other, "OrderException: x"},
	{"of the second factor", 403, "", problem("TwoFAException", "x"), Other, "TwoFAException: x"},
	{"unheard of, as a 503", 503, "", problem("TeaException", "x"), Other, "TeaException: x"},
	{"too many requests", 429, "", problem("NetworkException", "Too many requests"), RateLimit, "NetworkException: Too many requests"},
	{"429 with another type", 429, "", problem("TokenException", "x"), RateLimit, "TokenException: x"},
	{"429 as HTML", 429, "text/html", "<html>slow down</html>", RateLimit, "429 Too Many Requests"},
	{"429 with nothing", 429, "", "", RateLimit, "429 Too Many Requests"},
	{"error inside a 200", 200, "", problem("NetworkException", "Too many requests"), Network, "NetworkException: Too many requests"},
	{"token inside a 200", 200, "", problem("TokenException", "x"), Token, "TokenException: x"},
	{"error inside a 200 without a type", 200, "", `{"status":"error","message":"Too many requests"}`, Network, "Too many requests"},
	{"error inside a 200 without a word", 200, "", `{"status":"error"}`, Network, "error without a message"},
	{"error type inside a 200 alone", 200, "", `{"error_type":"GeneralException","message":"x"}`, General, "GeneralException: x"},
	{"400 without a type", 400, "", `{"status":"error","message":"Bad api_key"}`, Input, "Bad api_key"},
	{"400 as text", 400, "text/plain", "Bad Request", Input, "400 Bad Request"},
	{"500 as HTML", 500, "text/html", "<html>", General, "500 Internal Server Error"},
	{"502 as HTML", 502, "text/html", "gateway.html", Network, "502"},
	{"503", 503, "text/plain", "", Network, "503"},
	{"504", 504, "", "not JSON", Network, "504"},
	{"503 as JSON of another kind", 503, "", `["down"]`, Network, "503"},
	{"503 with odd types", 503, "", `{"status":1,"message":{},"error_type":[]}`, Network, "503"},
	{"520", 520, "text/html", "<html>", Network, "520"},
	{"529", 529, "text/html", "<html>", Network, "529"},
	{"530", 530, "text/html", "<html>", Other, "530"},
	{"501", 501, "text/html", "<html>", Other, "501 Not Implemented"},
	{"403 as HTML", 403, "text/html", "<html>denied</html>", Other, "403 Forbidden"},
	{"404 in JSON", 404, "", `{"status":"error","message":"Route not found"}`, Other, "Route not found"},
	{"405", 405, "", "", Other, "405 Method Not Allowed"},
	{"410", 410, "", "", Other, "410 Gone"},
	{"304", 304, "", "", Other, "304 Not Modified"},
	{"empty", 200, "", "", Network, "empty reply"},
	{"blank", 200, "", " \n", Network, "empty reply"},
	{"no content", 204, "", "", Network, "empty reply"},
	{"a captive portal's page", 200, "text/html", "<!doctype html><html>log in</html>", Network, "HTML reply"},
	{"HTML called JSON", 200, "", "\n <html>", Network, "HTML reply"},
	{"text called HTML", 200, "text/html; charset=utf-8", "Log in to the WiFi", Network, "HTML reply"},
	{"cut off", 200, "", `{"status":"success","data":{"NSE:INFY":{"instrument_tok`, Network, "cut-off reply"},
	{"cut off at the last brace", 200, "", `{"status":"success","data":{}`, Network, "cut-off reply"},
	{"not JSON", 200, "", "instrument_token,exchange_token\n1,2\n", Network, "unreadable reply"},
	{"more than JSON", 200, "", `{"status":"success","data":{}}x`, Network, "unreadable reply"},
	{"binary", 200, "", "\x1f\x8b\x08\x00\xff", Network, "unreadable reply"},
	{"JSON without an envelope", 200, "", `{"NSE:INFY":{"last_price":1}}`, Data, "reply not understood"},
	{"an array", 200, "", `[]`, Data, "reply not understood"},
	{"null", 200, "", `null`, Data, "reply not understood"},
	{"data is an array", 200, "", `{"status":"success","data":[1]}`, Data, "reply without quotes"},
	{"data is a string", 200, "", `{"status":"success","data":"x"}`, Data, "reply without quotes"},
	{"data is null", 200, "", `{"status":"success","data":null}`, Data, "reply without quotes"},
	{"data is missing", 200, "", `{"status":"success"}`, Data, "reply without quotes"},
}

func TestKindOfEveryReply(t *testing.T) {
	for _, tt := range replies {
		t.Run(tt.name, func(t *testing.T) {
			body, content := tt.body, tt.content
			if strings.HasSuffix(body, ".html") {
				body = fixture(t, body)
			}
			if content == "" {
				content = "application/json"
			}
			c, got := serve(t, reply(tt.status, content, body))
			_, err := c.Quotes(context.Background(), ModeOHLC, infy)
			if KindOf(err) != tt.kind || Brief(err) != tt.brief {
				t.Errorf("got %v %q, want %v %q", KindOf(err), Brief(err), tt.kind, tt.brief)
			}
			var fault *Error
			if !errors.As(err, &fault) || fault.Status != tt.status {
				t.Errorf("%#v is no *Error with status %d", err, tt.status)
			}
			if !strings.HasPrefix(err.Error(), "quote ohlc: "+tt.brief) || strings.ContainsAny(err.Error(), "<\n") {
				t.Errorf("it reads %q", err)
			}
			got.only(t) // never a second try
		})
	}
}

func TestABareStatusSaysMoreOffTheStatusLine(t *testing.T) {
	c, _ := serve(t, reply(503, "text/html", "<html>"))
	_, err := c.Profile(context.Background())
	if want := "profile: 503 Service Unavailable"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	for _, bare := range []*Error{{Status: 503}, {Status: 403}, {}} {
		if Brief(bare) == "" || bare.Error() == "" {
			t.Errorf("%+v says nothing", *bare)
		}
	}
}

func TestKindOfOtherErrors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		kind  Kind
		brief string
	}{
		{"none", nil, None, ""},
		{"canceled", fmt.Errorf("x: %w", context.Canceled), Canceled, "canceled"},
		{"deadline", fmt.Errorf("x: %w", context.DeadlineExceeded), Network, "network timeout"},
		{"foreign", errors.New("disk\x1b full"), Other, "disk full"},
		{"wrapped twice", fmt.Errorf("a: %w", fmt.Errorf("b: %w", &Error{Status: 429, Message: "x"})), RateLimit, "x"},
		{"joined", errors.Join(errors.New("y"), &Error{Status: 403, Type: "TokenException", Message: "x"}), Token, "TokenException: x"},
		{"canceled, whatever came", &Error{Status: 429, Err: context.Canceled}, Canceled, "canceled"},
		{"no reply", &Error{Message: "connection reset"}, Network, "connection reset"},
	} {
		if KindOf(tt.err) != tt.kind || Brief(tt.err) != tt.brief {
			t.Errorf("%s: %v %q, want %v %q", tt.name, KindOf(tt.err), Brief(tt.err), tt.kind, tt.brief)
		}
	}
	seen := map[string]bool{}
	for kind := None; kind <= Other; kind++ {
		seen[kind.String()] = true
	}
	if len(seen) != int(Other)+1 || seen[""] || Kind(99).String() != "Kind(99)" || Kind(-1).String() != "Kind(-1)" {
		t.Errorf("the kinds' names are %v", seen)
	}
}

func TestRetryAfter(t *testing.T) {
	const date = "Mon, 23 Nov 2026 04:44:07 GMT"
	for _, tt := range []struct {
		name, value, date string
		want              time.Duration
	}{
		{"none", "", date, 0},
		{"seconds", "12", date, 12 * time.Second},
		{"zero", "0", date, 0},
		{"negative", "-5", date, 0},
		{"negative beyond measure", "-9223372036854775808", date, 0},
		{"too long", "86400", date, time.Hour},
		{"far too long", "9223372036854775807", date, time.Hour},
		{"garbage", "soon", date, 0},
		{"fraction", "1.5", date, 0},
		{"a date", "Mon, 23 Nov 2026 04:44:37 GMT", date, 30 * time.Second},
		{"a date gone by", "Mon, 23 Nov 2026 04:44:00 GMT", date, 0},
		{"a date next year", "Tue, 23 Nov 2027 04:44:07 GMT", date, time.Hour},
		{"a date without the reply's own", "Mon, 23 Nov 2026 04:44:37 GMT", "-", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", tt.date)
				w.Header().Set("Retry-After", tt.value)
				w.WriteHeader(503)
			})
			var fault *Error
			_, err := c.Profile(context.Background())
			if !errors.As(err, &fault) || fault.RetryAfter != tt.want {
				t.Errorf("Profile: %+v, want %v", fault, tt.want)
			}
			_, err = c.Instruments(context.Background(), "NSE")
			if !errors.As(err, &fault) || fault.RetryAfter != tt.want {
				t.Errorf("Instruments: %+v, want %v", fault, tt.want)
			}
		})
	}
}

// An envelope tells the server's clock, whatever it says else; a page that
// somebody in between has made does not.
func TestReplyDate(t *testing.T) {
	sent := time.Date(2026, 11, 23, 4, 44, 0, 0, time.UTC)
	for body, want := range map[string]time.Time{
		problem("TokenException", "Incorrect api_key"): sent,
		`<html>403</html>`: {},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", sent.Format(http.TimeFormat))
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, body)
		}))
		_, err := (&Client{BaseURL: server.URL, APIKey: "k", AccessToken: "t"}).Profile(t.Context())
		if got := ReplyDate(err); !got.Equal(want) {
			t.Errorf("%s: date %v, want %v", body, got, want)
		}
		server.Close()
	}
	if got := ReplyDate(errors.New("no reply")); !got.IsZero() {
		t.Errorf("date %v without a reply", got)
	}
}
