package cli

import (
	"context"
	"errors"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
)

// What a snapshot is polled with: it ends with its first reading, so that the
// interval is only how soon a reply without prices is asked for again.
const (
	snapshotInterval = 5 * time.Second
	snapshotRetries  = 3
)

const quoteHelp = `quote asks once and prints a line for each instrument. SYMBOL is
EXCHANGE:TRADINGSYMBOL, a tradingsymbol of NSE or of the only exchange that has
it, a rolling symbol such as NFO:NIFTY@FUT1, or an instrument token.

state says what a price is worth: live, quiet (no trade for a minute), auction,
closed (the market is shut, the price is its last), or no data. change is from
the previous close, and survives the close of the market. A value that is not
known is null or empty, never 0.

What the network loses is asked for again after 2, 4 and 8 seconds. More than
250 instruments are several calls, 1.1 seconds apart. stdout has data alone.

Exit codes: 0 done; 1 the API refuses; 2 usage; 3 login needed; 4 a bad file, or
a symbol that nobody knows (the others are printed all the same); 8 rate
limited; 9 network given up.`

func newQuote(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	var mode string
	cmd := &cobra.Command{
		Use:   "quote SYMBOL…",
		Short: "One snapshot of instruments",
		Long:  quoteHelp,
		Example: `  kitewatch quote NSE:INFY "NSE:NIFTY 50"
  kitewatch quote INFY TCS --mode ltp --format plain
  kitewatch quote NSE:INFY --mode quote | jq .depth.buy[0]`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("quote needs a symbol, such as NSE:INFY; kitewatch watch knows the watchlist")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := modeOf(mode)
			if err != nil {
				return err
			}
			asked, err := instrumentArgs(args)
			if err != nil {
				return err
			}
			ctx, end := whileRead(cmd.Context(), env)
			defer end()
			return withSheet(ctx, env, f, readingColumns(m), func(s *sheet[reading]) error {
				d, err := openDesk(env, shared.from(cmd, env))
				if err != nil {
					return err
				}
				defer d.close()
				found, err := d.contracts(ctx, asked)
				if err != nil {
					return err
				}
				return d.follow(ctx, snapshotOf(found.symbols, s))
			})
		},
	}
	cmd.Flags().StringVar(&mode, "mode", "ohlc", "`what` of each: ltp, ohlc or quote")
	f.register(cmd)
	return cmd
}

// snapshotOf is the poll of one reading. Whatever mode is printed, the full
// quote is asked for, which costs a call like any other: only its trade time
// tells live from quiet.
func snapshotOf(symbols []kite.Symbol, s *sheet[reading]) poll {
	return poll{
		symbols: symbols, mode: kite.ModeQuote, interval: snapshotInterval, retries: snapshotRetries,
		count: 1, snapshot: true,
		write: func(rows []reading) error { return s.add(rows...) },
	}
}

// modeOf reads --mode.
func modeOf(text string) (kite.Mode, error) {
	var m kite.Mode
	if err := m.UnmarshalText([]byte(text)); err != nil {
		return m, usage("--mode: %w", err)
	}
	return m, nil
}

// withSheet runs what writes a sheet to stdout, and ends it.
func withSheet[T any](ctx context.Context, env Env, f outputFlags, columns []column[T], run func(*sheet[T]) error) error {
	format, err := f.resolve(env)
	if err != nil {
		return err
	}
	s := newSheet(env, openStdout(ctx, env), format, columns)
	if err := run(s); err != nil {
		if errors.Is(context.Cause(ctx), syscall.EPIPE) {
			return nil // its reader has gone, as in served
		}
		return served(err)
	}
	return served(s.end())
}
