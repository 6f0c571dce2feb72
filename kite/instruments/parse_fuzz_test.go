package instruments

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// slowRows reads a dump with encoding/csv, as many lines at once as make a row, by
// the plainest rules; a row that cannot be read is left out.
func slowRows(tb testing.TB, text []byte) []Instrument {
	tb.Helper()
	var rows []Instrument
	seen := map[kite.Symbol]bool{}
	var column []int
	var lines []string
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"); line != "" {
			lines = append(lines, line)
		}
	}
	for len(lines) > 0 {
		row := lines[0]
		lines = lines[1:]
		if column != nil && strings.Count(row, `"`)%2 == 1 {
			if in, more := slowOpen(row, lines, column); more > 0 {
				lines = lines[more:]
				if !seen[in.Symbol] {
					seen[in.Symbol] = true
					rows = append(rows, in)
				}
			}
			continue
		}
		r := csv.NewReader(strings.NewReader(row))
		fields, err := r.Read()
		if column == nil {
			for _, name := range columnNames {
				column = append(column, slices.IndexFunc(fields, func(f string) bool { return strings.TrimSpace(f) == name }))
			}
			column = append(column, len(fields))
			continue
		}
		if err != nil || len(fields) != column[columnCount] {
			continue
		}
		if in, ok := slowRow(func(c int) string { return fields[column[c]] }); ok && !seen[in.Symbol] {
			seen[in.Symbol] = true
			rows = append(rows, in)
		}
	}
	return rows
}

// slowOpen reads a row that goes on in the next lines, and returns in how many; 0
// when there is none.
func slowOpen(row string, next []string, column []int) (Instrument, int) {
	rows := false // one of them could be one
	for i, line := range next[:min(len(next), maxOpenLines-1)] {
		own, err := csv.NewReader(strings.NewReader(line)).Read()
		rows = rows || err == nil && len(own) == column[columnCount]
		if row += "\n" + line; strings.Count(row, `"`)%2 == 1 {
			continue
		}
		fields, err := csv.NewReader(strings.NewReader(row)).Read()
		if err != nil || rows || len(row) > maxOpenText || len(fields) != column[columnCount] {
			break
		}
		if in, ok := slowRow(func(c int) string { return fields[column[c]] }); ok {
			return in, i + 1
		}
		break
	}
	return Instrument{}, 0
}

func slowRow(field func(int) string) (Instrument, bool) {
	ok := true
	number := func(c int) float64 {
		text := field(c)
		if text == "" {
			return 0
		}
		v, err := strconv.ParseFloat(text, 64)
		ok = ok && err == nil && v >= 0 && !math.Signbit(v) && !math.IsInf(v, 0)
		return v
	}
	whole := func(c int) uint32 {
		v, err := strconv.ParseUint(field(c), 10, 32)
		ok = ok && err == nil && len(field(c)) <= 10
		return uint32(v)
	}
	lot := number(colLot)
	in := Instrument{
		Symbol:          kite.Symbol{Exchange: field(colExchange), Tradingsymbol: field(colSymbol)},
		InstrumentToken: whole(colToken), ExchangeToken: whole(colExchangeToken), Name: slowName(field(colName)),
		Strike: number(colStrike), TickSize: number(colTick), LotSize: int(lot), Type: field(colType), Segment: field(colSegment),
	}
	if text := field(colExpiry); text != "" {
		at, err := time.Parse(time.DateOnly, text)
		in.Expiry = market.On(at.Date())
		ok = ok && err == nil && in.Expiry > 0 && in.Expiry <= math.MaxUint16
	}
	same := func(s kite.Symbol) bool {
		got, err := kite.ParseSymbol(s.String())
		return err == nil && got.Exchange == s.Exchange && strings.EqualFold(got.Tradingsymbol, s.Tradingsymbol) && s.Exchange != ""
	}
	for _, text := range []string{in.Name, in.Segment, in.Type, in.Symbol.Exchange, in.Symbol.Tradingsymbol} {
		ok = ok && len(text) <= maxText
	}
	ok = ok && lot == math.Trunc(lot) && lot <= math.MaxInt32 && in.InstrumentToken > 0 && same(in.Symbol) &&
		(in.Segment == "" || same(kite.Symbol{Exchange: "X", Tradingsymbol: in.Segment})) &&
		(in.Type == "" || same(kite.Symbol{Exchange: "X", Tradingsymbol: in.Type}))
	return in, ok
}

