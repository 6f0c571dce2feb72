package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"kitewatch/kite"
)

// MaxSymbols is how many distinct instruments a watchlist may name: four
// calls of 250, a poll every five seconds.
const MaxSymbols = 1000

// Watchlist is the content of watchlist.toml.
type Watchlist struct {
	Path     string        // the file; it need not exist
	Interval time.Duration // from poll to poll
	Mode     kite.Mode     // what each poll asks for
	Retries  int           // after a network error
	Theme    string        // auto, dark, light, contrast, colourblind, mono
	Strip    []kite.Symbol // always on top
	Lists    []List
	Unknown  []string // keys that mean nothing here: file:line: key; after maxUnknown of them how many more
}

// List is one tab of the table.
type List struct {
	Name    string
	Columns []string // empty: chosen by width
	Entries []Entry
}

// Entry is one row of a list.
type Entry struct {
	Symbol kite.Symbol
	Note   string
}

// The settings of a file that says nothing.
const (
	defaultInterval = 5 * time.Second
	defaultRetries  = 3
	maxRetries      = 10
)

// maxUnknown is how many keys that mean nothing are told, each with its place.
const maxUnknown = 10

// themes are the values of theme.
var themes = []string{"auto", "dark", "light", "contrast", "colourblind", "mono"}

// LoadWatchlist reads watchlist.toml; without one the sample stands in, unless
// the user named the path: then the file must be there.
func LoadWatchlist(path string, named bool, sample []byte) (Watchlist, error) {
	text, found, err := read(path)
	switch {
	case err != nil:
		return Watchlist{Path: path}, err
	case !found && named:
		return Watchlist{Path: path}, notThere(path)
	case !found:
		text = sample
	}
	return ParseWatchlist(path, text)
}

// document is the file's shape; entries are a text or a table each.
type document struct {
	Interval string   `toml:"interval"`
	Mode     string   `toml:"mode"`
	Retries  *int     `toml:"retries"`
	Theme    string   `toml:"theme"`
	Strip    []string `toml:"strip"`
	List     []struct {
		Name    string   `toml:"name"`
		Columns []string `toml:"columns"`
		Symbols []any    `toml:"symbols"`
	} `toml:"list"`
}

// ParseWatchlist reads the text of a watchlist; path is for its errors.
func ParseWatchlist(path string, text []byte) (Watchlist, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	p := parser{text: text, list: Watchlist{
		Path: path, Interval: defaultInterval, Mode: kite.ModeOHLC, Retries: defaultRetries, Theme: "auto",
	}}
	if err := p.sane(); err != nil {
		return p.list, err
	}
	var doc document
	meta, err := toml.Decode(string(text), &doc)
	if err != nil {
		return p.list, p.syntax(err)
	}
	if err := p.settings(doc); err != nil {
		return p.list, err
	}
	for _, name := range doc.Strip {
		symbol, err := p.symbol(name)
		if err != nil {
			return p.list, err
		}
		p.list.Strip = append(p.list.Strip, symbol)
	}
	for i, l := range doc.List {
		list := List{Name: strings.TrimSpace(l.Name), Columns: l.Columns}
		if list.Name == "" {
			list.Name = fmt.Sprintf("List %d", i+1)
		}
		for _, item := range l.Symbols {
			entry, err := p.entry(item)
			if err != nil {
				return p.list, err
			}
			list.Entries = append(list.Entries, entry)
		}
		p.list.Lists = append(p.list.Lists, list)
	}
	p.unknown(meta)
	return p.list, p.count()
}

// parser carries the text, for the places of errors, and what is read so far.
type parser struct {
	text  []byte
	split [][]byte // by lines, once they are asked for
	list  Watchlist
	more  int // keys that mean nothing, beyond those told
}

