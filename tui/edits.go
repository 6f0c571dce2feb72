package tui

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/store"
	"kitewatch/tui/watch"
)

// editing is what is on its way into watchlist.toml. Edits are made one after
// another, in the order of the keys.
type editing struct {
	file  store.File
	queue []change
	now   change // the one that is being made, while busy
	busy  bool
	going *sync.WaitGroup // the edits that are being made, for the end of the program
	keys  []tea.KeyMsg    // pressed meanwhile: they mean what is there after it
	undos []change        // the latest last
	watch *store.FileWatch
}

// change is an edit, and what is said when it is made.
type change struct {
	edit store.Edit
	says string
	undo bool
	adds addition // of a search; the zero value adds nothing

	answer *answer // that it was made of; nil for a key's
}

// addition is an instrument on its way into a list.
type addition struct {
	list   store.ListRef
	symbol kite.Symbol
}

// mostUndos bounds how far back u goes.
const mostUndos = 100

// edited is the outcome of an edit; editFile sends it, the root acts.
type edited struct {
	change
	made store.Edited
	err  error
}

// fileChanged brings what somebody else has saved; nextChange sends it, the
// root acts.
type fileChanged struct{ store.Change }

// editTime bounds an edit with its waits for other instances and editors.
const editTime = 15 * time.Second

// editFile makes an edit in the file. It is made even if the program ends
// meanwhile: the user has pressed the key.
func editFile(ctx context.Context, e editing, c change) tea.Cmd {
	e.going.Add(1)
	return func() tea.Msg {
		defer e.going.Done()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), editTime)
		defer cancel()
		made, err := e.file.Edit(ctx, c.edit)
		return edited{c, made, err}
	}
}

// settle waits until the edits that are being made have been, but not for long.
func (e *editing) settle() {
	done := make(chan struct{})
	go func() {
		e.going.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
	}
}

// nextChange waits for the file to be saved by somebody. The root asks again
// after each.
func nextChange(ctx context.Context, w *store.FileWatch) tea.Cmd {
	return func() tea.Msg {
		c, err := w.Next(ctx)
		if err != nil {
			return nil
		}
		return fileChanged{c}
	}
}

// edit makes a change in the file, as soon as those before it are made.
func (m *model) edit(e store.Edit, says string) tea.Cmd {
	return m.enqueue(change{edit: e, says: says})
}

// enqueue makes a change after those before it.
func (m *model) enqueue(c change) tea.Cmd {
	m.edits.queue = append(slices.Clip(m.edits.queue), c)
	return m.nextEdit()
}

// nextEdit starts the first edit that waits.
func (m *model) nextEdit() tea.Cmd {
	if m.edits.busy || len(m.edits.queue) == 0 {
		return nil
	}
	next := m.edits.queue[0]
	m.edits.queue = m.edits.queue[1:]
	m.edits.busy, m.edits.now = true, next
	return editFile(m.ctx, m.edits, next)
}

// takeEdited takes the outcome of an edit. One that could not be made leaves
// the lists as they are, and the keys that wait behind it are forgotten: they
// were meant for what it would have left.
func (m model) takeEdited(msg edited) (tea.Model, tea.Cmd) {
	m.edits.busy = false
	if msg.err != nil {
		m.edits.keys = nil
		why := shortPlace(m.edits.file.Path, msg.err.Error())
		if msg.answer != nil && m.focus == m.under() {
			m.refuse(msg.answer, why)
			return m, m.nextEdit()
		}
		said := m.note(why)
		return m, tea.Batch(said, m.nextEdit())
	}
	if n := len(m.edits.undos); msg.undo && n > 0 {
		m.edits.undos = m.edits.undos[: n-1 : n-1]
	}
	if !msg.undo {
		undo := change{edit: msg.made.Undo, says: "undone: " + msg.says, undo: true}
		msg.says += m.undoes()
		m.edits.undos = append(slices.Clip(m.edits.undos), undo)
		m.edits.undos = m.edits.undos[max(0, len(m.edits.undos)-mostUndos):]
	}
	before := m.own
	cmds := []tea.Cmd{m.takeWatchlist(msg.made.Watchlist), m.note(msg.says), m.nextEdit()}
	if back := m.restored(before); msg.undo && !back.IsZero() {
		m.watch.Select(back)
	}
	next, more := m.nextKeys()
	return next, tea.Batch(append(cmds, more)...)
}

