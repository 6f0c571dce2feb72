package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/ui"
)

// judge decides whether a run has to end. Without a session or a permission no
// call will bring anything, and where somebody waits for the end, a network that
// has used up its retries is given up. The rest passes, and a watch goes on as
// the feed does; a snapshot has no poll after this one to wait for.
func (r *run) judge(e feed.Event) error {
	s := e.Status
	r.count429(e)
	switch {
	case s.Condition == feed.LoginNeeded:
		return &codedError{exitLogin, errors.New(r.over() + s.Reason + "; log in with kitewatch login")}
	case s.Condition == feed.NoPermission:
		return errors.New("this app has no market data: " + strings.TrimRight(s.Reason, ".") + "; logging in again will not help")
	case s.Condition == feed.Down && r.ends():
		return r.givenUp()
	case !r.snapshot:
		return nil
	case r.refused > r.retries:
		return r.rateLimited()
	case s.Condition == feed.Failed:
		return errors.New("the API answers: " + s.Reason)
	case s.Skipped > r.retries:
		return r.noPrices()
	}
	return nil
}

// count429 counts what the loop itself would go on with for ever.
func (r *run) count429(e feed.Event) {
	switch {
	case e.Status.Condition == feed.Polling:
		r.refused = 0
	case e.Status.Condition == feed.Limited && troubled(e):
		r.refused++
	}
}

// troubled reports that a call for quotes has failed.
func troubled(e feed.Event) bool {
	for _, c := range e.Calls {
		if c.Trouble && c.Name != "candles" {
			return true
		}
	}
	return false
}

// atEnd is what is to be said when the time is over: nothing, if any reading
// came; else what kept them away last.
func (r *run) atEnd() error {
	switch s := r.status; {
	case r.written > 0:
		return nil
	case s.Condition == feed.Retrying:
		return r.givenUp()
	case s.Condition == feed.Limited:
		return r.rateLimited()
	case s.Skipped > 0:
		return r.noPrices()
	case s.Reason != "":
		return errors.New("the API answers: " + s.Reason)
	}
	return fmt.Errorf("no reading came within %s", short(r.length))
}

func (r *run) givenUp() error {
	times := fmt.Sprintf("%d times", r.status.Retries+1)
	if r.status.Condition == feed.Retrying {
		times = fmt.Sprintf("%d of %d tries", r.status.Attempt, r.status.Retries+1)
	}
	if r.status.Retries == 0 {
		times = "and no retry"
	}
	return &codedError{exitNetwork, fmt.Errorf("network given up: %s, %s", r.status.Reason, times)}
}

func (r *run) rateLimited() error {
	return &codedError{exitRateLimited, errors.New("the API wants fewer calls: rate limited; another program may be using this api_key")}
}

func (r *run) noPrices() error {
	return fmt.Errorf("the exchange sends no prices: DataException, %d times", r.status.Skipped)
}

// allUnknown is the end of a run that asks for nothing that there is.
func (r *run) allUnknown() error {
	return &codedError{exitBadFile, fmt.Errorf("the exchange knows none of what was asked for: %s", r.named(r.symbols))}
}

// someUnknown is the end of a snapshot in which a symbol is missing that nobody
// lists: what was known is printed, and a script should not take it for all. What
// is listed and has no price today is no error.
func (r *run) someUnknown(rows []feed.Row) error {
	list := r.shelf().kept()
	var unknown []kite.Symbol
	for _, row := range rows {
		if row.Missing && !list.has(row.Symbol) {
			unknown = append(unknown, row.Symbol)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return &codedError{exitBadFile, fmt.Errorf("the exchange does not know %s; the rest is printed", r.named(unknown))}
}

// named names the first few of several symbols.
func (r *run) named(symbols []kite.Symbol) string {
	var names []string
	for _, s := range symbols[:min(len(symbols), maxNamed)] {
		names = append(names, r.name(s))
	}
	if more := len(symbols) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// tell writes a line for each call that failed, one for the end of a trouble,
// and one for what changes the pace. When the run ends with this event, the
// last sentence says why, and nothing is next.
func (r *run) tell(e feed.Event, before feed.Status, ends bool) {
	s, c := e.Status, r.clock()
	for i, call := range e.Calls {
		last := i == len(e.Calls)-1
		switch {
		case !call.Trouble, call.Name == "candles", last && ends:
		case last && s.Condition == feed.Limited:
			r.note(c, "rate limited, waiting %s; then a poll every %s", left(s, c), ui.Until(s.Pace))
		default:
			r.note(c, "%s · %s", call.Answer, strings.TrimPrefix(call.Decision, "shown; "))
		}
	}
	if s.Condition == feed.Limited && before.Condition != feed.Limited && !troubled(e) {
		r.note(c, "rate limited in another kitewatch, waiting %s", left(s, c))
	}
	if !before.Since.IsZero() && s.Since.IsZero() && s.Condition == feed.Polling {
		r.note(c, "prices again, after %s without", ui.Until(s.LastGood.Sub(before.Since).Round(time.Second)))
	}
	if s.Resting && !before.Resting {
		r.note(c, "markets shut · a poll every %s", ui.Until(s.Pace))
	}
	if own := time.Duration(s.Calls) * feed.MinInterval; own > r.interval && before.Calls == 0 && s.Calls > 0 {
		r.note(c, "%d calls a poll, %s apart: a reading every %s", s.Calls, feed.MinInterval, own)
	}
	switch {
	case s.Unshared != "" && !r.unshared:
		r.unshared = true
		r.note(c, "budget not shared: %s", s.Unshared)
	case s.Unshared == "" && s.Condition == feed.Polling:
		r.unshared = false
	}
}

// note writes a line about the run, with the exchange's time once that is known.
func (r *run) note(c feed.Clock, format string, args ...any) {
	if r.status.ClockKnown {
		format, args = "%s "+format, append([]any{ui.ClockTime(c.Exchange())}, args...)
	}
	r.say(format, args...)
}

// left is the wait until the next call, in whole seconds.
func left(s feed.Status, c feed.Clock) string { return ui.Until(s.Next.Sub(c.Wall)) }
