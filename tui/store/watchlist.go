package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"kitewatch/kite"
)

// MaxSymbols is how many distinct instruments the lists of a watchlist may name:
// four calls of 250, a poll every five seconds. The strip has its own bound: it
// is one line, and is polled with each list.
const (
	MaxSymbols = 1000
	maxStrip   = 50
)

// Watchlist is the content of watchlist.toml.
type Watchlist struct {
	Path     string        // the file; it need not exist
	Text     []byte        // what is in it, as LoadWatchlist and File.Edit found it; nil: there is no file
	Interval time.Duration // from poll to poll
	Mode     kite.Mode     // what each poll asks for
	Retries  int           // after a network error
	Theme    string        // auto, dark, light, contrast, colourblind, mono
	Flash    bool          // changed digits light up for a moment
	Mouse    bool          // wheel and clicks are taken
	RedUp    bool          // rises are red, falls green, as in East Asia
	Strip    []kite.Symbol // always on top
	Lists    []List
	Keys     map[string][]string // keys moved by [keys], by action; which actions there are its reader knows
	Unknown  []string            // keys that mean nothing here: file:line:column: key; after maxTold of them how many more
	Warnings []string            // what is named twice, told in the same form

	tree *tree // for Place
}

// List is one tab of the table.
type List struct {
	Name    string
	Columns []string // empty: chosen by width
	Sort    string   // a column's name, after "-" reversed; empty: the file's order
	Ordered bool     // the file has a sort for it, be it an empty one
	Entries []Entry
}

// DefaultList is the name of the list that the first entry makes in a file
// without any.
const DefaultList = "Watchlist"

// The settings of a file that says nothing.
const (
	defaultInterval = 5 * time.Second
	defaultRetries  = 3
	maxRetries      = 10
	maxInterval     = 24 * time.Hour
)

// maxTold is how many keys that mean nothing are told, each with its place,
// and how many things named twice.
const maxTold = 10

// themes are the values of theme.
var themes = []string{"auto", "dark", "light", "contrast", "colourblind", "mono"}

// The keys that mean something: at the top of the file and in a list.
var (
	topKeys  = []string{"interval", "mode", "retries", "theme", "strip", "flash", "mouse", "red_up", "list", "keys"}
	listKeys = []string{"name", "columns", "sort", "symbols"}
)

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
		return ParseWatchlist(path, sample)
	}
	w, err := ParseWatchlist(path, text)
	w.Text = text
	return w, err
}

// ParseWatchlist reads the text of a watchlist; path is for its errors.
func ParseWatchlist(path string, text []byte) (Watchlist, error) {
	p := parser{text: bytes.TrimPrefix(text, bom), list: Watchlist{
		Path: path, Interval: defaultInterval, Mode: kite.ModeOHLC, Retries: defaultRetries,
		Theme: "auto", Flash: true, Mouse: true,
	}}
	err := p.read()
	return p.list, err
}

// bom is what some editors of Windows put before a text.
var bom = []byte("\ufeff")

// parser carries the text, for the places of errors, and what is read so far.
type parser struct {
	text  []byte
	list  Watchlist
	odd   []oddity             // keys that mean nothing
	twice []oddity             // what is named more than once
	seen  map[kite.Symbol]bool // in lists
}

// oddity is something that is told and does no harm.
type oddity struct {
	at     int // offset
	first  int // offset of what was named first, or -1
	reason string
}

func (p *parser) read() error {
	if err := p.sane(); err != nil {
		return err
	}
	var decoded map[string]any
	if _, err := toml.Decode(string(p.text), &decoded); err != nil {
		return p.syntax(err)
	}
	t, offset, err := plant(p.text)
	if err != nil {
		return p.fault(offset, err.Error())
	}
	if !t.root.bind(decoded) {
		return &FileError{Path: p.list.Path, Reason: "is understood in two ways: write it more plainly"}
	}
	p.list.tree, p.seen = t, map[kite.Symbol]bool{}
	for _, part := range []func(*node) error{p.settings, p.appearance, p.strip, p.lists, p.keys} {
		if err := part(t.root); err != nil {
			return err
		}
	}
	p.odds(t.root, topKeys)
	p.list.Unknown, p.list.Warnings = p.told(p.odd), p.told(p.twice)
	return nil
}

