package detail

import (
	"strings"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// chartHead is the line above the chart: the intervals, the one shown in
// brackets, and what the cursor reads or what the chart is waiting for.
func (m *Model) chartHead() string {
	l := line{w: m.w}
	i, ok := m.candleAt()
	if !ok {
		m.addIntervals(&l)
		m.addWaiting(&l)
		return l.text(m.theme)
	}
	parts := m.reading(i, lengths[0])
	if m.margin()-1+intervalCells+readingGap+cellsOf(parts) <= m.edge() {
		m.addIntervals(&l)
	} else {
		l.to(m.margin())
		l.bold(ui.Fg, m.choice().name)
	}
	l.to(l.pos + readingGap)
	m.addReading(&l, i)
	return l.text(m.theme)
}

// readingGap is what separates the intervals from the reading.
const readingGap = 3

// intervalCells is the width of the intervals: a blank or a bracket on either
// side of each.
const intervalCells = 5 * 4

// addIntervals writes the intervals.
func (m *Model) addIntervals(l *line) {
	l.to(m.margin() - 1) // the first one's blank is in the margin
	for i, c := range choices {
		if i == m.interval {
			l.bold(ui.Fg, "["+c.name+"]")
		} else {
			l.add(ui.Dim, " "+c.name+" ")
		}
	}
}

// addWaiting writes what the chart waits for, or what has failed, while there
// are candles to look at; without any it is said in their place.
func (m *Model) addWaiting(l *line) {
	s := m.series()
	if len(s.candles) == 0 {
		return
	}
	switch trouble := m.trouble(); {
	case trouble != "":
		l.to(l.pos + readingGap)
		l.add(ui.Warn, m.theme.Cut(m.theme.Glyphs.Trouble+" "+trouble, l.room(m.edge())))
	case s.empty > 0 && !s.told:
		l.to(l.pos + readingGap)
		l.add(ui.Dim, m.theme.Cut("the exchange's replies hold none: from the polls", l.room(m.edge())))
	case m.right.IsZero() && m.since(len(s.candles)-1) != "":
		l.to(l.pos + readingGap)
		l.add(ui.Dim, m.theme.Cut("newest candle "+m.since(len(s.candles)-1)+" alone", l.room(m.edge())))
	case !m.right.IsZero():
		l.to(l.pos + readingGap)
		l.add(ui.Dim, m.theme.Cut("until "+m.candleTimes(s.find(m.right))[0], l.room(m.edge())))
	}
}

// figure is a part of a reading.
type figure struct{ name, value string }

// length is how much a reading says. Without its time none is of use.
type length struct {
	time                  int // its form, the longest first
	volume, highLow, open bool
}

// lengths are the readings there are, the longest first: where there is no room,
// the volume goes, then high and low, then the open.
var lengths = [...]length{
	{0, true, true, true}, {1, true, true, true}, {1, false, true, true}, {2, false, true, true}, {2, false, false, true}, {2, false, false, false},
}

// reading is what the candle at a place tells, at a length.
func (m *Model) reading(i int, of length) []figure {
	c := &m.series().candles[i]
	parts := []figure{{"", m.candleTimes(i)[of.time]}}
	if since := m.since(i); since != "" {
		parts = append(parts, figure{"", since})
	}
	if of.open {
		parts = append(parts, figure{"O", m.price(c.Open)})
	}
	if of.highLow {
		parts = append(parts, figure{"H", m.price(c.High)}, figure{"L", m.price(c.Low)})
	}
	parts = append(parts, figure{"C", m.price(c.Close)})
	if of.volume && c.Volume.Known && !m.isIndex() {
		parts = append(parts, figure{"V", ui.Compact(c.Volume.N)})
	}
	return parts
}

// since says from when on a candle is known, where that is not its opening: the
// exchange has not told of it yet, and polls have seen a part.
func (m *Model) since(i int) string {
	s := m.series()
	if s.partial.IsZero() || !s.candles[i].Time.Equal(s.partial) {
		return ""
	}
	return "since " + string(ui.AppendMinute(nil, s.known.In(market.IST)))
}

// candleTimes are when a candle opened, in three forms, the longest first. Day
// candles go back for years.
func (m *Model) candleTimes(i int) [3]string {
	at := m.series().candles[i].Time.In(market.IST)
	if m.choice().span == 0 {
		return [3]string{at.Format("Mon 2 Jan 2006"), at.Format("2 Jan 06"), at.Format("2 Jan")}
	}
	whole := at.Format("2 Jan 15:04")
	return [3]string{whole, whole, at.Format("15:04")}
}

// cellsOf is how wide a reading is.
func cellsOf(parts []figure) int {
	n := 0
	for i, p := range parts {
		if i > 0 {
			n += 2
		}
		if p.name != "" {
			n += ui.Width(p.name) + 1
		}
		n += ui.Width(p.value)
	}
	return n
}

// addReading writes what a candle tells, as much of it as has room.
func (m *Model) addReading(l *line, i int) {
	var parts []figure
	for _, of := range lengths {
		if parts = m.reading(i, of); cellsOf(parts) <= l.room(m.edge()) {
			break
		}
	}
	for i, p := range parts {
		if i > 0 {
			l.add(ui.Soft, "  ")
		}
		if p.name != "" {
			l.add(ui.Dim, p.name+" ")
		}
		l.add(ui.Text, m.theme.Cut(p.value, l.room(m.edge())))
	}
}

// trouble is what keeps candles away that the chart wants, counting down to when
// they are asked for; empty when nothing does.
func (m *Model) trouble() string {
	s, dot := m.series(), " "+m.theme.Glyphs.Dot+" "
	held, retry := m.held.Sub(m.clock.Wall), m.retry.Sub(m.clock.Wall)
	switch {
	case m.asked.Token != 0 && m.ended:
		return "login needed: " + m.keys.Leave.Help().Key + ", then L logs in" // here L is another key
	case m.asked.Token != 0 && held > 0:
		return "rate limited" + dot + "wait " + ui.Until(held)
	case s.fault != "" && retry > 0:
		return strings.TrimSuffix(s.fault, ".") + dot + "asked again in " + ui.Until(retry)
	case s.fault != "":
		return strings.TrimSuffix(s.fault, ".") + "; " + m.keys.Again.Help().Key + " asks again"
	}
	return ""
}

// said is what stands in the chart's place while there are no candles.
func (m *Model) said() string {
	s, name, trouble := m.series(), m.choice().name, m.trouble()
	switch {
	case len(s.candles) > 0:
		return trouble
	case trouble != "":
		return m.theme.Glyphs.Trouble + " " + trouble + "."
	case m.token() == 0:
		return "No candles: the instrument is not in the day's list, and no reply has told its token yet."
	case s.whole:
		return "The exchange's replies hold no " + name + " candles of it."
	case s.empty > 0:
		return "No " + name + " candles lately; looking further back."
	}
	return "Waiting for the " + name + " candles."
}

// sentence breaks a text into lines, so many at most.
func (m *Model) sentence(text string, rows int) []string {
	var lines []string
	for rest := strings.Fields(text); len(rest) > 0 && len(lines) < rows; {
		l := line{w: m.w}
		l.to(m.margin())
		for first := true; len(rest) > 0; first = false {
			if !first && ui.Width(rest[0])+1 > l.room(m.edge()) {
				break
			}
			if !first {
				l.add(ui.Soft, " ")
			}
			l.add(ui.Soft, m.theme.Cut(rest[0], l.room(m.edge())))
			rest = rest[1:]
		}
		lines = append(lines, l.text(m.theme))
	}
	return lines
}
