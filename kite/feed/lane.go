package feed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// laneGap is the least time from one of these calls to the next: they leave
// turns to whoever looks at a chart.
const laneGap = time.Second

// closeDays is how far back a previous close is looked for: longer than any
// row of holidays, and an instrument that has not traded for longer has no
// change worth telling.
const closeDays = 20

// lane asks for the day candles of rows whose previous close is not known,
// one at a time, beside the quotes.
type lane struct {
	next  time.Time
	waits int  // after failures in a row
	shut  bool // no candles for this app
	tried map[attempted]tries
}

// attempted is what candles were asked for: a row's previous close, for a session.
type attempted struct {
	symbol  kite.Symbol
	session market.Date
}

// tries is how often that was asked for.
type tries struct {
	asked int
	done  bool // answered, without a close
}

// mostTries is how often one row's candles are asked for, for a session, so that
// they do not keep the others from theirs for ever.
const mostTries = 6

// recalled is what became of a call for candles.
type recalled struct {
	symbol     kite.Symbol
	session    market.Date
	client     *kite.Client
	start, end time.Time
	candles    []kite.Candle
	err        error
	panicked   any
}

// missing returns the row whose previous close is asked for next, the visible
// first, and when.
func (f *Feed) missing(now time.Time) (*Row, time.Time, bool) {
	if len(f.book.wants) == 0 || f.lane.shut || f.skew.doubt() || f.plan.stopped != Starting || f.plan.paused || f.plan.limits > 0 {
		return nil, now, false
	}
	var best *Row
	fewest := mostTries
	for _, list := range [][]kite.Symbol{f.plan.visible, f.plan.hidden} {
		for _, symbol := range list {
			session, wanted := f.book.wants[symbol]
			if !wanted {
				continue
			}
			t := f.lane.tried[attempted{symbol, session}]
			if r := f.book.row(symbol); !t.done && t.asked < fewest && r.Quote.InstrumentToken != 0 {
				best, fewest = r, t.asked
			}
		}
	}
	return best, f.lane.next, best != nil
}

// recall starts a call for a row's day candles.
func (f *Feed) recall(ctx context.Context, r *Row, now time.Time) chan recalled {
	f.lane.next = now.Add(laneGap)
	c := recalled{symbol: r.Symbol, session: r.Session, client: f.client, start: now}
	token, to := r.Quote.InstrumentToken, r.Session.Time()
	done := make(chan recalled, 1)
	go func() {
		defer func() {
			c.panicked = recover()
			done <- c
		}()
		c.candles, c.err = c.client.Candles(ctx, token, kite.Day, to.AddDate(0, 0, -closeDays), to.Add(24*time.Hour-time.Second))
		c.end = time.Now()
	}()
	return done
}

// takeCandles takes their outcome. What fails costs only the change: the row
// shows none.
func (f *Feed) takeCandles(c recalled) {
	if c.panicked != nil {
		panic(c.panicked)
	}
	if c.client != f.client {
		return
	}
	held := f.turns.End(c.end, c.err)
	decision := "no change without a close before"
	today := market.DateOf(f.clock(c.end).Exchange())
	var rows []Row
	switch kind := kite.KindOf(c.err); kind {
	case kite.Canceled:
		return
	case kite.None:
		f.lane.waits = 0
		close := closeBefore(c.candles, c.session, today > c.session)
		if r, ok := f.book.remember(c.symbol, learnt{close, c.session}); ok {
			rows, decision = append(rows, *r), "previous close of "+c.symbol.Tradingsymbol
		}
		f.lane.try(c.symbol, c.session, close == 0) // where there is one, it is asked for again should another session's take its place
	case kite.RateLimit:
		f.lane.try(c.symbol, c.session, false)
		decision = "all candles wait " + wholeSeconds(held)
	case kite.Network:
		decision = "candles wait " + wholeSeconds(f.lane.lost(c))
	case kite.Permission:
		f.lane.shut = true // quotes tell what is wrong; without them it is the candles alone
		decision = "no more asked for"
	case kite.Token:
		f.Refused(f.uses, c.err)
		decision = stops
	default:
		f.lane.try(c.symbol, c.session, kind == kite.Input) // its token is wrong, and stays so
	}
	f.calls = append(f.calls, Call{
		At: f.exchangeTime(c.start, c.end), Name: "candles", Asked: 1, Took: c.end.Sub(c.start),
		Answer: answerText(c.err, fmt.Sprintf("%d days", len(c.candles))), Trouble: c.err != nil, Decision: decision,
	})
	f.tell(rows, c.end)
}

// lost notes a call that the network has lost, and returns how long all wait.
func (l *lane) lost(c recalled) time.Duration {
	wait := max(min(limitWait<<min(l.waits, 3), longestWait), retryAfter(c.err))
	l.waits++
	l.try(c.symbol, c.session, false)
	l.next = c.end.Add(wait)
	return wait
}

// try notes how a call for a row's candles ended.
func (l *lane) try(symbol kite.Symbol, session market.Date, done bool) {
	if l.tried == nil {
		l.tried = map[attempted]tries{}
	}
	what := attempted{symbol, session}
	l.tried[what] = tries{l.tried[what].asked + 1, done}
}

// closeBefore is the close of the last day before a session; 0: not among the
// candles. A day candle's date alone counts. The session's own candle may not be
// there yet that evening; when it is late, there was no session: the price shown
// is of the last candle's day, and its change is from the one before.
func closeBefore(days []kite.Candle, session market.Date, late bool) kite.Price {
	var last, before learnt
	own := false
	for _, d := range sortedDays(days) {
		own = own || d.session == session
		if d.session < session {
			last, before = d, last
		}
	}
	if late && !own {
		return before.close
	}
	return last.close
}

// sortedDays are the closes of day candles, the oldest first, one a day.
func sortedDays(days []kite.Candle) []learnt {
	var closes []learnt
	for _, d := range days {
		if !d.Time.IsZero() && d.Close > 0 {
			closes = append(closes, learnt{d.Close, market.DateOf(d.Time.Time)})
		}
	}
	slices.SortStableFunc(closes, func(a, b learnt) int { return int(a.session - b.session) })
	return slices.CompactFunc(closes, func(a, b learnt) bool { return a.session == b.session })
}
