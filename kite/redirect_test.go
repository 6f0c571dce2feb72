package kite

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRedirects(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the other server got %s %s with %v", r.Method, r.URL, r.Header)
	}))
	defer elsewhere.Close()
	elsewhereByName := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)

	get := func(c *Client) error { _, err := c.Profile(context.Background()); return err }
	tests := []struct {
		name string
		call func(*Client) error
		to   func(hop int) string // "" ends it
		hops int
		want string // in the error; empty: none
	}{
		{"same origin", get, func(hop int) string { return []string{"/a", "b", prefix + "/c", ""}[hop] }, 3, ""},
		{"one too many", get, func(int) string { return "/again" }, 3, "too many redirects"},
		{"another port", get, func(int) string { return elsewhere.URL + "/x?" + testToken }, 0, "another host"},
		{"another host", get, func(int) string { return elsewhereByName }, 0, "another host"},
		{"another scheme", get, func(int) string { return "https://" + strings.TrimPrefix(elsewhere.URL, "http://") }, 0, "another host"},
		{"off and away later", get, func(hop int) string { return []string{"/a", elsewhere.URL}[hop] }, 1, "another host"},
		{"of a logout", func(c *Client) error { return c.EndSession(context.Background()) },
			func(int) string { return "/x" }, 0, "redirect of a DELETE"},
		{"of a login", func(c *Client) error {
			_, err := c.NewSession(context.Background(), testRequestToken, testSecret)
			return err
		}, func(int) string { return "/x" }, 0, "redirect of a POST"},
		{"without a place", get, func(int) string { return "nowhere" }, 0, "302 Found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hop := -1
			c, got := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				hop++
				switch to := tt.to(hop); to {
				case "":
					w.Write([]byte(fixture(t, "profile.json")))
				case "nowhere":
					w.WriteHeader(http.StatusFound)
				default:
					w.Header().Set("Location", to)
					w.WriteHeader(http.StatusFound)
				}
			})
			err := tt.call(c)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			var fault *Error
			if err != nil && (!errors.As(err, &fault) || fault.Status != http.StatusFound || KindOf(err) != Other) {
				t.Errorf("%v is %v, want %v with status 302", err, KindOf(err), Other)
			}
			if len(got.all) != tt.hops+1 {
				t.Errorf("%d requests, want %d", len(got.all), tt.hops+1)
			}
		})
	}
}
