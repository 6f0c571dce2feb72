package feed

import (
	"time"

	"kitewatch/kite"
)

// wish is what the user wants of the loop: replaced whole, never changed.
type wish struct {
	client          *kite.Client
	visible, hidden []kite.Symbol
	uses            int         // of Use
	refused         string      // why the API has refused a call of that client's; empty: it has not
	closely         kite.Symbol // asked for by /quote each time
	books           bool        // the visible instruments' are shown
	facts           func(kite.Symbol) Facts
	learns          int // of Learn
	tune            tune
	paused          bool
	refreshes       int
	dates           []stamp // of replies that others have had
	self            *wish   // in the copy Run keeps: the wish it is a copy of
}

type stamp struct{ date, wall time.Time }

// Watch replaces what is asked for: the visible instruments each interval,
// those on the screen first, the hidden ones by turns.
func (f *Feed) Watch(visible, hidden []kite.Symbol) {
	f.want(func(w *wish) { w.visible, w.hidden = visible, hidden })
}

// Use goes on with another client: the same with a new session's token.
func (f *Feed) Use(client *kite.Client) {
	f.want(func(w *wish) { w.client, w.uses, w.refused = client, w.uses+1, "" })
}

// Refused takes the failure of a call beside those for quotes, made when Use had
// been called so often: a TokenException stops the polling as one of theirs does.
// The feed has one owner for that, and what a session before it is told is no news
// of this one.
func (f *Feed) Refused(uses int, err error) {
	if kite.KindOf(err) != kite.Token {
		return
	}
	f.want(func(w *wish) {
		if w.uses == uses {
			w.refused = kite.Brief(err)
		}
	})
}

// tune is how the user wants to be polled for. The zero value is as it was.
type tune struct {
	interval time.Duration
	mode     kite.Mode
	retries  int
}

// Tune goes on with another interval, mode and number of retries.
func (f *Feed) Tune(interval time.Duration, mode kite.Mode, retries int) {
	f.want(func(w *wish) { w.tune = tune{max(interval, minGap), mode, retries} })
}

// Learn replaces what is known of instruments beside their quotes: the day's
// list has come. facts is called by Run's goroutine.
func (f *Feed) Learn(facts func(kite.Symbol) Facts) {
	f.want(func(w *wish) { w.facts, w.learns = facts, w.learns+1 })
}

// Closely asks for everything of one of the visible instruments at each poll, its
// book too; the zero Symbol: of none.
func (f *Feed) Closely(s kite.Symbol) { f.want(func(w *wish) { w.closely = s }) }

// Books asks for the books of all that is visible at each poll, or no longer: as
// often as for the prices, unless those are all that is ever asked for.
func (f *Feed) Books(on bool) { f.want(func(w *wish) { w.books = on }) }

// Pause stops asking, or goes on.
func (f *Feed) Pause(on bool) { f.want(func(w *wish) { w.paused = on }) }

// Refresh asks for the visible instruments as soon as the budget allows.
func (f *Feed) Refresh() { f.want(func(w *wish) { w.refreshes++ }) }

// Observe takes the Date of a reply that somebody else has had, and the wall
// time it came, for the exchange's clock. A zero date tells nothing.
func (f *Feed) Observe(date, wall time.Time) {
	if date.IsZero() {
		return
	}
	f.want(func(w *wish) { w.dates = append(w.dates[:len(w.dates):len(w.dates)], stamp{date, wall}) })
}

func (f *Feed) want(change func(*wish)) {
	for {
		old := f.wish.Load()
		next := *old
		change(&next)
		if f.wish.CompareAndSwap(old, &next) {
			break
		}
	}
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// sameList reports whether two lists are one: wishes replace lists whole.
func sameList(a, b []kite.Symbol) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
