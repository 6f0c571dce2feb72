package alert

import (
	"fmt"
	"math"
	"strconv"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

// Kind is what of an instrument a level is compared with.
type Kind int

// The kinds, by the keys of watchlist.toml.
const (
	Above     Kind = iota // the last price, reached from below
	Below                 // the last price, reached from above
	ChangePct             // the day's change in per cent, whichever its sign
)

var kindNames = [...]string{Above: "above", Below: "below", ChangePct: "change_pct"}

// String returns the kind's key in watchlist.toml.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return kindNames[k]
}

// MarshalText gives the text of String.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads above, below or change_pct.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, name := range kindNames {
		if name == string(text) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no kind of level: above, below or change_pct", text)
}

// Level is what the user wants to be told of. It is comparable: one with another
// value is another level, and knows nothing of what the old one had seen.
type Level struct {
	Symbol kite.Symbol
	Kind   Kind
	Value  float64 // rupees, of ChangePct per cent; above 0
}

// String names the level, the same in every process: NSE:INFY above 1600.
func (l Level) String() string {
	return l.Symbol.String() + " " + l.Kind.String() + " " + strconv.FormatFloat(l.Value, 'f', -1, 64)
}

// Valid reports whether a price can reach the level.
func (l Level) Valid() bool {
	return !l.Symbol.IsZero() && l.Kind >= Above && l.Kind <= ChangePct && l.Value > 0 && !math.IsInf(l.Value, 0)
}

// ReachedBy reports that a row stands at the level or beyond already.
func (l Level) ReachedBy(row feed.Row, c feed.Clock) bool {
	v, known := float64(row.Quote.LastPrice), row.Quote.LastPrice > 0
	if l.Kind == ChangePct {
		v, known = row.ChangePct()
		v, known = math.Abs(v), known && !row.Past(c)
	}
	return known && l.reached(v)
}

// rounding is what a change in per cent may lack for being computed: 15.30 over
// 15.00 comes out a hair beside 2.
const rounding = 1e-9

// reached reports that a price, or the size of a change in per cent, is at the
// level or beyond: who waits for 1600 wants to know when it trades there.
func (l Level) reached(v float64) bool {
	switch l.Kind {
	case Above:
		return v >= l.Value
	case Below:
		return v <= l.Value
	}
	return v >= l.Value-rounding
}

// How far a price must have gone back before a level that has fired can fire
// again: a tenth of a per cent, or two ticks if that is more. A liquid share
// moves about that much within its spread and a minute's noise, so a price that
// sits on the level rings once; it is also less than any move that its owner
// would not want to be told of twice.
const bandShare = 0.001

// twoTicks is the least band, in rupees. A row does not tell its tick, only its
// decimals: with two the tick is 0.05 as a rule (0.01 where prices are low), of
// currencies, with four, it is 0.0025. Where it is wider, the price is so high
// that bandShare is more than two of it.
func twoTicks(decimals int) float64 {
	if decimals > 2 {
		return 0.005
	}
	return 0.1
}

// band is how far the level's own figure must go back, given the price at which
// it stands and that price's decimals. At most half of the level, or a low one
// could never be left behind.
func (l Level) band(price float64, decimals int) float64 {
	b := max(l.Value*bandShare, twoTicks(decimals))
	if l.Kind == ChangePct {
		b = 100 * max(bandShare, twoTicks(decimals)/price)
	}
	return min(b, l.Value/2)
}

// left reports that a figure has gone back behind the band.
func (l Level) left(v, band float64) bool {
	if l.Kind == Below {
		return v >= l.Value+band
	}
	return v <= l.Value-band
}
