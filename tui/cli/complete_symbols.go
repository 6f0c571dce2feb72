package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// symbolTaker is a command whose arguments are symbols.
type symbolTaker struct {
	many   bool // it takes several
	atm    bool // options at the money too, for which a price is asked
	env    Env
	shared *sharedFlags
}

// symbolTakers are the commands that take symbols, by their paths.
func symbolTakers() map[string]symbolTaker {
	return map[string]symbolTaker{
		"kitewatch":                    {many: true, atm: true},
		"kitewatch quote":              {many: true, atm: true},
		"kitewatch watch":              {many: true, atm: true},
		"kitewatch candles":            {atm: true},
		"kitewatch instruments show":   {},
		"kitewatch instruments tokens": {many: true},
	}
}

// answer offers symbols: those of the watchlist where nothing is typed, else of
// the list that is kept, whatever its age. In the demo it offers the exchanges
// alone: nothing of the trader's is read there.
func (t symbolTaker) answer(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 && !t.many {
		return nil, nothingElse
	}
	offer := newOffer(typed, args, time.Now())
	offer.exchanges()
	if demo, err := cmd.Flags().GetBool("demo"); err == nil && demo {
		return offer.shell()
	}
	f := t.shared.from(cmd, t.env)
	if typed == "" {
		t.watched(offer, f)
		return offer.shell()
	}
	paths, err := f.paths.Resolve()
	if err != nil {
		return offer.shell()
	}
	offer.calendar, _ = marketHours(paths)
	list, err := instruments.Cache{Dir: paths.Dump(store.Server(f.apiURL))}.Load()
	if err != nil {
		return offer.shell()
	}
	t.listed(offer, list)
	return offer.shell()
}

// watched offers what the watchlist names, with the name of its list.
func (t symbolTaker) watched(o *offer, f sharedFlags) {
	list, err := watchlistOf(t.env, f)
	if err != nil {
		return
	}
	add := func(s kite.Symbol, of string) {
		if t.atm || !strings.Contains(s.Tradingsymbol, "@ATM") {
			o.add(s, s.String(), of)
		}
	}
	for _, l := range list.Lists {
		for _, e := range l.Entries {
			add(e.Symbol, l.Name)
		}
	}
	for _, s := range list.Strip {
		add(s, "strip")
	}
}

// listed offers what the list has.
func (t symbolTaker) listed(o *offer, l *instruments.List) {
	exchange, name, named := strings.Cut(strings.ToUpper(o.typed), ":")
	if !named {
		exchange, name = "NSE", exchange
	}
	b := beginning{exchange: exchange, name: name, any: !named,
		others: instruments.Exchanges(), today: market.DateOf(o.now)}
	if underlying, what, rolling := strings.Cut(name, "@"); rolling || named && name != "" {
		o.rolling(l, rollingOf{exchange, underlying, what}, t.atm)
		if rolling {
			return
		}
	}
	for _, row := range b.best(l) {
		in := l.At(row)
		text := in.Symbol.String()
		if !named {
			text = in.Symbol.Tradingsymbol
		}
		o.add(in.Symbol, text, described(in))
	}
}

// offer is what a shell is told.
type offer struct {
	typed    string
	taken    map[string]bool // what stands on the line already, in capitals
	now      time.Time       // IST
	calendar *market.Calendar
	lines    []cobra.Completion
	open     bool // a line is not all of an argument: no blank after it
}

func newOffer(typed string, args []string, now time.Time) *offer {
	o := &offer{typed: typed, taken: map[string]bool{}, now: now.In(market.IST)}
	for _, arg := range args {
		o.taken[strings.ToUpper(arg)] = true
		if s, err := symbolArg(arg); err == nil {
			o.taken[s.String()] = true
		}
	}
	return o
}

func (o *offer) shell() ([]cobra.Completion, cobra.ShellCompDirective) {
	directive := nothingElse | cobra.ShellCompDirectiveKeepOrder
	if o.open {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return o.lines, directive
}

// exchanges offers those that begin as is typed.
func (o *offer) exchanges() {
	for _, e := range instruments.Exchanges() {
		if strings.HasPrefix(e, strings.ToUpper(o.typed)) {
			o.lines = append(o.lines, asTyped(o.typed, e+":")+"\texchange")
			o.open = true
		}
	}
}

// add offers a symbol, unless it stands on the line or a shell might read
// something else in it.
func (o *offer) add(s kite.Symbol, text, about string) {
	if o.taken[s.String()] || o.taken[text] || !isTypeable(text) {
		return
	}
	o.taken[s.String()] = true
	line := asTyped(o.typed, text)
	if about = plain(about); about != "" {
		line += "\t" + about
	}
	o.lines = append(o.lines, line)
}

// rollingOf is a rolling symbol as far as it is typed.
type rollingOf struct{ exchange, name, what string }

// rolling offers the rolling symbols of a name, with what they stand for now.
func (o *offer) rolling(l *instruments.List, r rollingOf, atm bool) {
	kinds := []string{"FUT1", "FUT2", "FUT3"}
	if atm {
		kinds = append(kinds, "ATMCE", "ATMPE", "ATM+1CE", "ATM-1PE")
	}
	for _, kind := range kinds {
		if !strings.HasPrefix(kind, r.what) {
			continue
		}
		s := kite.Symbol{Exchange: r.exchange, Tradingsymbol: r.name + "@" + kind}
		parsed, _, err := instruments.ParseRolling(s)
		if err != nil {
			return
		}
		about := "strike at the money, nearest expiry"
		if parsed.Future == 0 {
			parsed.Future = 1 // whether the name has contracts at all
		} else {
			about = ""
		}
		roll, err := l.Resolve(parsed, instruments.Moment{Now: o.now, Calendar: o.calendar})
		if err != nil {
			continue
		}
		if about == "" {
			about = "now " + roll.Contract.Symbol.Tradingsymbol
		}
		o.add(s, s.String(), about)
	}
}

// described is what a reader tells instruments apart by.
func described(in instruments.Instrument) string {
	switch {
	case in.IsIndex():
		return "index"
	case in.Expiry == 0:
		return in.Name
	}
	return in.Name + " " + in.Expiry.Time().Format(dayForm)
}

// asTyped writes a text as what is typed begins: in small letters if that is in
// small letters, and its beginning letter for letter.
func asTyped(typed, text string) string {
	if len(typed) > len(text) {
		return text
	}
	rest := text[len(typed):]
	if typed != "" && typed == strings.ToLower(typed) && typed != strings.ToUpper(typed) {
		rest = strings.ToLower(rest)
	}
	return typed + rest
}

// isTypeable reports whether a text stands on a line of a shell for itself, if
// need be after backslashes. It comes from the network: what a shell would run
// is not put on anybody's line.
func isTypeable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		return !letter && !slices.Contains([]rune(" :&-._+@/%"), r)
	})
}
