package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// candleFlags are those of candles alone.
type candleFlags struct {
	outputFlags
	interval   string
	from, to   string
	oi         bool
	continuous bool
}

const candlesHelp = `candles prints a line for each candle of an instrument, the oldest first:
time (when it opens), open, high, low, close, volume, and oi with --oi. The
newest one may still be forming. SYMBOL is EXCHANGE:TRADINGSYMBOL, a name of
NSE, or an instrument token.

--from and --to are in IST: YYYY-MM-DD or "YYYY-MM-DD HH:MM" with or without
seconds. Both are included, and a date alone as --to is that whole day. Without
--to it is today, without --from some hundreds of candles before --to. A span
longer than the API gives at once is fetched piece by piece, three a second at
most, and written as it comes.

What the network loses is asked for again after 2, 4 and 8 seconds. A span
without candles is no error.

Exit codes: 0 done; 1 the API refuses; 2 usage; 3 login needed; 4 a symbol or
token that the API does not know; 8 rate limited; 9 network given up; 130
interrupted: what was written stands.`

func newCandles(env Env, shared *sharedFlags) *cobra.Command {
	var f candleFlags
	cmd := &cobra.Command{
		Use:   "candles SYMBOL",
		Short: "Historical candles",
		Long:  candlesHelp,
		Example: `  kitewatch candles NSE:INFY
  kitewatch candles "NIFTY 50" --interval day --from 2015-01-01 --format csv >nifty.csv
  kitewatch candles NFO:NIFTY26DECFUT --oi --from 2026-11-23 --to "2026-11-23 10:00"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("candles takes one symbol, such as NSE:INFY, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := instrumentArgs(args)
			if err != nil {
				return err
			}
			shared := shared.from(cmd, env)
			span, err := f.span(exchangeTime(shared))
			if err != nil {
				return err
			}
			if _, err := f.resolve(env); err != nil {
				return err
			}
			d, err := openDesk(env, shared)
			if err != nil {
				return err
			}
			defer d.close()
			found, err := d.contracts(cmd.Context(), asked)
			if err != nil {
				return err
			}
			symbol := found.symbols[0]
			ctx, end := whileRead(cmd.Context(), env)
			defer end()
			return withSheet(ctx, env, f.outputFlags, candleColumns(span.interval, d.facts()(symbol).Decimals), func(s *sheet[kite.Candle]) error {
				return d.candles(ctx, symbol, span, s)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.interval, "interval", string(kite.Minute5), "`length` of a candle: "+intervalNames())
	flags.StringVar(&f.from, "from", "", "`date` or time, IST, of the first candle")
	flags.StringVar(&f.to, "to", "", "`date` or time, IST, of the last candle (default today)")
	flags.BoolVar(&f.oi, "oi", false, "the open interest too")
	flags.BoolVar(&f.continuous, "continuous", false, "day candles of a future's expired predecessors too")
	f.register(cmd)
	return cmd
}

func intervalNames() string {
	var names []string
	for _, i := range kite.Intervals() {
		names = append(names, string(i))
	}
	return strings.Join(names, ", ")
}

// span is which candles are wanted.
type span struct {
	interval kite.Interval
	from, to time.Time // both included
	days     int       // that one call may ask for
	opts     []kite.CandleOption
}

// usualDays is how far back candles are shown when --from does not say: some
// hundreds of them, over a long weekend too.
var usualDays = map[kite.Interval]int{
	kite.Minute: 5, kite.Minute3: 7, kite.Minute5: 7, kite.Minute10: 10,
	kite.Minute15: 30, kite.Minute30: 45, kite.Minute60: 90, kite.Day: 365,
}

// The years of which somebody may ask for candles. Day candles begin in the
// 1990s.
const (
	firstYear = 1990
	lastYear  = 2100
)

// exchangeTime is the exchange's clock as far as the kept list tells it: which day
// is today is for it to say, and the machine's may be wrong.
func exchangeTime(f sharedFlags) time.Time {
	var s shelf
	paths, err := f.paths.Resolve()
	if err != nil {
		return s.now(nil) // openDesk says so
	}
	s.cache.Dir = paths.Dump(store.Server(f.apiURL))
	list, err := s.cache.Load()
	if err != nil {
		return s.now(nil)
	}
	s.recallClock(list)
	return s.now(list)
}

// span reads the flags; now decides what today is.
func (f *candleFlags) span(now time.Time) (span, error) {
	s := span{interval: kite.Interval(f.interval)}
	if s.days = s.interval.MaxDays(); s.days == 0 {
		return s, usage("--interval %q is none of %s", f.interval, intervalNames())
	}
	if f.continuous && s.interval != kite.Day {
		return s, usage("--continuous needs --interval day: the API joins day candles alone")
	}
	var err error
	s.to = endOf(market.DateOf(now).Time())
	if f.to != "" {
		if s.to, err = istTime(f.to, true); err != nil {
			return s, usage("--to %w", err)
		}
	}
	s.from = market.DateOf(s.to).Time().AddDate(0, 0, -usualDays[s.interval])
	if f.from != "" {
		if s.from, err = istTime(f.from, false); err != nil {
			return s, usage("--from %w", err)
		}
	}
	if s.from.After(s.to) {
		return s, usage("--from %s is after --to %s", s.from.Format(time.DateTime), s.to.Format(time.DateTime))
	}
	if f.oi {
		s.opts = append(s.opts, kite.WithOI)
	}
	if f.continuous {
		s.opts = append(s.opts, kite.Continuous)
	}
	return s, nil
}

// istTime reads a date or a time of India; a date that ends a span is its last
// second.
func istTime(text string, end bool) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateOnly, text, market.IST)
	if err == nil && end {
		at = endOf(at)
	}
	for _, layout := range []string{"2006-01-02 15:04", time.DateTime} {
		if err != nil {
			at, err = time.ParseInLocation(layout, text, market.IST)
		}
	}
	switch {
	case err != nil:
		return at, fmt.Errorf("%q is neither YYYY-MM-DD nor \"YYYY-MM-DD HH:MM\"", text)
	case at.Year() < firstYear || at.Year() > lastYear:
		return at, fmt.Errorf("%q is not between %d and %d", text, firstYear, lastYear)
	}
	return at, nil
}

// endOf is the last second of the day that begins at midnight.
func endOf(midnight time.Time) time.Time { return midnight.Add(24*time.Hour - time.Second) }

// page is the end of the call that begins at from. All but the first begin and
// end with a day, so that no day is in two of them.
func (s span) page(from time.Time) time.Time {
	end := endOf(market.DateOf(from).Time().AddDate(0, 0, s.days-1))
	if end.After(s.to) {
		return s.to
	}
	return end
}

// pages is how many calls are needed from a time on.
func (s span) pages(from time.Time) int {
	if from.After(s.to) {
		return 0
	}
	return int(market.DateOf(s.to)-market.DateOf(from))/s.days + 1
}

// candleColumns are the values of a candle.
func candleColumns(interval kite.Interval, decimals int) []column[kite.Candle] {
	layout := "2006-01-02 15:04"
	if interval == kite.Day {
		layout = time.DateOnly
	}
	price := func(name string, of func(kite.Candle) kite.Price) column[kite.Candle] {
		return column[kite.Candle]{name: name, title: strings.ToUpper(name), right: true,
			of: func(c kite.Candle) cell { return priceCell(of(c), decimals) }}
	}
	return []column[kite.Candle]{
		{name: "time", title: "TIME", of: func(c kite.Candle) cell {
			at := c.Time.In(market.IST)
			return cell{at.Format(layout), at.Format(time.RFC3339)}
		}},
		price("open", func(c kite.Candle) kite.Price { return c.Open }),
		price("high", func(c kite.Candle) kite.Price { return c.High }),
		price("low", func(c kite.Candle) kite.Price { return c.Low }),
		price("close", func(c kite.Candle) kite.Price { return c.Close }),
		{name: "volume", title: "VOLUME", right: true, of: func(c kite.Candle) cell { return countCell(c.Volume) }},
		{name: "oi", title: "OI", right: true, of: func(c kite.Candle) cell { return countCell(c.OI) }},
	}
}

// merge joins two runs of candles by their times: of two that open at once the
// later fetched has the better right, for the older may have been forming.
func merge(old, later []kite.Candle) []kite.Candle {
	all := append(slices.Clone(old), later...)
	slices.SortStableFunc(all, func(a, b kite.Candle) int { return a.Time.Compare(b.Time.Time) })
	kept := all[:0]
	for i, c := range all {
		if i+1 == len(all) || !c.Time.Equal(all[i+1].Time.Time) {
			kept = append(kept, c)
		}
	}
	return kept
}
