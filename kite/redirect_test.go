package kite

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func getProfile(c *Client) error {
	_, err := c.Profile(context.Background())
	return err
}

func TestRedirectsRefused(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other server got %s %s with %v", r.Method, r.URL, r.Header)
	}))
	defer elsewhere.Close()
	overTLS := strings.Replace(elsewhere.URL, "http:", "https:", 1)
	byName := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)
	login := func(c *Client) error {
		_, err := c.NewSession(context.Background(), testRequestToken, testSecret)
		return err
	}
	quotes := func(c *Client) error {
		_, err := c.Quotes(context.Background(), ModeOHLC, infy)
		return err
	}
	instruments := func(c *Client) error {
		_, err := c.Instruments(context.Background(), "")
		return err
	}
	for _, tt := range []struct {
		name  string
		call  func(*Client) error
		place string
		want  string
	}{
		{"same origin", getProfile, "/a", "redirect refused"},
		{"same origin, of quotes", quotes, prefix + "/quote/ohlc?i=NSE:INFY", "redirect refused"},
		{"same origin, of the instruments", instruments, "b", "redirect refused"},
		{"another port", getProfile, elsewhere.URL + "/x?" + testToken, "redirect refused"},
		{"another host", getProfile, byName, "redirect refused"},
		{"another scheme", getProfile, overTLS, "redirect refused"},
		{"of a logout", func(c *Client) error { return c.EndSession(context.Background()) }, "/x", "redirect refused"},
		{"of a login", login, "/x", "redirect refused"},
		{"to nowhere", getProfile, "", "302 Found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, got := serve(t, redirect(tt.place))
			err := tt.call(c)
			var fault *Error
			if !errors.As(err, &fault) || fault.Status != http.StatusFound || KindOf(err) != Other || Brief(err) != tt.want {
				t.Errorf("got %v (%v), want %q with status 302", err, KindOf(err), tt.want)
			}
			got.only(t)
		})
	}
}
