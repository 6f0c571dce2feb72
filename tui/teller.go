package tui

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/alert"
	"kitewatch/tui/alerts"
	"kitewatch/tui/store"
)

// Voice is how crossings are told.
type Voice struct {
	Bell    io.Writer    // the terminal, for the bell and the notification; nil: none
	Say     func(string) // takes a line for each, and for what is wrong with telling; nil: the screen asks for them
	Command []string     // the user's alert_command
	Log     *slog.Logger

	// Linger is how long the user's programs may still run at the end; 0: each
	// for its own time.
	Linger time.Duration
}

// lingers is how long the screen's end waits for the user's programs: what rings
// a phone is done by then, and what hangs must not stay behind.
const lingers = time.Second

// told is what there is to be shown of telling: crossings, and what went wrong.
type told struct {
	fired    []alert.Fired
	troubles []string
}

// Tell tells the crossings until the context ends, and then those that are still
// on their way: each once, by one process of all that see it. It returns when no
// program of the user's is left.
func (s *Sentry) Tell(ctx context.Context, v Voice) {
	programs, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer kill()
	t := teller{s, v, newAlertCommand(v.Command), programs, new(sync.WaitGroup), map[string]bool{}}
	t.listen(ctx)
	if v.Linger == 0 {
		v.Linger = commandTime
	}
	defer time.AfterFunc(v.Linger, kill).Stop()
	t.running.Wait()
}

func (t teller) listen(ctx context.Context) {
	for {
		select {
		case fired := <-t.crossings:
			t.tell(fired)
			continue
		default:
		}
		select {
		case fired := <-t.crossings:
			t.tell(fired)
		case <-ctx.Done():
			return
		}
	}
}

// teller tells crossings.
type teller struct {
	*Sentry
	voice    Voice
	command  *alertCommand
	programs context.Context // of the user's programs: it ends them
	running  *sync.WaitGroup // them
	failing  map[string]bool // what did not go well when last tried: that was said
}

func (t teller) tell(fired []alert.Fired) {
	won, troubles := t.claim(fired)
	if len(won) > 0 {
		t.voice.ring(alerts.Said(won))
	}
	t.done(fired)
	troubles = append(troubles, t.went("alerts", t.Save(fired[len(fired)-1].At))...)
	t.show(told{fired, troubles}) // before what may go wrong with the programs
	for _, f := range won {
		t.start(t.command.run(t.programs, f, now()))
	}
}

// claim returns the crossings that are this process's to tell, and logs them.
// What cannot be claimed or logged is told all the same.
func (t teller) claim(fired []alert.Fired) (won []alert.Fired, troubles []string) {
	if t.state == "" {
		return fired, nil
	}
	won, err := store.ClaimAlerts(t.state, t.server, t.name, fired)
	troubles = t.went("alerts", err)
	if len(won) > 0 {
		troubles = append(troubles, t.went("alert log", store.LogAlerts(t.state, t.server, won))...)
	}
	return won, troubles
}

// went takes note of how something went that is part of telling, and returns
// what is to be said of it: a failure once, until it has gone well again.
func (t teller) went(what string, err error) []string {
	if err == nil {
		t.failing[what] = false
		return nil
	}
	t.voice.Log.Warn(what, "error", err)
	if t.failing[what] {
		return nil
	}
	t.failing[what] = true
	var file *store.FileError
	if errors.As(err, &file) {
		return []string{shortPlace(file.Path, err.Error())}
	}
	return []string{what + ": " + err.Error()}
}

// show hands on what there is to be shown, to the screen with what it has not
// taken yet.
func (t teller) show(news told) {
	if t.voice.Say != nil {
		for _, text := range news.troubles {
			t.voice.Say(text)
		}
		return
	}
	t.showing.Lock()
	defer t.showing.Unlock()
	select {
	case before := <-t.rang:
		news = told{append(before.fired, news.fired...), once(append(before.troubles, news.troubles...))}
	default:
	}
	t.rang <- news
}

// once drops what is said already: a hundred programs fail for one reason.
func once(texts []string) []string {
	var distinct []string
	for _, text := range texts {
		if !slices.Contains(distinct, text) {
			distinct = append(distinct, text)
		}
	}
	return distinct
}

// ring tells in the terminal.
func (v Voice) ring(text string) {
	v.Log.Info("alert", "text", text)
	if v.Bell != nil {
		_, _ = io.WriteString(v.Bell, alert.Bell+alert.Notification(text, os.Getenv("TMUX") != ""))
	}
	if v.Say != nil {
		v.Say("alert: " + text)
	}
}

// start runs the user's program beside the rest.
func (t teller) start(run tea.Cmd) {
	if run == nil {
		return
	}
	t.running.Add(1)
	go func() {
		defer t.running.Done()
		defer func() {
			if p := recover(); p != nil { // the terminal must not be left raw
				t.voice.Log.Error("alert_command", "panic", p)
			}
		}()
		if ran, ok := run().(alertRan); ok && ran.err != nil {
			t.voice.Log.Warn("alert_command", "level", ran.level.String(), "error", ran.err)
			t.show(told{troubles: []string{"alert_command: " + ran.err.Error()}})
		}
	}()
}
