package tui

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/cli/browser"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/requests"
	"kitewatch/tui/store"
)

// Every command the screen starts is made here. None may write to stdout or
// stderr: the terminal belongs to the program's renderer.

// tick reports the machine's clocks once a second; nextTick sends it, the root acts.
type tick struct{ clock feed.Clock }

// news brings what the feed has learnt; nextNews sends it, the root acts.
type news struct {
	feed.Event
	clock feed.Clock // the machine's
}

// sessionChecked is the profile's answer to the token that the screen started
// with; checkSession sends it, the root acts.
type sessionChecked struct {
	profile kite.Profile
	at      time.Time // wall time of the answer
	call    feed.Call // for the request log
	err     error
}

// noteOver ends the note that a key has put on the status line; the root
// sends and hears it. gen tells the notes apart.
type noteOver struct{ gen int }

// now is the wall clock, without the monotonic reading, which stands still
// while the machine sleeps.
func now() time.Time { return time.Now().Round(0) }

// nextTick waits for the next whole second, so that countdowns of several
// windows change together.
func nextTick() tea.Cmd {
	return tea.Every(time.Second, func(time.Time) tea.Msg { return tick{feed.ReadClock()} })
}

// runFeed runs the loop as a command, so that a panic in it ends the program
// with the terminal as it was.
func runFeed(ctx context.Context, f *feed.Feed, done chan<- struct{}) tea.Cmd {
	return func() tea.Msg {
		defer close(done)
		_ = f.Run(ctx) // it ends only with the context
		return nil
	}
}

// nextNews waits for the feed's next event. The root asks again after each.
func nextNews(ctx context.Context, f *feed.Feed, log *slog.Logger) tea.Cmd {
	return func() tea.Msg {
		e, err := f.Next(ctx)
		if err != nil {
			return nil
		}
		log.Debug("feed", "condition", e.Status.Condition, "rows", len(e.Rows),
			"reason", e.Status.Reason, "attempt", e.Status.Attempt, "rate", e.Status.Rate)
		logCalls(log, e.Calls)
		return news{e, feed.ReadClock()}
	}
}

// checkSession asks for the profile, the cheapest proof of a token.
func checkSession(ctx context.Context, c *kite.Client) tea.Cmd {
	return func() tea.Msg {
		start := time.Now()
		p, err := c.Profile(ctx)
		if err != nil {
			p.Date = kite.ReplyDate(err)
		}
		return sessionChecked{p, now(), callOf("profile", start, p.Date, err), err}
	}
}

// writeRequests writes the request log to a file in the current folder, named
// by the exchange's time.
func writeRequests(calls []feed.Call, at time.Time) tea.Cmd {
	return func() tea.Msg {
		path := "kitewatch-requests-" + at.Format("20060102-150405") + ".txt"
		return written{path, store.WriteFile(path, requests.Text(calls))}
	}
}

// written says where the request log went; writeRequests sends it, the root
// acts.
type written struct {
	path string
	err  error
}

// endNote waits for as long as a note stands.
func endNote(gen int) tea.Cmd {
	return tea.Tick(noteTime, func(time.Time) tea.Msg { return noteOver{gen} })
}

// listening brings the opened listener for the browser's return, or why there
// is none; listen sends it, the root acts.
type listening struct {
	gen      int
	state    string
	callback *kite.Callback
	err      error
}

// redirected brings the browser's return; awaitRedirect sends it, the root
// acts.
type redirected struct {
	gen      int
	redirect kite.Redirect
	err      error
}

// exchanged brings the API's answer to a request token; exchange sends it, the
// root acts.
type exchanged struct {
	trade   int
	session kite.Session
	at      time.Time // wall time of the answer
	call    feed.Call // for the request log
	err     error
}

// sessionSaved says whether config.json holds the session; saveSession sends
// it, the root acts.
type sessionSaved struct{ err error }

