package login

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/tui/ui"
)

// The pane's reports: it sends them, the root acts.
type (
	// Opened asks for the login page in the browser.
	Opened struct{}
	// Copied asks for the login page's address on the clipboard.
	Copied struct{}
	// Entered brings the app's credentials as the user typed them; a field that
	// was not asked for is empty.
	Entered struct{ APIKey, APISecret string }
	// Pasted brings what is to be a request token or an address with one.
	Pasted struct{ Text string }
	// Left says that the user is done with the pane.
	Left struct{}
)

// Facts are what the pane shows of the login's state.
type Facts struct {
	Reason  string    // why the pane is open, a sentence
	Detail  string    // what is still true, a sentence
	APIKey  string    // shown in part; empty: it is asked for
	Secret  string    // where the secret is from: config.json, environment, typed; empty: it is asked for
	Page    string    // the login page's address
	Address string    // where the listener listens; empty: nowhere
	NoEar   string    // why nothing listens, a sentence
	Until   time.Time // wall time at which the listener gives up
	Typed   bool      // the api_key was typed here, and may have been mistyped
	Stopped bool      // nothing is polled until a login
	Ended   string    // when the session ended: 10:14:33; empty: not known
}

// step is what the pane asks for.
type step int

const (
	atKey step = iota
	atSecret
	atPaste
)

// Model is the pane.
type Model struct {
	theme *ui.Theme
	keys  KeyMap
	facts Facts
	w, h  int
	wall  time.Time

	step    step
	typing  bool // a field has the focus
	field   textinput.Model
	apiKey  string // typed, until it is sent
	busy    string // what is going on: "exchanging the request token"
	failure string // what went wrong, a sentence; empty: nothing
	advice  string // what to do about it
	refused bool   // the secret was refused, and may be typed again
	retype  bool   // credentials are being typed again
}

// New returns the pane, empty and without size.
func New(theme *ui.Theme) Model {
	m := Model{theme: theme, keys: newKeys(), field: textinput.New()}
	m.field.Prompt = ""
	m.field.Cursor.SetMode(cursor.CursorStatic) // nothing on this screen blinks
	m.field.CharLimit = 0                       // a paste is bounded where it arrives
	return m
}

// SetFacts takes the state of the login. The pane asks for what is missing.
func (m *Model) SetFacts(f Facts) {
	m.facts = f
	want := atPaste
	switch {
	case m.retype:
		want = m.step
	case f.APIKey == "" && m.apiKey == "":
		want = atKey
	case f.Secret == "":
		want = atSecret
	}
	if want != m.step || want != atPaste && !m.typing {
		m.ask(want)
	}
	m.enable()
}

// SetBusy says what is going on; an empty text ends it.
func (m *Model) SetBusy(what string) {
	m.busy = what
	if what != "" {
		m.failure, m.advice = "", ""
	}
}

// SetFailure says what went wrong and what to do. secret tells that the
// api_secret is what was refused.
func (m *Model) SetFailure(what, advice string, secret bool) {
	m.busy, m.failure, m.advice = "", what, advice
	m.refused = m.refused || secret
	if m.step == atPaste {
		m.field.Reset()
	}
	m.enable()
}

// Reset forgets failures and what was typed: the pane is opened anew.
func (m *Model) Reset() {
	m.busy, m.failure, m.advice, m.apiKey, m.retype = "", "", "", "", false
	m.step = atPaste
	m.ask(atPaste)
}

// SetClock moves the countdown on.
func (m *Model) SetClock(wall time.Time) { m.wall = wall }

// SetSize sets the room that the pane has.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.field.Width = max(min(w-12, fieldWidth), 8)
}

// ask turns to a step; the fields that must be filled have the focus.
func (m *Model) ask(s step) {
	m.step = s
	m.field.Reset()
	m.field.EchoMode = textinput.EchoNormal
	if s == atSecret {
		m.field.EchoMode, m.field.EchoCharacter = textinput.EchoPassword, maskRune(m.theme)
	}
	m.focus(s != atPaste)
}

func (m *Model) focus(on bool) {
	m.typing = on
	if on {
		m.field.Focus()
	} else {
		m.field.Blur()
	}
	m.enable()
}

// Update takes keys and pastes.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return m, nil
	}
	if text, pasted := paste(k); pasted && m.step == atPaste {
		return m.pasted(text)
	}
	switch {
	case key.Matches(k, m.keys.Leave):
		switch {
		case m.retype:
			m.retype, m.apiKey = false, ""
			m.ask(atPaste)
			return m, nil
		case m.typing && m.step == atPaste:
			m.focus(false)
			return m, nil
		}
		return m, ui.Emit(Left{})
	case key.Matches(k, m.keys.Submit):
		return m.submit()
	case key.Matches(k, m.keys.Field) && m.step == atPaste:
		m.focus(!m.typing)
		return m, nil
	case m.typing:
		var cmd tea.Cmd
		m.field, cmd = m.field.Update(msg)
		return m, cmd
	case key.Matches(k, m.keys.Open):
		return m, ui.Emit(Opened{})
	case key.Matches(k, m.keys.Copy):
		return m, ui.Emit(Copied{})
	case key.Matches(k, m.keys.Secret):
		m.retype = true
		if m.facts.Typed {
			m.ask(atKey)
		} else {
			m.ask(atSecret)
		}
	}
	return m, nil
}

// Burst is how many letters must come at once to be a paste on a terminal
// that does not mark pastes: nobody types so fast.
const Burst = 8

func paste(k tea.KeyMsg) (string, bool) {
	if k.Type == tea.KeyRunes && (k.Paste || len(k.Runes) >= Burst) {
		return string(k.Runes), true
	}
	return "", false
}

// pasted puts a paste into the field, as far as it can be seen, and sends it
// whole.
func (m Model) pasted(text string) (Model, tea.Cmd) {
	m.focus(true)
	m.field.SetValue(ui.Clean(text[:min(len(text), 4096)]))
	m.field.CursorEnd()
	return m, ui.Emit(Pasted{text})
}

// submit takes what is in the field.
func (m Model) submit() (Model, tea.Cmd) {
	text := strings.TrimSpace(m.field.Value())
	if text == "" {
		return m, nil
	}
	switch m.step {
	case atKey:
		m.apiKey = text
		if m.facts.Secret == "" || m.retype {
			m.ask(atSecret)
			return m, nil
		}
		m.ask(atPaste)
		return m, ui.Emit(Entered{APIKey: text})
	case atSecret:
		entered := Entered{APIKey: m.apiKey, APISecret: text}
		m.apiKey, m.refused, m.retype = "", false, false
		m.failure, m.advice = "", ""
		m.ask(atPaste)
		return m, ui.Emit(entered)
	}
	return m, ui.Emit(Pasted{text})
}

func maskRune(t *ui.Theme) rune {
	for _, r := range t.Glyphs.Mask {
		return r
	}
	return '*'
}
