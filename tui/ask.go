package tui

import (
	"errors"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/store"
)

// question is what the line at the foot asks for.
type question struct {
	title string
	hints []string // what may be given, the longest first
	// edits are what an answer changes in the file; none, if it changes nothing.
	// An answer that is refused is told why, and stays to be mended.
	edits func(answer string) ([]change, error)
}

// answer is what was given. It goes with the edits that it makes, so that it is
// there to be mended if the file refuses them.
type answer struct {
	question question
	text     string
}

// ask puts a question on the line at the foot; text is what there is already.
func (m *model) ask(q question, text string) {
	m.focus, m.asked = onPrompt, q
	m.prompt.Open(q.title, text, q.hints)
}

// decline opens the line for a question that nothing can answer now, and says why
// in it. A text that is typed without looking is a text there: on the table its
// letters would be keys, and one opens the editor.
func (m *model) decline(title, why string) {
	why += ": Esc"
	m.ask(question{title, nil, func(text string) ([]change, error) {
		if text == "" {
			return nil, nil
		}
		return nil, errors.New(why)
	}}, "")
	m.prompt.Refuse(why)
}

// askOfRow asks something of the row under the cursor.
func (m *model) askOfRow(title string, ask func(place) tea.Cmd) tea.Cmd {
	p, ok := m.selected()
	if !ok {
		m.decline(title, "no row is selected")
		return nil
	}
	return ask(p)
}

// askOfList asks something of the list shown.
func (m *model) askOfList(ask func(int) tea.Cmd) tea.Cmd {
	i, ok := m.ownList()
	if !ok {
		m.decline("New name", "All is made of the other lists, go to one of them")
		return nil
	}
	return ask(i)
}

// newList makes a list of the name given.
func newList(text string) ([]change, error) {
	if text == "" {
		return nil, nil
	}
	return []change{{edit: store.AddList(text), says: "list " + text + " made"}}, nil
}

// answered takes the answer.
func (m model) answered(text string) (tea.Model, tea.Cmd) {
	if m.focus != onPrompt {
		return m, nil // a second Enter, before the first could be heard
	}
	given := &answer{m.asked, text}
	changes, err := m.asked.edits(text)
	if err != nil {
		m.refuse(given, err.Error())
		return m, nil
	}
	m.focus = m.under()
	for _, c := range changes {
		c.answer = given
		m.edits.queue = append(slices.Clip(m.edits.queue), c)
	}
	cmd := m.nextEdit()
	next, more := m.nextKeys()
	return next, tea.Batch(cmd, more)
}

// refuse asks again, with what was given and why that will not do. The keys
// that wait were meant for what it would have left.
func (m *model) refuse(given *answer, why string) {
	m.edits.keys = nil
	m.focus, m.asked = onPrompt, given.question
	m.prompt.Open(given.question.title, given.text, given.question.hints)
	m.prompt.Refuse(why)
}
