package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/tui/store"
)

// place is where an entry stands in the file.
type place struct {
	list  store.ListRef
	index int // of the list in own
	row   int // of the entry in it
	entry store.EntryRef
}

// selected is the place of the row under the cursor. A row of All is that of
// the first list which has it.
func (m *model) selected() (place, bool) {
	name, row, ok := m.watch.At()
	if !ok {
		return place{}, false
	}
	nth := 0
	for i, l := range m.own {
		if l.Name != name || row >= len(l.Entries) {
			continue
		}
		if nth == m.watch.Nth() {
			return m.placeOf(i, row), true
		}
		nth++
	}
	symbol, _ := m.watch.Selected()
	for i, l := range m.own {
		row := slices.IndexFunc(l.Entries, func(e store.Entry) bool { return m.contracts.real(e.Symbol) == symbol })
		if row >= 0 {
			return m.placeOf(i, row), true
		}
	}
	return place{}, false
}

// placeOf names an entry of a list as the file has it.
func (m *model) placeOf(list, row int) place {
	entries := m.own[list].Entries
	p := place{list: m.listRef(list), index: list, row: row, entry: store.EntryRef{Symbol: entries[row].Symbol}}
	for _, e := range entries[:row] {
		if e.Symbol == p.entry.Symbol {
			p.entry.Nth++
		}
	}
	return p
}

// listRef names a list as the file has it.
func (m *model) listRef(list int) store.ListRef {
	ref := store.ListRef{Name: m.own[list].Name}
	for _, l := range m.own[:list] {
		if l.Name == ref.Name {
			ref.Nth++
		}
	}
	return ref
}

// mostKeys bounds how many keys wait for an edit.
const mostKeys = 50

// editKey takes the keys that edit the watchlist; false for any other.
func (m *model) editKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := &m.keys
	if !key.Matches(msg, k.Remove, k.MoveDown, k.MoveUp, k.Transfer, k.Note, k.Accept, k.NewList, k.Rename, k.RemoveList, k.Undo) {
		return nil, false
	}
	if m.edits.busy {
		if len(m.edits.keys) < mostKeys {
			m.edits.keys = append(slices.Clip(m.edits.keys), msg)
		}
		return nil, true
	}
	return m.editNow(msg), true
}

// nextKey does what the keys that wait say, up to the next edit.
func (m *model) nextKey() tea.Cmd {
	var cmds []tea.Cmd
	for len(m.edits.keys) > 0 && !m.edits.busy && m.focus == onWatch {
		first := m.edits.keys[0]
		m.edits.keys = m.edits.keys[1:]
		cmds = append(cmds, m.editNow(first))
	}
	return tea.Batch(cmds...)
}

// editNow does what a key says.
func (m *model) editNow(msg tea.KeyMsg) tea.Cmd {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Remove):
		return m.onRow(m.removeRow)
	case key.Matches(msg, k.MoveDown):
		return m.onRow(func(p place) tea.Cmd { return m.moveRow(p, 1) })
	case key.Matches(msg, k.MoveUp):
		return m.onRow(func(p place) tea.Cmd { return m.moveRow(p, -1) })
	case key.Matches(msg, k.Transfer):
		return m.onRow(m.askList)
	case key.Matches(msg, k.Note):
		return m.onRow(m.askNote)
	case key.Matches(msg, k.Accept):
		return m.onRow(m.accept)
	case key.Matches(msg, k.NewList):
		m.ask("New list", "", "its name", (*model).newList)
	case key.Matches(msg, k.Rename):
		return m.onList(m.askName)
	case key.Matches(msg, k.RemoveList):
		return m.onList(m.removeList)
	case key.Matches(msg, k.Undo):
		return m.undo()
	}
	return nil
}

func (m *model) onRow(do func(place) tea.Cmd) tea.Cmd {
	p, ok := m.selected()
	if !ok {
		return m.note("no row is selected")
	}
	return do(p)
}

// onList acts on the list shown; All is no list of the file's.
func (m *model) onList(do func(int) tea.Cmd) tea.Cmd {
	nth := m.watch.Nth()
	for i, l := range m.own {
		if l.Name == m.watch.Name() {
			if nth == 0 {
				return do(i)
			}
			nth--
		}
	}
	return m.note("All is made of the other lists: go to one of them")
}