// undoes is the end of what is said of an edit: how it is undone from the pane
// that has the keys. The rest are left by Esc.
func (m *model) undoes() string {
	switch u := m.keys.Undo; {
	case !u.Enabled():
		return ""
	case m.typed() || m.focus != onWatch && m.focus != onDetail && m.focus != onAlerts:
		return ", Esc then " + u.Help().Key + " undoes"
	default:
		return ", " + u.Help().Key + " undoes"
	}
}

// takeColumns writes the columns that the user has chosen for a list.
func (m model) takeColumns(msg watch.Columns) (tea.Model, tea.Cmd) {
	if i, ok := m.ownList(); ok && msg.List == m.own[i].Name {
		cmd := m.edit(store.SetColumns(m.listRef(i), msg.Columns), "columns of "+msg.List+" written")
		return m, cmd
	}
	return m.say("the columns of " + msg.List + " are for this run: it has no place in the file")
}

// takeSorted writes how a list is sorted, if the file says so of it already.
func (m model) takeSorted(msg watch.Sorted) (tea.Model, tea.Cmd) {
	m.shown()
	m.drawLine()
	i, ok := m.ownList()
	if !ok || !m.own[i].Ordered || m.own[i].Sort == msg.Sort {
		if order := m.watch.UntoldOrder(); order != "" {
			return m.say("sorted: " + order)
		}
		return m, nil
	}
	cmd := m.edit(store.SetSort(m.listRef(i), msg.Sort), "order of "+msg.List+" written")
	return m, cmd
}

// takeFile takes what somebody else has saved. A file with an error leaves the
// lists as they are, and its fault stands on the status line until it is
// mended.
func (m model) takeFile(msg fileChanged) (tea.Model, tea.Cmd) {
	again := nextChange(m.ctx, m.edits.watch)
	switch {
	case msg.Err != nil:
		m.fault(msg.Err)
		return m, again
	case msg.Gone:
		m.line.fault = filepath.Base(m.edits.file.Path) + " is gone: its lists stay until it is back"
		m.drawLine()
		return m, again
	case len(msg.Text) == 0 && len(m.edits.file.Last) > 0: // a program that empties it first may be slow to write
		m.line.fault = filepath.Base(m.edits.file.Path) + " is empty: its lists stay until they are saved again"
		m.drawLine()
		return m, again
	case string(msg.Text) == string(m.edits.file.Last):
		m.clearFault()
		return m, again
	}
	list, err := store.ParseWatchlist(m.edits.file.Path, msg.Text)
	if err != nil {
		m.fault(err)
		return m, again
	}
	list.Text = msg.Text
	cmd := m.takeWatchlist(list)
	next, said := m.say(filepath.Base(m.edits.file.Path) + " read again")
	return next, tea.Batch(again, cmd, said)
}

// fault shows what is wrong with the file until it is mended.
func (m *model) fault(err error) {
	m.line.fault = shortPlace(m.edits.file.Path, err.Error())
	m.drawLine()
}

func (m *model) clearFault() {
	m.line.fault = ""
	m.drawLine()
}

// takeWatchlist goes on with another content of the file.
func (m *model) takeWatchlist(w store.Watchlist) tea.Cmd {
	m.edits.file = m.edits.file.Read(w.Text)
	m.remap(w)
	m.line.odd = complaintsOf(w)
	m.own, m.lists, m.stripped = w.Lists, withAll(w.Lists), w.Strip
	m.feed.Tune(w.Interval, w.Mode, w.Retries)
	m.watch.SetMode(w.Mode, m.pace(w.Interval))
	m.watch.SetFlash(w.Flash)
	m.clearFault()
	looks := m.relook(w)
	return tea.Batch(looks, m.roll(byList))
}

// complaintsOf is what is odd in a watchlist that is good otherwise.
func complaintsOf(w store.Watchlist) []string {
	all := slices.Concat(w.Unknown, w.Warnings, Complaints(w))
	for i := range all {
		all[i] = shortPlace(w.Path, all[i])
	}
	return all
}

// pace is the interval that is kept: the API allows no shorter one.
func (m *model) pace(interval time.Duration) time.Duration { return max(interval, feed.MinInterval) }

// restored is the row that has come into the list shown; zero when none has.
func (m *model) restored(before []store.List) kite.Symbol {
	had := map[kite.Symbol]bool{}
	for _, l := range before {
		for _, e := range l.Entries {
			if l.Name == m.watch.Name() {
				had[e.Symbol] = true
			}
		}
	}
	for _, l := range m.own {
		for _, e := range l.Entries {
			if l.Name == m.watch.Name() && !had[e.Symbol] {
				return e.Symbol
			}
		}
	}
	return kite.Symbol{}
}
