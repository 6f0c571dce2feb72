package store

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// numbered is what follows an entry on its line when the random maker has put
// a comment behind it.
var numbered = regexp.MustCompile(`^[ \t]*,?[ \t]*#[^\n]*(<\d+>)`)

// comments tells of each entry with a comment of its own which that is.
func comments(t *testing.T, text []byte) (told []string) {
	t.Helper()
	text = bytes.TrimPrefix(text, bom)
	w, err := ParseWatchlist("w.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	list := w.tree.root.fields["list"]
	if list == nil {
		return nil
	}
	for _, table := range list.items {
		for _, item := range entries(table) {
			if m := numbered.FindSubmatch(text[item.to:]); m != nil {
				told = append(told, symbolOf(item).String()+" "+string(m[1]))
			}
		}
	}
	slices.Sort(told)
	return told
}

// keepsComments proves that an entry's comment goes where the entry goes, and
// that none comes to stand behind another entry.
func (m *maker) keepsComments(t *testing.T, text, out []byte, c change) {
	t.Helper()
	before, after := comments(t, text), comments(t, out)
	if _, removed := c.edit.op.(removeList); removed {
		before = slices.DeleteFunc(before, func(s string) bool { return !slices.Contains(after, s) })
	}
	if op, other := c.edit.op.(setSymbol); other {
		for i, s := range before {
			if slices.Contains(after, s) {
				continue
			}
			before[i] = strings.Replace(s, op.entry.Symbol.String(), op.symbol.String(), 1)
		}
		slices.Sort(before)
	}
	if !c.gone.IsZero() {
		lost := slices.IndexFunc(before, func(s string) bool {
			return strings.HasPrefix(s, c.gone.String()+" ") && !slices.Contains(after, s)
		})
		if lost >= 0 {
			before = slices.Delete(before, lost, lost+1)
		}
	}
	if !slices.Equal(before, after) {
		t.Fatalf("%#v: the comments are of\n%q\nwere of\n%q\nin\n%s\nwas\n%s", c.edit.op, after, before, out, text)
	}
}

// An entry's comment is what stands behind it at the end of its line, however
// the list is written: it goes where the entry goes and comes to no other.
func TestCommentsGoWithTheirEntries(t *testing.T) {
	const head = "[[list]]\nname = \"S\"\n"
	add := AddEntry(inS, sym("NSE:NEW"), EntryRef{})
	behindA := AddEntry(inS, sym("NSE:NEW"), row("NSE:A"))
	first := Edit{op: addEntry{list: inS, symbol: sym("NSE:NEW"), place: place{first: true}}}
	remove := func(symbol string) Edit { return RemoveEntry(inS, row(symbol)) }
	move := func(symbol string, by int) Edit { return MoveEntry(inS, row(symbol), by) }
	const front = "symbols = [ \"NSE:A\"  # a\n          , \"NSE:B\"  # b\n          , \"NSE:C\"\n          ]\n"
	const below = "symbols = [\n  \"NSE:A\" # a\n  ,\n  \"NSE:B\" # b\n]\n"
	for _, tt := range []entryEdit{
		{"added behind a comment on a shared line", add, "symbols = [\"NSE:A\", \"NSE:B\" # b\n]\n", "symbols = [\"NSE:A\", \"NSE:B\", # b\n  \"NSE:NEW\"\n]\n"},
		{"added between lines of several", AddEntry(inS, sym("NSE:NEW"), row("NSE:B")), "symbols = [\n\t\"NSE:A\", \"NSE:B\", # b\n\t\"NSE:C\",\n]", "symbols = [\n\t\"NSE:A\", \"NSE:B\", # b\n\t\"NSE:NEW\",\n\t\"NSE:C\",\n]"},
		{"added with commas in front", behindA, front, strings.Replace(front, "# a\n", "# a\n          , \"NSE:NEW\"\n", 1)},
		{"added last with commas in front", add, front, strings.Replace(front, "\"NSE:C\"\n", "\"NSE:C\"\n          , \"NSE:NEW\"\n", 1)},
		{"added before a bracket with commas in front", add, "symbols = [ \"NSE:A\"\n  , \"NSE:B\" ]", "symbols = [ \"NSE:A\"\n  , \"NSE:B\"\n  , \"NSE:NEW\" ]"},
		{"added first with commas in front", first, front, strings.Replace(front, "[ \"NSE:A\"", "[ \"NSE:NEW\"\n          , \"NSE:A\"", 1)},
		{"added where the comma is below", behindA, below, strings.Replace(below, "  ,\n", "  ,\n  \"NSE:NEW\",\n", 1)},
		{"removed last of a shared line", remove("NSE:B"), "symbols = [\"NSE:A\", \"NSE:B\" # b\n]\n", "symbols = [\"NSE:A\"\n]\n"},
		{"removed first behind the bracket", remove("NSE:A"), "symbols = [\"NSE:A\", # a\n  \"NSE:B\", # b\n]\n", "symbols = [\"NSE:B\", # b\n]\n"},
		{"removed with commas in front", remove("NSE:B"), front, strings.Replace(front, "          , \"NSE:B\"  # b\n", "", 1)},
		{"removed first with commas in front", remove("NSE:A"), front, strings.Replace(front, "\"NSE:A\"  # a\n          , ", "", 1)},
		{"removed last with commas in front", remove("NSE:C"), front, strings.Replace(front, "          , \"NSE:C\"\n", "", 1)},
		{"removed where the comma is below", remove("NSE:A"), below, "symbols = [\n  \"NSE:B\" # b\n]\n"},
		{"moved before the bracket", move("NSE:A", 1), "symbols = [\n  \"NSE:A\", # a\n  \"NSE:B\" ]\n", "symbols = [\n  \"NSE:B\",\n  \"NSE:A\" # a\n]\n"},
		{"moved into a shared line", move("NSE:C", -2), "symbols = [\n  \"NSE:A\", \"NSE:B\", # b\n  \"NSE:C\", # c\n]\n", "symbols = [\n  \"NSE:C\", # c\n  \"NSE:A\",\n  \"NSE:B\", # b\n]\n"},
		{"moved with commas in front", move("NSE:B", 1), front, "symbols = [ \"NSE:A\"  # a\n          , \"NSE:C\"\n          , \"NSE:B\"  # b\n          ]\n"},
		{"moved with blanks before the commas", move("NSE:LONG", -1), "symbols = [\n  \"NSE:A\"    , # a\n  \"NSE:LONG\" , # long\n]\n", "symbols = [\n  \"NSE:LONG\" , # long\n  \"NSE:A\"    , # a\n]\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := applied(t, tt.edit, head+tt.text); got != head+tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, head+tt.want)
			}
		})
	}
}

