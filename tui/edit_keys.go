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
// the first list which has its symbol, as it is written.
func (m *model) selected() (place, bool) {
	name, row, ok := m.watch.At()
	if !ok {
		return place{}, false
	}
	if name != store.AllLists {
		list, found := m.ownList()
		if !found || row >= len(m.own[list].Entries) {
			return place{}, false
		}
		return m.placeOf(list, row), true
	}
	merged := slices.IndexFunc(m.lists, func(l store.List) bool { return l.Name == store.AllLists })
	if merged < 0 || row >= len(m.lists[merged].Entries) {
		return place{}, false
	}
	symbol := m.lists[merged].Entries[row].Symbol
	for i, l := range m.own {
		if at := slices.IndexFunc(l.Entries, func(e store.Entry) bool { return e.Symbol == symbol }); at >= 0 {
			return m.placeOf(i, at), true
		}
	}
	return place{}, false
}

// ownList is the list shown, of those that the file has; false in All.
func (m *model) ownList() (int, bool) {
	if m.watch.Name() == store.AllLists {
		return 0, false
	}
	nth := m.watch.Nth()
	for i, l := range m.own {
		if l.Name != m.watch.Name() {
			continue
		}
		if nth == 0 {
			return i, true
		}
		nth--
	}
	return 0, false
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

// waits reports that keys wait for an edit: they mean what is there after it.
func (m *model) waits() bool {
	const mostKeys = 200
	return (m.focus == onWatch || m.focus == onAlerts) && (m.edits.busy || len(m.edits.keys) > 0) && len(m.edits.keys) < mostKeys
}

// nextKeys does what the keys that wait say, up to the next edit.
func (m model) nextKeys() (tea.Model, tea.Cmd) {
	var cmds []tea.Cmd
	for len(m.edits.keys) > 0 && !m.edits.busy {
		first := m.edits.keys[0]
		m.edits.keys = m.edits.keys[1:]
		asked := m.focus == onPrompt
		next, cmd := m.act(first)
		m = next.(model)
		cmds = append(cmds, cmd)
		if asked && (first.Type == tea.KeyEnter || first.Type == tea.KeyEsc) {
			break // what the prompt reports comes first
		}
	}
	return m, tea.Batch(cmds...)
}

// editKey takes the keys that edit the watchlist; false for any other.
func (m *model) editKey(msg tea.KeyMsg) (tea.Cmd, bool) {
	k := &m.keys
	if !key.Matches(msg, k.Remove, k.MoveDown, k.MoveUp, k.Transfer, k.Note, k.Level, k.Accept, k.NewList, k.Rename, k.RemoveList, k.Undo) {
		return nil, false
	}
	return m.editNow(msg), true
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
		return m.askOfRow("Move", m.askList)
	case key.Matches(msg, k.Note):
		return m.askOfRow("Note", m.askNote)
	case key.Matches(msg, k.Level):
		return m.askOfRow("Alert", m.askLevel)
	case key.Matches(msg, k.Accept):
		return m.onRow(m.accept)
	case key.Matches(msg, k.NewList):
		m.ask(question{"New list", []string{"its name"}, newList}, "")
	case key.Matches(msg, k.Rename):
		return m.askOfList(m.askName)
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
	if i, ok := m.ownList(); ok {
		return do(i)
	}
	return m.note("All is made of the other lists: go to one of them")
}

// called is what a row is called in a note: its contract, or what it rolls by.
func called(s kite.Symbol) string { return s.Tradingsymbol }

func (m *model) removeRow(p place) tea.Cmd {
	return m.edit(store.RemoveEntry(p.list, p.entry), called(p.entry.Symbol)+" removed from "+p.list.Name+m.stays(p))
}

// stays says that a row is still there when an entry has gone: the file names
// its symbol twice.
func (m *model) stays(p place) string {
	if m.own[p.index].Entries[p.row].Twins == 0 {
		return ""
	}
	return ", its other entry stays"
}

func (m *model) moveRow(p place, by int) tea.Cmd {
	switch {
	case m.watch.Name() != p.list.Name:
		return m.note("All is made of the other lists: rows are moved there")
	case m.watch.Filtered():
		return m.note("the rows are filtered: Esc shows all, and then they can be moved")
	case m.watch.Sorted():
		return m.note("the rows are sorted: = goes back to the file's order, where they can be moved")
	case p.row+by < 0 || p.row+by >= len(m.own[p.index].Entries):
		return nil
	}
	word := "down"
	if by < 0 {
		word = "up"
	}
	return m.edit(store.MoveEntry(p.list, p.entry, by), called(p.entry.Symbol)+" moved "+word)
}

func (m *model) askNote(p place) tea.Cmd {
	was := m.own[p.index].Entries[p.row].Note
	m.ask(question{"Note of " + called(p.entry.Symbol), []string{"nothing: no note"}, func(text string) ([]change, error) {
		if text == strings.TrimSpace(was) {
			return nil, nil
		}
		says := "note of " + called(p.entry.Symbol) + " written"
		if text == "" {
			says = "note of " + called(p.entry.Symbol) + " removed"
		}
		return []change{{edit: store.SetNote(p.list, p.entry, text), says: says}}, nil
	}}, was)
	return nil
}

// askList asks for the list that a row goes to, by its number or name.
func (m *model) askList(p place) tea.Cmd {
	var names []string
	var refs []store.ListRef // as the hint shows them, whatever becomes of the file meanwhile
	for i, l := range m.own {
		refs = append(refs, m.listRef(i))
		if i != p.index {
			names = append(names, fmt.Sprintf("%d %s", i+1, l.Name))
		}
	}
	if len(names) == 0 {
		m.decline("Move "+called(p.entry.Symbol), "there is no other list, + makes one")
		return nil
	}
	stays := m.stays(p)
	m.ask(question{"Move " + called(p.entry.Symbol) + " to", []string{strings.Join(names, ", ")}, func(text string) ([]change, error) {
		for i, ref := range refs {
			if number, err := strconv.Atoi(text); err == nil && number == i+1 || strings.EqualFold(ref.Name, text) {
				says := called(p.entry.Symbol) + " moved to " + ref.Name + stays
				return []change{{edit: store.TransferEntry(p.list, p.entry, ref), says: says}}, nil
			}
		}
		return nil, fmt.Errorf("there is no list %q", text)
	}}, "")
	return nil
}

// accept puts a suggestion in the place of a symbol that is gone.
func (m *model) accept(p place) tea.Cmd {
	to := m.contracts.of[p.entry.Symbol].suggestion
	if to.IsZero() {
		return m.note("nothing is suggested for this row")
	}
	if followed(m.own[p.index].Entries[p.row]) {
		return m.note("its qty, cost and levels are of " + called(p.entry.Symbol) + ": change the entry with e")
	}
	return m.edit(store.SetSymbol(p.list, p.entry, to), called(to)+" in place of "+called(p.entry.Symbol))
}

// followed reports an entry whose figures hold for its own contract alone.
func followed(e store.Entry) bool { return e.Qty.Set || e.Cost.Set || e.Above.Set || e.Below.Set }

func (m *model) askName(list int) tea.Cmd {
	ref := m.listRef(list)
	m.ask(question{"New name of " + ref.Name, nil, func(text string) ([]change, error) {
		if text == "" || text == ref.Name {
			return nil, nil
		}
		return []change{{edit: store.RenameList(ref, text), says: ref.Name + " is " + text + " now"}}, nil
	}}, ref.Name)
	return nil
}

func (m *model) removeList(list int) tea.Cmd {
	ref := m.listRef(list)
	return m.edit(store.RemoveList(ref), fmt.Sprintf("list %s with %d rows removed", ref.Name, len(m.own[list].Entries)))
}

// undo takes the latest edit back.
func (m *model) undo() tea.Cmd {
	n := len(m.edits.undos)
	if n == 0 {
		return m.note("nothing to undo in this run")
	}
	m.edits.queue = append(slices.Clip(m.edits.queue), m.edits.undos[n-1])
	return m.nextEdit()
}
