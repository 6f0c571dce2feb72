package tui

import (
	"fmt"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// statusLine is what the line at the foot is made of.
type statusLine struct {
	theme    *ui.Theme
	width    int // of the line, as it was last drawn
	calendar *market.Calendar
	status   feed.Status
	clock    feed.Clock
	rows     int            // of the shown list
	venues   []market.Venue // of the shown list and the strip
	login    time.Time      // of the session, in the exchange's time; zero: not known
	failed   string         // why the login failed; empty: it did not
	asking   bool           // the login pane is open
	trading  []string       // exchanges of which a shown row trades although the calendar says closed
	typed    bool           // every key is the pane's: ? asks for no help
	note     string         // after a key: what it did, for a moment
	fault    string         // why watchlist.toml is not taken, until mended
	odd      []string       // what is odd in it, until mended
}

// The steps by which the line gets narrower. Each leaves out one thing more;
// the state itself and a countdown never go.
const (
	whole = iota
	noRate
	noRows
	shortMarket // NSE closes in 5h15m · until 06:00
	noZone
	noSession
	oneMarket // of several that are told, the one that matters first
	noMarket
	shortLast // 10:14:07
	noNext
	noLast
	steps
)

// view draws the line, as much of it as fits.
func (l statusLine) view(w int) string {
	l.width = w
	var spans []ui.Span
	for step := range steps {
		if spans = l.spans(step); ui.SpansWidth(spans) <= w-1 {
			break
		}
	}
	over := func() int { return ui.SpansWidth(spans) - (w - 1) }
	// What is our own word stays whole, and nothing is cut within a figure. A
	// server's sentence gives way before what comes next and how old it is.
	for over() > 0 && len(spans) > 4 && (ui.Width(spans[1].Text) <= ownWords || ui.Width(spans[1].Text)-over() < shortestState) {
		spans = spans[:len(spans)-2]
	}
	if over := over(); over > 0 && len(spans) > 1 {
		first := &spans[1]
		first.Text = l.theme.Cut(first.Text, max(ui.Width(first.Text)-over, shortestState))
	}
	if help := l.help(spans); !l.typed && ui.SpansWidth(spans)+len(help)+5 <= w {
		gap := ui.Blank(w - ui.SpansWidth(spans) - len(help) - 2)
		spans = append(spans, ui.Span{Text: gap}, ui.Span{Text: "?", Role: ui.Accent}, ui.Span{Text: help, Role: ui.Dim})
	}
	return l.theme.Line(ui.StatusBar, w, spans)
}

// ownWords is more than any first part has that is not a server's sentence.
const ownWords = 32

// shortestState is how far the first part is cut: ▲ network do…
const shortestState = 14

func (l statusLine) spans(step int) []ui.Span {
	parts := l.head()
	if l.note != "" {
		parts = append(parts[:1], ui.Span{Text: l.note, Role: ui.Text})
	} else {
		parts = append(parts, l.tail(step)...)
	}
	sep := ui.Span{Text: " " + l.theme.Glyphs.Dot + " ", Role: ui.Dim}
	spans := []ui.Span{{Text: " "}}
	for i, p := range parts {
		if i > 0 {
			spans = append(spans, sep)
		}
		spans = append(spans, p)
	}
	return spans
}

// fits reports that a note has room in w cells, beside the state of the loop.
func (l statusLine) fits(note string, w int) bool {
	return ui.SpansWidth(l.head()[:1])+ui.Width(note)+5 <= w
}

// head is the state of the loop and what comes next in trouble.
func (l statusLine) head() []ui.Span {
	s, g := l.status, l.theme.Glyphs
	switch s.Condition {
	case feed.LoginNeeded:
		return l.loginNeeded()
	case feed.NoPermission:
		return l.trouble("this app has no market data", "polling stopped", "logging in again will not help")
	case feed.Limited:
		return l.trouble("rate limited", "wait "+l.left(s.Next), "pace "+seconds(s.Pace))
	case feed.Failed:
		return l.trouble(s.Reason, "next "+l.left(s.Next))
	case feed.Down:
		return l.trouble("network down "+ui.Age(l.clock.Wall.Sub(s.Since)), "next try "+l.in(s.Next))
	case feed.Retrying:
		return l.retrying()
	case feed.Paused:
		parts := []ui.Span{{Text: g.Paused + " paused", Role: ui.Text, Bold: true}}
		if !s.LastGood.IsZero() {
			parts = append(parts, ui.Span{Text: "showing " + l.showing(), Role: ui.Soft})
		}
		return append(parts, ui.Span{Text: "p resumes", Role: ui.Soft})
	case feed.Starting:
		if s.Skipped > 1 {
			return l.trouble("the exchange sends no prices: DataException", "next "+l.left(s.Next))
		}
		if l.status.Symbols == 0 && l.rows == 0 {
			return []ui.Span{{Text: g.Quiet + " nothing to watch", Role: ui.Text, Bold: true}, {Text: "watchlist.toml names no symbols", Role: ui.Soft}}
		}
		if !s.LastGood.IsZero() {
			return []ui.Span{
				{Text: g.Quiet + " cached", Role: ui.Text, Bold: true},
				{Text: "showing " + l.showing(), Role: ui.Soft}, {Text: "checking the session", Role: ui.Soft},
			}
		}
		return []ui.Span{{Text: g.Quiet + " starting", Role: ui.Text, Bold: true}, {Text: "waiting for the first prices", Role: ui.Soft}}
	}
	return l.polling()
}

// loginNeeded says that polling waits for a login, and why the last one failed.
func (l statusLine) loginNeeded() []ui.Span {
	what := "login needed"
	if l.failed != "" {
		what = "login failed: " + l.failed
	}
	if l.asking {
		return l.trouble(what, "polling stopped")
	}
	return l.trouble(what, "polling stopped", "L logs in")
}

// retrying counts down to the next try of what failed.
func (l statusLine) retrying() []ui.Span {
	s := l.status
	what := s.Reason
	if s.Calls > 1 && s.FailedCalls < s.Calls {
		what = fmt.Sprintf("%d of %d calls failed", s.FailedCalls, s.Calls)
	}
	parts := l.trouble(what, fmt.Sprintf("retry %d of %d %s", s.Attempt, s.Retries, l.in(s.Next)))
	if s.Calls > 1 && s.FailedCalls < s.Calls {
		parts = append(parts, ui.Span{Text: fmt.Sprintf("%d rows stale", s.FailedRows), Role: ui.Warn})
	}
	return parts
}

// polling is the state without trouble. It says live only while the last
// good reply is young enough for rows to be: a call that hangs is not live.
func (l statusLine) polling() []ui.Span {
	g := l.theme.Glyphs
	age := l.age()
	switch {
	case l.status.LastGood.IsZero():
		return l.trouble("no prices yet", "next "+l.left(l.status.Next))
	case l.late():
		return l.trouble("no prices for "+ui.Age(age), "next "+l.in(l.status.Next))
	case l.allClosed():
		return []ui.Span{{Text: g.Closed + " closed", Role: ui.Text, Bold: true}}
	}
	return []ui.Span{{Text: fmt.Sprintf("%s live %.1fs", g.Live, max(age, 0).Seconds()), Role: ui.Good}}
}

// age is how old the last good reply is.
func (l statusLine) age() time.Duration { return l.clock.Wall.Sub(l.status.LastGood) }

// late reports that good replies stay away although no call has failed: one
// hangs, or the exchange cannot make sense of its own data.
func (l statusLine) late() bool {
	return l.status.LastGood.IsZero() || l.age() >= 2*l.status.Pace || l.age() < -2*time.Second
}

// trouble is the loud first part and what follows from it.
func (l statusLine) trouble(what string, next ...string) []ui.Span {
	parts := []ui.Span{{Text: l.theme.Glyphs.Trouble + " " + what, Role: ui.Warn, Bold: true}}
	for _, n := range next {
		parts = append(parts, ui.Span{Text: n, Role: ui.Text})
	}
	if !l.status.LastGood.IsZero() {
		parts = append(parts, ui.Span{Text: "showing " + l.showing(), Role: ui.Warn})
	}
	return parts
}

// tail is the rest, the less important left out step by step.
func (l statusLine) tail(step int) []ui.Span {
	var parts []ui.Span
	add := func(hidden bool, text string, role ui.Role) {
		if !hidden && text != "" {
			parts = append(parts, ui.Span{Text: text, Role: role})
		}
	}
	calm := l.status.Condition == feed.Polling && !l.late()
	rows := fmt.Sprintf("%d rows", l.rows)
	if l.rows == 1 {
		rows = "1 row"
	}
	add(step >= noRows, rows, ui.Soft)
	if calm {
		add(step >= noLast, l.lastText(step), ui.Soft)
		add(step >= noNext, "next "+l.left(l.status.Next), ui.Soft)
		add(step >= noRate, l.rate(), ui.Soft)
	}
	if l.status.Slowed && l.status.Condition != feed.Limited { // there the head says it
		add(step >= noLast, "pace "+seconds(l.status.Pace), ui.Warn)
	} else if l.status.Resting && calm {
		add(step >= noRate, "pace "+seconds(l.status.Pace)+", markets shut", ui.Soft)
	}
	if l.status.Cycle > 0 && (l.status.Cycle > l.status.Pace || l.status.Calls > 1) {
		add(step >= noSession, fmt.Sprintf("cycle %s, %d calls", seconds(l.status.Cycle), l.status.Calls), ui.Soft)
	}
	add(step >= noMarket, l.markets(step), ui.Soft)
	text, role := l.session(step >= shortMarket)
	add(step >= noSession && role != ui.Warn, text, role)
	if l.status.Unshared != "" { // why, a sentence with a path in it, is in the request log
		add(false, "budget not shared", ui.Warn)
	}
	add(false, l.oddity(step), ui.Warn)
	add(false, l.theme.Cut(l.fault, l.faultRoom(step, parts)), ui.Warn)
	return parts
}

// rate is the calls a second of all that share the api_key, of the one that it
// has.
func (l statusLine) rate() string {
	text := fmt.Sprintf("%.1f/1.0 rps", l.status.Rate)
	if l.status.Sharers > 1 {
		text += fmt.Sprintf(" %s%d", l.theme.Glyphs.Times, l.status.Sharers)
	}
	return text
}

func (l statusLine) lastText(step int) string {
	at := l.lastGood()
	if l.allClosed() {
		at = l.lastClose()
	}
	text := l.dated(at)
	if step < shortLast {
		text = "last " + text
	}
	if step < noZone {
		text += " IST"
	}
	return text
}

// lastGood is the exchange's time of the last good reply.
func (l statusLine) lastGood() time.Time {
	return feed.Clock{Wall: l.status.LastGood, Offset: l.clock.Offset}.Exchange()
}

// showing is the time of the prices on the screen.
func (l statusLine) showing() string { return l.dated(l.lastGood()) }

// dated is a time with its day when that is not today.
func (l statusLine) dated(at time.Time) string {
	day, today := market.DateOf(at), market.DateOf(l.clock.Exchange())
	switch {
	case day == today:
		return ui.ClockTime(at)
	case day > today-6 && day < today:
		return at.Format("Mon ") + ui.ClockTime(at)
	}
	return at.Format("2 Jan ") + ui.ClockTime(at)
}

// left is the time to a moment of the wall clock, in whole seconds.
func (l statusLine) left(at time.Time) string { return ui.Until(at.Sub(l.clock.Wall)) }

// in is the time to a moment as a phrase; while a call is under way it is now.
func (l statusLine) in(at time.Time) string {
	if !at.After(l.clock.Wall) {
		return "now"
	}
	return "in " + l.left(at)
}

// seconds writes a pace: 10s, 4.4s.
func seconds(d time.Duration) string {
	if d%time.Second == 0 {
		return ui.Until(d)
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}
