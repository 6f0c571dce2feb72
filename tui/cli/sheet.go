package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// column is one value of the records that a command streams: what it is
// called, which formats have it, and how it is had of a record.
type column[T any] struct {
	name  string // in data
	title string // over a table's column; empty: no table has it
	only  string // the one format of data that has it; empty: all have
	other string // the one format of data that has not; empty: none
	right bool   // a figure, which keeps to the right
	of    func(T) cell
}

// cell is a value for a reader and as data; nil is one that is missing.
type cell struct {
	text  string
	value any
}

// sheet writes records as they come: titles once, and each batch of records in
// one piece, so that whoever reads it never sees half a line.
type sheet[T any] struct {
	out     io.Writer
	format  string
	dash    string // what stands in a table for what is missing
	columns []column[T]
	widths  []int // of a table's columns, which only grow
	begun   bool
}

func newSheet[T any](env Env, out io.Writer, format string, columns []column[T]) *sheet[T] {
	s := &sheet[T]{out: out, format: format, dash: "—"}
	if !utf8Locale(env) {
		s.dash = "-"
	}
	for _, c := range columns {
		if format == "table" && c.title != "" || format != "table" && c.other != format && (c.only == "" || c.only == format) {
			s.columns = append(s.columns, c)
			s.widths = append(s.widths, ui.Width(c.title))
		}
	}
	return s
}

// add writes records.
func (s *sheet[T]) add(records ...T) error {
	if len(records) == 0 {
		return nil
	}
	var text bytes.Buffer
	if err := s.encode(&text, s.fields(records)); err != nil {
		return err
	}
	_, err := s.out.Write(text.Bytes())
	return err
}

// end closes a sheet: one of csv has its titles even when no record came.
func (s *sheet[T]) end() error {
	if s.begun || s.format != "csv" {
		return nil
	}
	var text bytes.Buffer
	if err := s.encode(&text, nil); err != nil {
		return err
	}
	_, err := s.out.Write(text.Bytes())
	return err
}

// fields makes the records of the formats.
func (s *sheet[T]) fields(records []T) [][]field {
	all := make([][]field, 0, len(records))
	for _, r := range records {
		record := make([]field, 0, len(s.columns))
		for _, c := range s.columns {
			v := c.of(r)
			if v.value == nil {
				v.text = s.dash
			}
			record = append(record, field{c.name, c.title, v.text, v.value})
		}
		all = append(all, record)
	}
	return all
}

func (s *sheet[T]) encode(text *bytes.Buffer, records [][]field) error {
	first := !s.begun
	s.begun = true
	switch s.format {
	case "json":
		return writeJSON(text, records)
	case "plain":
		return writeRows(text, rows(records, field.raw), "\t")
	case "csv":
		out := csv.NewWriter(text)
		if first {
			_ = out.Write(s.head(func(c column[T]) string { return c.name }))
		}
		return out.WriteAll(rows(records, field.raw))
	}
	lines := rows(records, func(f field) string { return ui.Clean(f.text) })
	if first {
		lines = slices.Insert(lines, 0, s.head(func(c column[T]) string { return c.title }))
	}
	s.pad(lines)
	return writeRows(text, lines, "  ")
}

func (s *sheet[T]) head(text func(column[T]) string) []string {
	var titles []string
	for _, c := range s.columns {
		titles = append(titles, text(c))
	}
	return titles
}

// pad brings a table's cells to the width of their columns.
func (s *sheet[T]) pad(lines [][]string) {
	last := len(s.columns) - 1
	for i, c := range s.columns {
		for _, line := range lines {
			s.widths[i] = max(s.widths[i], ui.Width(line[i]))
		}
		for _, line := range lines {
			blank := ui.Blank(s.widths[i] - ui.Width(line[i]))
			switch {
			case c.right:
				line[i] = blank + line[i]
			case i < last:
				line[i] += blank
			}
		}
	}
}

// priceCell is a price: grouped for a reader, to the given decimals, and as the
// API has it in data.
func priceCell(p kite.Price, decimals int) cell {
	if p == 0 {
		return cell{}
	}
	return cell{ui.Price(float64(p), decimals), json.Number(strconv.FormatFloat(float64(p), 'f', -1, 64))}
}

// countCell is a number of shares, contracts or orders.
func countCell(c kite.Count) cell {
	if !c.Known {
		return cell{}
	}
	return cell{ui.Price(float64(c.N), 0), json.Number(strconv.FormatInt(c.N, 10))}
}

// textCell is a text; an empty one is missing.
func textCell(text string) cell {
	if text == "" {
		return cell{}
	}
	return cell{text, text}
}
