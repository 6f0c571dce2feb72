package alert

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite"
	"kitewatch/kite/feed"
)

func TestParseLevel(t *testing.T) {
	row := rowAt(at(t, "Mon 23 10:00:00"), 1500)
	for text, want := range map[string][]Change{
		"":                       nil,
		" None ":                 {{Above, 0}, {Below, 0}, {ChangePct, 0}},
		"  	":                    nil,
		">1600":                  {{Above, 1600}},
		"> 1600":                 {{Above, 1600}},
		">=1,600.50":             {{Above, 1600.5}},
		"Above 1600":             {{Above, 1600}},
		"above1600":              {{Above, 1600}},
		"≥1600":                  {{Above, 1600}},
		"<1400":                  {{Below, 1400}},
		"below ₹1,400":           {{Below, 1400}},
		"under 1400":             {{Below, 1400}},
		"2%":                     {{ChangePct, 2}},
		"2 %":                    {{ChangePct, 2}},
		"chg 2":                  {{ChangePct, 2}},
		"change_pct 2.5%":        {{ChangePct, 2.5}},
		"±2":                     {{ChangePct, 2}},
		"+/-2%":                  {{ChangePct, 2}},
		"1600":                   {{Above, 1600}},
		"1499.95":                {{Below, 1499.95}},
		"1,23,456.70":            {{Above, 123456.7}},
		"123,456":                {{Above, 123456}},
		">1600 <1400 2%":         {{Above, 1600}, {Below, 1400}, {ChangePct, 2}},
		"<1400>1600":             {{Below, 1400}, {Above, 1600}},
		"1400 1600":              {{Below, 1400}, {Above, 1600}},
		"above none":             {{Above, 0}},
		">- <1400":               {{Above, 0}, {Below, 1400}},
		"chg off":                {{ChangePct, 0}},
		"above 1400":             {{Above, 1400}}, // beyond already, which the pane tells
		"rs1600":                 {{Above, 1600}},
		"below 0.05":             {{Below, 0.05}},
		"above 999999999 chg 99": {{Above, 999999999}, {ChangePct, 99}},
	} {
		got, err := ParseLevel(text, row)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestParseLevelSaysWhatIsWrong(t *testing.T) {
	row := rowAt(at(t, "Mon 23 10:00:00"), 1500)
	for text, want := range map[string]string{
		"soon":                    `"soon" is no level: write >1600, <1400, 2% or a price`,
		">":                       "> needs a figure after it, as in >1500",
		"chg":                     "chg needs a figure after it, as in 2%",
		"1500":                    "1500 is the last price: write >1500 or <1500",
		">2%":                     "above takes a price: for the day's change write 2% alone",
		"-2%":                     "a change counts up and down alike: write 2%, or a price after > or <",
		"+2%":                     "a change counts up and down alike: write 2%, or a price after > or <",
		">1600 >1700":             "above is given twice: a row has one level of each kind",
		"0":                       "below must be above 0; none takes it away",
		"0%":                      "a change in per cent must be above 0; none takes it away",
		"chg 20000":               "a change in per cent is too large: 10000 is the most",
		">9999999999":             "above is too large: 1000000000 is the most",
		">1,6":                    `"1,6" is no level`,
		">1e9":                    `"1e9" is no level`,
		">nan":                    `"nan" is no level`,
		">0x10":                   `"0x10" is no level`,
		">> 5":                    `">" is no level`,
		"above - below":           "below needs a figure after it, as in <1500",
		"1.2.3":                   `"1.2.3" is no level`,
		"-5":                      `"-5" is no level`,
		"%":                       "is no level",
		"above ,":                 `"," is no level`,
		strings.Repeat("x", 5000): `"xxxxxxxxxxxxxxxxxxxx…" is no level`,
	} {
		got, err := ParseLevel(text, row)
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%.40q: %v, error %v; want %q", text, got, err, want)
		}
	}
	if _, err := ParseLevel("1600", feed.Row{}); err == nil || !strings.Contains(err.Error(), "no last price") {
		t.Errorf("without a price: %v", err)
	}
}

func FuzzParseLevel(f *testing.F) {
	for _, text := range []string{"none", ">1600", "<1,400 2%", "chg 2", "above none", "1600", "±₹1", "> >", "1e5", "\xff", "<=≤"} {
		f.Add(text, 1500.0)
	}
	f.Add("1600", math.NaN())
	f.Fuzz(func(t *testing.T, text string, last float64) {
		row := feed.Row{Quote: kite.Quote{LastPrice: kite.Price(last)}}
		changes, err := ParseLevel(text, row)
		if blank := strings.TrimSpace(text) == ""; !blank && (err == nil) == (len(changes) == 0) {
			t.Fatalf("%q: %v, error %v", text, changes, err)
		}
		seen := map[Kind]bool{}
		for _, c := range changes {
			if seen[c.Kind] || c.Value < 0 || c.Value != 0 && !(Level{infy, c.Kind, c.Value}).Valid() {
				t.Errorf("%q: %+v", text, changes)
			}
			seen[c.Kind] = true
		}
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("a sentence of %d bytes", len(err.Error()))
		}
	})
}

func TestOffers(t *testing.T) {
	row := rowAt(at(t, "Mon 23 10:00:00"), 1584)
	row.Quote.OHLC.High, row.Quote.OHLC.Low = 1591.3, 1570
	row.Quote.UpperCircuitLimit, row.Quote.LowerCircuitLimit = 1742.4, 1425.6
	want := []float64{1425.6, 1552.3, 1560, 1568.15, 1570, 1580, 1591.3, 1599.85, 1600, 1615.7, 1620, 1742.4}
	if diff := cmp.Diff(want, Offers(row)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for price, round := range map[float64][]float64{
		24500: {23500, 24000, 25000, 25500}, 84.2525: {82, 84, 86, 88}, 2.35: {2.25, 2.3, 2.4, 2.45}, 128100: {126000, 128000, 130000, 132000},
	} {
		row := feed.Row{Decimals: 2}
		row.Quote.LastPrice = kite.Price(price)
		offers := sortedFloats(Offers(row))
		for _, p := range round {
			if !offers[p] {
				t.Errorf("at %v: %v lacks %v", price, Offers(row), p)
			}
		}
		if offers[price] {
			t.Errorf("at %v: it offers the last price", price)
		}
	}
	for _, price := range []float64{0, math.NaN(), math.Inf(1), -1} {
		row := feed.Row{}
		row.Quote.LastPrice = kite.Price(price)
		if got := Offers(row); got != nil {
			t.Errorf("at %v it offers %v", price, got)
		}
	}
}

func sortedFloats(list []float64) map[float64]bool {
	set := map[float64]bool{}
	for _, v := range list {
		set[v] = true
	}
	return set
}
