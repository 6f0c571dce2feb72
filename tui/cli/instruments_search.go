package cli

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// searchLimit is how many instruments a search prints unless told otherwise.
const searchLimit = 20

func newSearch(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	limit := searchLimit
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find instruments by any words",
		Long: `search finds instruments by words of symbol, name, exchange, expiry, strike and
type, in any order, or by a token; a rolling future such as NIFTY@FUT2 is found
as the contract that it stands for. Several words are one query: no quotes are
needed. What a trader means comes first: an index, then a share, then the
nearest expiry. A line each, the fields named as the API names them; what an
instrument does not have (a share's strike, an index's lot) is null or empty.

When nothing has all the words, what nearly has them is printed, and stderr says
so.

Exit codes: 0 found; 1 nothing found, or there is no list; 2 usage; 4 a bad
file; 8 rate limited; 9 network given up.`,
		Example: `  kitewatch instruments search nifty 24500 ce
  kitewatch instruments search banknifty dec fut --format plain
  kitewatch instruments search hdfc --limit 5 --format json | jq -r .tradingsymbol`,
		Args: func(_ *cobra.Command, args []string) error {
			if strings.TrimSpace(ui.Clean(strings.Join(args, " "))) == "" {
				return usage("search needs a word, such as: search nifty dec fut")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 {
				return usage("--limit %d is not 1 or more", limit)
			}
			return withSheet(cmd.Context(), env, f, instrumentColumns(), func(sheet *sheet[instruments.Instrument]) error {
				return withList(cmd, env, shared, func(s *shelf, l *instruments.List) error {
					return s.search(l, strings.Join(args, " "), limit, sheet)
				})
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", searchLimit, "print at most so many `instruments`")
	f.register(cmd)
	return cmd
}

// search prints what a query finds.
func (s *shelf) search(l *instruments.List, query string, limit int, out *sheet[instruments.Instrument]) error {
	found := instruments.NewIndex(l).Search(strings.TrimSpace(query), market.DateOf(s.now(l)), limit)
	switch {
	case len(found.Hits) == 0 && len(found.Rolling) > 0:
		r := found.Rolling[0].Symbol()
		return fmt.Errorf("%s follows a price, which the list does not have: kitewatch quote %s shows its contract", r, r)
	case len(found.Hits) == 0:
		return fmt.Errorf("nothing in the list of %s has %q", listTime(l), ui.Clean(query))
	}
	if found.Near {
		s.say("Nothing has %q; this is nearly it.", ui.Clean(query))
	}
	rows := make([]instruments.Instrument, 0, len(found.Hits))
	for _, hit := range found.Hits {
		rows = append(rows, l.At(hit.Row))
	}
	if err := out.add(rows...); err != nil {
		return err
	}
	if found.Total > len(rows) {
		s.say("%s of %s; --limit shows more.", ui.Price(float64(len(rows)), 0), ui.Price(float64(found.Total), 0))
	}
	return nil
}

// instrumentColumns are the dump's columns but for last_price, which is always
// 0 there. The exchange's own token is of no use to a reader.
func instrumentColumns() []column[instruments.Instrument] {
	type row = instruments.Instrument
	return []column[row]{
		{name: "exchange", title: "EXCH", of: func(i row) cell { return textCell(i.Symbol.Exchange) }},
		{name: "tradingsymbol", title: "SYMBOL", of: func(i row) cell { return textCell(i.Symbol.Tradingsymbol) }},
		{name: "name", title: "NAME", of: func(i row) cell { return textCell(i.Name) }},
		{name: "expiry", title: "EXPIRY", of: expiryCell},
		{name: "strike", title: "STRIKE", right: true, of: func(i row) cell { return rupeeCell(i.Strike) }},
		{name: "instrument_type", title: "TYPE", of: func(i row) cell { return textCell(i.Type) }},
		{name: "lot_size", title: "LOT", right: true, of: func(i row) cell {
			if i.LotSize == 0 {
				return cell{}
			}
			return intCell(int64(i.LotSize))
		}},
		{name: "tick_size", title: "TICK", right: true, of: func(i row) cell { return rupeeCell(i.TickSize) }},
		{name: "segment", title: "SEGMENT", of: func(i row) cell { return textCell(i.Segment) }},
		{name: "instrument_token", title: "TOKEN", right: true, of: func(i row) cell { return idCell(i.InstrumentToken) }},
		{name: "exchange_token", of: func(i row) cell { return idCell(i.ExchangeToken) }},
	}
}

// dayForm is how a table writes a day.
const dayForm = "2 Jan 2006"

func expiryCell(i instruments.Instrument) cell {
	if i.Expiry == 0 {
		return cell{}
	}
	at := i.Expiry.Time()
	return cell{at.Format(dayForm), at.Format(time.DateOnly)}
}

// rupeeCell is a strike or a tick: with paise where it has any, and no more
// digits than it has. 0 is none.
func rupeeCell(v float64) cell {
	if v == 0 {
		return cell{}
	}
	digits := strconv.FormatFloat(v, 'f', -1, 64)
	decimals := 0
	if at := strings.IndexByte(digits, '.'); at >= 0 {
		decimals = max(len(digits)-at-1, 2)
	}
	return cell{ui.Price(v, decimals), json.Number(digits)}
}

// intCell is a count.
func intCell(n int64) cell {
	return cell{ui.Price(float64(n), 0), json.Number(strconv.FormatInt(n, 10))}
}

// idCell is a number that is a name: nobody groups its digits.
func idCell(n uint32) cell {
	if n == 0 {
		return cell{}
	}
	text := strconv.FormatUint(uint64(n), 10)
	return cell{text, json.Number(text)}
}