// tokenFound brings a config.json with another token than the refused one;
// lookForToken sends it, the root acts.
type tokenFound struct {
	config  store.Config
	refused bool // the API does not take it either
}

// listen opens the listener for a login's end, with a state that only the
// login page is told.
func listen(gen int, address string) tea.Cmd {
	return func() tea.Msg {
		state := rand.Text()[:stateLetters]
		callback, err := kite.ListenRedirect(address, state)
		return listening{gen, state, callback, err}
	}
}

// stateLetters is the length of the state: 80 bits, and the address stays
// short enough to be read.
const stateLetters = 16

// loginParams are what the login page is to echo on its redirect.
func loginParams(state string) map[string][]string {
	if state == "" {
		return nil
	}
	return map[string][]string{"state": {state}}
}

func awaitRedirect(ctx context.Context, gen int, callback *kite.Callback) tea.Cmd {
	return func() tea.Msg {
		back, err := callback.Wait(ctx)
		return redirected{gen, back, err}
	}
}

// exchange trades a request token for a session and proves it with the
// profile. A proof that fails for the network's sake does not cost the
// session: the polls will tell.
func exchange(ctx context.Context, trade int, c *kite.Client, token, secret string) tea.Cmd {
	return func() tea.Msg {
		start := time.Now()
		made, err := c.NewSession(ctx, token, secret)
		call := callOf("session", start, made.Date, err)
		if err == nil {
			_, proof := c.WithToken(made.AccessToken).Profile(ctx)
			if kind := kite.KindOf(proof); kind == kite.Token || kind == kite.Permission {
				err = proof
			}
		}
		return exchanged{trade, made, now(), call, err}
	}
}

func saveSession(c store.Config, changes map[string]string) tea.Cmd {
	return func() tea.Msg { return sessionSaved{c.Save(changes)} }
}

// lookForToken reads config.json for a session that another process saved, and
// proves it with the profile: no quote is asked for with a token on trial.
func lookForToken(ctx context.Context, path string, c *kite.Client, dead []string) tea.Cmd {
	return func() tea.Msg {
		found, err := store.LoadConfig(path, c.BaseURL, func(string) string { return "" })
		if err != nil || found.AccessToken == "" || slices.Contains(dead, found.AccessToken) {
			return nil
		}
		client := *c
		client.AccessToken = found.AccessToken
		if client.APIKey == "" {
			client.APIKey = found.APIKey
		}
		_, err = client.Profile(ctx)
		switch kind := kite.KindOf(err); kind {
		case kite.None:
			return tokenFound{found, false}
		case kite.Token, kite.Permission:
			return tokenFound{found, true}
		}
		return nil // the network's trouble: looked at again
	}
}

// openBrowser opens an address in the user's browser.
func openBrowser(address string) tea.Cmd {
	return func() tea.Msg { return browserOpened{OpenBrowser(address)} }
}

// OpenBrowser starts the user's browser and waits for what starts it to end.
// What it prints is no concern of the terminal's; it gets the null device
// itself, not a pipe that would break, and kill it, when this program ends.
func OpenBrowser(address string) error {
	nullOnce.Do(func() {
		if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
			browser.Stdout, browser.Stderr = null, null
		}
	})
	return browser.OpenURL(address)
}

var nullOnce sync.Once

// browserOpened says whether a browser could be started; openBrowser sends it,
// the root acts.
type browserOpened struct{ err error }

// copyText puts a text on the clipboard of the terminal's own machine, by OSC
// 52; inside tmux it is passed through as well.
func copyText(screen io.Writer, text string) tea.Cmd {
	return func() tea.Msg {
		seq := osc52.New(text)
		_, _ = seq.WriteTo(screen)
		if os.Getenv("TMUX") != "" {
			_, _ = seq.Tmux().WriteTo(screen)
		}
		return nil
	}
}

// screen is the terminal. Two write to it, the renderer and copyText, each in
// one piece.
type screen struct {
	*os.File
	mu sync.Mutex
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.File.Write(p)
}
