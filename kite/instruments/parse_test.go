package instruments

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

const (
	dumpHead = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"
	niftyRow = `256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE` + "\n"
	infyRow  = `408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE` + "\n"
)

// parsed reads rows below the usual header.
func parsed(t *testing.T, rows string) *List {
	t.Helper()
	l, err := Parse(strings.NewReader(dumpHead + rows))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// contents are a list's rows.
func contents(l *List) []Instrument {
	var rows []Instrument
	for i := range l.Len() {
		rows = append(rows, l.At(i))
	}
	return rows
}

func TestParseRows(t *testing.T) {
	infy := Instrument{
		Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}, InstrumentToken: 408065, ExchangeToken: 1594,
		Name: "INFOSYS", TickSize: 0.1, LotSize: 1, Type: "EQ", Segment: "NSE",
	}
	with := func(change func(*Instrument)) Instrument { in := infy; change(&in); return in }
	for _, tt := range []struct {
		name, row string
		want      Instrument
	}{
		{"share", `408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`, infy},
		{"of 2017", `408065,1594,INFY,INFOSYS,0.0,,0.0,0.1,1,EQ,NSE,NSE`, infy},
		{"of 2017, without a name", `408065,1594,INFY,,0.0,,,0.10,1.0,EQ,NSE,NSE`, with(func(in *Instrument) { in.Name = "" })},
		{"all in quotes", `"408065","1594","INFY","INFOSYS","0","","0","0.1","1","EQ","NSE","NSE"`, infy},
		{"name with a comma", `408065,1594,INFY,"9.3% NCD, SR. 3",0,,0,0.1,1,EQ,NSE,NSE`, with(func(in *Instrument) { in.Name = "9.3% NCD, SR. 3" })},
		{"name with quotes", `408065,1594,INFY,"A ""B"" C""",0,,0,0.1,1,EQ,NSE,NSE`, with(func(in *Instrument) { in.Name = `A "B" C"` })},
		{"name in no known letters", "408065,1594,INFY,\"IN\xffF\x1bO\",0,,0,0.1,1,EQ,NSE,NSE", with(func(in *Instrument) { in.Name = "IN\xffF\x1bO" })},
		{"symbol in Hindi", `408065,1594,निफ्टी,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`, with(func(in *Instrument) { in.Symbol.Tradingsymbol = "निफ्टी" })},
		{"index", `256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE`, Instrument{
			Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}, InstrumentToken: 256265, ExchangeToken: 1001,
			Name: "NIFTY 50", Type: "EQ", Segment: "INDICES",
		}},
		{"option", `12345858,48226,WIPRO26DEC247.5CE,"WIPRO",0,2026-12-29,247.5,0.05,3000,CE,NFO-OPT,NFO`, Instrument{
			Symbol: kite.Symbol{Exchange: "NFO", Tradingsymbol: "WIPRO26DEC247.5CE"}, InstrumentToken: 12345858, ExchangeToken: 48226,
			Name: "WIPRO", Expiry: market.On(2026, time.December, 29), Strike: 247.5, TickSize: 0.05, LotSize: 3000, Type: "CE", Segment: "NFO-OPT",
		}},
		{"currency future", `412675,1612,USDINR26NOVFUT,"USDINR",0,2026-11-26,0,0.0025,1,FUT,CDS-FUT,CDS`, Instrument{
			Symbol: kite.Symbol{Exchange: "CDS", Tradingsymbol: "USDINR26NOVFUT"}, InstrumentToken: 412675, ExchangeToken: 1612,
			Name: "USDINR", Expiry: market.On(2026, time.November, 26), TickSize: 0.0025, LotSize: 1, Type: "FUT", Segment: "CDS-FUT",
		}},
		{"segment and exchange not known", `264,1,X,,0,,0,5,1,ODD,MCXSX-ODD,MCXSX`, Instrument{
			Symbol: kite.Symbol{Exchange: "MCXSX", Tradingsymbol: "X"}, InstrumentToken: 264, ExchangeToken: 1,
			TickSize: 5, LotSize: 1, Type: "ODD", Segment: "MCXSX-ODD",
		}},
		{"largest token", `4294967295,4294967295,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`, with(func(in *Instrument) {
			in.InstrumentToken, in.ExchangeToken = math.MaxUint32, math.MaxUint32
		})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// Alone it is read by the rules; behind one that has its terms as quick reads it.
			before := strings.Replace(tt.row, strconv.FormatUint(uint64(tt.want.InstrumentToken), 10), "77", 1)
			before = strings.Replace(before, tt.want.Symbol.Tradingsymbol, "BEFORE", 1)
			for _, rows := range []string{tt.row + "\n", tt.row + "\r\n", before + "\n\n" + tt.row + "\n", before + "\n" + tt.row} {
				l, err := Parse(strings.NewReader(dumpHead + rows))
				if err != nil {
					t.Fatal(err)
				}
				i, ok := l.Token(tt.want.InstrumentToken)
				if diff := cmp.Diff(tt.want, l.At(i)); diff != "" || !ok {
					t.Errorf("%q: %v (-want +got):\n%s", rows, ok, diff)
				}
			}
		})
	}
}

