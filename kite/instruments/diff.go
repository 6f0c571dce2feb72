package instruments

import (
	"strconv"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// ChangeKind says what changed about an instrument from one list to the next.
type ChangeKind int

// The kinds of change.
const (
	Expired     ChangeKind = iota + 1 // gone, and its expiry is past
	Renamed                           // gone, and another symbol has its exchange token
	SeriesMoved                       // gone, and the same share is listed in another series
	Gone                              // gone, and nobody can tell why
	NewToken
	NewLot
	NewTick
	NewExpiry
	NewStrike
	NewName
)

// String names the change, for a column.
func (k ChangeKind) String() string {
	switch k {
	case Expired:
		return "expired"
	case Renamed:
		return "renamed"
	case SeriesMoved:
		return "series moved"
	case Gone:
		return "gone"
	case NewToken:
		return "new token"
	case NewLot:
		return "new lot"
	case NewTick:
		return "new tick"
	case NewExpiry:
		return "new expiry"
	case NewStrike:
		return "new strike"
	case NewName:
		return "new name"
	}
	return "none"
}

// Change is one thing that is otherwise in the newer list.
type Change struct {
	Symbol  kite.Symbol
	Kind    ChangeKind
	Was, Is string      // as the dump writes them; of one that is gone, Was is its expiry, if any
	Now     kite.Symbol // of one renamed or moved: what it is called now
}

// Diff tells what changed about some instruments from an older list to a newer
// one, in the order of symbols. What neither list has, and what is only in the
// newer, is no change.
func Diff(older, newer *List, symbols []kite.Symbol) []Change {
	var changes []Change
	for _, s := range symbols {
		i, ok := older.Find(s)
		if !ok {
			continue
		}
		was := older.At(i)
		if i, ok = newer.Find(s); ok {
			changes = append(changes, compare(was, newer.At(i))...)
			continue
		}
		changes = append(changes, newer.gone(was))
	}
	return changes
}

// gone tells why an instrument of an older list is not in l.
func (l *List) gone(was Instrument) Change {
	c := Change{Symbol: was.Symbol, Kind: Gone, Was: dateText(was.Expiry)}
	if to, kind, ok := l.successor(was); ok {
		c.Kind, c.Was, c.Is, c.Now = kind, was.Symbol.Tradingsymbol, to.Tradingsymbol, to
	} else if was.Expiry != 0 && was.Expiry < market.DateOf(l.Fetched()) {
		c.Kind = Expired
	}
	return c
}

// compare tells what differs between two rows of one symbol.
func compare(was, is Instrument) []Change {
	var changes []Change
	add := func(kind ChangeKind, from, to string) {
		if from != to {
			changes = append(changes, Change{Symbol: was.Symbol, Kind: kind, Was: from, Is: to})
		}
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	token := func(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
	add(NewToken, token(was.InstrumentToken), token(is.InstrumentToken))
	add(NewLot, strconv.Itoa(was.LotSize), strconv.Itoa(is.LotSize))
	add(NewTick, number(was.TickSize), number(is.TickSize))
	add(NewExpiry, dateText(was.Expiry), dateText(is.Expiry))
	add(NewStrike, number(was.Strike), number(is.Strike))
	add(NewName, was.Name, is.Name)
	return changes
}

// dateText is a date as the dump writes it, empty for none.
func dateText(d market.Date) string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// successor returns what an instrument of an older list, which l has not, is
// called in l. Only shares have one: the token of a contract or a bill is given
// to another after its expiry, and then says nothing.
func (l *List) successor(was Instrument) (kite.Symbol, ChangeKind, bool) {
	if !was.isShare() {
		return kite.Symbol{}, 0, false
	}
	if to, ok := l.otherSeries(was.Symbol, was.Name); ok {
		return to, SeriesMoved, true
	}
	i, ok := l.Token(was.InstrumentToken)
	if !ok {
		return kite.Symbol{}, 0, false
	}
	is := l.At(i)
	if is.ExchangeToken != was.ExchangeToken || is.Symbol.Exchange != was.Symbol.Exchange ||
		!is.isShare() || is.Symbol == was.Symbol {
		return kite.Symbol{}, 0, false
	}
	return is.Symbol, Renamed, true
}

// isShare reports whether an instrument is a share, as far as the dump tells:
// no contract, no index, and by its symbol no bond.
func (i Instrument) isShare() bool {
	symbol := i.Symbol.Tradingsymbol
	_, series := seriesOf(symbol)
	return !i.isContract() && !i.IsIndex() && i.Name != "" && !looksLikeBond(symbol) &&
		(series == "" || isShareSeries(series))
}

// tradeSeries are the series between which one share moves as its trading is
// restricted and freed again; "" is the ordinary one.
var tradeSeries = []string{"", "BE", "BZ", "BL", "SM", "ST", "SZ"}

// otherSeries returns the symbol under which a share of that symbol is listed
// in another series, if there is exactly one. name is what its row called it,
// empty when there was no row or no name: a symbol can pass on to another
// company, and a name that differs tells.
func (l *List) otherSeries(s kite.Symbol, name string) (kite.Symbol, bool) {
	base, series := seriesOf(s.Tradingsymbol)
	if series != "" && !isTradeSeries(series) {
		return kite.Symbol{}, false
	}
	found := kite.Symbol{}
	for _, other := range tradeSeries {
		to := kite.Symbol{Exchange: s.Exchange, Tradingsymbol: base}
		if other != "" {
			to.Tradingsymbol += "-" + other
		}
		i, ok := l.Find(to)
		if !ok || other == series {
			continue
		}
		is := l.At(i)
		if !is.isShare() || name != "" && is.Name != "" && name != is.Name || !found.IsZero() {
			return kite.Symbol{}, false
		}
		found = to
	}
	return found, !found.IsZero()
}

func isTradeSeries(series string) bool {
	for _, s := range tradeSeries {
		if s == series {
			return true
		}
	}
	return false
}
