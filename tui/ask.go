package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// question is what the line at the foot asks for.
type question struct {
	title string
	hint  string // what may be given
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
	m.prompt.Open(q.title, text, q.hint)
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
	m.prompt.Open(given.question.title, given.text, given.question.hint)
	m.prompt.Refuse(why)
}