// settings takes what says how to poll.
func (p *parser) settings(root *node) error {
	interval, n, err := want[string](p, root, "interval")
	if err != nil {
		return err
	}
	if interval != "" {
		d, err := time.ParseDuration(interval)
		if err == nil && d > maxInterval {
			return p.fault(n.key.from, fmt.Sprintf("interval = %q is longer than a day", interval))
		}
		if err != nil || d <= 0 {
			return p.fault(n.key.from, fmt.Sprintf("interval = %q is no duration, such as \"5s\"", interval))
		}
		p.list.Interval = d
	}
	mode, n, err := want[string](p, root, "mode")
	if err != nil {
		return err
	}
	if mode != "" {
		known, ok := map[string]kite.Mode{"ltp": kite.ModeLTP, "ohlc": kite.ModeOHLC, "quote": kite.ModeQuote}[mode]
		if !ok {
			return p.fault(n.key.from, fmt.Sprintf("mode = %q is none of ltp, ohlc, quote", mode))
		}
		p.list.Mode = known
	}
	retries, n, err := want[int64](p, root, "retries")
	if err != nil || n == nil {
		return err
	}
	if retries < 0 || retries > maxRetries {
		return p.fault(n.key.from, fmt.Sprintf("retries = %d is not between 0 and %d", retries, maxRetries))
	}
	p.list.Retries = int(retries)
	return nil
}

// appearance takes what says how the screen looks and is used.
func (p *parser) appearance(root *node) error {
	theme, n, err := want[string](p, root, "theme")
	if err != nil {
		return err
	}
	if theme != "" {
		if !slices.Contains(themes, theme) {
			return p.fault(n.key.from, fmt.Sprintf("theme = %q is none of %s", theme, strings.Join(themes, ", ")))
		}
		p.list.Theme = theme
	}
	for name, field := range map[string]*bool{"flash": &p.list.Flash, "mouse": &p.list.Mouse, "red_up": &p.list.RedUp} {
		v, n, err := want[bool](p, root, name)
		if err != nil {
			return err
		}
		if n != nil {
			*field = v
		}
	}
	return nil
}

func (p *parser) strip(root *node) error {
	return p.texts(root, "strip", func(n *node, text string) error {
		symbol, err := p.symbol(n, text)
		if p.list.Strip = append(p.list.Strip, symbol); err == nil && len(p.list.Strip) > maxStrip {
			return p.fault(n.from, fmt.Sprintf("%v is one too many for the strip: at most %d stand in it", symbol, maxStrip))
		}
		return err
	})
}

// keys takes [keys]: an action with a key, or with several.
func (p *parser) keys(root *node) error {
	table, n, err := want[map[string]any](p, root, "keys")
	if err != nil || n == nil {
		return err
	}
	p.list.Keys = make(map[string][]string, len(table))
	for _, action := range n.names {
		switch key := table[action].(type) {
		case string:
			p.list.Keys[action] = []string{key}
			continue
		case []any:
		default:
			return p.fault(n.fields[action].from, action+" must be a text or a list of texts, not "+typeName(key))
		}
		p.list.Keys[action] = []string{}
		err := p.texts(n, action, func(_ *node, key string) error {
			p.list.Keys[action] = append(p.list.Keys[action], key)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// odds keeps the keys of a table that are not among those known.
func (p *parser) odds(table *node, known []string) {
	for _, name := range table.names {
		if !slices.Contains(known, name) {
			p.odd = append(p.odd, oddity{table.fields[name].key.from, -1, name + " means nothing here"})
		}
	}
}

// told writes oddities in the order of the file, as far as they are told.
func (p *parser) told(odd []oddity) (lines []string) {
	slices.SortStableFunc(odd, func(a, b oddity) int { return cmp.Compare(a.at, b.at) })
	for i, o := range odd {
		if i == maxTold {
			return append(lines, fmt.Sprintf("and %d more", len(odd)-i))
		}
		if o.first >= 0 {
			line, _ := position(p.text, o.first+1)
			o.reason += fmt.Sprintf(" in line %d", line)
		}
		lines = append(lines, p.fault(o.at, o.reason).Error())
	}
	return lines
}
