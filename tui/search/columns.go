package search

import (
	"strconv"

	"kitewatch/tui/ui"
)

// The columns, as they stand from left to right.
const (
	colSymbol = iota
	colName
	colExpiry
	colDays
	colStrike
	colType
	colLot
	colToken
	colList
	columnCount
)

// column is one column: its cell is plain text, and how it looks.
type column struct {
	title       string
	align       ui.Align
	least, most int // cells
	cell        func(dst []byte, m *Model, in *hit) ([]byte, ui.Role)
}

var columns = [columnCount]column{
	colSymbol: {"Symbol", ui.Left, 24, 34, symbolCell},
	colName:   {"Name", ui.Left, 10, 36, nameCell},
	colExpiry: {"Expiry", ui.Right, 11, 11, expiryCell},
	colDays:   {"Days", ui.Right, 5, 7, daysCell},
	colStrike: {"Strike", ui.Right, 7, 12, strikeCell},
	colType:   {"Type", ui.Left, 5, 5, typeCell},
	colLot:    {"Lot", ui.Right, 5, 9, lotCell},
	colToken:  {"Token", ui.Right, 8, 10, tokenCell},
	colList:   {"In list", ui.Left, 7, 16, listCell},
}

// The columns by how long they stay when it gets narrow: of contracts the
// expiry first; among shares alone what they are called, and nothing that only
// contracts have.
var (
	dated   = []int{colSymbol, colExpiry, colName, colList, colDays, colStrike, colType, colLot, colToken}
	undated = []int{colSymbol, colName, colList, colType, colLot, colToken}
)

const (
	shareSymbol = 18 // the least of a symbol among shares alone, which are shorter than contracts
	shareName   = 16 // and of their names, which are longer
	narrow      = 60 // below it the margin shrinks

	// The gaps between columns: where there is little room, where there is
	// some, and the most, beyond which the eye loses the row.
	tightGap  = 2
	usualGap  = 3
	widestGap = 4
)

// slot is a column's place in the table.
type slot struct{ column, x, width int }

// extents are the widest cells of each column.
type extents [columnCount]int

// margin is where text begins, after the cursor's mark.
func (m *Model) margin() int {
	if m.w < narrow {
		return 2
	}
	return 3
}

// least is how narrow a column may be: the figures on the screen are never cut.
func (m *Model) least(c int, hasExpiry bool) int {
	switch {
	case c == colSymbol && !hasExpiry:
		return shareSymbol
	case c == colName && !hasExpiry:
		return shareName
	case columns[c].align == ui.Right:
		return max(columns[c].least, m.extents[c])
	}
	return columns[c].least
}

// arrange places the columns that have room: each appears when all that stay
// longer have appeared. What is left over goes to symbols that are cut, then
// to what was wider since the search was opened, so that columns do not jump at
// every key, then between the columns, then to names that are cut.
func (m *Model) arrange(hasExpiry bool) {
	order := undated
	if hasExpiry {
		order = dated
	}
	l := layout{gap: tightGap, spare: max(m.w-1-m.margin(), 0), widest: &m.widest}
	l.widths[colSymbol] = min(m.least(colSymbol, hasExpiry), l.spare)
	l.spare -= l.widths[colSymbol]
	for _, c := range order[1:] {
		least := m.least(c, hasExpiry)
		if l.spare < tightGap+least {
			break
		}
		l.widths[c] = least
		l.spare -= tightGap + least
		l.gaps++
	}
	l.grow(colSymbol)
	for _, c := range order {
		if columns[c].align == ui.Right {
			l.grow(c)
		}
	}
	l.widen(usualGap)
	l.grow(colName)
	l.grow(colList)
	l.widen(widestGap)
	m.slots = l.slots(m.margin())
}

// layout shares out the width of the table.
type layout struct {
	widths    [columnCount]int // 0: not shown
	widest    *extents
	gap, gaps int // the width of the gaps between the columns, and their number
	spare     int // cells not given away yet
}

// grow gives a column what it needs for its widest cell.
func (l *layout) grow(c int) {
	more := min(l.widest[c], columns[c].most) - l.widths[c]
	if more = min(more, l.spare); l.widths[c] > 0 && more > 0 {
		l.widths[c] += more
		l.spare -= more
	}
}

// widen widens all gaps, together.
func (l *layout) widen(to int) {
	for ; l.gaps > 0 && l.gap < to && l.spare >= l.gaps; l.gap++ {
		l.spare -= l.gaps
	}
}

