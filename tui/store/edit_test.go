package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kitewatch/kite"
)

func ref(name string) ListRef { return ListRef{Name: name} }

func row(symbol string) EntryRef {
	s, err := kite.ParseSymbol(symbol)
	if err != nil {
		panic(err)
	}
	return EntryRef{Symbol: s}
}

func sym(symbol string) kite.Symbol { return row(symbol).Symbol }

// applied makes an edit and proves that it can be taken back and made again.
func applied(t *testing.T, e Edit, text string) string {
	t.Helper()
	out, undo, err := e.Apply("w.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	back, redo, err := undo.Apply("w.toml", out)
	if err != nil || string(back) != text {
		t.Fatalf("undone, %v:\n%q\nwant\n%q", err, back, text)
	}
	again, _, err := redo.Apply("w.toml", back)
	if err != nil || !bytes.Equal(again, out) {
		t.Fatalf("made again, %v:\n%q\nwant\n%q", err, again, out)
	}
	return string(out)
}

// entryEdit is an edit of the list S, with what stands below its name before
// and after.
type entryEdit struct {
	name       string
	edit       Edit
	text, want string
}

var inS = ref("S")

// additions are made beside entries of every shape.
func additions() []entryEdit {
	add := AddEntry(inS, sym("NSE:NEW"), EntryRef{})
	addFirst := Edit{op: addEntry{list: inS, symbol: sym("NSE:NEW"), place: place{first: true}}}
	addBehindA := AddEntry(inS, sym("NSE:NEW"), row("NSE:A"))
	return []entryEdit{
		{"added to one line", add, `symbols = ["NSE:A"]`, `symbols = ["NSE:A", "NSE:NEW"]`},
		{"added to one line with a last comma", add, `symbols = [ "NSE:A", ] # c`, `symbols = [ "NSE:A", "NSE:NEW", ] # c`},
		{"added in literal quotes", add, `symbols = ['NSE:A']`, `symbols = ['NSE:A', 'NSE:NEW']`},
		{"added to nothing", add, `symbols = []`, `symbols = ["NSE:NEW"]`},
		{"added to a blank", add, `symbols = [ ]`, `symbols = [ "NSE:NEW" ]`},
		{"added to empty lines", add, "symbols = [\n]\n", "symbols = [\n  \"NSE:NEW\",\n]\n"},
		{"added to comments alone", add, "symbols = [ # one\n\t# two\n\t]\n", "symbols = [ # one\n\t# two\n\t  \"NSE:NEW\",\n\t]\n"},
		{"added where symbols is missing", add, "sort = \"ltp\" # c", "sort = \"ltp\" # c\nsymbols = [\n  \"NSE:NEW\",\n]"},
		{"added where symbols is missing, between tables", add, "\n[keys]\n", "symbols = [\n  \"NSE:NEW\",\n]\n\n[keys]\n"},
		{"added to lines", add, "symbols = [\n    \"NSE:A\",  # a\n    # tail\n]\n", "symbols = [\n    \"NSE:A\",  # a\n    \"NSE:NEW\",\n    # tail\n]\n"},
		{"added to lines without a last comma", add, "symbols = [\n\t\"NSE:A\"  # a\n]\n", "symbols = [\n\t\"NSE:A\",  # a\n\t\"NSE:NEW\"\n]\n"},
		{"added behind a bracket on the last line", add, "symbols = [\n  \"NSE:A\",\n  \"NSE:B\"]\n", "symbols = [\n  \"NSE:A\",\n  \"NSE:B\",\n  \"NSE:NEW\"]\n"},
		{"added to lines of several", add, "symbols = [\n  \"NSE:A\", \"NSE:B\",\n]\n", "symbols = [\n  \"NSE:A\", \"NSE:B\", \"NSE:NEW\",\n]\n"},
		{"added with commas in front", add, "symbols = [ \"NSE:A\"\n          , \"NSE:B\"\n          ]\n", "symbols = [ \"NSE:A\"\n          , \"NSE:B\"\n          , \"NSE:NEW\"\n          ]\n"},
		{"added behind another", addBehindA, `symbols = ["NSE:A", "NSE:B"]`, `symbols = ["NSE:A", "NSE:NEW", "NSE:B"]`},
		{"added behind another on lines", addBehindA, "symbols = [\n  \"NSE:A\", # a\n\n  \"NSE:B\"\n]", "symbols = [\n  \"NSE:A\", # a\n  \"NSE:NEW\",\n\n  \"NSE:B\"\n]"},
		{"added behind one that is gone", addBehindA, `symbols = ["NSE:B"]`, `symbols = ["NSE:B", "NSE:NEW"]`},
		{"added in front", addFirst, `symbols = ["NSE:A"]`, `symbols = ["NSE:NEW", "NSE:A"]`},
		{"added in front of lines", addFirst, "symbols = [\n  # first\n  \"NSE:A\",\n]", "symbols = [\n  # first\n  \"NSE:NEW\",\n  \"NSE:A\",\n]"},
		{"added in lines of Windows", add, "symbols = [\r\n  \"NSE:A\"\r\n]\r\n", "symbols = [\r\n  \"NSE:A\",\r\n  \"NSE:NEW\"\r\n]\r\n"},
		{"added with quoted keys", add, `"symbols" = ["NSE:A"]`, `"symbols" = ["NSE:A", "NSE:NEW"]`},
		{"a symbol with an ampersand", AddEntry(inS, sym("NSE:M&M"), EntryRef{}), `symbols = []`, `symbols = ["NSE:M&M"]`},
		{"a symbol that needs an escape", AddEntry(inS, sym(`NSE:"\'`), EntryRef{}), `symbols = ['NSE:A']`, `symbols = ['NSE:A', "NSE:\"\\'"]`},
	}
}

// removals take along what is the entry's own.
func removals() []entryEdit {
	remove := func(symbol string) Edit { return RemoveEntry(inS, row(symbol)) }
	return []entryEdit{
		{"removed from one line, the only one", remove("NSE:A"), `symbols = ["NSE:A"]`, `symbols = []`},
		{"removed with its comma", remove("NSE:A"), `symbols = [ "NSE:A", ]`, `symbols = [ ]`},
		{"removed first", remove("NSE:A"), `symbols = ["NSE:A", "NSE:B"]`, `symbols = ["NSE:B"]`},
		{"removed last", remove("NSE:B"), `symbols = ["NSE:A", "NSE:B"]`, `symbols = ["NSE:A"]`},
		{"removed last with a comma behind", remove("NSE:B"), `symbols = ["NSE:A", "NSE:B",]`, `symbols = ["NSE:A",]`},
		{"removed in the middle", remove("NSE:B"), `symbols = ["NSE:A","NSE:B" , "NSE:C"]`, `symbols = ["NSE:A","NSE:C"]`},
		{"removed with its line and comment", remove("NSE:A"), "symbols = [\n  # above\n  \"NSE:A\",  # a\n  # below\n  \"NSE:B\",\n]", "symbols = [\n  # above\n  # below\n  \"NSE:B\",\n]"},
		{"removed last of lines without a last comma", remove("NSE:B"), "symbols = [\n  \"NSE:A\", # a\n  \"NSE:B\" # b\n]", "symbols = [\n  \"NSE:A\" # a\n]"},
		{"removed at the end of a shared line", remove("NSE:B"), "symbols = [\n  \"NSE:A\", \"NSE:B\", # c\n  \"NSE:C\",\n]", "symbols = [\n  \"NSE:A\",\n  \"NSE:C\",\n]"},
		{"removed with commas in front", remove("NSE:A"), "symbols = [ \"NSE:A\"\n  , \"NSE:B\" ]", "symbols = [ \"NSE:B\" ]"},
		{"removed from behind a comma in front", remove("NSE:B"), "symbols = [ \"NSE:A\"\n  , \"NSE:B\" ]", "symbols = [ \"NSE:A\"\n   ]"},
		{"removed an entry in braces", remove("NSE:B"), `symbols = ["NSE:A", {symbol = "nse:b", note = "], }"}]`, `symbols = ["NSE:A"]`},
		{"removed an entry in braces on lines", remove("NSE:B"), "symbols = [\n  {\n    symbol = \"NSE:B\", # b\n  },\n]", "symbols = [\n]"},
		{"removed one written with escapes", remove("NSE:B"), `symbols = ["NSE\u003AB", '''NSE:C''']`, `symbols = ['''NSE:C''']`},
		{"removed the second of twins", RemoveEntry(inS, EntryRef{Symbol: sym("NSE:A"), Nth: 1}), `symbols = ["NSE:A", "NSE:B", "NSE:A"]`, `symbols = ["NSE:A", "NSE:B"]`},
	}
}

// changes move entries and give them other values.
func changes() []entryEdit {
	return []entryEdit{
		{"moved down", MoveEntry(inS, row("NSE:A"), 1), `symbols = ["NSE:A", 'NSE:B',]`, `symbols = ['NSE:B', "NSE:A",]`},
		{"moved up with its comment", MoveEntry(inS, row("NSE:C"), -2), "symbols = [\n  # above\n  \"NSE:A\",\n  \"NSE:B\",  # b\n  \"NSE:C\"  # c\n]", "symbols = [\n  # above\n  \"NSE:C\",  # c\n  \"NSE:A\",\n  \"NSE:B\"  # b\n]"},
		{"moved beyond the end", MoveEntry(inS, row("NSE:A"), 99), `symbols = ["NSE:A", "NSE:B"]`, `symbols = ["NSE:B", "NSE:A"]`},

		{"a note for a plain entry", SetNote(inS, row("NSE:A"), `say "hi" \o/`), `symbols = ["NSE:A"] # c`, `symbols = [{ symbol = "NSE:A", note = "say \"hi\" \\o/" }] # c`},
		{"a note in literal quotes", SetNote(inS, row("NSE:A"), "n"), `symbols = ['NSE:A']`, `symbols = [{ symbol = 'NSE:A', note = 'n' }]`},
		{"another note", SetNote(inS, row("NSE:A"), "new"), `symbols = [{symbol="NSE:A",note="old",x=1}]`, `symbols = [{symbol="NSE:A",note="new",x=1}]`},
		{"a note taken away", SetNote(inS, row("NSE:A"), ""), `symbols = [{ symbol = "NSE:A", note = "old" }]`, `symbols = [{ symbol = "NSE:A" }]`},
		{"a note taken away at the front", SetNote(inS, row("NSE:A"), ""), `symbols = [{ note = "old", symbol = "NSE:A" }]`, `symbols = [{ symbol = "NSE:A" }]`},
		{"a note taken away where there is none", SetNote(inS, row("NSE:A"), ""), `symbols = ["NSE:A"]`, `symbols = ["NSE:A"]`},
		{"a number for a plain entry", SetNumber(inS, row("NSE:A"), "above", Number{1600, true}), `symbols = ["NSE:A"]`, `symbols = [{ symbol = "NSE:A", above = 1600 }]`},
		{"a number added without blanks", SetNumber(inS, row("NSE:A"), "qty", Number{-5, true}), `symbols = [{symbol="NSE:A"}]`, `symbols = [{symbol="NSE:A", qty=-5}]`},
		{"a fraction in place of a whole", SetNumber(inS, row("NSE:A"), "below", Number{0.05, true}), `symbols = [{ symbol = "NSE:A", below = 1_400 }]`, `symbols = [{ symbol = "NSE:A", below = 0.05 }]`},
		{"a number taken away", SetNumber(inS, row("NSE:A"), "cost", Number{}), `symbols = [{ symbol = "NSE:A", cost = 1, qty = 2 }]`, `symbols = [{ symbol = "NSE:A", qty = 2 }]`},
		{"a number added on lines", SetNumber(inS, row("NSE:A"), "cost", Number{2, true}), "symbols = [{\n  symbol = \"NSE:A\", # a\n}]", "symbols = [{\n  symbol = \"NSE:A\", # a\n  cost = 2,\n}]"},

		{"a suggestion accepted", SetSymbol(inS, row("NSE:A"), sym("BSE:A")), `symbols = [{ symbol = 'NSE:A', qty = 1 }]`, `symbols = [{ symbol = 'BSE:A', qty = 1 }]`},
		{"a suggestion accepted for a plain entry", SetSymbol(inS, row("NSE:A"), sym("BSE:A")), "symbols = [\n  \"NSE:A\", # a\n]", "symbols = [\n  \"BSE:A\", # a\n]"},
	}
}

func TestEditEntries(t *testing.T) {
	const head = "[[list]]\nname = \"S\"\n"
	for _, tt := range slices.Concat(additions(), removals(), changes()) {
		t.Run(tt.name, func(t *testing.T) {
			head := head
			if strings.Contains(tt.text, "\r\n") {
				head = strings.ReplaceAll(head, "\n", "\r\n")
			}
			if got := applied(t, tt.edit, head+tt.text); got != head+tt.want {
				t.Errorf("got\n%q\nwant\n%q", got, head+tt.want)
			}
		})
	}
}

func TestEditLists(t *testing.T) {
	const two = "# top\nmode = \"ltp\"\n\n# mine\n[[list]]\nname    = \"S\"\nsymbols = [\n    \"NSE:A\",  # a\n]\n# about T\n\n[[list]]  # second\n'name' = 'T'\nsymbols=['NSE:B']\n\n[keys]\nquit = \"x\"\n"
	for _, tt := range []struct {
		name       string
		edit       Edit
		text, want string
	}{
		{"a list for an empty file", AddList("New"), "", "[[list]]\nname    = \"New\"\nsymbols = [\n]\n"},
		{"a list behind the last line", AddList("New"), "mode = \"ltp\"", "mode = \"ltp\"\n\n[[list]]\nname    = \"New\"\nsymbols = [\n]\n"},
		{"a list in lines of Windows", AddList("New"), "mode = \"ltp\"\r\n", "mode = \"ltp\"\r\n\r\n[[list]]\r\nname    = \"New\"\r\nsymbols = [\r\n]\r\n"},
		{"a list in the manner of the last", AddList("N"), "[[list]]\nname='S'\n\n", "[[list]]\nname='S'\n\n[[list]]\nname='N'\nsymbols=[\n]\n"},
		{"a list for an array of tables", AddList("N"), "list = [{name = 'S'}]\n", "list = [{name = 'S'}, { name = 'N', symbols = [] }]\n"},
		{"an entry for a file without lists", AddEntry(ListRef{}, sym("NSE:A"), EntryRef{}), "\ufeffmode = \"ltp\"\n", "\ufeffmode = \"ltp\"\n\n[[list]]\nname    = \"Watchlist\"\nsymbols = [\n  \"NSE:A\",\n]\n"},
		{"an entry for an empty array of tables", AddEntry(ref(DefaultList), sym("NSE:A"), EntryRef{}), "list = []", "list = [{ name = \"Watchlist\", symbols = [\"NSE:A\"] }]"},
		{"an entry for a table in braces", AddEntry(ref("S"), sym("NSE:A"), EntryRef{}), "list = [{name = 'S'}]", "list = [{name = 'S', symbols = [\"NSE:A\"]}]"},
		{"renamed", RenameList(ref("S"), `A "B"`), two, strings.Replace(two, `"S"`, `"A \"B\""`, 1)},
		{"renamed in its quotes", RenameList(ref("T"), `U`), two, strings.Replace(two, `'T'`, `'U'`, 1)},
		{"named", RenameList(ref("List 1"), "N"), "  [[list]] # c\n  sort = 'x'\n", "  [[list]] # c\n  name    = \"N\"\n  sort = 'x'\n"},
		{"the first removed", RemoveList(ref("S")), two, "# top\nmode = \"ltp\"\n\n# mine\n# about T\n\n[[list]]  # second\n'name' = 'T'\nsymbols=['NSE:B']\n\n[keys]\nquit = \"x\"\n"},
		{"the second removed", RemoveList(ref("T")), two, "# top\nmode = \"ltp\"\n\n# mine\n[[list]]\nname    = \"S\"\nsymbols = [\n    \"NSE:A\",  # a\n]\n# about T\n\n[keys]\nquit = \"x\"\n"},
		{"the last thing removed", RemoveList(ref("S")), "mode = 'ltp'\n\n\n[[list]]\nname = 'S'\n", "mode = 'ltp'\n"},
		{"the only thing removed", RemoveList(ref("S")), "[[list]]\nname = 'S'", ""},
		{"removed with its tables", RemoveList(ref("S")), "[[list]]\nname = 'S'\n[list.more]\nx = 1\n[[list]]\nname = 'T'\n", "[[list]]\nname = 'T'\n"},
		{"removed from braces", RemoveList(ref("S")), "list = [{name = 'S'}, {name = 'T'}]", "list = [{name = 'T'}]"},
		{"columns", SetColumns(ref("S"), []string{"ltp", "pnl"}), two, strings.Replace(two, "\"S\"\n", "\"S\"\ncolumns = [\"ltp\", \"pnl\"]\n", 1)},
		{"columns changed", SetColumns(ref("S"), []string{"oi"}), "[[list]]\nname = 'S'\ncolumns = ['ltp'] # c", "[[list]]\nname = 'S'\ncolumns = ['oi'] # c"},
		{"columns taken away", SetColumns(ref("S"), nil), "[[list]]\nname = 'S'\ncolumns = ['ltp'] # c\nsort = 'x'", "[[list]]\nname = 'S'\ncolumns = [] # c\nsort = 'x'"},
		{"sorted", SetSort(ref("T"), "-change_pct"), two, strings.Replace(two, "'T'\n", "'T'\nsort = '-change_pct'\n", 1)},
		{"sorted at the end of a text without end", SetSort(ref("S"), "ltp"), "[[list]]\nname='S'", "[[list]]\nname='S'\nsort='ltp'"},
		{"sorted in braces", SetSort(ref("S"), "ltp"), "list = [{name='S'}]", "list = [{name='S', sort='ltp'}]"},
		{"no longer sorted", SetSort(ref("S"), ""), "list = [{sort='x', name='S'}]", "list = [{sort='', name='S'}]"},
		{"no longer sorted, its line and comment there", SetSort(ref("S"), ""), "[[list]]\nname = 'S'\nsort = \"-ltp\"   # best first", "[[list]]\nname = 'S'\nsort = \"\"   # best first"},
		{"sorted again in its place", SetSort(ref("S"), "ltp"), "[[list]]\nname = 'S'\nsort = ''   # best first", "[[list]]\nname = 'S'\nsort = 'ltp'   # best first"},
		{"not sorted before", SetSort(ref("S"), ""), "[[list]]\nname = 'S'", "[[list]]\nname = 'S'"},
		{"moved to another list", TransferEntry(ref("S"), row("NSE:A"), ref("T")), two, strings.Replace(strings.Replace(two, "    \"NSE:A\",  # a\n", "", 1), "['NSE:B']", "['NSE:B',\n    \"NSE:A\",  # a\n]", 1)},
		{"moved to a list without symbols", TransferEntry(ref("S"), row("NSE:A"), ref("T")), "[[list]]\nname = 'S'\nsymbols = [{ symbol = 'NSE:A', qty = 1 }]\n[[list]]\nname = 'T'\n", "[[list]]\nname = 'S'\nsymbols = []\n[[list]]\nname = 'T'\nsymbols = [\n  { symbol = 'NSE:A', qty = 1 },\n]\n"},
		{"the second of a name", SetSort(ListRef{Name: "S", Nth: 1}, "ltp"), "[[list]]\nname = 'S'\n[[list]]\nname = 'S'\n", "[[list]]\nname = 'S'\n[[list]]\nname = 'S'\nsort = 'ltp'\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := applied(t, tt.edit, tt.text); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestEditsRefused(t *testing.T) {
	const text = "[[list]]\nname = \"S\"\nsymbols = [\"NSE:A\", \"NFO:NIFTY@FUT1\", {symbol = \"NSE:B\", qty = 1}]\n[[list]]\nname = \"T\"\nsymbols = [\"NSE:A\"]\n[x]\n[list.more]\n"
	number := func(key string, v float64) Edit { return SetNumber(ref("S"), row("NSE:A"), key, Number{v, true}) }
	for _, tt := range []struct {
		name string
		edit Edit
		want string
	}{
		{"nothing", Edit{}, "w.toml: there is nothing to edit"},
		{"a list that is gone", RemoveList(ref("X")), `w.toml: there is no list "X" any more`},
		{"one that is there once", RemoveList(ListRef{"S", 1}), `there is no list "S" any more`},
		{"an entry that is gone", RemoveEntry(ref("S"), row("NSE:X")), `w.toml: NSE:X is no longer in the list "S"`},
		{"one that is there already", AddEntry(ref("T"), sym("NSE:A"), EntryRef{}), `w.toml: NSE:A is in the list "T" already`},
		{"moved where it is already", TransferEntry(ref("S"), row("NSE:A"), ref("T")), `NSE:A is in the list "T" already`},
		{"a suggestion that is there already", SetSymbol(ref("S"), row("NSE:A"), sym("NSE:B")), `NSE:B is in the list "S" already`},
		{"up from the top", MoveEntry(ref("S"), row("NSE:A"), -1), `NSE:A is at the end of the list "S" already`},
		{"a list named twice", AddList("S"), `there is a list "S" already`},
		{"a list without a name", AddList(" "), "a list needs a name"},
		{"a name of two lines", RenameList(ref("S"), "a\nb"), "one line"},
		{"the list of everything", AddList("all"), "comes by itself"},
		{"an alert below nothing", number("above", -1), "above must be above 0, not -1"},
		{"half a share", number("qty", 0.5), "qty must be a whole number, not 0.5"},
		{"no such number", number("price", 1), "an entry has no price to set"},
		{"a position on a rolling symbol", SetNumber(ref("S"), row("NFO:NIFTY@FUT1"), "qty", Number{1, true}), "would follow the wrong contract"},
		{"a position made to roll", SetSymbol(ref("S"), row("NSE:B"), sym("MCX:GOLD@FUT1")), "would follow the wrong contract"},
		{"a note of two lines", SetNote(ref("S"), row("NSE:A"), "a\nb"), "one line"},
		{"a list with a table elsewhere", RemoveList(ref("T")), "this list's shape cannot be edited safely: edit it by hand, e opens it"},
	} {
		out, _, err := tt.edit.Apply("w.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), tt.want) || out != nil {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	_, _, err := AddList("N").Apply("w.toml", []byte("mode = 'all'"))
	if err == nil || !strings.HasPrefix(err.Error(), "w.toml:1:1: mode") {
		t.Errorf("in a file with an error: %v", err)
	}
}

func TestCommentsWithinColumnsAreNotLost(t *testing.T) {
	const commented = "[[list]]\nname = 'S # x'\ncolumns = [\n  'ltp', # the price\n  'oi',\n]\n"
	for _, columns := range [][]string{nil, {"ltp"}} {
		if _, _, err := SetColumns(ref("S # x"), columns).Apply("w.toml", []byte(commented)); err == nil || !strings.Contains(err.Error(), "edit it by hand") {
			t.Errorf("columns with a comment among them: %v", err)
		}
	}
	if got := applied(t, RenameList(ref("S # x"), "T"), commented); got != strings.Replace(commented, "S # x", "T", 1) {
		t.Errorf("renamed: %s", got)
	}
}

func TestEditsKeepTheLimit(t *testing.T) {
	text := []byte("[[list]]\nname = 'S'\nsymbols = [\n")
	for i := range MaxSymbols {
		text = fmt.Appendf(text, "\"NSE:S%d\",\n", i)
	}
	text = append(text, "]\n"...)
	_, _, err := AddEntry(ref("S"), sym("NSE:NEW"), EntryRef{}).Apply("w.toml", text)
	if err == nil || err.Error() != "w.toml: NSE:NEW is one instrument too many: at most 1000 can be watched" {
		t.Errorf("one more: %v", err)
	}
	if _, _, err := AddEntry(ref("S"), sym("NSE:S0"), row("NSE:S0")).Apply("w.toml", text); err == nil {
		t.Error("the first one again went through")
	}
}

// An undo is by what it means once the text has changed meanwhile.
func TestUndoInAChangedText(t *testing.T) {
	const text = "[[list]]\nname = 'S'\nsymbols = [\n  'NSE:A',\n  { symbol = 'NSE:B', qty = 1, mine = true },  # b\n  'NSE:C',\n]\n\n[[list]]\nname = 'T'\ncolumns = ['ltp'] # t\n"
	changed := func(out []byte) []byte { return append(bytes.Clone(out), "[keys]\nquit = 'x'\n"...) }
	for _, tt := range []struct {
		name string
		edit Edit
		want string // of the text before [keys]
	}{
		{"an entry", RemoveEntry(ref("S"), row("NSE:B")), text},
		{"the first entry", RemoveEntry(ref("S"), row("NSE:A")), text},
		{"a new entry", AddEntry(ref("S"), sym("NSE:X"), row("NSE:B")), text},
		{"a move", MoveEntry(ref("S"), row("NSE:A"), 2), text},
		{"a transfer", TransferEntry(ref("S"), row("NSE:B"), ref("T")), strings.Replace(text, "['ltp'] # t\n", "['ltp'] # t\nsymbols = [\n]\n", 1)},
		{"a list", RemoveList(ref("S")), text},
		{"the last list", RemoveList(ref("T")), text},
		{"a new list", AddList("U"), text},
		{"a name", RenameList(ref("S"), "U"), text},
		{"columns", SetColumns(ref("T"), nil), text},
		{"a sort", SetSort(ref("T"), "ltp"), text},
		{"a note", SetNote(ref("S"), row("NSE:A"), "n"), text},
		{"a number", SetNumber(ref("S"), row("NSE:B"), "qty", Number{}), strings.Replace(text, "qty = 1, mine = true", "mine = true, qty = 1", 1)},
		{"a symbol", SetSymbol(ref("S"), row("NSE:A"), sym("BSE:A")), text},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, undo, err := tt.edit.Apply("w.toml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			back, _, err := undo.Apply("w.toml", changed(out))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Replace(string(back), "[keys]\nquit = 'x'\n", "", 1); strings.TrimSpace(got) != strings.TrimSpace(tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
