package kite

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// listenBack opens a callback on a free port. Another test may be given the port
// between looking and listening, so it looks again.
func listenBack(t *testing.T, state string) *Callback {
	t.Helper()
	var c *Callback
	var err error
	for range 10 {
		l, looked := net.Listen("tcp", "127.0.0.1:0")
		if looked != nil {
			t.Fatal(looked)
		}
		address := "http://" + l.Addr().String() + "/back"
		l.Close()
		if c, err = ListenRedirect(address, state); err == nil {
			t.Cleanup(c.Close)
			return c
		}
	}
	t.Fatal(err)
	return nil
}

func visit(t *testing.T, url string) (status int, text string) {
	t.Helper()
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestCallbackTakesOneRedirectWithItsState(t *testing.T) {
	c := listenBack(t, "nonce")
	for _, wrong := range []string{
		"?request_token=evil&status=success",
		"?request_token=evil&status=success&state=guess",
		"?status=success&state=nonce",
		"/elsewhere?request_token=evil&state=nonce",
	} {
		if status, text := visit(t, c.Address()+wrong); status < 400 || strings.Contains(text, "evil") {
			t.Errorf("%s: status %d, page %q", wrong, status, text)
		}
	}
	status, text := visit(t, c.Address()+"?action=login&request_token=good&status=success&state=nonce")
	if status != http.StatusOK || !strings.Contains(text, "close this page") || strings.Contains(text, "good") {
		t.Errorf("the right one: status %d, page %q", status, text)
	}
	if status, _ := visit(t, c.Address()+"?request_token=second&status=success&state=nonce"); status < 400 {
		t.Errorf("a second one: status %d", status)
	}
	got, err := c.Wait(t.Context())
	if err != nil || got.RequestToken != "good" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := http.Get(c.Address()); err == nil {
		t.Error("it listens on after it has what it waited for")
	}
}

func TestCallbackCancelled(t *testing.T) {
	c := listenBack(t, "nonce")
	if status, text := visit(t, c.Address()+"?status=cancelled&state=nonce"); status != http.StatusOK || !strings.Contains(text, "cancelled") {
		t.Errorf("status %d, page %q", status, text)
	}
	if got, err := c.Wait(t.Context()); err != nil || !got.Cancelled {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCallbackRefusesWhatIsNotLoopback(t *testing.T) {
	for _, address := range []string{
		"https://127.0.0.1:7265/", "http://example.com/", "http://0.0.0.0:7265/", "http://192.168.1.2:7265/", "", ":", "127.0.0.1:7265",
	} {
		if _, err := ListenRedirect(address, "s"); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestCallbackPortTaken(t *testing.T) {
	c := listenBack(t, "s")
	if _, err := ListenRedirect(c.Address(), "s"); err == nil || errors.Is(err, ErrNotLoopback) {
		t.Errorf("a taken port: %v", err)
	}
}

// The pane listens anew on the port it has just left.
func TestCallbackFreesItsPortAtOnce(t *testing.T) {
	c := listenBack(t, "s")
	for i := range 100 {
		c.Close()
		next, err := ListenRedirect(c.Address(), "s")
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		c = next
	}
	c.Close()
}

func TestCallbackEndsWithItsContext(t *testing.T) {
	c := listenBack(t, "s")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCallbackTurnsHugeRequestsAway(t *testing.T) {
	c := listenBack(t, "s")
	status, _ := visit(t, c.Address()+"?state=s&request_token="+strings.Repeat("a", 40<<10))
	if status < 400 {
		t.Errorf("status %d", status)
	}
}
