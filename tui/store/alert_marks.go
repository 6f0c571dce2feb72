package store

import (
	"cmp"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

// marks are what is remembered of levels, each once.
type marks struct {
	list    []alert.Mark
	at      map[alert.Level]int    // where in list
	tellers map[alert.Level]string // who has claimed the latest crossing of each, as far as that is known
}

// alertLine is a mark as a line of the file has it: names like the API's and
// watchlist.toml's, times in IST, what is not known left out.
type alertLine struct {
	Symbol       kite.Symbol `json:"symbol"`
	Kind         alert.Kind  `json:"kind"`
	Value        float64     `json:"value"`
	Phase        alert.Phase `json:"phase"`
	LastPrice    kite.Price  `json:"last_price,omitzero"`
	Seen         *moment     `json:"seen,omitempty"`
	Since        *moment     `json:"clear,omitempty"`
	Session      *sessionDay `json:"session,omitempty"`
	Side         int         `json:"side,omitzero"`
	Fired        *moment     `json:"fired,omitempty"`
	FiredPrice   kite.Price  `json:"fired_price,omitzero"`
	Teller       string      `json:"teller,omitempty"`
	Acknowledged *moment     `json:"acknowledged,omitempty"`
}

func lineOf(m *alert.Mark) alertLine {
	l := alertLine{
		Symbol: m.Level.Symbol, Kind: m.Level.Kind, Value: m.Level.Value, Phase: m.Phase, LastPrice: kite.Price(m.Price),
		Seen: momentOf(m.Seen), Since: momentOf(m.Since), Fired: momentOf(m.FiredAt), FiredPrice: kite.Price(m.FiredPrice),
		Side: m.Side, Acknowledged: momentOf(m.Acknowledged),
	}
	if m.Session >= firstDate {
		l.Session = (*sessionDay)(&m.Session)
	}
	return l
}

func momentOf(at time.Time) *moment {
	if !believable(at) {
		return nil
	}
	return (*moment)(&at)
}

func (l *alertLine) mark() alert.Mark {
	m := alert.Mark{
		Level: alert.Level{Symbol: l.Symbol, Kind: l.Kind, Value: l.Value}, Phase: l.Phase, Price: float64(l.LastPrice),
		Seen: l.Seen.time(), Since: l.Since.time(), FiredAt: l.Fired.time(), FiredPrice: float64(l.FiredPrice),
		Side: min(max(l.Side, -1), 1), Acknowledged: l.Acknowledged.time(),
	}
	if l.Session != nil {
		m.Session = market.Date(*l.Session)
	}
	return m
}

// time is the moment's, the zero time of none.
func (m *moment) time() time.Time {
	if m == nil {
		return time.Time{}
	}
	return time.Time(*m)
}

// put sets a mark, in the place of one of the same level.
func (m *marks) put(mark alert.Mark) {
	if m.at == nil {
		m.at = map[alert.Level]int{}
	}
	if i, found := m.at[mark.Level]; found {
		m.list[i] = mark
		return
	}
	m.at[mark.Level] = len(m.list)
	m.list = append(m.list, mark)
}

// add takes a book's mark. Of two of one level the one seen later counts, unless
// that lies ahead of the exchange's time now; of crossings and acknowledgements
// the latest, whoever had them.
func (m *marks) add(mark alert.Mark, now time.Time) {
	if i, found := m.at[mark.Level]; found {
		had := m.list[i]
		if had.Seen.After(mark.Seen) && !had.Seen.After(now.Add(claimAhead)) {
			mark, had = had, mark
		}
		if had.FiredAt.After(mark.FiredAt) && !had.FiredAt.After(now.Add(claimAhead)) {
			mark.FiredAt, mark.FiredPrice = had.FiredAt, had.FiredPrice
		}
		if had.Acknowledged.After(mark.Acknowledged) && !had.Acknowledged.After(now.Add(claimAhead)) {
			mark.Acknowledged = had.Acknowledged
		}
		if !mark.FiredAt.Equal(m.list[i].FiredAt) {
			delete(m.tellers, mark.Level) // seen by another, who did not tell it
		}
	}
	m.put(mark)
}

// claim takes note of a crossing for who tells it, and reports that nobody had.
func (m *marks) claim(f alert.Fired, who string) bool {
	mark := alert.Mark{Level: f.Level}
	if i, found := m.at[f.Level]; found {
		mark = m.list[i]
	}
	since := f.Since
	if since.IsZero() || since.After(f.At) {
		since = f.At.Add(-claimSpan)
	}
	slack := claimSlack
	if m.tellers[f.Level] == who {
		slack = 0 // by one clock: a price that was clear later has crossed again
	}
	told := !mark.FiredAt.Before(since.Add(-slack)) && !mark.FiredAt.After(f.At.Add(claimAhead))
	swung := f.Side*mark.Side < 0 && f.At.After(mark.FiredAt) // on the other side of the previous close it is another crossing
	if told && !swung {
		return false
	}
	mark.Phase, mark.Since, mark.Side = alert.Spent, time.Time{}, f.Side
	mark.Price, mark.Seen = f.Price, f.At
	mark.FiredAt, mark.FiredPrice = f.At, f.Price
	m.put(mark)
	m.told(f.Level, who)
	return true
}

// told notes who has told the latest crossing of a level.
func (m *marks) told(level alert.Level, who string) {
	if m.tellers == nil {
		m.tellers = map[alert.Level]string{}
	}
	m.tellers[level] = who
}

func (m *marks) remove(levels []alert.Level) {
	m.keep(func(mark *alert.Mark) bool { return !slices.Contains(levels, mark.Level) })
}

// forget drops what has never been seen or not for long and, of those too many, what has
// not for longest, and puts the others in the order of their symbols.
func (m *marks) forget(now time.Time) {
	m.keep(func(mark *alert.Mark) bool {
		return savable(mark.Level.Symbol) && !mark.Seen.IsZero() && now.Sub(mark.Seen) < keepFor
	})
	if len(m.list) > maxRows {
		slices.SortStableFunc(m.list, func(a, b alert.Mark) int { return b.Seen.Compare(a.Seen) })
		m.list = m.list[:maxRows]
	}
	slices.SortFunc(m.list, func(a, b alert.Mark) int {
		return cmp.Or(
			cmp.Compare(a.Level.Symbol.Exchange, b.Level.Symbol.Exchange),
			cmp.Compare(a.Level.Symbol.Tradingsymbol, b.Level.Symbol.Tradingsymbol),
			cmp.Compare(a.Level.Kind, b.Level.Kind),
			cmp.Compare(a.Level.Value, b.Level.Value),
		)
	})
	m.at = nil // of no use after it
}

func (m *marks) keep(wanted func(*alert.Mark) bool) {
	m.list = slices.DeleteFunc(m.list, func(mark alert.Mark) bool { return !wanted(&mark) })
	m.at = nil
}
