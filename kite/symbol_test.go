package kite

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func TestParseSymbol(t *testing.T) {
	tests := []struct {
		name, text string
		want       Symbol
	}{
		{"plain", "NSE:INFY", Symbol{"NSE", "INFY"}},
		{"lower case and blanks", " nse : infy\t", Symbol{"NSE", "INFY"}},
		{"blank inside", "NSE:NIFTY 50", Symbol{"NSE", "NIFTY 50"}},
		{"ampersand", "NSE:M&M", Symbol{"NSE", "M&M"}},
		{"series", "BSE:VIVIANA-BE", Symbol{"BSE", "VIVIANA-BE"}},
		{"fraction", "NFO:WIPRO26DEC172.5CE", Symbol{"NFO", "WIPRO26DEC172.5CE"}},
		{"as long as can be", "NSE:" + strings.Repeat("X", 60), Symbol{"NSE", strings.Repeat("X", 60)}},
		{"colon in the name", "NSE:A:B", Symbol{"NSE", "A:B"}},
		{"rolling", "NFO:NIFTY@ATM+1CE", Symbol{"NFO", "NIFTY@ATM+1CE"}},
		{"number with exchange", "BSE:500209", Symbol{"BSE", "500209"}},
		{"token", "256265", Symbol{"", "256265"}},
		{"token with zeros", "0256265", Symbol{"", "256265"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseSymbol(tt.text)
			if err != nil || got != tt.want {
				t.Errorf("ParseSymbol(%q) = %#v, %v, want %#v", tt.text, got, err, tt.want)
			}
		})
	}
}

func TestParseSymbolRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", ":", "INFY", "NSE:", ":INFY", "NSE: ", "N E:INFY", "NSÉ:INFY", "0", "4294967296", "-1", "1.5",
		"NSE:INFY\x1b[31m", "NSE:IN\nFY", "NSE:IN\u00a0FY", "NSE:INFY\u200b", "NSE:\xff",
		"NSE:" + strings.Repeat("X", 61), strings.Repeat("9", 65),
	} {
		if got, err := ParseSymbol(text); err == nil {
			t.Errorf("ParseSymbol(%q) = %#v, want an error", text, got)
		} else if strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("ParseSymbol(%q): the error has control characters: %q", text, err)
		} else if len(err.Error()) > 140 {
			t.Errorf("ParseSymbol(%q): the error repeats it whole: %q", text, err)
		}
	}
}

func TestSymbolAsKeyAndText(t *testing.T) {
	want := map[Symbol]int{{"NSE", "M&M"}: 1, {"", "256265"}: 2}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got map[Symbol]int
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[Symbol{"NSE", "M&M"}] != 1 || got[Symbol{"", "256265"}] != 2 {
		t.Errorf("%s came back as %v", text, got)
	}
	kept := Symbol{"NSE", "INFY"}
	if err := kept.UnmarshalText([]byte("nonsense")); err == nil || kept != (Symbol{"NSE", "INFY"}) {
		t.Errorf("a refused text gave %v and left %v", err, kept)
	}
	if !(Symbol{}).IsZero() || kept.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestSymbolInAQuery(t *testing.T) {
	tests := []struct {
		symbol Symbol
		want   string
	}{
		{Symbol{"NSE", "INFY"}, "NSE:INFY"},
		{Symbol{"NSE", "NIFTY 50"}, "NSE:NIFTY+50"},
		{Symbol{"NSE", "M&M"}, "NSE:M%26M"},
		{Symbol{"NSE", "A+B=C;D%:é"}, "NSE:A%2BB%3DC%3BD%25%3A%C3%A9"},
		{Symbol{"", "256265"}, "256265"},
	}
	for _, tt := range tests {
		if got := tt.symbol.query(); got != tt.want {
			t.Errorf("%v: query %q, want %q", tt.symbol, got, tt.want)
		}
		values, err := url.ParseQuery("i=" + tt.symbol.query() + "&i=NSE:TCS")
		if err != nil || len(values["i"]) != 2 || values["i"][0] != tt.symbol.String() {
			t.Errorf("%v: a server reads %q, %v", tt.symbol, values["i"], err)
		}
	}
}

func FuzzParseSymbol(f *testing.F) {
	for _, text := range []string{"NSE:INFY", "nse:nifty 50", "256265", "NSE:M&M", ":", "NSE:ŉ", "NSE:\xff", "00", "ſ:ß"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		symbol, err := ParseSymbol(text)
		if err != nil {
			if !symbol.IsZero() {
				t.Errorf("%q: refused, and still %#v", text, symbol)
			}
			return
		}
		again, err := ParseSymbol(symbol.String())
		if err != nil || again != symbol {
			t.Errorf("%q: %#v reads back as %#v, %v", text, symbol, again, err)
		}
		if !symbol.askable() {
			t.Errorf("%q: %#v cannot be asked for", text, symbol)
		}
		values, err := url.ParseQuery("i=" + symbol.query())
		if err != nil || len(values) != 1 || values.Get("i") != symbol.String() {
			t.Errorf("%q: a server reads %v, %v", text, values, err)
		}
	})
}
