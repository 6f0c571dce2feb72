package instruments

import (
	"slices"
	"sync"

	"kitewatch/kite/market"
)

// contracts are the futures and options of a list, put in order once: by
// exchange and name of the underlying, by expiry, by strike. Search, rolling
// symbols and option chains ask for a name's contracts again and again, and a
// walk over the whole list for each would cost more than all else they do.
//
//	family   NFO NIFTY                        NFO RELIANCE …
//	days     23 Nov      1 Dec      8 Dec …   23 Nov …
//	rows     F c p c p … c p c p …  c p …     F c p …
//	              24450 24500
type contracts struct {
	families []family
	byName   map[familyName]int32
	days     []day
	rows     []int32 // of the list
	keys     []int64 // beside rows: strikeKey
}

type familyName struct{ exchange, name string }

// family is all contracts of one name on one exchange.
type family struct {
	familyName
	from, to int32 // its days
}

// day is a family's contracts that expire on one day.
type day struct {
	expiry            market.Date
	monthly           bool  // the family's last expiry of its month; of a commodity all are
	from, opts, to    int32 // in rows: futures, then options by strike, call before put
	calls             int32 // of the options
	year, month, date int16 // of expiry, for the search
}

// prepared is what a List works out when it is first asked, and then keeps.
type prepared struct {
	once      sync.Once
	contracts *contracts
}

// contracts returns the list's futures and options in order.
func (l *List) contracts() *contracts {
	l.prepared.once.Do(func() { l.prepared.contracts = newContracts(l) })
	return l.prepared.contracts
}

// isContract reports whether an instrument is a future or an option.
func (i Instrument) isContract() bool { return i.Type == "FUT" || i.isOption() }

func (i Instrument) isOption() bool { return i.Type == "CE" || i.Type == "PE" }

// strikeUnits is a rupee in the units of strikes: a hundredth of a paisa, as
// fine as any tick, so that strikes are compared exactly.
const strikeUnits = 10000

// strikeKey sorts options by strike, the call before the put; a future is -1.
func (i Instrument) strikeKey() int64 {
	if i.Type == "FUT" {
		return -1
	}
	key := inUnits(i.Strike) << 1
	if i.Type == "PE" {
		key++
	}
	return key
}

// inUnits is a price in strikeUnits, rounded; 0 for what is no price.
func inUnits(rupees float64) int64 {
	if !(rupees > 0 && rupees < 1e12) {
		return 0
	}
	return int64(rupees*strikeUnits + 0.5)
}

// underlyingName is the name a contract goes by: the dump's own column or, in
// old dumps that leave it empty, what stands before the date in its symbol. A
// symbol that follows no known form is its own name, so that it is found by it
// and taken for nobody else's.
func (i Instrument) underlyingName() string {
	if i.Name != "" {
		return i.Name
	}
	if name, ok := nameBefore(i); ok {
		return name
	}
	return i.Symbol.Tradingsymbol
}

// newContracts puts a list's contracts in order: it counts each day's rows,
// gives each day its place, and sorts only within.
func newContracts(l *List) *contracts {
	c := &contracts{byName: map[familyName]int32{}}
	b := contractsBuilder{contracts: c, dayOf: make([]int32, l.Len()), keys: make([]int64, l.Len())}
	for i := range l.Len() {
		b.dayOf[i] = -1
		if in := l.At(i); in.isContract() {
			b.dayOf[i], b.keys[i] = b.day(in), in.strikeKey()
		}
	}
	b.place()
	return c
}

type contractsBuilder struct {
	*contracts
	dayOf  []int32   // of each row of the list: its day, -1 for none
	keys   []int64   // of each row
	counts []int32   // of each day
	lists  [][]int32 // of each family, its days as they are met
}