// called is what a row is called in a note: its contract, or what it rolls by.
func called(s kite.Symbol) string { return s.Tradingsymbol }

func (m *model) removeRow(p place) tea.Cmd {
	return m.edit(store.RemoveEntry(p.list, p.entry), called(p.entry.Symbol)+" removed from "+p.list.Name+", u undoes")
}

func (m *model) moveRow(p place, by int) tea.Cmd {
	switch {
	case m.watch.Name() != p.list.Name:
		return m.note("All is made of the other lists: rows are moved there")
	case m.watch.Sorted():
		return m.note("the rows are sorted: = goes back to the file's order, where they can be moved")
	case p.row+by < 0 || p.row+by >= len(m.own[p.index].Entries):
		return nil
	}
	word := "down"
	if by < 0 {
		word = "up"
	}
	return m.edit(store.MoveEntry(p.list, p.entry, by), called(p.entry.Symbol)+" moved "+word+", u undoes")
}

func (m *model) askNote(p place) tea.Cmd {
	m.ask("Note of "+called(p.entry.Symbol), m.own[p.index].Entries[p.row].Note, "nothing: no note", func(m *model, text string) tea.Cmd {
		says := "note of " + called(p.entry.Symbol) + " written, u undoes"
		if text == "" {
			says = "note of " + called(p.entry.Symbol) + " removed, u undoes"
		}
		return m.edit(store.SetNote(p.list, p.entry, text), says)
	})
	return nil
}

// askList asks for the list that a row goes to, by its number or name.
func (m *model) askList(p place) tea.Cmd {
	var names []string
	for i, l := range m.own {
		if i != p.index {
			names = append(names, fmt.Sprintf("%d %s", i+1, l.Name))
		}
	}
	if len(names) == 0 {
		return m.note("there is no other list: + makes one")
	}
	m.ask("Move "+called(p.entry.Symbol)+" to", "", strings.Join(names, ", "), func(m *model, text string) tea.Cmd {
		for i, l := range m.own {
			if number, err := strconv.Atoi(text); err == nil && number == i+1 || strings.EqualFold(l.Name, text) {
				return m.edit(store.TransferEntry(p.list, p.entry, m.listRef(i)), called(p.entry.Symbol)+" moved to "+l.Name+", u undoes")
			}
		}
		return m.note(fmt.Sprintf("there is no list %q", text))
	})
	return nil
}

// accept puts a suggestion in the place of a symbol that is gone.
func (m *model) accept(p place) tea.Cmd {
	to := m.contracts.of[p.entry.Symbol].suggestion
	if to.IsZero() {
		return m.note("nothing is suggested for this row")
	}
	return m.edit(store.SetSymbol(p.list, p.entry, to), called(to)+" in place of "+called(p.entry.Symbol)+", u undoes")
}

func (m *model) newList(text string) tea.Cmd {
	if text == "" {
		return nil
	}
	return m.edit(store.AddList(text), "list "+text+" made, u undoes")
}

func (m *model) askName(list int) tea.Cmd {
	ref := m.listRef(list)
	m.ask("New name of "+ref.Name, ref.Name, "", func(m *model, text string) tea.Cmd {
		if text == "" || text == ref.Name {
			return nil
		}
		return m.edit(store.RenameList(ref, text), ref.Name+" is "+text+" now, u undoes")
	})
	return nil
}

func (m *model) removeList(list int) tea.Cmd {
	ref := m.listRef(list)
	return m.edit(store.RemoveList(ref), fmt.Sprintf("list %s with %d rows removed, u undoes", ref.Name, len(m.own[list].Entries)))
}

// undo takes the latest edit back.
func (m *model) undo() tea.Cmd {
	n := len(m.edits.undos)
	if n == 0 {
		return m.note("nothing to undo in this run")
	}
	last := m.edits.undos[n-1]
	m.edits.undos = m.edits.undos[: n-1 : n-1]
	m.edits.queue = append(slices.Clip(m.edits.queue), last)
	return m.nextEdit()
}
