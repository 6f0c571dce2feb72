package store

import (
	"strings"
	"testing"

	"kitewatch/kite"
)

func TestSeveralEditsAreOne(t *testing.T) {
	const text = "[[list]] # mine\nname = \"P\"\nsymbols = [\n  \"NSE:TCS\", # a comment\n  { symbol = \"NSE:INFY\", above = 1600, note = \"x\" },\n]\n"
	list, infy := ListRef{Name: "P"}, EntryRef{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: "INFY"}}
	number := func(key string, v float64) Edit { return SetNumber(list, infy, key, Number{Value: v, Set: v != 0}) }
	e := Several(number("above", 0), number("below", 1400), number("change_pct", 2))
	out, undo, err := e.Apply("w.toml", []byte(text))
	if err != nil || !strings.Contains(string(out), `{ symbol = "NSE:INFY", note = "x", below = 1400, change_pct = 2 }`) {
		t.Fatalf("%v\n%s", err, out)
	}
	back, redo, err := undo.Apply("w.toml", out)
	if err != nil || string(back) != text {
		t.Errorf("taken back: %v\n%s", err, back)
	}
	if again, _, err := redo.Apply("w.toml", back); err != nil || string(again) != string(out) {
		t.Errorf("made again: %v\n%s", err, again)
	}
	changed := strings.Replace(string(out), "# mine", "# ours", 1)
	if back, _, err := undo.Apply("w.toml", []byte(changed)); err != nil || !strings.Contains(string(back), "above = 1600") || strings.Contains(string(back), "below") {
		t.Errorf("taken back in a text that has changed: %v\n%s", err, back)
	}
	if _, _, err := Several(number("below", 1400), number("no such", 1)).Apply("w.toml", []byte(text)); err == nil {
		t.Error("one that cannot be made leaves no error")
	}
}
