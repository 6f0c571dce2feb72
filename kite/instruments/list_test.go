package instruments

import (
	"bytes"
	"strings"
	"testing"

	"kitewatch/kite"
)

// TestListOfADay compares a whole day's list with what encoding/csv reads.
func TestListOfADay(t *testing.T) {
	text := dumpOf(t, 50_000)
	l, err := Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := slowRows(t, text)
	if l.Len() != len(want) || l.Bad() != 0 {
		t.Fatalf("%d rows, %d bad, want %d", l.Len(), l.Bad(), len(want))
	}
	for i, in := range want {
		if got := l.At(i); got != in {
			t.Fatalf("row %d: %+v, want %+v", i, got, in)
		}
		if at, ok := l.Find(in.Symbol); at != i || !ok {
			t.Fatalf("%s is found at %d, %v, want %d", in.Symbol, at, ok, i)
		}
		if at, ok := l.Token(in.InstrumentToken); at != i || !ok {
			t.Fatalf("token %d is found at %d, %v, want %d", in.InstrumentToken, at, ok, i)
		}
		miss := in.Symbol
		miss.Tradingsymbol += "X"
		if _, ok := l.Find(miss); ok {
			t.Fatalf("%s is found", miss)
		}
	}
	for _, s := range []kite.Symbol{{}, {Tradingsymbol: "INFY"}, {Exchange: "NSE"}, {Exchange: "NSE", Tradingsymbol: "infy"}, {Exchange: "NS", Tradingsymbol: "EINFY"}} {
		if _, ok := l.Find(s); ok {
			t.Errorf("%q is found", s)
		}
	}
	if _, ok := l.Token(7); ok {
		t.Error("token 7 is found")
	}
}

func TestAnEmptyListFindsNothing(t *testing.T) {
	l := new(List)
	_, symbol := l.Find(kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"})
	_, token := l.Token(408065)
	if l.Len() != 0 || symbol || token || !l.Fetched().IsZero() || l.Bad() != 0 {
		t.Errorf("%d rows, found %v %v", l.Len(), symbol, token)
	}
}

func TestATokenTwiceFindsItsFirstRow(t *testing.T) {
	l := parsed(t, infyRow+strings.Replace(infyRow, "INFY", "INFY2", 1))
	if i, ok := l.Token(408065); i != 0 || !ok || l.Len() != 2 || l.Bad() != 0 {
		t.Errorf("row %d, %v; %d rows, %d bad", i, ok, l.Len(), l.Bad())
	}
}

func TestListAllocatesLittle(t *testing.T) {
	text := dumpOf(t, 20_000)
	l, err := Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := testing.AllocsPerRun(3, func() { _, _ = Parse(bytes.NewReader(text)) }); got > 100 {
		t.Errorf("Parse allocates %v times", got)
	}
	s := l.At(l.Len() / 2).Symbol
	if got := testing.AllocsPerRun(3, func() {
		i, _ := l.Find(s)
		k, _ := l.Token(l.At(i).InstrumentToken)
		if i != k || l.At(k).Symbol != s {
			t.Errorf("%s: rows %d and %d", s, i, k)
		}
	}); got != 0 {
		t.Errorf("Find, Token and At allocate %v times", got)
	}
}