// slots puts the columns side by side.
func (l *layout) slots(x int) []slot {
	var slots []slot
	for c, w := range l.widths {
		if w > 0 {
			slots = append(slots, slot{c, x, w})
			x += w + l.gap
		}
	}
	return slots
}

// shows reports whether a column is on the screen.
func (m *Model) shows(c int) bool {
	for _, s := range m.slots {
		if s.column == c {
			return true
		}
	}
	return false
}

// measure takes the widths of what was found, and reports whether any of it
// expires.
func (m *Model) measure() (hasExpiry bool) {
	m.decimals, m.extents = 0, extents{}
	for i := range m.rows {
		in := m.hit(i)
		hasExpiry = hasExpiry || in.Expiry != 0
		m.decimals = max(m.decimals, decimalsOf(in.Strike))
	}
	var cell []byte
	for i := range m.rows {
		in := m.hit(i)
		for c := range columns {
			if columns[c].least < columns[c].most {
				cell, _ = columns[c].cell(cell[:0], m, &in)
				m.extents[c] = max(m.extents[c], cells(cell))
			}
		}
	}
	for c := range columns {
		m.widest[c] = max(m.widest[c], m.extents[c])
	}
	return hasExpiry
}

// cells is the width of a cell's text. Most are ASCII, and need no string.
func cells(text []byte) int {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return ui.Width(string(text))
		}
	}
	return len(text)
}

func symbolCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	dst = append(dst, ui.Clean(in.adds.Tradingsymbol)...)
	dst = append(dst, ' ')
	return append(dst, ui.Clean(in.adds.Exchange)...), ui.Text
}

func nameCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	if in.rolls != "" {
		return append(dst, ui.Clean(in.rolls)...), ui.Soft
	}
	return append(dst, ui.Clean(in.Name)...), ui.Soft
}

func expiryCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	if in.Expiry == 0 {
		return dst, ui.Text
	}
	return in.Expiry.Time().AppendFormat(dst, "2 Jan 2006"), ui.Text
}

// daysCell counts the days to the expiry.
func daysCell(dst []byte, m *Model, in *hit) ([]byte, ui.Role) {
	switch days := int(in.Expiry - m.today); {
	case in.Expiry == 0 || m.today == 0:
		return dst, ui.Soft
	case days < 0:
		return append(dst, "expired"...), ui.Warn
	case days == 0:
		return append(dst, "today"...), ui.Warn
	default:
		return strconv.AppendInt(dst, int64(days), 10), ui.Soft
	}
}

// strikeCell keeps a strike's fractions, and pads others so that the points of
// all that were found align.
func strikeCell(dst []byte, m *Model, in *hit) ([]byte, ui.Role) {
	if in.Strike == 0 {
		return dst, ui.Text
	}
	n := decimalsOf(in.Strike)
	dst = ui.AppendPrice(dst, in.Strike, n)
	pad := m.decimals - n
	if n == 0 && m.decimals > 0 {
		pad++ // the point
	}
	return append(dst, ui.Blank(pad)...), ui.Text
}

// decimalsOf is how many decimals a price in rupees is written with: as many
// as it has, four at most, the finest tick there is.
func decimalsOf(price float64) int {
	if price == float64(int64(price)) {
		return 0
	}
	var scratch [32]byte
	digits := strconv.AppendFloat(scratch[:0], price, 'f', 4, 64)
	n := 4
	for n > 0 && digits[len(digits)-5+n] == '0' {
		n--
	}
	return n
}

// typeCell is the instrument type, but of an index, which the dump calls EQ.
func typeCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	if in.IsIndex() {
		return append(dst, "index"...), ui.Text
	}
	return append(dst, ui.Clean(in.Type)...), ui.Text
}

func lotCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	if in.LotSize == 0 {
		return dst, ui.Soft
	}
	return ui.AppendPrice(dst, float64(in.LotSize), 0), ui.Soft
}

func tokenCell(dst []byte, _ *Model, in *hit) ([]byte, ui.Role) {
	if in.InstrumentToken == 0 { // of a rolling symbol without a contract
		return dst, ui.Dim
	}
	return strconv.AppendUint(dst, uint64(in.InstrumentToken), 10), ui.Dim
}

func listCell(dst []byte, m *Model, in *hit) ([]byte, ui.Role) {
	list, _, _ := m.listed(in.adds)
	return append(dst, ui.Clean(list)...), ui.Text
}
