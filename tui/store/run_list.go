package store

import (
	"strings"

	"kitewatch/kite"
)

// ForRun is a file of one list that is of this run alone, with the settings of
// a file, and what it holds. What the file says of a symbol goes with it: its
// note, its position and its levels.
func ForRun(settings Watchlist, name string, symbols []kite.Symbol) (File, Watchlist, error) {
	entries := make([]string, 0, len(symbols))
	for _, s := range symbols {
		entries = append(entries, elementOf(settings.said(s)))
	}
	text := []byte("[[list]]\nname = " + quote(name, nil) + "\nsymbols = [" + strings.Join(entries, ", ") + "]\n")
	f := File{Settings: settings, Last: text}
	w, err := f.parse(text)
	return f, w, err
}

// said is what the lists say of a symbol, each thing by the first that says it; a
// position is one thing.
func (w Watchlist) said(s kite.Symbol) Entry {
	all := Entry{Symbol: s}
	for _, l := range w.Lists {
		for _, e := range l.Entries {
			if e.Symbol != s {
				continue
			}
			if all.Note == "" {
				all.Note = e.Note
			}
			if !all.Qty.Set {
				all.Qty, all.Cost, all.Multiplier = e.Qty, e.Cost, e.Multiplier
			}
			for _, level := range []struct{ to, from *Number }{{&all.Above, &e.Above}, {&all.Below, &e.Below}, {&all.ChangePct, &e.ChangePct}} {
				if !level.to.Set {
					*level.to = *level.from
				}
			}
		}
	}
	return all
}

// elementOf writes an entry as an element of symbols.
func elementOf(e Entry) string {
	symbol := quote(e.Symbol.String(), nil)
	more := ""
	if e.Note != "" {
		more += ", note = " + quote(e.Note, nil)
	}
	for _, key := range numberKeys {
		if n := key.field(&e); n.Set {
			more += ", " + key.name + " = " + literal(numeral(n.Value), nil)
		}
	}
	if more == "" {
		return symbol
	}
	return "{ symbol = " + symbol + more + " }"
}
