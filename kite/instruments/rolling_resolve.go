package instruments

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"kitewatch/kite/market"
)

// Moment is what the contract behind a rolling symbol depends on, beside the
// list.
type Moment struct {
	Now       time.Time // in any zone
	Calendar  *market.Calendar
	LastPrice float64 // of the underlying, in rupees; 0: not known yet. For options only
	Held      float64 // the strike at the money so far, in rupees; 0: none. For options only
}

// Roll is what a rolling symbol stands for now.
type Roll struct {
	Contract Instrument
	Until    time.Time // when it will stand for another, IST: the close of the expiry day
	Strike   float64   // of an option: the strike at the money, in rupees, before its steps; hold it for next time
}

// Reason says why a rolling symbol stands for nothing now.
type Reason int

// The reasons.
const (
	NoName       Reason = iota + 1 // the list has no contracts of the name
	NoMonth                        // not as many expiries are listed
	NoStrike                       // not as many strikes are listed
	NoPrice                        // the underlying's price is not known yet; it may be in a second
	NoUnderlying                   // the underlying is not in the list
)

// Unresolved is the error of a rolling symbol that stands for nothing now.
type Unresolved struct {
	Reason Reason
	Text   string // for the row: what is missing, and of what
}

func (u *Unresolved) Error() string { return u.Text }

// Resolve returns the contract that a rolling symbol stands for at a moment.
// Contracts are found by the dump's name and expiry columns, never by how
// their symbols begin, so that NIFTY does not catch NIFTYNXT50. On its expiry
// day a contract stays until its exchange closes: what is traded then is what
// a trader holds. The error is an *Unresolved.
func (l *List) Resolve(r Rolling, m Moment) (Roll, error) {
	days := l.contracts().of(r.Exchange, r.Name)
	if len(days) == 0 {
		return Roll{}, &Unresolved{NoName, fmt.Sprintf("no contracts of %s are listed on %s", r.Name, r.Exchange)}
	}
	if r.Future > 0 {
		return l.future(r, days, m)
	}
	return l.option(r, days, m)
}

// future finds the future of a month. All months roll when the nearest does.
func (l *List) future(r Rolling, days []day, m Moment) (Roll, error) {
	var until time.Time
	left := r.Future
	for _, d := range days {
		if d.opts == d.from {
			continue
		}
		in := l.At(int(l.contracts().rows[d.from]))
		closes := in.closes(m.Calendar)
		if !closes.After(m.Now) {
			continue
		}
		if until.IsZero() {
			until = closes
		}
		if left--; left == 0 {
			return Roll{Contract: in, Until: until}, nil
		}
	}
	return Roll{}, &Unresolved{NoMonth, fmt.Sprintf("%s has %s on %s in today's list, so no %s",
		r.Name, counted(r.Future-left, "future"), r.Exchange, r.Symbol().Tradingsymbol)}
}

func counted(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// closes is when a contract stops being traded: the close of its exchange on
// the expiry day. On a day that the calendar holds for a holiday, and so one
// of the two is wrong, it stays listed until the day is over.
func (i Instrument) closes(cal *market.Calendar) time.Time {
	venue := market.VenueFor(market.Facts{Exchange: i.Symbol.Exchange, Segment: i.Segment, Name: i.underlyingName()})
	if sessions := cal.Sessions(venue, i.Expiry.Time()); len(sessions) > 0 {
		return sessions[len(sessions)-1].End
	}
	return (i.Expiry + 1).Time()
}

// option finds the option at so many strikes from the money.
func (l *List) option(r Rolling, days []day, m Moment) (Roll, error) {
	c := l.contracts()
	for _, d := range days {
		if d.opts == d.to {
			continue
		}
		until := l.At(int(c.rows[d.opts])).closes(m.Calendar)
		if !until.After(m.Now) {
			continue
		}
		if !(m.LastPrice > 0 && m.LastPrice <= math.MaxInt32) {
			if _, err := l.Underlying(r.Exchange, r.Name, m.Now, m.Calendar); err != nil {
				return Roll{}, err // there is no price to wait for
			}
			return Roll{}, &Unresolved{NoPrice, "waiting for the price of what " + r.Name + " options are written on"}
		}
		strikes := c.strikes(d)
		at := atTheMoney(strikes, inUnits(m.LastPrice), inUnits(m.Held))
		roll := Roll{Until: until, Strike: float64(strikes[at]) / strikeUnits}
		if want := at + r.Steps; want >= 0 && want < len(strikes) {
			if row, ok := c.option(d, strikes[want], r.Side); ok {
				roll.Contract = l.At(row)
				return roll, nil
			}
		}
		return Roll{}, &Unresolved{NoStrike, fmt.Sprintf("%s has no %s strike %+d from the money for %s in today's list",
			r.Name, r.Side, r.Steps, d.expiry.Time().Format("2 Jan 2006"))}
	}
	return Roll{}, &Unresolved{NoMonth, fmt.Sprintf("%s has no options on %s in today's list", r.Name, r.Exchange)}
}

// leave is how far towards the next strike the price must be before the one
// held is given up, in hundredths of the step between them. At the middle, 50,
// a price that hovers there would change the contract with every tick; the row
// would be worth nothing. At 65 it changes once, and changes back only after
// the price has come 30 hundredths the other way, which is 15 points of NIFTY
// at a step of 50. A wider band would call a strike at the money that plainly
// is not.
//
//	24450             24500             24550
//	  |----------|--.--|--.--|------------|
//	            35     50    65
//	                holding 24500 up to here, at 24532.50
const leave = 65

// atTheMoney returns which strike is nearest to a price, of two equally near
// the lower; but the one held as long as the price has not left it. Strikes
// and prices are in strikeUnits, strikes sorted.
func atTheMoney(strikes []int64, price, held int64) int {
	if at, ok := slices.BinarySearch(strikes, held); ok {
		above := at+1 == len(strikes) || (price-held)*100 <= (strikes[at+1]-held)*leave
		below := at == 0 || (held-price)*100 <= (held-strikes[at-1])*leave
		if above && below {
			return at
		}
	}
	at, _ := slices.BinarySearchFunc(strikes, price, cmp.Compare[int64])
	if at == len(strikes) || at > 0 && price-strikes[at-1] <= strikes[at]-price {
		at--
	}
	return at
}
