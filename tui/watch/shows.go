package watch

import "slices"

// bookColumn is the column that shows the book.
const bookColumn = "bid_ask"

// Books reports that the books of the rows are on the screen, and want to be as
// new as their prices.
func (m Model) Books() bool { return m.Shows(bookColumn) }

// Shows reports that a column is on the screen, by its name: chosen for the
// list, or of use in it, and with room. What only that column needs is asked
// for only then.
func (m Model) Shows(column string) bool {
	i := indexOf(column)
	return slices.ContainsFunc(m.slots, func(s slot) bool { return s.column == i })
}
