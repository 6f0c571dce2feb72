package detail

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// KeyMap is what the pane's keys do. A key that does nothing now is disabled.
type KeyMap struct {
	Shorter, Longer key.Binding // interval
	Next            key.Binding // interval, round and round
	Left, Right     key.Binding // the cursor
	Back, Forward   key.Binding
	Newest          key.Binding
	In, Out         key.Binding // zoom
	Alone           key.Binding
	Again           key.Binding // asks again for what is shown
	Leave           key.Binding
}

func newKeys() KeyMap {
	bind := func(desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(ui.KeyName(keys[0]), desc))
	}
	return KeyMap{
		Shorter: bind("shorter interval", "["),
		Longer:  bind("longer interval", "]"),
		Next:    bind("interval", "i"),
		Left:    bind("candle before", "h", "left"),
		Right:   bind("next candle", "l", "right"),
		Back:    bind("back in time", "H", "shift+left"),
		Forward: bind("forward in time", "L", "shift+right"),
		Newest:  bind("newest candle", "G", "end"),
		In:      bind("zoom in", "+", "="),
		Out:     bind("zoom out", "-"),
		Alone:   bind("chart alone", "v"),
		Again:   bind("reload", "r"),
		Leave:   bind("leaves", "esc"),
	}
}

// maxZoom is how many cells there are from candle to candle at most.
const maxZoom = 5

// enable switches keys on and off by what they could do now.
func (m *Model) enable() {
	k, n := &m.keys, len(m.series().candles)
	k.Shorter.SetEnabled(m.charted && m.interval > 0)
	k.Longer.SetEnabled(m.charted && m.interval < len(choices)-1)
	k.Next.SetEnabled(m.charted)
	some := m.charted && n > 0
	k.Left.SetEnabled(some)
	k.Right.SetEnabled(some && !m.at.IsZero())
	k.Back.SetEnabled(some)
	k.Forward.SetEnabled(some && !m.right.IsZero())
	k.Newest.SetEnabled(some && !(m.right.IsZero() && m.at.IsZero()))
	k.In.SetEnabled(some && m.zoom < maxZoom)
	k.Out.SetEnabled(some && m.zoom > 1)
	k.Again.SetEnabled(m.charted)
}

// Keys returns the pane's keys as they are now.
func (m Model) Keys() KeyMap { return m.keys }

// ShortHelp are the keys for a line of help.
func (m Model) ShortHelp() []key.Binding { return m.keys.short() }

func (k KeyMap) short() []key.Binding {
	return []key.Binding{
		ui.Keys("interval", k.Shorter, k.Longer), ui.Keys("candle", k.Left, k.Right), ui.Keys("time", k.Back, k.Forward),
		ui.Keys("zoom", k.Out, k.In), k.Alone, k.Again, k.Leave,
	}
}

// paired returns the keys with both of each pair enabled where one is or could
// be, so that a line of them stands still while they are used.
func (k KeyMap) paired() KeyMap {
	for _, b := range []*key.Binding{&k.Shorter, &k.Longer} {
		b.SetEnabled(k.Next.Enabled())
	}
	for _, b := range []*key.Binding{&k.Right, &k.Back, &k.Forward, &k.In, &k.Out} {
		b.SetEnabled(k.Left.Enabled())
	}
	return k
}

// FullHelp are the keys for the help pane: what is looked at, then where. Its
// words name both keys of a pair, so both are there.
func (m Model) FullHelp() [][]key.Binding {
	k := m.keys.paired()
	return [][]key.Binding{
		{
			ui.Keys("interval, shorter, longer", k.Shorter, k.Longer),
			ui.Keys("next interval", k.Next),
			ui.Keys("zoom out, in", k.Out, k.In),
			ui.Keys("chart alone, and all again", k.Alone),
			ui.Keys("candles anew, whatever is kept", k.Again),
		},
		{
			ui.Keys("read a candle", k.Left, k.Right),
			ui.Keys("back and forward in time", k.Back, k.Forward),
			ui.Keys("newest candle", k.Newest),
			ui.Keys("leaves", k.Leave),
		},
	}
}

// Takes reports a key that is the pane's own, whether it does something now or
// not: what it means must not change with the candles. Only the key that asks
// again is another's where there is no chart.
func (m Model) Takes(k fmt.Stringer) bool {
	for _, b := range m.keys.own() {
		if slices.Contains(b.Keys(), k.String()) {
			return true
		}
	}
	return key.Matches(k, m.keys.Again)
}

// own returns the keys that are the pane's whatever they do now.
func (k *KeyMap) own() []*key.Binding {
	return []*key.Binding{
		&k.Shorter, &k.Longer, &k.Next, &k.Left, &k.Right, &k.Back, &k.Forward,
		&k.Newest, &k.In, &k.Out, &k.Alone, &k.Leave,
	}
}

