package login

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kitewatch/tui/ui"
)

// Height is what the pane takes when it is docked under the table.
const Height = 17

const (
	fieldWidth = 70
	sideWidth  = 37 // of the facts on the right
	sideFrom   = 98 // the least width that has room for them
	margin     = 3
	indent     = 6
)

// line is a row of the pane: what stands on the left and on the right, and how
// soon it gives way where there is no room for all; 0 stays.
type line struct {
	left, right []ui.Span
	gives       int
	edge        bool // from the left edge, without a margin
}

// How soon lines give way.
const (
	stays = iota
	late
	sooner
	soon
	first // blank lines
)

// View draws exactly the size that was set.
func (m Model) View() string {
	if m.w == 0 || m.h == 0 {
		return ""
	}
	lines := m.fit(m.lines())
	var b strings.Builder
	b.WriteString(m.title())
	for i := range m.h - 1 {
		b.WriteByte('\n')
		if i < len(lines) {
			b.WriteString(m.draw(lines[i]))
		} else {
			b.WriteString(ui.Blank(m.w))
		}
	}
	return b.String()
}

// fit leaves lines out, those that give way soonest first, until the rest has
// room; the keys at the foot stay at the foot.
func (m Model) fit(lines []line) []line {
	room := m.h - 1
	for gives := first; gives > stays; gives-- {
		for i := len(lines) - 1; i >= 0 && len(lines) > room; i-- {
			if lines[i].gives == gives {
				lines = slices.Delete(lines, i, i+1)
			}
		}
	}
	for len(lines) < room {
		lines = slices.Insert(lines, len(lines)-1, line{})
	}
	return lines
}

// wrap breaks a text into lines of the width that is left of an indent.
func (m Model) wrap(text string, indent int, gives int, role ui.Role, bold bool) []line {
	var out []line
	room := max(m.w-indent-1, 1)
	for text != "" {
		part := text
		if ui.Width(text) > room {
			part = text[:min(room, len(text))]
			if at := strings.LastIndexByte(part, ' '); at > 0 {
				part = part[:at]
			}
		}
		text = strings.TrimLeft(text[len(part):], " ")
		out = append(out, line{gives: gives, left: []ui.Span{
			{Text: ui.Blank(indent - margin)}, {Text: strings.TrimRight(part, " "), Role: role, Bold: bold}}})
	}
	return out
}

func (m Model) draw(l line) string {
	left := l.left
	if !l.edge {
		left = append([]ui.Span{{Text: ui.Blank(margin)}}, l.left...)
	}
	if len(l.right) == 0 || m.w < sideFrom {
		return m.theme.Line(ui.Plain, m.w, left)
	}
	at := m.w - sideWidth
	if gap := at - ui.SpansWidth(left); gap > 0 {
		left = append(left, ui.Span{Text: ui.Blank(gap)})
	}
	return m.theme.Line(ui.Plain, m.w, append(left, l.right...))
}

func (m Model) title() string {
	rule := func(n int) ui.Span {
		return ui.Span{Text: strings.Repeat(m.theme.Glyphs.Thin, max(n, 0)), Role: ui.Line}
	}
	name := " Log in to Kite "
	return m.theme.Line(ui.Plain, m.w, []ui.Span{
		rule(margin), {Text: name, Role: ui.Fg, Bold: true}, rule(m.w - margin - len(name)),
	})
}

// lines are the pane's content, blank lines where there is room for them.
func (m Model) lines() []line {
	blank := line{gives: first}
	out := append([]line{blank}, m.why()...)
	out = append(out, blank)
	switch m.step {
	case atKey:
		out = append(out, m.asking("api_key", "Type or paste the api_key of your Kite Connect app (developers.kite.trade).")...)
	case atSecret:
		out = append(out, m.asking("api_secret", "Type or paste its api_secret; it is not shown, and kept in config.json alone.")...)
	default:
		out = append(out, m.three()...)
	}
	return append(out, blank, line{left: m.foot()})
}

