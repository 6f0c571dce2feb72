package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"kitewatch/tui/ui"
)

// formats are the shapes that data on stdout may have: aligned under titles
// for a reader; the bare values, a tab between; an object a line; and what a
// spreadsheet reads.
var formats = []string{"table", "plain", "json", "csv"}

// outputFlags are those of the commands whose output is data.
type outputFlags struct{ format string }

func (f *outputFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", "", "`shape` of the output: "+strings.Join(formats, ", ")+
		" (default table on a terminal, else json)")
}

// resolve returns the format asked for, or the one that suits stdout.
func (f outputFlags) resolve(env Env) (string, error) {
	switch {
	case slices.Contains(formats, f.format):
		return f.format, nil
	case f.format != "":
		return "", usage("--format %q is none of %s", f.format, strings.Join(formats, ", "))
	case isTerminal(env.Stdout):
		return "table", nil
	}
	return "json", nil
}

func isTerminal(f *os.File) bool {
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}

// field is one value of a record.
type field struct {
	name  string // in data, as the API names it
	title string // over a table's column
	text  string // in a table
	value any    // in data: text or number; nil: missing
}

// write prints records, which all have the same fields.
func write(w io.Writer, format string, records ...[]field) error {
	if len(records) == 0 {
		return nil
	}
	switch format {
	case "json":
		return writeJSON(w, records)
	case "csv":
		return writeCSV(w, records)
	case "plain":
		return writeRows(w, rows(records, field.raw), "\t")
	}
	titles := rows(records[:1], func(f field) string { return f.title })
	lines := append(titles, rows(records, func(f field) string { return ui.Clean(f.text) })...)
	for column := range lines[0] {
		width := 0
		for _, line := range lines {
			width = max(width, ui.Width(line[column]))
		}
		for _, line := range lines {
			if column < len(line)-1 {
				line[column] += ui.Blank(width - ui.Width(line[column]))
			}
		}
	}
	return writeRows(w, lines, "  ")
}

// raw is a value as data; a missing one is empty.
func (f field) raw() string {
	if f.value == nil {
		return ""
	}
	return ui.Clean(fmt.Sprint(f.value))
}

func rows(records [][]field, text func(field) string) [][]string {
	var out [][]string
	for _, record := range records {
		var row []string
		for _, f := range record {
			row = append(row, text(f))
		}
		out = append(out, row)
	}
	return out
}

func writeRows(w io.Writer, rows [][]string, between string) error {
	for _, row := range rows {
		if _, err := fmt.Fprintln(w, strings.Join(row, between)); err != nil {
			return err
		}
	}
	return nil
}

func writeCSV(w io.Writer, records [][]field) error {
	out := csv.NewWriter(w)
	_ = out.WriteAll(rows(records[:1], func(f field) string { return f.name }))
	_ = out.WriteAll(rows(records, field.raw)) // an error stays, and is told below
	return out.Error()
}

// writeJSON writes an object a line, the fields in their order.
func writeJSON(w io.Writer, records [][]field) error {
	for _, record := range records {
		var line bytes.Buffer
		values := json.NewEncoder(&line)
		values.SetEscapeHTML(false) // M&M stays M&M
		for i, f := range record {
			if i == 0 {
				line.WriteByte('{')
			} else {
				line.WriteByte(',')
			}
			fmt.Fprintf(&line, "%q:", f.name)
			if err := values.Encode(f.value); err != nil {
				return err
			}
			line.Truncate(line.Len() - 1) // the line's end
		}
		line.WriteString("}\n")
		if _, err := w.Write(line.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
