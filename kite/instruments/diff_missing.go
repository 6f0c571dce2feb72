package instruments

import (
	"fmt"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Missing says why a symbol is not in a list, as far as can be known.
type Missing struct {
	Reason     ChangeKind  // Expired, Renamed, SeriesMoved, Misspelt, Gone
	Text       string      // for the row: "expired 23 Nov 2026; nearest is NIFTY26DECFUT"
	Suggestion kite.Symbol // what to put in its place; zero: nothing that is certain enough
}

// Misspelt is the reason of a symbol that never was, and is nearly another.
const Misspelt ChangeKind = -1

// dayForm is how a day is written in a sentence.
const dayForm = "2 Jan 2006"

// Missing tells why a symbol is not in the list. older is the list of the day
// before, nil when there is none: a row of it tells more than the symbol
// alone. A suggestion is only made when there is one candidate, because a
// trader takes it with one key and then watches the wrong instrument; so a
// symbol that could be several others gets none.
//
// A rolling symbol is not looked up by its own name: ask Resolve.
func (l *List) Missing(s kite.Symbol, older *List, now time.Time, cal *market.Calendar) Missing {
	gone := Missing{Reason: Gone, Text: "not in the list of " + l.Fetched().In(market.IST).Format(dayForm)}
	if s.Exchange == "" {
		return gone
	}
	var was Instrument
	if older != nil {
		if i, ok := older.Find(s); ok {
			was = older.At(i)
		}
	}
	m := mourner{List: l, now: now, cal: cal}
	for _, why := range []func(kite.Symbol, Instrument) (Missing, bool){m.expired, m.moved, m.misspelt} {
		if found, ok := why(s, was); ok {
			return found
		}
	}
	return gone
}

// mourner looks for the reason why a symbol is gone.
type mourner struct {
	*List
	now time.Time
	cal *market.Calendar
}

// expired tells a contract that has come to its end. With a row of the older
// list it is certain; else the symbol is read by its grammar.
func (m mourner) expired(s kite.Symbol, was Instrument) (Missing, bool) {
	when := ""
	switch {
	case was.Symbol == s && !was.isContract():
		return Missing{}, false
	case was.Symbol == s:
		if was.closes(m.cal).After(m.now) {
			return Missing{}, false
		}
		when = was.Expiry.Time().Format(dayForm)
	default:
		r, ok := m.reading(s)
		if !ok {
			return Missing{}, false
		}
		if when, ok = m.past(s, r); !ok {
			return Missing{}, false
		}
		was = Instrument{Symbol: s, Name: r.name, Type: r.side, Strike: r.strike}
	}
	found := Missing{Reason: Expired, Text: "expired " + when}
	if next, ok := m.next(was); ok {
		found.Suggestion = next
		found.Text += "; nearest is " + next.Tradingsymbol
	}
	return found, true
}

// reading reads a contract's symbol the one way in which its name is one that
// the exchange has.
func (m mourner) reading(s kite.Symbol) (reading, bool) {
	var found reading
	for _, r := range readings(s.Tradingsymbol) {
		if len(m.contracts().of(s.Exchange, r.name)) == 0 {
			continue
		}
		if found.name != "" {
			return reading{}, false
		}
		found = r
	}
	return found, found.name != ""
}

// past tells when a contract read off its symbol expired; ok is false when it
// is not certain that it did. A symbol of a month does not tell the day: as
// long as the month lasts, it has expired only if the list has other contracts
// of its name and kind, yet none of this month.
func (m mourner) past(s kite.Symbol, r reading) (when string, ok bool) {
	if r.date != 0 {
		end := Instrument{Symbol: s, Expiry: r.day(), Name: r.name}.closes(m.cal)
		return r.day().Time().Format(dayForm), !end.After(m.now)
	}
	when = fmt.Sprintf("in %s", r.day().Time().Format("Jan 2006"))
	today := market.DateOf(m.now)
	switch year, month, _ := today.Time().Date(); {
	case r.day() < today:
		return when, true
	case r.year != year || r.month != month:
		return "", false
	}
	later := false
	for _, d := range m.contracts().of(s.Exchange, r.name) {
		has := d.opts > d.from
		if r.side != "FUT" {
			has = d.to > d.opts
		}
		if has && int(d.year) == r.year && time.Month(d.month) == r.month {
			return "", false
		}
		later = later || has && d.expiry > today
	}
	return when, later
}

// next is what a trader goes on with: the nearest future, or the option of the
// same strike and side in the nearest expiry.
func (m mourner) next(was Instrument) (kite.Symbol, bool) {
	name := was.underlyingName()
	if was.Type == "FUT" {
		in, err := m.NearestFuture(was.Symbol.Exchange, name, m.now, m.cal)
		return in.Symbol, err == nil
	}
	c := m.contracts()
	for _, d := range c.of(was.Symbol.Exchange, name) {
		if d.opts == d.to || !m.At(int(c.rows[d.opts])).closes(m.cal).After(m.now) {
			continue
		}
		row, ok := c.option(d, inUnits(was.Strike), was.Type)
		if !ok {
			return kite.Symbol{}, false
		}
		return m.At(row).Symbol, true
	}
	return kite.Symbol{}, false
}

// moved tells a share that is listed in another series or under another
// symbol.
func (m mourner) moved(s kite.Symbol, was Instrument) (Missing, bool) {
	to, kind, ok := kite.Symbol{}, SeriesMoved, false
	if was.Symbol == s {
		to, kind, ok = m.successor(was)
	} else if s.Exchange == "NSE" || s.Exchange == "BSE" {
		to, ok = m.otherSeries(s, "")
	}
	if !ok {
		return Missing{}, false
	}
	text := "gone from today's list; same exchange token: " + to.Tradingsymbol
	if kind == SeriesMoved {
		text = "listed in another series: " + to.Tradingsymbol
	}
	return Missing{kind, text, to}, true
}

// misspelt tells a symbol that is nearly one of the list. What was listed the
// day before is spelt right, whatever became of it.
func (m mourner) misspelt(s kite.Symbol, was Instrument) (Missing, bool) {
	if was.Symbol == s {
		return Missing{}, false
	}
	for _, find := range []func(kite.Symbol) (kite.Symbol, bool){m.elsewhere, m.squeezedAlike, m.nearly} {
		if to, ok := find(s); ok {
			return Missing{Misspelt, "no such symbol; did you mean " + to.String() + "?", to}, true
		}
	}
	return Missing{}, false
}

// elsewhere finds the same tradingsymbol on NSE, or on the one other exchange
// that has it.
func (m mourner) elsewhere(s kite.Symbol) (kite.Symbol, bool) {
	onNSE := kite.Symbol{Exchange: "NSE", Tradingsymbol: s.Tradingsymbol}
	if _, ok := m.Find(onNSE); ok {
		return onNSE, true
	}
	return only(func(yield func(kite.Symbol)) {
		for _, exchange := range exchangeNames[1:] {
			to := kite.Symbol{Exchange: exchange, Tradingsymbol: s.Tradingsymbol}
			if _, ok := m.Find(to); ok && exchange != s.Exchange {
				yield(to)
			}
		}
	})
}

// squeezedAlike finds the cash instrument that differs by blanks, '&' or '-'
// alone, or that is an index's other name: NSE:HDFC BANK, NSE:BANKNIFTY.
func (m mourner) squeezedAlike(s kite.Symbol) (kite.Symbol, bool) {
	text := squeezed(s.Tradingsymbol)
	if text == "" {
		return kite.Symbol{}, false
	}
	return only(func(yield func(kite.Symbol)) {
		for i := range m.Len() {
			in := m.At(i)
			if in.isContract() || in.Symbol.Exchange != s.Exchange {
				continue
			}
			if squeezed(in.Symbol.Tradingsymbol) == text || in.IsIndex() && contractsOf[in.Symbol] == s.Tradingsymbol {
				yield(in.Symbol)
			}
		}
	})
}

// leastNearly is how long a symbol must be to be taken for another: among
// shorter ones nearly each is one slip from some other company's.
const leastNearly = 5

// nearly finds the one share or index of the exchange with the fewest slips
// between, of those that are forgiven.
func (m mourner) nearly(s kite.Symbol) (kite.Symbol, bool) {
	text := strings.ToUpper(s.Tradingsymbol)
	limit := slips(squeezed(text))
	if limit == 0 || len(text) < leastNearly || len(text) > longWord {
		return kite.Symbol{}, false
	}
	nearest := limit
	return only(func(yield func(kite.Symbol)) {
		for d := 1; d <= nearest; d++ {
			for i := range m.Len() {
				in := m.At(i)
				other := in.Symbol.Tradingsymbol
				if in.isContract() || in.Symbol.Exchange != s.Exchange || len(other) > len(text)+limit || other[:1] != text[:1] {
					continue
				}
				var room [3][longWord + 4]uint8
				if last := distances(text, other, &room); int(last[len(other)]) == d {
					nearest = d
					yield(in.Symbol)
				}
			}
		}
	})
}

// only returns what is found, if it is one.
func only(search func(yield func(kite.Symbol))) (kite.Symbol, bool) {
	var found kite.Symbol
	n := 0
	search(func(s kite.Symbol) {
		found = s
		n++
	})
	return found, n == 1
}
