package instruments

import (
	"strings"
	"testing"
)

// TestMarks underlines first hits.
func TestMarks(t *testing.T) {
	x := NewIndex(simList(t, 20000))
	for _, c := range []struct{ query, symbol, want string }{
		{"nifty bank", "NIFTY BANK", "^^^^^^^^^^"},
		{"bank nifty", "NIFTY BANK", "^^^^^ ^^^^"},
		{"vix", "INDIA VIX", "      ^^^"},
		{"m&m", "M&M", "^^^"},
		{"mm", "M&M", "^^^"},
		{"bajaj auto", "BAJAJ-AUTO", "^^^^^^^^^^"},
		{"auto bajaj", "BAJAJ-AUTO", "^^^^^ ^^^^"},
		{"infosys", "INFY", ""},
		{"nse:infy", "INFY", "^^^^"},
		{"nifty 24500 ce", "NIFTY26NOV24500CE", "^^^^^     ^^^^^^^"},
		{"nifty 245 c", "NIFTY26NOV24500CE", "^^^^^     ^^^  ^^"},
		{"nifty fut dec", "NIFTY26DECFUT", "^^^^^^^^^^^^^"},
		{"nifty 1 dec 24500 pe", "NIFTY26D0124500PE", "^^^^^^^^^^^^^^^^^"},
		{"usdinr 92.5 pe", "USDINR26NOV92.5PE", "^^^^^^     ^^^^^^"},
		{"nifty weekly 24500 ce", "NIFTY26D0124500CE", "^^^^^     ^^^^^^^"},
		{"nifty26dec", "NIFTY26DECFUT", "^^^^^^^^^^"},
		{"256265", "NIFTY 50", ""},
		{"relaince", "RELIANCE", ""},
	} {
		t.Run(c.query, func(t *testing.T) {
			hit := x.Search(c.query, monday, 1).Hits[0]
			symbol := x.list.At(hit.Row).Symbol.Tradingsymbol
			line := []byte(strings.Repeat(" ", len(symbol)))
			for _, m := range hit.Marks {
				for i := m.From; i < m.To; i++ {
					line[i] = '^'
				}
			}
			if got := strings.TrimRight(string(line), " "); symbol != c.symbol || got != c.want {
				t.Errorf("got\n%s\n%s\nwant\n%s\n%s", symbol, got, c.symbol, c.want)
			}
			checkMarks(t, symbol, hit.Marks)
		})
	}
}
