package kite

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// follow makes a call of a server whose answers, in turn, redirect to the given
// places: "" is a redirect to nowhere, and after the last comes a profile.
func follow(t *testing.T, call func(*Client) error, places ...string) (*record, error) {
	t.Helper()
	c, got := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if len(places) == 0 {
			w.Write([]byte(fixture(t, "profile.json")))
			return
		}
		if places[0] != "" {
			w.Header().Set("Location", places[0])
		}
		places = places[1:]
		w.WriteHeader(http.StatusFound)
	})
	return got, call(c)
}

func getProfile(c *Client) error {
	_, err := c.Profile(context.Background())
	return err
}

func TestRedirectsWithinTheOrigin(t *testing.T) {
	got, err := follow(t, getProfile, "/a", "b", prefix+"/c")
	if err != nil || len(got.all) != 4 || got.all[3].Path != prefix+"/c" {
		t.Errorf("%v, after %v", err, got.all)
	}
	for _, request := range got.all {
		if request.Header.Get("Authorization") == "" {
			t.Errorf("%s was asked for without the token", request.Path)
		}
	}
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
	for _, tt := range []struct {
		name   string
		call   func(*Client) error
		places []string
		sent   int
		want   string
	}{
		{"one too many", getProfile, []string{"/a", "/b", "/c", "/d"}, 4, "too many redirects"},
		{"another port", getProfile, []string{elsewhere.URL + "/x?" + testToken}, 1, "redirect to another host refused"},
		{"another host", getProfile, []string{byName}, 1, "redirect to another host refused"},
		{"another scheme", getProfile, []string{overTLS}, 1, "redirect to another host refused"},
		{"off in two steps", getProfile, []string{"/a", elsewhere.URL}, 2, "redirect to another host refused"},
		{"of a logout", func(c *Client) error { return c.EndSession(context.Background()) }, []string{"/x"}, 1, "redirect of a DELETE refused"},
		{"of a login", login, []string{"/x"}, 1, "redirect of a POST refused"},
		{"to nowhere", getProfile, []string{""}, 1, "302 Found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := follow(t, tt.call, tt.places...)
			var fault *Error
			if !errors.As(err, &fault) || fault.Status != http.StatusFound || KindOf(err) != Other || Brief(err) != tt.want {
				t.Errorf("got %v (%v), want %q with status 302", err, KindOf(err), tt.want)
			}
			if got.count() != tt.sent {
				t.Errorf("%d requests, want %d", got.count(), tt.sent)
			}
		})
	}
}