// day returns the day of a contract, made when it is the first there. A family
// has few days, so they are looked through one by one.
func (b *contractsBuilder) day(in Instrument) int32 {
	name := familyName{in.Symbol.Exchange, in.underlyingName()}
	f, ok := b.byName[name]
	if !ok {
		f = int32(len(b.families))
		b.byName[name] = f
		b.families = append(b.families, family{familyName: name})
		b.lists = append(b.lists, nil)
	}
	for _, d := range b.lists[f] {
		if b.days[d].expiry == in.Expiry {
			b.counts[d]++
			return d
		}
	}
	d := int32(len(b.days))
	at := in.Expiry.Time()
	b.days = append(b.days, day{
		expiry: in.Expiry, year: int16(at.Year()), month: int16(at.Month()), date: int16(at.Day()),
	})
	b.counts = append(b.counts, 1)
	b.lists[f] = append(b.lists[f], d)
	return d
}

// place brings days and rows into their order.
func (b *contractsBuilder) place() {
	place := make([]int32, len(b.days)) // of each day, as met: its place
	var ordered []day
	total := int32(0)
	for f := range b.families {
		list := b.lists[f]
		slices.SortFunc(list, func(x, y int32) int { return int(b.days[x].expiry) - int(b.days[y].expiry) })
		b.families[f].from = int32(len(ordered))
		for i, d := range list {
			one := b.days[d]
			one.monthly = i == len(list)-1 || b.days[list[i+1]].month != one.month || b.days[list[i+1]].year != one.year ||
				b.families[f].isCommodity()
			one.from, one.to = total, total
			total += b.counts[d]
			place[d] = int32(len(ordered))
			ordered = append(ordered, one)
		}
		b.families[f].to = int32(len(ordered))
	}
	entries := make([]placed, total)
	for row, d := range b.dayOf {
		if d >= 0 {
			one := &ordered[place[d]]
			entries[one.to] = placed{b.keys[row], int32(row)}
			one.to++
		}
	}
	b.days = ordered
	b.sort(entries)
}

type placed struct {
	key int64
	row int32
}

// sort orders each day's rows and marks where its options begin. Rows of one
// strike and side, which a sane list has not, keep the list's order.
func (b *contractsBuilder) sort(entries []placed) {
	b.contracts.rows = make([]int32, len(entries))
	b.contracts.keys = make([]int64, len(entries))
	for i := range b.days {
		d := &b.days[i]
		slices.SortFunc(entries[d.from:d.to], func(x, y placed) int {
			switch {
			case x.key < y.key:
				return -1
			case x.key > y.key:
				return 1
			}
			return int(x.row) - int(y.row)
		})
		d.opts = d.from
		for at := d.from; at < d.to; at++ {
			e := entries[at]
			b.contracts.rows[at], b.contracts.keys[at] = e.row, e.key
			switch {
			case e.key < 0:
				d.opts = at + 1
			case e.key&1 == 0:
				d.calls++
			}
		}
	}
}

// of returns a family's days, nearest first; none for an unknown name.
func (c *contracts) of(exchange, name string) []day {
	f, ok := c.byName[familyName{exchange, name}]
	if !ok {
		return nil
	}
	return c.daysOf(&c.families[f])
}

func (c *contracts) daysOf(f *family) []day { return c.days[f.from:f.to] }

// option returns the row of the list with a day's strike, in strikeUnits, and
// side.
func (c *contracts) option(d day, strike int64, side string) (int, bool) {
	key := strike << 1
	if side == "PE" {
		key++
	}
	at, ok := slices.BinarySearch(c.keys[d.opts:d.to], key)
	if !ok {
		return 0, false
	}
	return int(c.rows[int(d.opts)+at]), true
}

// strikes returns a day's strikes in strikeUnits, lowest first.
func (c *contracts) strikes(d day) []int64 {
	var list []int64
	for _, key := range c.keys[d.opts:d.to] {
		if n := len(list); n == 0 || list[n-1] != key>>1 {
			list = append(list, key>>1)
		}
	}
	return list
}
