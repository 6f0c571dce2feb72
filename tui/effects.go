package tui

import (
	"context"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// Every command the screen starts is made here. None may write to stdout or
// stderr: the terminal belongs to the program's renderer.

// tick reports the wall clock once a second; nextTick sends it, the root acts.
type tick struct{ at time.Time }

// news brings what the feed has learnt; nextNews sends it, the root acts.
type news struct{ feed.Event }

// sessionChecked is the profile's answer to the token that the screen started
// with; checkSession sends it, the root acts.
type sessionChecked struct {
	profile kite.Profile
	at      time.Time // wall time of the answer
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
	return tea.Every(time.Second, func(at time.Time) tea.Msg { return tick{at.Round(0)} })
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
		return news{e}
	}
}

// checkSession asks for the profile, the cheapest proof of a token.
func checkSession(ctx context.Context, c *kite.Client) tea.Cmd {
	return func() tea.Msg {
		p, err := c.Profile(ctx)
		return sessionChecked{p, now(), err}
	}
}

// endNote waits for as long as a note stands.
func endNote(gen int) tea.Cmd {
	return tea.Tick(noteTime, func(time.Time) tea.Msg { return noteOver{gen} })
}
