package store

import (
	"fmt"
	"math"
	"strings"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
)

// Entry is one row of a list.
type Entry struct {
	Symbol     kite.Symbol
	Note       string
	Qty        Number // whole; negative when short
	Cost       Number // rupees a unit, as paid
	Multiplier Number // units in one of Qty: MCX, NCO, CDS and BCD have no lot size in the dump
	Above      Number // rupees: an alert when the price crosses it upwards
	Below      Number // rupees: an alert when it crosses it downwards
	ChangePct  Number // per cent, either way: an alert when the day's change crosses it
	Twins      int    // more entries of its symbol in its list, which are passed over
}

// Number is a number that may be absent, which is not the same as 0.
type Number struct {
	Value float64
	Set   bool
}

// Rolling reports whether the entry names no contract but a rule for one, such
// as NFO:NIFTY@FUT1: what it means changes with each expiry.
func (e Entry) Rolling() bool { return rolling(e.Symbol) }

func rolling(s kite.Symbol) bool {
	_, is, _ := instruments.ParseRolling(s)
	return is
}

// numberKey is an entry's key that holds a number.
type numberKey struct {
	name  string
	whole bool // it may be 0 and negative, but has no fraction; the others are above 0
	rolls bool // it makes sense on a rolling symbol
	field func(*Entry) *Number
}

var numberKeys = []numberKey{
	{name: "qty", whole: true, field: func(e *Entry) *Number { return &e.Qty }},
	{name: "cost", field: func(e *Entry) *Number { return &e.Cost }},
	{name: "multiplier", rolls: true, field: func(e *Entry) *Number { return &e.Multiplier }},
	{name: "above", field: func(e *Entry) *Number { return &e.Above }},
	{name: "below", field: func(e *Entry) *Number { return &e.Below }},
	{name: "change_pct", field: func(e *Entry) *Number { return &e.ChangePct }},
}

// entryKeys are the keys of an entry in braces.
var entryKeys = []string{"symbol", "note", "qty", "cost", "multiplier", "above", "below", "change_pct"}

// lists takes every [[list]].
func (p *parser) lists(root *node) error {
	tables, err := p.tables(root)
	if err != nil {
		return err
	}
	named := map[string]int{}
	for i, table := range tables {
		list, err := p.oneList(table, i)
		if err != nil {
			return err
		}
		if first, ok := named[list.Name]; ok {
			p.twice = append(p.twice, oddity{table.from, first, fmt.Sprintf("a list %q is there already,", list.Name)})
		} else {
			named[list.Name] = table.from
		}
		p.list.Lists = append(p.list.Lists, list)
	}
	return nil
}

// tables returns the tables of list, however it is written.
func (p *parser) tables(root *node) ([]*node, error) {
	n := root.fields["list"]
	if n == nil {
		return nil, nil
	}
	if _, single := n.value.(map[string]any); single {
		return nil, p.fault(n.from, "each list is a [[list]], in two brackets")
	}
	if _, headed := n.value.([]map[string]any); !headed {
		if _, _, err := want[[]any](p, root, "list"); err != nil {
			return nil, err
		}
	}
	for _, item := range n.items {
		if _, ok := item.value.(map[string]any); !ok {
			return nil, p.fault(item.from, "list must hold tables, each a [[list]], not "+typeName(item.value))
		}
	}
	return n.items, nil
}

func (p *parser) oneList(table *node, i int) (List, error) {
	name, _, err := want[string](p, table, "name")
	if err != nil {
		return List{}, err
	}
	list := List{Name: listName(name, i)}
	sort, n, err := want[string](p, table, "sort")
	if err != nil {
		return list, err
	}
	list.Sort, list.Ordered = sort, n != nil
	err = p.texts(table, "columns", func(_ *node, column string) error {
		list.Columns = append(list.Columns, column)
		return nil
	})
	if err != nil {
		return list, err
	}
	_, n, err = want[[]any](p, table, "symbols")
	if err != nil {
		return list, err
	}
	if n != nil {
		list.Entries, err = p.entries(n)
	}
	p.odds(table, listKeys)
	return list, err
}

// listName is what a list is called: one without a name by its number.
func listName(name string, i int) string {
	if name = strings.TrimSpace(name); name == "" {
		return fmt.Sprintf("List %d", i+1)
	}
	return name
}

