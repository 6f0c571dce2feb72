package tui

import (
	"fmt"
	"slices"

	"kitewatch/tui/ui"
)

// oddity is the first of what is odd in watchlist.toml, and how many there are.
func (l statusLine) oddity(step int) string {
	room := l.oddRoom(step)
	switch n := len(l.odd); {
	case n == 0:
		return ""
	case n > 1 && room > leastFault:
		others := fmt.Sprintf(", and %d more", n-1)
		return l.theme.Cut(l.odd[0], room-ui.Width(others)) + others
	}
	return l.theme.Cut(l.odd[0], room)
}

// oddRoom is how much of that is shown: it stays until it is mended, but what
// is odd in the file is not to hide what is wrong with the prices.
func (l statusLine) oddRoom(step int) int {
	switch {
	case step < noSession:
		return max(l.width/2, 60)
	case step < noLast:
		return 44
	}
	return leastFault
}

// leastFault is how much of a fault is shown, at least: the file, line and column.
const leastFault = 22

// faultRoom is how much of a fault is shown: the whole, in the room of all that
// can be left out, or what there is beside the state, and how to read the rest.
func (l statusLine) faultRoom(step int, parts []ui.Span) int {
	if step < steps-1 {
		return ui.Width(l.fault)
	}
	used := 1
	for _, p := range slices.Concat(l.head(), parts) {
		used += ui.Width(p.Text) + 3
	}
	if room := l.width - 1 - used; ui.Width(l.fault) <= room {
		return room
	}
	return max(l.width-used-len(forMore)-5, leastFault)
}

// What stands behind the ? at the line's end.
const (
	forHelp = " help"
	forMore = " more"
)

// help says what ? is good for: also to read what is not told here, or cut.
func (l statusLine) help(spans []ui.Span) string {
	whole := func(told string) bool {
		return told == "" || slices.ContainsFunc(spans, func(s ui.Span) bool { return s.Text == told })
	}
	if l.note == "" && (!whole(l.fault) || len(l.odd) > 1 || len(l.odd) == 1 && !whole(l.odd[0])) {
		return forMore
	}
	return forHelp
}
