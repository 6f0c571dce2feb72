package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"kitewatch/kite/instruments"
	"kitewatch/tui/ui"
)

// newInstruments is the group of the commands around the day's list.
func newInstruments(env Env, shared *sharedFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "instruments",
		Short: "The day's list of instruments: download, search, look up, compare",
		Long: `instruments works with the list of all that is traded, which the exchange makes
anew each trading day. It is downloaded when there is none, and when the one
kept is older than 08:30 IST of the last trading day; in between nothing is
asked of the network. No login is needed.

When a download fails, the last good list serves, and stderr says how old it is.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("%q is none of refresh, search, show, tokens, diff", ui.Clean(args[0]))
			}
			return usage("instruments needs one of refresh, search, show, tokens, diff")
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused
	}
	cmd.AddCommand(newRefresh(env, shared), newSearch(env, shared), newShow(env, shared),
		newTokens(env, shared), newDiff(env, shared))
	return cmd
}

// download is what a refresh has brought.
type download struct {
	list  *instruments.List
	bytes int64  // over the wire; 0: another process's download serves
	dir   string // where it is kept; empty: it could not be
}

func newRefresh(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Download the list now",
		Long: `refresh downloads the list, whatever the age of the one that is kept, and
replaces that one only by a whole list: all columns, no row cut, index rows, no
less than half as many rows as before. A list that came within the last minute,
by another kitewatch or this one, is taken for the answer. Several at once make
one download.

What the network loses is asked for again after 2, 4 and 8 seconds. A bar on
stderr shows the progress, if stderr is a terminal.

Exit codes: 0 done; 1 what came is no whole list, or it cannot be kept; 4 a bad
file; 8 rate limited; 9 network given up; 130 interrupted. But for 0, the list
that was there stays.`,
		Example: `  kitewatch instruments refresh
  kitewatch instruments refresh --format json | jq .rows`,
		Args: noArgs(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSheet(cmd.Context(), env, f, downloadColumns(), func(sheet *sheet[download]) error {
				s, err := openShelf(env, shared.from(cmd, env))
				if err != nil {
					return err
				}
				defer s.close()
				d, err := s.refresh(cmd.Context())
				if d.list == nil {
					return err
				}
				if written := sheet.add(d); written != nil {
					return written
				}
				return err // a list that is good, but could not be kept
			})
		},
	}
	f.register(cmd)
	return cmd
}

func downloadColumns() []column[download] {
	return []column[download]{
		{name: "fetched", title: "FETCHED", of: func(d download) cell {
			return cell{listTime(d.list), stamp(d.list.Fetched())}
		}},
		{name: "rows", title: "ROWS", right: true, of: func(d download) cell { return intCell(int64(d.list.Len())) }},
		{name: "bad_rows", title: "BAD ROWS", right: true, of: func(d download) cell { return intCell(int64(d.list.Bad())) }},
		{name: "bytes", title: "DOWNLOADED", right: true, of: func(d download) cell {
			if d.bytes == 0 {
				return cell{}
			}
			return cell{megabytes(d.bytes), intCell(d.bytes).value}
		}},
		{name: "folder", title: "KEPT IN", of: func(d download) cell { return textCell(d.dir) }},
	}
}

// megabytes writes a size as it is spoken of.
func megabytes(bytes int64) string {
	return strconv.FormatFloat(float64(bytes)/1e6, 'f', 2, 64) + " MB"
}