// entries reads symbols. Of a symbol named twice the first counts.
func (p *parser) entries(array *node) ([]Entry, error) {
	var all []Entry
	var from []int // where each stands
	named := make(map[kite.Symbol]int, len(array.items))
	for _, item := range array.items {
		entry, err := p.entry(item)
		if err != nil {
			return all, err
		}
		if first, ok := named[entry.Symbol]; ok {
			p.twice = append(p.twice, oddity{item.from, from[first], entry.Symbol.String() + " is in this list already,"})
			all[first].Twins++
			continue
		}
		named[entry.Symbol] = len(all)
		all, from = append(all, entry), append(from, item.from)
	}
	return all, nil
}

// entry reads one element of symbols: a text, or a table with a symbol.
func (p *parser) entry(item *node) (e Entry, err error) {
	switch v := item.value.(type) {
	case string:
		e.Symbol, err = p.listed(item, v)
		return e, err
	case map[string]any:
		name, n, err := want[string](p, item, "symbol")
		if err != nil {
			return e, err
		}
		if n == nil {
			return e, p.fault(item.from, "an entry in braces needs symbol = \"EXCHANGE:TRADINGSYMBOL\"")
		}
		if e.Symbol, err = p.listed(n, name); err != nil {
			return e, err
		}
		p.odds(item, entryKeys)
		if e.Note, _, err = want[string](p, item, "note"); err != nil {
			return e, err
		}
		return e, p.numbers(item, &e)
	}
	return e, p.fault(item.from, fmt.Sprintf("%v is neither a symbol in quotes nor an entry in braces", item.value))
}

func (p *parser) numbers(item *node, e *Entry) error {
	for _, key := range numberKeys {
		n := item.fields[key.name]
		if n == nil {
			continue
		}
		v, reason := key.read(n.value)
		if reason == "" && e.Rolling() && !key.rolls {
			n, reason = &node{span: n.key}, rollingReason(key.name, e.Symbol)
		}
		if reason != "" {
			return p.fault(n.from, reason)
		}
		*key.field(e) = Number{Value: v, Set: true}
	}
	return nil
}

// rollingReason says why a rolling symbol takes no position and no alert.
func rollingReason(key string, s kite.Symbol) string {
	return fmt.Sprintf("%s on %v would follow the wrong contract: a rolling symbol changes what it names; put it on the contract itself", key, s)
}

// read takes the value of a number's key, or says what is wrong with it.
func (k numberKey) read(value any) (v float64, reason string) {
	switch n := value.(type) {
	case int64:
		v = float64(n)
	case float64:
		v = n
	default:
		return 0, fmt.Sprintf("%s must be a number, not %s", k.name, typeName(value))
	}
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return 0, k.name + " must be a plain number"
	case k.whole && (v != math.Trunc(v) || math.Abs(v) > 1<<53):
		return 0, fmt.Sprintf("%s must be a whole number, not %v", k.name, v)
	case !k.whole && v <= 0:
		return 0, fmt.Sprintf("%s must be above 0, not %v", k.name, v)
	}
	return v, ""
}

// listed reads a symbol of a list, and counts how many there are.
func (p *parser) listed(n *node, name string) (kite.Symbol, error) {
	symbol, err := p.symbol(n, name)
	if err != nil {
		return symbol, err
	}
	if p.seen[symbol] = true; len(p.seen) > MaxSymbols {
		return symbol, p.fault(n.from, fmt.Sprintf("%v is one instrument too many: at most %d can be watched", symbol, MaxSymbols))
	}
	return symbol, nil
}

// symbol reads a symbol.
func (p *parser) symbol(n *node, name string) (kite.Symbol, error) {
	symbol, err := kite.ParseSymbol(name)
	if err == nil && symbol.Exchange == "" && p.list.Path != ofThisRun {
		err = fmt.Errorf("%q is a token; a watchlist names EXCHANGE:TRADINGSYMBOL, such as NSE:INFY", name)
	}
	if err == nil {
		_, _, err = instruments.ParseRolling(symbol)
	}
	if err != nil {
		return symbol, p.fault(n.from, err.Error())
	}
	return symbol, nil
}
