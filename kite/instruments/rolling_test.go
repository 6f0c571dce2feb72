package instruments

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

func TestParseRolling(t *testing.T) {
	for _, c := range []struct {
		text string
		want Rolling
	}{
		{"NFO:NIFTY@FUT1", Rolling{Exchange: "NFO", Name: "NIFTY", Future: 1}},
		{"MCX:GOLD@FUT2", Rolling{Exchange: "MCX", Name: "GOLD", Future: 2}},
		{"CDS:USDINR@FUT3", Rolling{Exchange: "CDS", Name: "USDINR", Future: 3}},
		{"NFO:NIFTY@ATM", Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE"}},
		{"NFO:NIFTY@ATMCE", Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE"}},
		{"BFO:SENSEX@ATMPE", Rolling{Exchange: "BFO", Name: "SENSEX", Side: "PE"}},
		{"NFO:NIFTY@ATM+1CE", Rolling{Exchange: "NFO", Name: "NIFTY", Side: "CE", Steps: 1}},
		{"NFO:BANKNIFTY@ATM-2PE", Rolling{Exchange: "NFO", Name: "BANKNIFTY", Side: "PE", Steps: -2}},
		{"NFO:M&M@ATM+50PE", Rolling{Exchange: "NFO", Name: "M&M", Side: "PE", Steps: 50}},
		{"NFO:BAJAJ-AUTO@FUT1", Rolling{Exchange: "NFO", Name: "BAJAJ-AUTO", Future: 1}},
	} {
		got, rolling, err := ParseRolling(symbol(t, c.text))
		if got != c.want || !rolling || err != nil {
			t.Errorf("%s is %+v, %t, %v, want %+v", c.text, got, rolling, err, c.want)
		}
	}
	if got, rolling, err := ParseRolling(symbol(t, "NFO:NIFTY26DECFUT")); rolling || err != nil || got != (Rolling{}) {
		t.Errorf("a plain symbol is %+v, %t, %v", got, rolling, err)
	}
}

func TestParseRollingRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"NFO:NIFTY@FUT0", "futures are FUT1, the nearest, to FUT3"},
		{"NFO:NIFTY@FUT4", "futures are FUT1, the nearest, to FUT3"},
		{"NFO:NIFTY@FUT", "futures are FUT1"},
		{"NFO:NIFTY@FUT11", "futures are FUT1"},
		{"NFO:NIFTY@FUT+1", "futures are FUT1"},
		{"NFO:NIFTY@ATM1CE", "with a sign, as in ATM+1CE"},
		{"NFO:NIFTY@ATM+1", "ends in CE or PE"},
		{"NFO:NIFTY@ATM+0CE", "counted from 1 to 50"},
		{"NFO:NIFTY@ATM+CE", "counted from 1 to 50"},
		{"NFO:NIFTY@ATM+01CE", "counted from 1 to 50"},
		{"NFO:NIFTY@ATM+51CE", "counted from 1 to 50"},
		{"NFO:NIFTY@ATM++1CE", "counted from 1 to 50"},
		{"NFO:NIFTY@ATMC", "ends in CE or PE"},
		{"NFO:NIFTY@", "after @ comes FUT1"},
		{"NFO:NIFTY@SPOT", "after @ comes FUT1"},
		{"NFO:NIFTY@FUT1@FUT1", "futures are FUT1"},
		{"NFO:@FUT1", "the name of the underlying stands before @"},
		{"NSE:NIFTY@FUT1", "rolling symbols are of NFO"},
	} {
		got, rolling, err := ParseRolling(symbol(t, c.text))
		if !rolling || err == nil || got != (Rolling{}) {
			t.Errorf("%s is %+v, %t, %v, want an error", c.text, got, rolling, err)
		} else if !strings.HasPrefix(err.Error(), c.text+": ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %q, want %q in it", c.text, err, c.want)
		}
	}
}

// FuzzParseRolling: what is read is written back as something that is read the
// same.
func FuzzParseRolling(f *testing.F) {
	for _, text := range []string{"NIFTY@FUT1", "GOLD@FUT2", "NIFTY@ATM", "NIFTY@ATM+1CE", "X@ATM-2PE", "@", "A@ATM+", "A@ATMCE@"} {
		f.Add("NFO", text)
	}
	f.Fuzz(func(t *testing.T, exchange, text string) {
		r, rolling, err := ParseRolling(kite.Symbol{Exchange: exchange, Tradingsymbol: text})
		if rolling != strings.Contains(text, "@") {
			t.Fatalf("%q: rolling is %t", text, rolling)
		}
		if !rolling || err != nil {
			if r != (Rolling{}) {
				t.Fatalf("%q: %+v beside %v", text, r, err)
			}
			return
		}
		again, _, err := ParseRolling(r.Symbol())
		if err != nil || again != r {
			t.Errorf("%q is %+v, and %s is %+v, %v", text, r, r.Symbol(), again, err)
		}
	})
}

// symbol reads a symbol that a test names.
func symbol(tb testing.TB, text string) kite.Symbol {
	tb.Helper()
	s, err := kite.ParseSymbol(text)
	if err != nil {
		s.Exchange, s.Tradingsymbol, _ = strings.Cut(text, ":")
	}
	return s
}

// at is a moment in IST.
func at(tb testing.TB, text string) time.Time {
	tb.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, market.IST)
	if err != nil {
		tb.Fatal(err)
	}
	return when
}