func TestParseColumnsByName(t *testing.T) {
	want := contents(parsed(t, niftyRow+infyRow))
	for _, tt := range []struct{ name, text string }{
		{"byte order mark", "\ufeff" + dumpHead + niftyRow + infyRow},
		{"line ends of Windows", strings.ReplaceAll(dumpHead+niftyRow+infyRow, "\n", "\r\n")},
		{"blank lines", "\n\r\n" + strings.ReplaceAll(dumpHead+niftyRow+infyRow, "\n", "\n\n")},
		{"header in quotes", `"` + strings.ReplaceAll(strings.TrimSpace(dumpHead), ",", `","`) + "\"\n" + niftyRow + infyRow},
		{"blanks around the names", strings.ReplaceAll(dumpHead, ",", " , ") + niftyRow + infyRow},
		{"another order", reorder(t, dumpHead+niftyRow+infyRow, []int{11, 3, 0, 8, 7, 2, 1, 9, 10, 6, 5, 4})},
		{"another column in front", reorder(t, dumpHead+niftyRow+infyRow, []int{12, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})},
		{"another column at the end", reorder(t, dumpHead+niftyRow+infyRow, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})},
		{"no line end at the end", dumpHead + niftyRow + infyRow + `2,1,INFY9,,0,,0,0.1,1,EQ,NSE,NSE`},
	} {
		l, err := Parse(strings.NewReader(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if diff := cmp.Diff(want, contents(l)[:2]); diff != "" || l.Bad() != 0 {
			t.Errorf("%s: %d bad rows (-want +got):\n%s", tt.name, l.Bad(), diff)
		}
	}
}

// reorder writes CSV with other columns, of which 12 is a new one.
func reorder(t *testing.T, text string, order []int) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, row := range rows {
		var again []string
		for _, c := range order {
			again = append(again, append(row, "isin")[c])
		}
		w.Write(again)
	}
	w.Flush()
	return out.String()
}

func TestParseReturnsTheReadersError(t *testing.T) {
	want := &kite.Error{Message: "cut-off reply"}
	for _, text := range []string{"", dumpHead[:20], dumpHead, dumpHead + niftyRow + infyRow, dumpHead + niftyRow + infyRow[:20]} {
		l, err := Parse(io.MultiReader(strings.NewReader(text), iotest.ErrReader(want)))
		if l != nil || err != want {
			t.Errorf("behind %d bytes: %v, %v", len(text), l != nil, err)
		}
	}
}

func TestParseInSmallPieces(t *testing.T) {
	text := dumpOf(t, 20_000) // of more than one page
	whole, err := Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := Parse(iotest.HalfReader(iotest.DataErrReader(bytes.NewReader(text))))
	if err != nil || pieces.body != whole.body {
		t.Errorf("read in pieces the list is another: %v", err)
	}
}

func TestRowsThereTwiceByThePage(t *testing.T) {
	text := dumpOf(t, 3*rowPageRows)
	head := bytes.IndexByte(text, '\n') + 1
	whole, err := Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	rows := bytes.SplitAfter(text[head:], []byte("\n"))
	again := bytes.Join(rows[:len(rows)/10], nil)
	l, err := Parse(io.MultiReader(bytes.NewReader(text[:head]), bytes.NewReader(again), bytes.NewReader(text[head:])))
	if err != nil || l.Bad() != len(rows)/10 {
		t.Fatalf("%d bad, want %d: %v", l.Bad(), len(rows)/10, err)
	}
	if diff := cmp.Diff(contents(whole), contents(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range l.Len() {
		if at, ok := l.Find(l.At(i).Symbol); at != i || !ok {
			t.Fatalf("row %d is found at %d, %v", i, at, ok)
		}
	}
}

// TestParseOpenQuotes: a name may go over several lines, in the last row too; a
// quote that is never closed costs its own line.
func TestParseOpenQuotes(t *testing.T) {
	row := func(n int, name string) string {
		return fmt.Sprintf("%d,%d,S%d,%s,0,,0,0.1,1,EQ,NSE,NSE\n", n, n, n, name)
	}
	for _, tt := range []struct {
		name, text, want string
		bad              int
	}{
		{"two lines", row(1, `"A`+"\n"+`B"`) + row(2, "C"), "S1 A B, S2 C", 0},
		{"the last row", row(2, "C") + row(1, `"A`+"\r\n"+`B"`), "S2 C, S1 A B", 0},
		{"doubled quotes", row(1, `"A ""B"", `+"\n"+`""C""`+"\n"+`"`) + row(2, "C"), `S1 A "B",  "C" , S2 C`, 0},
		{"eight lines", row(1, `"`+strings.Repeat("a\n", 7)+`"`) + row(2, "C"), "S1 a a a a a a a , S2 C", 0},
		{"nine lines", row(1, `"`+strings.Repeat("a\n", 8)+`"`) + row(2, "C"), "", 0},
		{"never closed", strings.Repeat(row(1, `"A`), 1) + row(2, `"B"`) + row(3, "C"), "S2 B, S3 C", 1},
		{"closed in another row", row(1, `"A`) + row(2, `B`) + row(3, `C"`) + row(4, "D"), "S2 B, S4 D", 2},
		{"a long name", row(1, strings.Repeat("é", 128)) + row(2, "C"), "S1 " + strings.Repeat("é", 127) + ", S2 C", 0},
	} {
		more := ""
		for i := range 30 {
			more += row(100+i, "")
		}
		l, err := Parse(strings.NewReader(dumpHead + more + tt.text))
		if tt.want == "" {
			if err == nil && l.Bad() < 2 {
				t.Errorf("%s: %d rows, %d bad", tt.name, l.Len(), l.Bad())
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for i := 30; i < l.Len(); i++ {
			got = append(got, l.At(i).Symbol.Tradingsymbol+" "+l.At(i).Name)
		}
		if strings.Join(got, ", ") != tt.want || l.Bad() != tt.bad {
			t.Errorf("%s: %q, %d bad, want %q and %d", tt.name, got, l.Bad(), tt.want, tt.bad)
		}
	}
}
