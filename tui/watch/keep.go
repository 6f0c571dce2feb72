package watch

import "slices"

// keep takes over from the list's older version what the user had set: the
// sorting, the columns, the filter, the scroll, and the cursor; the widths too
// if its rows are the same. What the file says otherwise than before wins.
func (l *list) keep(old *list) {
	if l.given.Sort == old.given.Sort {
		l.sorted, l.reverse = old.sorted, old.reverse
	}
	if slices.Equal(l.given.Columns, old.given.Columns) && old.chosen {
		l.columns, l.chosen = old.columns, true
	} else if slices.Equal(l.given.Columns, old.given.Columns) {
		l.choose(nil)
	}
	l.top, l.filter = old.top, old.filter
	if slices.EqualFunc(l.entries, old.entries, func(a, b entry) bool { return a.item == b.item }) {
		l.extents = old.extents
	}
	l.goTo(l.sameRow(old))
}

// sameRow is the entry that the older version's cursor was on: by how it is
// written, and of several written alike the one as far down among them; else
// one of the same instrument, else what stands in its place now.
func (l *list) sameRow(old *list) int {
	if len(old.entries) == 0 {
		return 0
	}
	selected := &old.entries[old.cursor]
	nth := 0
	for i := range old.entries[:old.cursor] {
		if old.entries[i].written == selected.written {
			nth++
		}
	}
	alike := -1
	for i := range l.entries {
		if l.entries[i].written != selected.written {
			continue
		}
		if alike = i; nth == 0 {
			break
		}
		nth--
	}
	if alike >= 0 {
		return alike
	}
	if i := slices.IndexFunc(l.entries, func(e entry) bool { return e.item == selected.item }); i >= 0 {
		return i
	}
	return max(min(old.cursor, len(l.entries)-1), 0)
}
