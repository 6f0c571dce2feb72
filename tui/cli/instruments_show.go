package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

func newShow(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	cmd := &cobra.Command{
		Use:   "show SYMBOL",
		Short: "All that the list says of one instrument",
		Long: `show prints an instrument's row of the list, and what follows from it: the
decimals of its prices, the hours it is traded in, what it is written on, the
days to its expiry, and how many futures and options are written on it.

SYMBOL is EXCHANGE:TRADINGSYMBOL, a tradingsymbol that NSE has or only one
exchange, a rolling future such as NFO:NIFTY@FUT1, or an instrument token.

Exit codes: 0 done; 1 there is no list; 2 usage; 4 no such symbol, with the
reason and what may be meant on stderr, or a bad file; 8 rate limited; 9 network
given up.`,
		Example: `  kitewatch instruments show INFY
  kitewatch instruments show "NIFTY 50"
  kitewatch instruments show NFO:NIFTY@FUT1 --format json
  kitewatch instruments show 256265`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("show takes one symbol, such as NSE:INFY, not %d; one with a blank needs quotes", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			format, err := f.resolve(env)
			if err != nil {
				return err
			}
			if _, err := instrumentArg(args[0]); err != nil {
				return err // before anything is downloaded
			}
			return withList(cmd, env, shared, func(s *shelf, l *instruments.List) error {
				return s.show(cmd.Context(), l, format, args[0])
			})
		},
	}
	f.register(cmd)
	return cmd
}

// show prints an instrument with what follows from its row.
func (s *shelf) show(ctx context.Context, l *instruments.List, format, arg string) error {
	symbol, in, err := s.resolve(l, arg)
	if err != nil {
		return err
	}
	sheet := newSheet(s.env, nil, format, instrumentColumns())
	sheet.columns = instrumentColumns() // a reader too gets all of them
	record := append(sheet.fields([]instruments.Instrument{in})[0], s.facts(l, symbol, in)...)
	for i := range record {
		if record[i].value == nil {
			record[i].text = sheet.dash
		}
	}
	out := openStdout(ctx, s.env)
	if format == "table" {
		return served(writeDown(out, record))
	}
	return served(write(out, format, record))
}

// resolve says which instrument is meant, and of one that has gone what the
// list of the day before knows.
func (s *shelf) resolve(l *instruments.List, arg string) (kite.Symbol, instruments.Instrument, error) {
	now := s.now(l)
	symbol, in, err := resolveSymbol(l, arg, now, s.calendar)
	var gone *unlisted
	if !errors.As(err, &gone) {
		return symbol, in, err
	}
	older, missing := s.cache.Previous()
	if missing != nil {
		return symbol, in, err
	}
	return resolver{list: l, older: older, now: now, calendar: s.calendar}.resolve(arg)
}

// facts are what follows from an instrument's row. asked is the symbol it was
// found by.
func (s *shelf) facts(l *instruments.List, asked kite.Symbol, in instruments.Instrument) []field {
	now := s.now(l)
	rolling, until := s.stands(l, asked)
	fields := []struct {
		name string
		cell cell
	}{
		{"decimals", intCell(int64(instruments.Decimals(in)))},
		{"hours", s.hours(l, in, now)},
		{"underlying", s.underlying(l, in, now)},
		{"days_to_expiry", daysCell(in, now)},
		{"futures", cell{}},
		{"options", cell{}},
		{"rolling", rolling},
		{"rolls_at", until},
	}
	if in.Type == "EQ" {
		futures, options := s.written(l, in, now)
		fields[4].cell, fields[5].cell = intCell(futures), intCell(options)
	}
	record := make([]field, 0, len(fields))
	for _, f := range fields {
		record = append(record, field{f.name, "", f.cell.text, f.cell.value})
	}
	return record
}

// stands says which rolling symbol an instrument was found by, and until when
// it stands for it; nothing of others.
func (s *shelf) stands(l *instruments.List, asked kite.Symbol) (symbol, until cell) {
	r, rolling, err := instruments.ParseRolling(asked)
	if !rolling || err != nil {
		return cell{}, cell{}
	}
	roll, err := l.Resolve(r, instruments.Moment{Now: s.now(l), Calendar: s.calendar})
	if err != nil {
		return cell{}, cell{}
	}
	when := roll.Until.In(market.IST)
	text := when.Format("15:04 IST on Mon 2 Jan 2006")
	s.say("%s is %s until %s.", asked.String(), roll.Contract.Symbol.String(), text)
	return textCell(asked.String()), cell{text, stamp(when)}
}

// hours is the venue whose hours hold, and for a reader those of today.
func (s *shelf) hours(l *instruments.List, in instruments.Instrument, now time.Time) cell {
	venue := market.VenueFor(market.Facts{
		Exchange: in.Symbol.Exchange, Segment: in.Segment, Name: in.Name, Derivatives: l.HasDerivatives(in),
	})
	today := "shut today"
	if sessions := s.calendar.Sessions(venue, now); len(sessions) > 0 {
		today = "today " + sessions[0].Start.Format("15:04") + " to " + sessions[len(sessions)-1].End.Format("15:04") + " IST"
	} else if name, ok := s.calendar.Holiday(venue, now); ok {
		today += ", " + name
	}
	return cell{today + " (" + string(venue) + " in market.toml)", string(venue)}
}

// underlying is what a contract is written on; nothing of others, nor of the
// future that stands for its own commodity.
func (s *shelf) underlying(l *instruments.List, in instruments.Instrument, now time.Time) cell {
	if in.Type == "EQ" {
		return cell{}
	}
	on, err := l.Underlying(in.Symbol.Exchange, in.Name, now, s.calendar)
	if err != nil || on.Symbol == in.Symbol {
		return cell{}
	}
	return textCell(on.Symbol.String())
}

func daysCell(in instruments.Instrument, now time.Time) cell {
	if in.Expiry == 0 {
		return cell{}
	}
	days := int64(in.Expiry - market.DateOf(now))
	c := intCell(days)
	switch {
	case days == 0:
		c.text = "0, it expires today"
	case days < 0:
		c.text += ", it has expired"
	}
	return c
}

// written counts the futures and options that are written on a share or an
// index. NSE's contracts on a share are those on BSE's too.
func (s *shelf) written(l *instruments.List, on instruments.Instrument, now time.Time) (futures, options int64) {
	type family struct{ exchange, name string }
	ours := map[family]bool{}
	for row := range l.Len() {
		in := l.At(row)
		f := family{in.Symbol.Exchange, in.Name}
		if in.Type == "EQ" || f.exchange != "NFO" && f.exchange != "BFO" {
			continue
		}
		is, known := ours[f]
		if !known {
			under, err := l.Underlying(f.exchange, f.name, now, s.calendar)
			is = err == nil && under.Symbol == on.Symbol || !on.IsIndex() && f.name == on.Symbol.Tradingsymbol
			ours[f] = is
		}
		switch {
		case !is:
		case in.Type == "FUT":
			futures++
		default:
			options++
		}
	}
	return futures, options
}

// writeDown prints a record for a reader, a field a line.
func writeDown(w io.Writer, record []field) error {
	width := 0
	for _, f := range record {
		width = max(width, ui.Width(f.name))
	}
	text := ""
	for _, f := range record {
		text += f.name + ui.Blank(width-ui.Width(f.name)) + "  " + ui.Clean(f.text) + "\n"
	}
	_, err := fmt.Fprint(w, text)
	return err
}
