package instruments

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kitewatch/kite"
)

func TestParseSkipsAndCountsBadRows(t *testing.T) {
	good := ""
	for i := range 30 {
		good += fmt.Sprintf("%d,%d,GOOD%d,,0,,0,0.1,1,EQ,NSE,NSE\n", i+1, i, i)
	}
	for _, tt := range []struct{ name, row string }{
		{"a field less", `1,1,X,,0,,0,0.1,1,EQ,NSE`},
		{"a field more", `1,1,X,,0,,0,0.1,1,EQ,NSE,NSE,`},
		{"far more fields", strings.Repeat(",", 500)},
		{"no token", `,1,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"token 0", `0,1,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"token too large", `4294967296,1,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"token far too large", `99999999999999999999,1,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"token with a sign", `-1,1,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"no exchange token", `1,,X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"no symbol", `1,1,,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"blank symbol", `1,1, ,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"blank before the symbol", `1,1, X,,0,,0,0.1,1,EQ,NSE,NSE`},
		{"control character in the symbol", "1,1,X\x1b[2J,,0,,0,0.1,1,EQ,NSE,NSE"},
		{"direction mark in the symbol", "1,1,X\u202e,,0,,0,0.1,1,EQ,NSE,NSE"},
		{"symbol in broken UTF-8", "1,1,X\xff,,0,,0,0.1,1,EQ,NSE,NSE"},
		{"symbol without end", "1,1," + strings.Repeat("X", 256) + ",,0,,0,0.1,1,EQ,NSE,NSE"},
		{"quote in the middle", `1,1,X,A"B",0,,0,0.1,1,EQ,NSE,NSE`},
		{"text behind a quote", `1,1,X,"A"B,0,,0,0.1,1,EQ,NSE,NSE`},
		{"quote never closed", `1,1,X,"A,0,,0,0.1,1,EQ,NSE,NSE`},
		{"expiry in another form", `1,1,X,,0,29-12-2026,0,0.1,1,EQ,NSE,NSE`},
		{"expiry on no day", `1,1,X,,0,2026-02-29,0,0.1,1,EQ,NSE,NSE`},
		{"expiry before all", `1,1,X,,0,1970-01-01,0,0.1,1,EQ,NSE,NSE`},
		{"expiry after all", `1,1,X,,0,2149-06-07,0,0.1,1,EQ,NSE,NSE`},
		{"negative strike", `1,1,X,,0,,-1,0.1,1,EQ,NSE,NSE`},
		{"strike that is no number", `1,1,X,,0,,NaN,0.1,1,EQ,NSE,NSE`},
		{"infinite strike", `1,1,X,,0,,1e999,0.1,1,EQ,NSE,NSE`},
		{"tick that is no number", `1,1,X,,0,,0,a,1,EQ,NSE,NSE`},
		{"half a lot", `1,1,X,,0,,0,0.1,1.5,EQ,NSE,NSE`},
		{"lot too large", `1,1,X,,0,,0,0.1,2147483648,EQ,NSE,NSE`},
		{"no exchange", `1,1,X,,0,,0,0.1,1,EQ,NSE,`},
		{"exchange in lower case", `1,1,X,,0,,0,0.1,1,EQ,NSE,nse`},
		{"control character in the segment", "1,1,X,,0,,0,0.1,1,EQ,NS\x07E,NSE"},
		{"symbol that was there", `99,9,GOOD3,,0,,0,0.1,1,EQ,NSE,NSE`},
	} {
		l, err := Parse(strings.NewReader(dumpHead + good + tt.row + "\n" + infyRow))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if l.Len() != 31 || l.Bad() != 1 {
			t.Errorf("%s: %d rows, %d bad, want 31 and 1", tt.name, l.Len(), l.Bad())
		}
		if i, ok := l.Find(kite.Symbol{Exchange: "NSE", Tradingsymbol: "GOOD3"}); !ok || l.At(i).InstrumentToken != 4 {
			t.Errorf("%s: the rows before are others", tt.name)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	many := func(n int, form string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form, i+1, i)
		}
		return b.String()
	}
	const row = "%d,1,X%d,,0,,0,0.1,1,EQ,NSE,NSE\n"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "it is empty"},
		{"blank lines", "\n\r\n\n", "it is empty"},
		{"the header alone", dumpHead, "it has no rows"},
		{"no header", niftyRow + infyRow, "no column instrument_token, exchange_token, "},
		{"a column missing", strings.Replace(dumpHead, ",segment", "", 1) + infyRow, "it has no column segment"},
		{"a column twice", strings.Replace(dumpHead, "last_price", "strike", 1) + infyRow, "it has two columns strike"},
		{"a header with an open quote", `"instrument_token`, "no list of columns"},
		{"columns without end", strings.Repeat("a,", 50) + dumpHead, "no list of columns"},
		{"a line without end", dumpHead + infyRow + strings.Repeat("x", maxLine), "a line of more than 65536 bytes"},
		{"too many bad rows", dumpHead + many(89, row) + strings.Repeat("x\n", 11) + infyRow, "11 of its 101 rows cannot be read"},
		{"too many rows twice", dumpHead + many(20, row) + many(20, row), "20 of its 40 rows"},
		{"no good row", dumpHead + "x,1,X,,0,,0,0.1,1,EQ,NSE,NSE\n", "1 of its 1 rows"},
		{"too many rows", dumpHead + strings.Repeat("x\n", maxRows+1), "more than 1000000 rows"},
		{"cut in a number", dumpHead + many(20, row) + "123", "it ends inside a row"},
		{"cut in a quote", dumpHead + many(20, row) + `408065,1594,INFY,"INFO`, "it ends inside a row"},
		{"cut in a quote behind a line end", dumpHead + many(20, row) + `408065,1594,INFY,"INFO` + "\n", "it ends inside a row"},
		{"cut before the exchange", dumpHead + many(20, row) + `408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,`, "it ends inside a row"},
		{"cut in the exchange", dumpHead + many(20, row) + `408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NS`, "it ends inside a row"},
		{"cut in the segment", dumpHead + many(20, row) + `408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NS` + "\n", "it ends inside a row"},
	} {
		l, err := Parse(strings.NewReader(tt.text))
		var refused *Refused
		if l != nil || !errors.As(err, &refused) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %q", tt.name, l != nil, err, tt.want)
		}
	}
}

func TestNineInAHundredBadRowsAreSkipped(t *testing.T) {
	var b strings.Builder
	for i := range 91 {
		fmt.Fprintf(&b, "%d,1,X%d,,0,,0,0.1,1,EQ,NSE,NSE\n", i+1, i)
	}
	l := parsed(t, strings.Repeat("x\n", 9)+b.String())
	if l.Len() != 91 || l.Bad() != 9 {
		t.Errorf("%d rows, %d bad", l.Len(), l.Bad())
	}
}
