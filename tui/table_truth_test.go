package tui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/tui/ui"
)

func TestEveryFigureIsTheExchanges(t *testing.T) {
	w, change := listenIn(t, truthList(), oddities)
	start{w: 150, h: 30, at: morning, change: change}.drive(t, func(d *driver) {
		d.after(3 * time.Second)
		for range truthColumns[1:] { // every list has been on the screen, and what it needs asked for
			d.key("tab")
			d.after(time.Since(d.start) + 22*time.Second)
		}
		d.key("p")
		d.after(time.Since(d.start) + time.Second)
		d.key("1")
		for _, column := range truthColumns {
			if got := d.m.watch.Name(); got != column {
				t.Fatalf("the list shown is %s, want %s", got, column)
			}
			rows := rowTexts(d.screen())
			for _, r := range heldRows {
				checkRow(t, truthOf{w, r}, column, rows[r.symbol])
			}
			d.key("tab")
		}
		if end := w.before("MCX:GOLD26DECFUT"); end.oi == nil {
			t.Error("no change of open interest could be checked")
		}
		d.send(sizeMsg(400, 30))
		checkWhole(t, w, d.screen())
	})
}

// rowTexts are the rows of a screen by their symbols: what stands right of
// the exchange.
func rowTexts(screen string) map[string]string {
	rows := map[string]string{}
	for _, line := range strings.Split(screen, "\n") {
		for _, r := range heldRows {
			exchange, name, _ := strings.Cut(r.symbol, ":")
			if rest, ok := strings.CutPrefix(strings.TrimLeft(line, "▌! "), name+" "+exchange+" "); ok {
				rows[r.symbol] = rest
			}
		}
	}
	return rows
}

var (
	stateGlyph = regexp.MustCompile(`(●|(○|◐|~|■)( \S+)*|× (no data|none))$`)
	badge      = regexp.MustCompile(`^(↑|↓|UC|LC)(\s|$)`)
)

// checkRow compares the last price, the column's cell and the state of a row
// with the exchange's.
func checkRow(t *testing.T, truth truthOf, column, text string) {
	t.Helper()
	text = strings.TrimSpace(text)
	state := stateGlyph.FindString(text)
	rest := strings.TrimSpace(strings.TrimSuffix(text, state))
	ltp, cell, _ := strings.Cut(rest, " ")
	cell = strings.TrimSpace(cell)
	cell = strings.TrimSpace(badge.ReplaceAllString(cell, ""))
	symbol := truth.r.symbol
	if truth.figure("last_price").Sign() == 0 {
		if ltp != "—" || state != "× no data" && state != "× none" {
			t.Errorf("%s, %s: a last price of 0 is shown as %q", column, symbol, text)
		}
		return
	}
	if want := truth.price("last_price"); !want[ltp] {
		t.Errorf("%s, %s: last price %q, want %v", column, symbol, ltp, want)
	}
	if column == "state" {
		if want := truth.state(); state != want {
			t.Errorf("%s: state %q, want %q", symbol, state, want)
		}
		return
	}
	if want := truth.cell(column); !want[cell] {
		t.Errorf("%s, %s: %q, want %v in %q", column, symbol, cell, want, text)
	}
}

// checkWhole finds every cell again, in order, in a screen that has room for
// all columns, and the points of each column's figures below each other.
func checkWhole(t *testing.T, w *wire, screen string) {
	t.Helper()
	points := map[string]map[int]bool{}
	for symbol, text := range rowTexts(screen) {
		r := heldRows[slices.IndexFunc(heldRows, func(r held) bool { return r.symbol == symbol })]
		if w.figure(symbol, "last_price").Sign() == 0 {
			continue
		}
		truth, at := truthOf{w, r}, 0
		for _, column := range append([]string{"ltp"}, truthColumns[:len(truthColumns)-1]...) {
			want := truth.price("last_price")
			if column != "ltp" {
				want = truth.cell(column)
			}
			from, cell := -1, ""
			for cell = range want {
				if from = strings.Index(text[at:], cell); from >= 0 {
					break
				}
			}
			if from < 0 {
				t.Errorf("all columns, %s: no %s %v in order in %q", symbol, column, want, text)
				break
			}
			at += from + len(cell)
			if dot := strings.Index(cell, "."); dot >= 0 && !slices.Contains([]string{"volume", "oi", "oi_change", "bid_ask"}, column) {
				if points[column] == nil {
					points[column] = map[int]bool{}
				}
				points[column][ui.Width(symbol)+ui.Width(text[:at-len(cell)+dot])] = true
			}
		}
	}
	for column, places := range points {
		if len(places) != 1 {
			t.Errorf("the points of %s are not below each other: %v", column, places)
		}
	}
}