// slowName keeps the characters that have room.
func slowName(text string) string {
	if len(text) > maxText {
		n := maxText
		for range utf8.UTFMax {
			if utf8.RuneStart(text[n]) {
				break
			}
			n--
		}
		text = text[:n]
	}
	return strings.ReplaceAll(text, "\n", " ")
}

func FuzzParse(f *testing.F) {
	heads := []string{
		"", dumpHead, strings.ReplaceAll(dumpHead, "\n", "\r\n"),
		"exchange,tradingsymbol,isin,name,instrument_type,expiry,strike,lot_size,tick_size,segment,last_price,exchange_token,instrument_token\n",
	}
	f.Add([]byte(dumpHead+niftyRow+infyRow), byte(0))
	f.Add([]byte("\ufeff"+strings.ReplaceAll(dumpHead+infyRow+infyRow, "\n", "\r\n")), byte(0))
	f.Add([]byte(niftyRow+strings.Replace(infyRow, "INFOSYS", `A ""B"", C`, 1)+infyRow), byte(1))
	f.Add([]byte(infyRow+infyRow[:30]), byte(1))
	f.Add([]byte(infyRow+strings.ReplaceAll(infyRow, "4", "5")+"2"+infyRow), byte(2))
	f.Add([]byte(`NFO,Y,,"a,b",CE,2026-12-29,247.5,75,0.0025,NFO-OPT,0,1,7`+"\n"), byte(3))
	f.Add([]byte(`NFO,Y,,"a,b",CE,2026-12-29,247.5,"75",0.0025,NFO-OPT,0,1,7`+"\n"+`NFO,Z,,a,CE,2026-12-29,247.5,75,0.0025,NFO-OPT,0,1,7`), byte(3))
	f.Add([]byte(infyRow+strings.Replace(infyRow, "INFOSYS", "A\nB", 1)+niftyRow), byte(1))
	f.Add([]byte(strings.Replace(infyRow, "INFOSYS", "A\r\n\n\"\"B, C\n", 1)+infyRow), byte(2))
	f.Add([]byte(infyRow+`1,1,X,"A`+"\n"+niftyRow+strings.Replace(infyRow, "INFOSYS", `A"`, 1)+niftyRow), byte(1))
	f.Add([]byte(strings.Replace(infyRow, "INFOSYS", strings.Repeat("é", 200), 1)), byte(1))
	f.Fuzz(func(t *testing.T, rows []byte, head byte) {
		text := append([]byte(heads[int(head)%len(heads)]), rows...)
		l, err := Parse(bytes.NewReader(text))
		if err != nil {
			var refused *Refused
			if l != nil || !errors.As(err, &refused) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		want := slowRows(t, text)
		if diff := cmp.Diff(want, contents(l)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		for i, in := range want {
			if at, ok := l.Find(in.Symbol); at != i || !ok {
				t.Errorf("%q is found at %d, %v, want %d", in.Symbol, at, ok, i)
			}
			if at, ok := l.Token(in.InstrumentToken); !ok || at > i || want[at].InstrumentToken != in.InstrumentToken {
				t.Errorf("token %d is found at %d, %v", in.InstrumentToken, at, ok)
			}
		}
	})
}

// FuzzQuick checks that a row read the quick way is what the rules say it is.
func FuzzQuick(f *testing.F) {
	f.Add(strings.TrimSpace(infyRow))
	f.Add(`12345858,48226,WIPRO26DEC247.5CE,"WIPRO",0,2026-12-29,247.5,0.1,1,EQ,NSE,NSE`)
	f.Add(`1,1,"X","A",0,,0,0.1,1,EQ,NSE,NSE`)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") {
			return
		}
		read := func(usual bool) (*parser, bool) {
			p := new(parser)
			if err := p.columns.read([]byte(strings.TrimSpace(dumpHead))); err != nil {
				t.Fatal(err)
			}
			if err := p.line([]byte(strings.TrimSpace(infyRow)), true); err != nil {
				t.Fatal(err)
			}
			if usual {
				return p, p.quick([]byte(line))
			}
			if err := p.line([]byte(line), true); err != nil {
				t.Fatal(err)
			}
			return p, p.good == 2
		}
		quick, ok := read(true)
		if !ok {
			if quick.good != 1 || quick.rows.n != 1 {
				t.Fatal("a row not read has left something")
			}
			return
		}
		slow, ok := read(false)
		if !ok || *quick.rows.pages[0] != *slow.rows.pages[0] || !bytes.Equal(quick.text.all[0], slow.text.all[0]) {
			t.Errorf("%q: read %v by the rules; rows %x and %x", line, ok, quick.rows.part(0), slow.rows.part(0))
		}
	})
}