// why says why the pane is open, or what went wrong and what to do.
func (m Model) why() []line {
	switch {
	case m.failure != "":
		return append(m.wrap(m.theme.Glyphs.Trouble+" "+m.failure, margin, stays, ui.Warn, true),
			m.wrap(m.advice, margin, late, ui.Soft, false)...)
	case m.busy != "":
		return append(m.wrap(m.busy, margin, stays, ui.Fg, true), m.wrap(m.facts.Detail, margin, soon, ui.Soft, false)...)
	}
	return append(m.wrap(m.facts.Reason, margin, stays, ui.Fg, true), m.wrap(m.facts.Detail, margin, soon, ui.Soft, false)...)
}

// asking is the one field that must be filled.
func (m Model) asking(name, what string) []line {
	out := append(m.wrap(what, margin, late, ui.Text, false), line{gives: first})
	return append(out, line{left: append([]ui.Span{{Text: ui.Blank(indent - margin)}, {Text: name + "  ", Role: ui.Dim}}, m.fieldSpans()...)})
}

// three are the steps of the login.
func (m Model) three() []line {
	side := m.side()
	blank := line{gives: first}
	out := m.step3("1", "Open the login page")
	out = append(out, m.address()...)
	out = append(out, line{left: m.hints(), gives: late}, blank)
	out = append(out, m.step3("2", "Log in there; this pane then closes by itself")...)
	out = append(out, line{left: m.listening(), gives: sooner}, blank)
	out = append(out, m.step3("3", "Or paste the request token, or the whole address that the browser landed on")...)
	out = append(out, line{left: append([]ui.Span{{Text: ui.Blank(indent - margin)}}, m.fieldSpans()...)})
	for i := range out { // beside each line that leaves room for one
		if len(side) > 0 && !out[i].edge && m.w-sideWidth > margin+ui.SpansWidth(out[i].left) {
			out[i].right, side = side[0], side[1:]
		}
	}
	return out
}

func (m Model) step3(number, what string) []line {
	out := m.wrap(what, indent, soon, ui.Text, false)
	out[0].left[0] = ui.Span{Text: number + "  ", Role: ui.Accent, Bold: true}
	return out
}

// address is the login page's, whole: on a line of its own, or from edge to
// edge over as many as it takes, without an indent that would be copied too.
func (m Model) address() []line {
	page := ui.Clean(m.facts.Page)
	if len(page) < m.w-indent {
		return []line{{gives: late, left: []ui.Span{{Text: ui.Blank(indent - margin)}, {Text: page, Role: ui.Fg}}}}
	}
	var out []line
	for page != "" {
		part := page[:min(m.w, len(page))]
		page = page[len(part):]
		out = append(out, line{gives: sooner, left: []ui.Span{{Text: part, Role: ui.Fg}}, edge: true})
	}
	return out
}

// hints are the keys for the page's address.
func (m Model) hints() []ui.Span {
	out := []ui.Span{{Text: ui.Blank(indent - margin)}}
	k := m.keys
	if m.typing {
		return append(out, ui.Span{Text: "Esc", Role: ui.Accent}, ui.Span{Text: " leaves the field", Role: ui.Soft})
	}
	hint := func(key, what string) {
		if len(out) > 1 {
			out = append(out, ui.Span{Text: "   "})
		}
		out = append(out, ui.Span{Text: key, Role: ui.Accent}, ui.Span{Text: " " + what, Role: ui.Soft})
	}
	hint(k.Open.Help().Key, k.Open.Help().Desc)
	hint(k.Copy.Help().Key, k.Copy.Help().Desc)
	if k.Secret.Enabled() {
		hint(k.Secret.Help().Key, k.Secret.Help().Desc)
	}
	return out
}

