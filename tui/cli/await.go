package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/tui"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// defaultRedirect is where the browser is waited for when config.json names no
// redirect_url.
const defaultRedirect = "http://127.0.0.1:7265/"

// stateLetters is the length of the state that only the login page is told: 80
// bits, and the address stays short enough to be read.
const stateLetters = 16

// pipeGrace is how long a pipe has to bring the token before a browser opens:
// one that has it brings it at once.
const pipeGrace = time.Second

// await is the wait for a request token, by whichever way it comes first.
type await struct {
	*account
	in      *input
	flags   loginFlags
	address string // where to listen

	texts  <-chan string        // from stdin; nil: it has ended
	back   <-chan kite.Redirect // from the listener; nil: nothing listens
	opened <-chan error         // the browser's start; nil: none, or told already
	shown  bool                 // the login page's address is out
	noEar  string               // why nothing listens
}

// await returns the request token of a login: from the browser that comes
// back, or from what is pasted or piped.
func (a *account) await(ctx context.Context, in *input, f loginFlags, address string) (string, error) {
	ctx, cancel := context.WithCancel(ctx) // ends the listener
	defer cancel()
	w := &await{account: a, in: in, flags: f, address: address, texts: in.texts(ctx)}
	var begin <-chan time.Time
	if in.terminal {
		w.show(ctx)
	} else {
		begin = time.After(pipeGrace)
	}
	for w.back != nil || w.texts != nil || !w.shown {
		back, err := w.next(ctx, begin)
		switch {
		case ctx.Err() == context.DeadlineExceeded:
			return "", nobody(f.timeout)
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err != nil:
			t := login.Explain(err)
			w.note(t.What + " " + t.Advice)
		case back.Cancelled:
			return "", refused(login.ErrCancelled)
		case back.RequestToken != "" && w.shown:
			w.say("Exchanging the request token for a session.")
			fallthrough
		case back.RequestToken != "":
			return back.RequestToken, nil
		}
	}
	return "", fmt.Errorf("no request token can come: %s, and stdin has ended; run it in a terminal, or give --request-token", w.noEar)
}

// next waits for the next thing that happens. Most bring no redirect.
func (w *await) next(ctx context.Context, begin <-chan time.Time) (back kite.Redirect, err error) {
	select {
	case <-ctx.Done():
		w.newline()
	case <-begin:
		w.show(ctx)
	case failed := <-w.opened:
		w.opened = nil
		if failed != nil {
			w.newline()
			w.note("No browser could be started here: open the address above yourself.")
		}
	case back = <-w.back:
		w.newline()
	case text, more := <-w.texts:
		w.newline()
		switch {
		case !more:
			w.texts = nil
			w.show(ctx)
		case text == "":
			w.prompt()
		default:
			back, err = kite.ParseRedirect(text)
		}
	}
	return back, err
}

// show listens, opens the login page, and says what can be done now. It does
// so once.
func (w *await) show(ctx context.Context) {
	if w.shown {
		return
	}
	w.shown = true
	state := rand.Text()[:stateLetters]
	w.listen(ctx, state)
	if w.back == nil && w.texts == nil {
		return // nobody could bring the token
	}
	page := w.client.LoginPage(url.Values{"state": {state}})
	if other := store.HostOf(w.client.BaseURL); other != "" && w.client.LoginURL == "" {
		w.say("The session is for %s, but this login page is Kite's own: --login-url names another.", other)
	}
	remote := w.remote()
	if w.flags.noBrowser || remote {
		w.say("Open this page in a browser and log in:\n\n  %s\n", page)
	} else {
		w.say("The login page opens in the browser; if it does not, open it yourself:\n\n  %s\n", page)
		w.opened = openBrowser(page)
	}
	if w.back != nil {
		w.say("Waiting for the browser to come back to %s, for %s at most.", w.address, short(w.flags.timeout))
	} else {
		w.say("The browser cannot be waited for: %s. Pasting works.", w.noEar)
	}
	if !w.in.terminal || w.texts == nil {
		return
	}
	if remote {
		w.say("A browser on another machine ends on a page that does not load: paste its address.")
	}
	w.say("Or paste the request token, or the whole address that the browser landed on.")
	w.prompt()
}

// listen waits on loopback for the browser, if it can.
func (w *await) listen(ctx context.Context, state string) {
	ear, err := kite.ListenRedirect(w.address, state)
	switch {
	case errors.Is(err, kite.ErrNotLoopback):
		w.noEar = "redirect_url " + ui.Clean(w.address) + " is not http on this machine"
		return
	case err != nil:
		reason := err
		if inner := (*os.SyscallError)(nil); errors.As(err, &inner) {
			reason = inner.Err
		}
		w.noEar = "nothing can listen on " + w.address + " (" + reason.Error() + ")"
		return
	}
	back := make(chan kite.Redirect, 1)
	w.back = back
	go func() {
		if r, err := ear.Wait(ctx); err == nil {
			back <- r
		}
	}()
}

// remote reports a shell on another machine, whose browser nobody would see.
func (w *await) remote() bool {
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY"} {
		if w.env.Getenv(name) != "" {
			return false
		}
	}
	return w.env.Getenv("SSH_CONNECTION") != "" || w.env.Getenv("SSH_TTY") != ""
}

// prompt stands where a paste goes.
func (w *await) prompt() {
	if w.in.terminal && w.texts != nil && w.shown {
		fmt.Fprint(w.env.Stderr, "Paste, then Enter (it is not shown): ")
	}
}

// newline ends the line of the prompt.
func (w *await) newline() {
	if w.in.terminal && w.texts != nil {
		w.say("")
	}
}

// note says something in between, and asks again.
func (w *await) note(text string) {
	w.say("%s", text)
	w.prompt()
}

// openBrowser starts the browser, and says when and how that ended.
func openBrowser(page string) <-chan error {
	done := make(chan error, 1)
	go func() { done <- tui.OpenBrowser(page) }()
	return done
}

// listenAddress is where the browser is waited for: at the redirect address,
// or where the flag says, which keeps the redirect's path when it names none.
func listenAddress(redirect, flag string) (string, error) {
	if redirect == "" {
		redirect = defaultRedirect
	}
	if flag == "" {
		return redirect, nil
	}
	if !strings.Contains(flag, "://") {
		path := "/"
		if u, err := url.Parse(redirect); err == nil && u.Path != "" {
			path = u.Path
		}
		if strings.HasPrefix(flag, ":") {
			flag = "127.0.0.1" + flag
		}
		flag = "http://" + flag + path
	}
	u, err := url.Parse(flag)
	if err != nil || u.Scheme != "http" || u.RawQuery != "" || u.User != nil {
		return "", usage("--listen takes host:port or an address such as %s", defaultRedirect)
	}
	if !isLoopback(u.Hostname()) {
		return "", usage("--listen %s is not on this machine: use 127.0.0.1", u.Host)
	}
	if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port < 1 || port > 65535) || u.Host == net.JoinHostPort(u.Hostname(), "") {
		return "", usage("--listen %s has no port between 1 and 65535", u.Host)
	}
	return flag, nil
}
