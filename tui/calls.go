package tui

import (
	"log/slog"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// outcome is how the request log tells of a call that is not the feed's.
type outcome struct{ brought, good, bad string }

var outcomes = map[string]outcome{
	"profile": {"session good", "polling goes on", "the quote calls will tell"},
	"candles": {"for the sparkline", "drawn", "drawn from the polls alone"},
	"session": {"token received", "session until 06:00 expected", "still to log in"},
}

// callOf is a call beside the feed's, for the request log. date is that of its
// reply, and start the machine's time at which it began.
func callOf(name string, start, date time.Time, err error) feed.Call {
	took := time.Since(start)
	at := start.Round(0)
	if !date.IsZero() {
		at = date.Add(-took)
	}
	say := outcomes[name]
	if err != nil {
		return feed.Call{At: at, Name: name, Took: took, Answer: kite.Brief(err), Trouble: true, Decision: say.bad}
	}
	return feed.Call{At: at, Name: name, Took: took, Answer: "200 · " + say.brought, Decision: say.good}
}

// unsharedOf is how the request log tells why the budget is not shared: what has
// failed is a file and no call, but it is the calls that may come too soon for it.
func unsharedOf(reason string, c feed.Clock) feed.Call {
	return feed.Call{At: c.Exchange(), Name: "budget", Answer: reason, Trouble: true, Decision: "paced by this terminal alone"}
}

// tookCall enters a call beside the feed's into the request log, and into the
// log file.
func (m *model) tookCall(call feed.Call) tea.Cmd {
	calls := []feed.Call{call}
	m.enter(calls)
	return logTo(m.log, calls)
}

// enter puts calls into the request log: now if it is shown, else when it is
// opened. A poll a second need not draw what nobody looks at.
func (m *model) enter(calls []feed.Call) {
	m.unread = append(m.unread, calls...)
	if more := len(m.unread) - feed.MaxCalls; more > 0 {
		m.unread = slices.Delete(m.unread, 0, more)
	}
	if m.focus == onRequests {
		m.readCalls()
	}
}

// readCalls gives the request log what it has not had yet.
func (m *model) readCalls() {
	m.requests.Add(m.unread)
	m.unread = m.unread[:0]
}

func logTo(log *slog.Logger, calls []feed.Call) tea.Cmd {
	return func() tea.Msg {
		logCalls(log, calls)
		return nil
	}
}