// settings takes the keys at the top of the file.
func (p *parser) settings(doc document) error {
	if doc.Interval != "" {
		d, err := time.ParseDuration(doc.Interval)
		if err != nil || d <= 0 || d > 24*time.Hour {
			return p.fault("interval", fmt.Sprintf("interval = %q is no duration, such as \"5s\"", doc.Interval))
		}
		p.list.Interval = d
	}
	if doc.Mode != "" {
		mode, ok := map[string]kite.Mode{"ltp": kite.ModeLTP, "ohlc": kite.ModeOHLC, "quote": kite.ModeQuote}[doc.Mode]
		if !ok {
			return p.fault("mode", fmt.Sprintf("mode = %q is none of ltp, ohlc, quote", doc.Mode))
		}
		p.list.Mode = mode
	}
	if doc.Theme != "" {
		if !slices.Contains(themes, doc.Theme) {
			return p.fault("theme", fmt.Sprintf("theme = %q is none of %s", doc.Theme, strings.Join(themes, ", ")))
		}
		p.list.Theme = doc.Theme
	}
	if doc.Retries != nil {
		if *doc.Retries < 0 || *doc.Retries > maxRetries {
			return p.fault("retries", fmt.Sprintf("retries = %d is not between 0 and %d", *doc.Retries, maxRetries))
		}
		p.list.Retries = *doc.Retries
	}
	return nil
}

// entry reads one element of symbols: a text, or a table with a symbol.
func (p *parser) entry(item any) (Entry, error) {
	switch v := item.(type) {
	case string:
		symbol, err := p.symbol(v)
		return Entry{Symbol: symbol}, err
	case map[string]any:
		name, ok := v["symbol"].(string)
		if !ok {
			return Entry{}, p.fault("symbols", "an entry in braces needs symbol = \"EXCHANGE:TRADINGSYMBOL\"")
		}
		symbol, err := p.symbol(name)
		if err != nil {
			return Entry{}, err
		}
		p.checkKeys(v)
		note, ok := v["note"].(string)
		if v["note"] != nil && !ok {
			return Entry{}, p.fault(name, "note of "+name+" must be a text in quotes")
		}
		return Entry{Symbol: symbol, Note: note}, nil
	}
	return Entry{}, p.fault(fmt.Sprint(item), fmt.Sprintf("%v is neither a symbol in quotes nor an entry in braces", item))
}

func (p *parser) symbol(name string) (kite.Symbol, error) {
	symbol, err := kite.ParseSymbol(name)
	if err == nil && symbol.Exchange == "" {
		err = fmt.Errorf("%q is a token; a watchlist names EXCHANGE:TRADINGSYMBOL, such as NSE:INFY", name)
	}
	if err != nil {
		return symbol, p.fault(name, err.Error())
	}
	return symbol, nil
}

// entryKeys are the keys of an entry in braces.
var entryKeys = []string{"symbol", "note", "qty", "cost", "multiplier", "above", "below", "change_pct"}

// checkKeys keeps the keys of an entry that mean nothing.
func (p *parser) checkKeys(entry map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(entry)) {
		if !slices.Contains(entryKeys, name) {
			p.meansNothing(name)
		}
	}
}

// unknown keeps the keys outside entries that mean nothing here.
func (p *parser) unknown(meta toml.MetaData) {
	for _, key := range meta.Undecoded() {
		inEntry := len(key) > 2 && key[0] == "list" && key[1] == "symbols"
		if !inEntry && key[0] != "keys" { // read when keys can be moved
			p.meansNothing(key[len(key)-1])
		}
	}
	if p.more > 0 {
		p.list.Unknown = append(p.list.Unknown, fmt.Sprintf("and %d more", p.more))
	}
}

func (p *parser) meansNothing(name string) {
	if len(p.list.Unknown) == maxUnknown {
		p.more++
		return
	}
	p.list.Unknown = append(p.list.Unknown, p.fault(name, name+" means nothing here").Error())
}

func (p *parser) count() error {
	all := map[kite.Symbol]bool{}
	for _, s := range p.list.Strip {
		all[s] = true
	}
	for _, l := range p.list.Lists {
		for _, e := range l.Entries {
			all[e.Symbol] = true
		}
	}
	if len(all) > MaxSymbols {
		return &FileError{Path: p.list.Path, Reason: fmt.Sprintf("names %d instruments; at most %d can be watched", len(all), MaxSymbols)}
	}
	return nil
}
