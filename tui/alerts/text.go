package alerts

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/ui"
)

// Said is what is told of crossings in one line, by notification and status
// line: of one the price and the level, of more how many, and which.
func Said(fired []alert.Fired) string {
	switch len(fired) {
	case 0:
		return ""
	case 1:
		f := fired[0]
		text := ui.Clean(f.Level.Symbol.Tradingsymbol) + " " + ui.Price(f.Price, f.Decimals) + ", "
		if f.Level.Kind == alert.ChangePct {
			return text + ui.Signed(f.ChangePct, 2) + "% on the day"
		}
		return text + LevelText(f.Level, f.Decimals)
	}
	named := make([]string, 0, len(fired))
	for _, f := range fired {
		named = append(named, ui.Clean(f.Level.Symbol.Tradingsymbol)+" "+LevelText(f.Level, f.Decimals))
	}
	return ui.Price(float64(len(fired)), 0) + " alerts: " + strings.Join(named, ", ")
}

// Note is what the watch pane says in a row of a crossing that is not
// acknowledged: which level, and when: above 1,600 10:12.
func Note(m alert.Mark, decimals int) string {
	return string(ui.AppendMinute([]byte(LevelText(m.Level, decimals)+" "), m.FiredAt.In(market.IST)))
}

// Hints are what the prompt for a row's levels may say beside the field, the
// longest first: prices on offer next to the last one, what is set now, and the
// forms that alert.ParseLevel reads. The offers are the last to go.
func Hints(row feed.Row, set []alert.Level) []string {
	two, one := near(row, 2), near(row, 1)
	_, above, _ := strings.Cut(one, " ")
	forms, clears, now := ">price <price 2%", "", ""
	if len(set) > 0 {
		now, clears = "now", "none clears"
		for _, l := range set {
			now += " " + typed(l, row.Decimals)
		}
	}
	var hints []string
	for _, parts := range [][]string{{two, now, forms, clears}, {two, now, clears}, {two, now}, {one, now}, {two}, {one}, {above}} {
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		if len(parts) > 0 {
			hints = append(hints, strings.Join(parts, "; "))
		}
	}
	return hints
}

// near are the prices on offer next to the last one, so many on either side;
// empty: there is none.
func near(row feed.Row, each int) string {
	offers := alert.Offers(row)
	at, _ := slices.BinarySearch(offers, float64(row.Quote.LastPrice))
	text := ""
	for _, price := range offers[max(at-each, 0):min(at+each, len(offers))] {
		text += " " + figure(price, row.Decimals)
	}
	if text == "" || each == 1 {
		return strings.TrimSpace(text)
	}
	return "near" + text
}

// typed is a level as the prompt takes it.
func typed(l alert.Level, decimals int) string {
	if l.Kind == alert.ChangePct {
		return strconv.FormatFloat(l.Value, 'f', -1, 64) + "%"
	}
	return map[alert.Kind]string{alert.Above: ">", alert.Below: "<"}[l.Kind] + figure(l.Value, decimals)
}

// figure is a price or a per cent, a whole one without decimals.
func figure(v float64, decimals int) string {
	if v == math.Trunc(v) {
		decimals = 0
	}
	return ui.Price(v, decimals)
}

// LevelText is a level in words: above 1,600.
func LevelText(l alert.Level, decimals int) string {
	if l.Kind == alert.ChangePct {
		return "change " + figure(l.Value, min(decimals, 2)) + "%"
	}
	return l.Kind.String() + " " + figure(l.Value, decimals)
}

// decimals of an item's prices.
func (m *Model) decimals(it *item) int { return max(m.rows[it.mark.Level.Symbol].Decimals, 2) }

// cellText is a level in its column: all decimals, so that figures stand below
// each other, in a narrow one as the prompt takes it.
func (m *Model) cellText(it *item, short bool) string {
	l := it.mark.Level
	kind := map[bool][3]string{false: {"above ", "below ", "change "}, true: {">", "<", ""}}[short]
	switch {
	case !(l.Value > 0):
		return strings.TrimSpace(kind[l.Kind] + m.theme.Glyphs.Dash)
	case l.Kind == alert.ChangePct:
		return kind[l.Kind] + ui.Price(l.Value, 2) + "%"
	}
	return kind[l.Kind] + ui.Price(l.Value, m.decimals(it))
}

// away is how far the last price would have to move to stand at the level, in
// rupees and in per cent of it; false when that is not known. The day's change
// has a level on either side: the one that the price leans to.
func (m *Model) away(it *item) (rupees, pct float64, known bool) {
	row := m.rows[it.mark.Level.Symbol]
	last := float64(row.Quote.LastPrice)
	if !(last > 0) || !(it.mark.Level.Value > 0) || m.state(it) == feed.NoData {
		return 0, 0, false
	}
	target := it.mark.Level.Value
	if it.mark.Level.Kind == alert.ChangePct {
		change, ok := row.ChangePct()
		if !ok || row.Past(m.clock) {
			return 0, 0, false
		}
		target = float64(row.PrevClose) * (1 + math.Copysign(target, change)/100)
	}
	return target - last, (target - last) / last * 100, true
}

// standing says what a level waits for or has done, the longest text first.
func (m *Model) standing(it *item) []string {
	mark := &it.mark
	fired := ""
	if !mark.FiredAt.IsZero() {
		fired = "fired " + m.when(mark.FiredAt) + " at " + ui.Price(mark.FiredPrice, m.decimals(it))
	}
	switch {
	case it.reason != "":
		head, _, _ := strings.Cut(it.reason, ":")
		return []string{"refused: " + it.reason, "refused: " + head, "refused"}
	case mark.Phase == alert.Spent:
		texts := []string{fired, "fired " + m.when(mark.FiredAt), m.when(mark.FiredAt), "fired"}
		if price, ok := mark.ArmsAt(m.decimals(it)); ok {
			texts = append([]string{fired + ", arms again at " + ui.Price(price, m.decimals(it))}, texts...)
		}
		return texts
	case mark.Phase == alert.Beyond:
		return []string{"beyond already: fires once the price has been back", "beyond already", "beyond"}
	case mark.Phase == alert.Armed && fired != "":
		return []string{"armed again, " + fired, "armed, " + fired, "armed"}
	case mark.Phase == alert.Armed:
		return []string{"armed"}
	}
	return []string{"waiting for a price", "no price"}
}

// when is a time of the exchange as short as it can be told: to the second
// today, else the day.
func (m *Model) when(at time.Time) string {
	at = at.In(market.IST)
	if market.DateOf(at) == market.DateOf(m.clock.Exchange()) {
		return ui.ClockTime(at)
	}
	return at.Format("2 Jan 15:04")
}

// fitting is the first text that fits, or the last one.
func fitting(texts []string, w int) string {
	for _, text := range texts {
		if ui.Width(text) <= w {
			return text
		}
	}
	return texts[len(texts)-1]
}