func (m Model) listening() []ui.Span {
	out := []ui.Span{{Text: ui.Blank(indent - margin)}}
	if m.facts.Address == "" {
		return append(out, ui.Span{Text: m.facts.NoEar, Role: ui.Soft})
	}
	return append(out,
		ui.Span{Text: m.theme.Glyphs.Live + " listening", Role: ui.Up},
		ui.Span{Text: " on " + m.facts.Address + " " + m.theme.Glyphs.Dot + " ", Role: ui.Soft},
		ui.Span{Text: left(m.facts.Until.Sub(m.wall)), Role: ui.Text})
}

// left is a time left to the second: 4m12s left.
func left(d time.Duration) string {
	seconds := int(max(d, 0) / time.Second)
	return fmt.Sprintf("%dm%02ds left", seconds/60, seconds%60)
}

// fieldSpans draws the field: its text with a cursor, or what it is for.
func (m Model) fieldSpans() []ui.Span {
	mark := ui.Span{Text: " " + m.theme.Glyphs.Prompt + " ", Role: ui.Accent}
	if !m.typing {
		return []ui.Span{mark, {Text: "paste here   ", Role: ui.Text}, {Text: "Tab types", Role: ui.Dim}}
	}
	return []ui.Span{mark, {Text: m.visible() + m.theme.Glyphs.Cursor, Role: ui.Fg}}
}

// visible is the end of the field's text, masked where it is a secret.
func (m Model) visible() string {
	text := m.field.Value()
	if m.step != atKey { // a request token is a secret as well, while it lasts
		text = strings.Repeat(m.theme.Glyphs.Mask, len([]rune(text)))
	}
	text = ui.Clean(text)
	runes := []rune(text)
	if over := len(runes) - m.field.Width; over > 0 {
		return m.theme.Glyphs.Cut + string(runes[over+1:])
	}
	return text
}

// side are the facts on the right.
func (m Model) side() [][]ui.Span {
	fact := func(name, value string) []ui.Span {
		return []ui.Span{{Text: name + ui.Blank(max(10-len(name), 1)), Role: ui.Dim}, {Text: value, Role: ui.Text}}
	}
	mask := strings.Repeat(m.theme.Glyphs.Mask, 8)
	out := [][]ui.Span{
		fact("api_key", masked(m.facts.APIKey, m.theme.Glyphs.Cut)),
		fact("secret", mask+" "+m.facts.Secret),
	}
	if m.refused {
		out = append(out, []ui.Span{{Text: ui.Blank(10)}, {Text: "refused", Role: ui.Warn}})
	}
	if m.facts.Ended != "" {
		out = append(out, fact("session", "ended "+m.facts.Ended))
	}
	return append(out, fact("next", "until 06:00, expected"))
}

// masked shows a key's ends: enough to know it by.
func masked(key, cut string) string {
	if len(key) <= 8 {
		return key
	}
	return key[:4] + cut + key[len(key)-4:]
}

// meanwhile says what leaving the pane means while nothing is polled.
func (m Model) meanwhile() string {
	if m.facts.Stopped {
		return ", nothing updates"
	}
	return ""
}

// foot are the keys that lead out.
func (m Model) foot() []ui.Span {
	if m.typing && m.step == atPaste {
		return []ui.Span{{Text: "Enter", Role: ui.Accent}, {Text: " takes it   ", Role: ui.Soft}, {Text: "Esc", Role: ui.Accent}, {Text: " leaves the field", Role: ui.Soft}}
	}
	out := []ui.Span{{Text: "Esc", Role: ui.Accent}, {Text: " back to the table" + m.meanwhile() + "   ", Role: ui.Soft}}
	if m.typing {
		return append([]ui.Span{{Text: "Enter", Role: ui.Accent}, {Text: " goes on   ", Role: ui.Soft}}, out...)
	}
	return append(out, ui.Span{Text: "?", Role: ui.Accent}, ui.Span{Text: " help   ", Role: ui.Soft},
		ui.Span{Text: "q", Role: ui.Accent}, ui.Span{Text: " quits", Role: ui.Soft})
}
