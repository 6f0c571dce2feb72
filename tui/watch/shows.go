package watch

import "slices"

// Shows reports that a column is on the screen, by its name: chosen for the
// list, or of use in it, and with room. What only that column needs is asked
// for only then.
func (m Model) Shows(column string) bool {
	i := indexOf(column)
	return slices.ContainsFunc(m.slots, func(s slot) bool { return s.column == i })
}