// A list on one line is opened up for an entry that brings a comment.
func TestACommentGoesToAnotherList(t *testing.T) {
	const from = "[[list]]\nname = 'S'\nsymbols = [\n  'NSE:A', # a\n  'NSE:B' # b\n]\n[[list]]\nname = 'T'\n"
	out := from + "symbols = ['NSE:C']\n"
	for _, symbol := range []string{"NSE:A", "NSE:B"} {
		out = applied(t, TransferEntry(inS, row(symbol), ref("T")), out)
	}
	out = applied(t, AddEntry(ref("T"), sym("NSE:D"), EntryRef{}), out)
	const want = "[[list]]\nname = 'S'\nsymbols = [\n]\n[[list]]\nname = 'T'\nsymbols = ['NSE:C',\n  'NSE:A', # a\n  'NSE:B', # b\n  'NSE:D',\n]\n"
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	for name, text := range map[string]string{
		"nothing there": "symbols = []\n", "a last comma": "symbols = [ 'NSE:C', ]\n", "no symbols": "sort = 'ltp'\n",
	} {
		if out := applied(t, TransferEntry(inS, row("NSE:A"), ref("T")), from+text); !strings.Contains(out, "\n  'NSE:A', # a\n]") {
			t.Errorf("%s: got\n%s", name, out)
		}
	}
	inBraces := "list = [{ name = 'S', symbols = [\n  'NSE:A', # a\n] }, { name = 'T' }]\n"
	if out := applied(t, TransferEntry(inS, row("NSE:A"), ref("T")), inBraces); !strings.Contains(out, "'NSE:A', # a\n]") {
		t.Errorf("in braces: got\n%s", out)
	}
}

// An edit that is taken back in a text that has changed meanwhile leaves no
// trace of itself.
func TestUndoneLaterWithoutATrace(t *testing.T) {
	const lists = "[[list]]\nname = 'S'\nsymbols = [\n  'NSE:A', # a\n  'NSE:B',\n]\n[[list]]\nname = 'T'\nsymbols = [\n  'NSE:C',\n]\n"
	const braces = "list = [\n  { name = 'S', symbols = ['NSE:A'] }, # first\n  { name = 'T' },\n]\n"
	for _, tt := range []struct {
		name string
		edit Edit
		text string
	}{
		{"a note", SetNote(inS, row("NSE:B"), "n"), lists},
		{"a level", SetNumber(inS, row("NSE:A"), "above", Number{5, true}), lists},
		{"a transfer", TransferEntry(inS, row("NSE:A"), ref("T")), lists},
		{"a removal", RemoveEntry(inS, row("NSE:A")), lists},
		{"a move", MoveEntry(inS, row("NSE:A"), 1), lists},
		{"a list in braces", RemoveList(inS), braces},
		{"the last list in braces", RemoveList(ref("T")), strings.Replace(braces, "'T' },", "'T' }, # last", 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, undo, err := tt.edit.Apply("w.toml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			back, _, err := undo.Apply("w.toml", append(out, "# later\n"...))
			if want := tt.text + "# later\n"; err != nil || string(back) != want {
				t.Errorf("%v, got\n%s\nwant\n%s", err, back, want)
			}
		})
	}
}
