package feed

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"kitewatch/kite"
)

// mood is how a slot and the pace stood before an outcome, so that the request
// log can say what it changed.
type mood struct {
	since    time.Time
	answered time.Time
	halvings int
	outages  int
}

func (p *plan) mood(s *slot) mood { return mood{s.since, s.answered, p.halvings, s.outages} }

// callOf is a call for quotes as the request log has it.
func (f *Feed) callOf(a answer, before mood) Call {
	asked := len(a.slot.symbols)
	brought := fmt.Sprintf("%d of %d rows", len(a.reply.Quotes), asked)
	return Call{
		At: f.exchangeTime(a.start, a.end), Name: a.mode.String(), Asked: asked, Took: a.end.Sub(a.start),
		Answer: answerText(a.err, brought), Trouble: a.err != nil && kite.KindOf(a.err) != kite.Data,
		Decision: f.decision(a, before),
	}
}

// exchangeTime is the exchange's time of the start of a call that has ended at
// end, where both are times of the schedule.
func (f *Feed) exchangeTime(start, end time.Time) time.Time {
	return f.clock(end).Exchange().Add(start.Sub(end))
}

// answerText says what came: the status and what it brought, or what went wrong.
func answerText(err error, brought string) string {
	if err == nil {
		return "200 · " + brought
	}
	text := kite.Brief(err)
	var e *kite.Error
	if errors.As(err, &e) && e.Status != 0 {
		if status := strconv.Itoa(e.Status); len(text) < len(status) || text[:len(status)] != status {
			text = status + " " + text
		}
	}
	return text
}

// stops is what a TokenException decides, whoever met it.
const stops = "polling stops; login needed"

// decision says what the loop makes of an outcome that it has just taken.
func (f *Feed) decision(a answer, before mood) string {
	p, s := &f.plan, a.slot
	next := wholeSeconds(s.due.Sub(a.end).Round(time.Second))
	switch kind := kite.KindOf(a.err); {
	case kind == kite.None:
		return f.goodDecision(a, before, next)
	case kind == kite.Canceled:
		return "ended here"
	case kind == kite.Token:
		return stops
	case kind == kite.Permission:
		return "polling stops; a login will not help"
	case kind == kite.RateLimit && p.halvings > before.halvings:
		return "pace halved, wait " + next
	case kind == kite.RateLimit:
		return "wait " + next
	case kind == kite.Data:
		return "skipped, values kept"
	case s.attempt > 0:
		return fmt.Sprintf("retry %d of %d in %s", s.attempt, p.retries, next)
	case s.outages > 0:
		return "poll given up, next in " + next
	}
	return "shown; next in " + next
}

// goodDecision says what follows from a good reply, the news of it first.
func (f *Feed) goodDecision(a answer, before mood, next string) string {
	p, s := &f.plan, a.slot
	switch missing := f.absent(s.symbols); {
	case !before.since.IsZero() && before.answered.IsZero():
		return "outage over, " + wholeSeconds(a.end.Sub(before.since)) + " after the first failure"
	case !before.since.IsZero():
		return "outage over, " + wholeSeconds(a.end.Sub(before.answered)) + " without data"
	case p.halvings < before.halvings:
		return "pace back to " + wholeSeconds(p.pace())
	case len(missing) == 1:
		return missing[0].Tradingsymbol + " missing; its row says so"
	case len(missing) > 1:
		return fmt.Sprintf("%d missing; their rows say so", len(missing))
	case !s.opens.IsZero():
		return "markets shut; next in " + next
	}
	return "next in " + next
}

func (f *Feed) absent(symbols []kite.Symbol) []kite.Symbol {
	var missing []kite.Symbol
	for _, s := range symbols {
		if f.book.row(s).Missing {
			missing = append(missing, s)
		}
	}
	return missing
}

// wholeSeconds writes a wait as the screen does: 5s, 1m10s; parts of a second
// only where there are no whole ones to speak of.
func wholeSeconds(d time.Duration) string {
	if d = max(d, 0); d > 0 && d < 10*time.Second && d%time.Second != 0 {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