// Lend leaves these keys to the root until it lends others; none: all are the
// pane's again.
func (m *Model) Lend(keys []string) {
	if slices.Equal(keys, m.lent) {
		return
	}
	m.lent, m.keys = keys, newKeys()
	for _, b := range m.keys.own() {
		*b = ui.Only(*b, func(k fmt.Stringer) bool { return !slices.Contains(keys, k.String()) })
	}
	m.enable()
	m.draw()
}

func (m *Model) leaves(k tea.KeyMsg) bool { return key.Matches(k, m.keys.Leave) }

// press acts on a key, and reports whether it is one of the pane's.
func (m *Model) press(k tea.KeyMsg) bool {
	switch keys := &m.keys; {
	case key.Matches(k, keys.Shorter):
		m.choose(m.interval - 1)
	case key.Matches(k, keys.Longer):
		m.choose(m.interval + 1)
	case key.Matches(k, keys.Next):
		m.choose((m.interval + 1) % len(choices))
	case key.Matches(k, keys.Left):
		m.step(-1)
	case key.Matches(k, keys.Right):
		m.step(1)
	case key.Matches(k, keys.Back):
		m.scroll(-m.screenful())
	case key.Matches(k, keys.Forward):
		m.scroll(m.screenful())
	case key.Matches(k, keys.Newest):
		m.right, m.at = time.Time{}, time.Time{}
	case key.Matches(k, keys.In):
		m.zoom++
	case key.Matches(k, keys.Out):
		m.zoom--
	case key.Matches(k, keys.Alone):
		m.alone = !m.alone
	case key.Matches(k, keys.Again):
		m.reload()
	default:
		return false
	}
	return true
}

// wheelCandles is how far a turn of the wheel scrolls.
const wheelCandles = 3

// mouse scrolls with the wheel, and puts the cursor where it is pressed. It
// reports whether it did anything.
func (m *Model) mouse(msg tea.MouseMsg) bool {
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		m.scroll(-wheelCandles)
	case msg.Button == tea.MouseButtonWheelDown:
		m.scroll(wheelCandles)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress && msg.Y > len(m.top) && msg.Y < m.h-len(m.foot):
		return m.point(msg.X - m.margin())
	default:
		return false
	}
	return true
}

// point puts the cursor on the candle nearest to a column, unless that is not
// in the chart.
func (m *Model) point(x int) bool {
	m.lay(m.plotWidth())
	if len(m.pen.shown) == 0 || x < 0 || x >= m.plotWidth() {
		return false
	}
	nearest := m.pen.shown[0]
	for _, c := range m.pen.shown {
		if max(c.x-x, x-c.x) < max(nearest.x-x, x-nearest.x) {
			nearest = c
		}
	}
	m.at = m.series().candles[nearest.index].Time.Time
	return true
}

// choose shows another interval, its newest candles. What was asked for the one
// before is not waited for.
func (m *Model) choose(interval int) {
	m.interval = interval
	m.asked = Request{}
	m.right, m.at = time.Time{}, time.Time{}
	m.series().seen = kite.Count{} // nobody knows in which candle what came since was traded
	m.series().heard = time.Time{} // nor at what prices
	m.ask(m.series())
	m.form()
}

// reload asks for the candles again, whatever has failed, is kept or was found to
// be the end of them.
func (m *Model) reload() {
	s := m.series()
	s.fault, s.anew = "", true
	s.empty, s.whole = 0, false
	m.asked = Request{}
}

// step moves the cursor, from the newest candle on the screen if there is none
// yet; past the newest of all it goes away.
func (m *Model) step(by int) {
	s := m.series()
	if len(s.candles) == 0 {
		return
	}
	i := s.find(m.right)
	if !m.at.IsZero() {
		i = s.find(m.at) + by
	}
	if i >= len(s.candles) {
		m.right, m.at = time.Time{}, time.Time{}
		return
	}
	m.at = s.candles[max(i, 0)].Time.Time
	m.reveal()
}

// reveal scrolls as little as it takes for the cursor to be on the screen.
func (m *Model) reveal() {
	i, ok := m.candleAt()
	first, last := m.window()
	if !ok || last < first {
		return
	}
	if i > last {
		m.turn(i)
	}
	for to := last - (first - i); i < first && to >= i; to-- { // breaks come and go on the way
		m.turn(to)
		first, _ = m.window()
	}
}

// scroll moves the screen by so many candles. The cursor stays on the screen.
func (m *Model) scroll(by int) {
	s := m.series()
	first, last := m.window()
	if last < first {
		return
	}
	m.turn(max(last+by, min(last-first, len(s.candles)-1)))
	if m.at.IsZero() {
		return
	}
	first, last = m.window()
	m.at = s.candles[min(max(s.find(m.at), first), last)].Time.Time
}

// turn makes a candle the newest on the screen.
func (m *Model) turn(i int) {
	s := m.series()
	if m.right = (time.Time{}); i < len(s.candles)-1 {
		m.right = s.candles[max(i, 0)].Time.Time
	}
}
