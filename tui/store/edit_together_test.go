//go:build unix

package store

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kitewatch/kite"
)

// many is how many symbols an instance adds.
const many = 10

// addMany is what an instance does that adds symbols all the time, knowing
// the file only as it was at first and as its own edits left it.
func addMany(t *testing.T, f File, list, prefix string) {
	for i := range many {
		s := kite.Symbol{Exchange: "NSE", Tradingsymbol: fmt.Sprintf("%s%d", prefix, i)}
		got, err := f.Edit(t.Context(), AddEntry(ref(list), s, EntryRef{}))
		if err != nil {
			t.Errorf("%v: %v", s, err)
			return
		}
		f.Last = got.Watchlist.Text
	}
}

const twoLists = "# mine\n[[list]]\nname = 'S'\nsymbols = []\n\n[[list]]\nname = 'T'\nsymbols = [\n  # theirs\n]\n"

// complete makes sure that a list has all that was added to it, each in the
// order of its instance.
func complete(t *testing.T, path, list string, prefixes ...string) {
	t.Helper()
	w, err := ParseWatchlist(path, []byte(onDisk(t, path)))
	if err != nil || len(w.Warnings) > 0 {
		t.Fatal(err, w.Warnings)
	}
	next := map[string]int{}
	for _, l := range w.Lists {
		if l.Name != list {
			continue
		}
		for _, e := range l.Entries {
			prefix := e.Symbol.Tradingsymbol[:1]
			if want := fmt.Sprintf("%s%d", prefix, next[prefix]); e.Symbol.Tradingsymbol != want {
				t.Errorf("%v stands where %s should", e.Symbol, want)
			}
			next[prefix]++
		}
	}
	for _, prefix := range prefixes {
		if next[prefix] != many {
			t.Errorf("%d entries of %s in %s, want %d", next[prefix], prefix, list, many)
		}
	}
}

func TestInstancesLoseNothing(t *testing.T) {
	f := fileOf(t, twoLists)
	var all sync.WaitGroup
	all.Go(func() { addMany(t, f, "S", "A") })
	all.Go(func() { addMany(t, f, "S", "B") })
	all.Go(func() { addMany(t, f, "T", "C") })
	all.Wait()
	complete(t, f.Path, "S", "A", "B")
	complete(t, f.Path, "T", "C")
	onlyFile(t, f.Path)
}

func TestProcessesThatEditLoseNothing(t *testing.T) {
	if path, prefix, is := strings.Cut(os.Getenv("KITEWATCH_TEST_EDIT"), "|"); is {
		addMany(t, File{Path: path, Last: []byte(twoLists), State: path + ".state"}, "T", prefix)
		return
	}
	f := fileOf(t, twoLists)
	var all sync.WaitGroup
	for _, prefix := range []string{"A", "B", "C"} {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run", "^TestProcessesThatEditLoseNothing$")
			cmd.Env = append(os.Environ(), "KITEWATCH_TEST_EDIT="+f.Path+"|"+prefix)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", prefix, err, out)
			}
		})
	}
	all.Wait()
	complete(t, f.Path, "T", "A", "B", "C")
}

// TestAnEditorBetween has two instances and an editor at work at once. The
// editor knows no lock and may save over what was added since it read, as
// editors do; but whatever is read at any moment is whole, and its own lines
// are never lost nor torn.
func TestAnEditorBetween(t *testing.T) {
	f := fileOf(t, twoLists)
	synctest.Test(t, func(t *testing.T) { editorBetween(t, f) })
	text := onDisk(t, f.Path)
	if lines := strings.Count(text, "# save "); lines == 0 || strings.Count(text, "# theirs\n") != 1 {
		t.Errorf("%d of the editor's lines are there:\n%s", lines, text)
	}
}

func editorBetween(t *testing.T, f File) {
	var instances, others sync.WaitGroup
	ended := make(chan struct{})
	instances.Go(func() { addMany(t, f, "S", "A") })
	instances.Go(func() { addMany(t, f, "T", "B") })
	others.Go(func() {
		for saved := 0; ; saved++ {
			text := onDisk(t, f.Path)
			if w, err := ParseWatchlist(f.Path, []byte(text)); err != nil || len(w.Lists) != 2 || !strings.HasPrefix(text, "# mine\n") {
				t.Errorf("%v: torn:\n%s", err, text)
			}
			renamedOver(t, f.Path, strings.Replace(text, "# theirs\n", fmt.Sprintf("# save %d\n  # theirs\n", saved), 1))
			select {
			case <-ended:
				return
			case <-time.After(400 * time.Millisecond):
			}
		}
	})
	instances.Wait()
	close(ended)
	others.Wait()
}

// TestKilledWhileEditing ends a process that edits without pause: what is left
// is a whole file of one state or the other.
func TestKilledWhileEditing(t *testing.T) {
	without := twoLists + "# " + strings.Repeat("x", 50_000) + "\n"
	if path := os.Getenv("KITEWATCH_TEST_KILL"); path != "" { // the process that is to be killed
		f := File{Path: path, Last: []byte(without), State: path + ".state"}
		edit := AddEntry(ref("S"), sym("NSE:A"), EntryRef{})
		for i := 0; ; i++ {
			got, err := f.Edit(t.Context(), edit)
			if err != nil {
				t.Fatal(err)
			}
			if edit, f.Last = got.Undo, got.Watchlist.Text; i == 0 {
				fmt.Println("edited")
			}
		}
	}
	with := strings.Replace(without, "[]", `["NSE:A"]`, 1)
	for i := range 8 {
		f := fileOf(t, without)
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledWhileEditing$")
		cmd.Env = append(os.Environ(), "KITEWATCH_TEST_KILL="+f.Path)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		_, err = out.Read(make([]byte, 1)) // it is at work
		must(t, err)
		for range i * 3 { // a while, counted in reads of a file that changes
			_ = look(f.Path)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if got := onDisk(t, f.Path); got != with && got != without {
			t.Fatalf("after kill %d: %d bytes, %.60q…", i, len(got), got)
		}
		f.Last = []byte(onDisk(t, f.Path)) // and the lock is free
		if _, err := f.Edit(t.Context(), AddList("U")); err != nil {
			t.Errorf("after kill %d: %v", i, err)
		}
	}
}

func manySymbols() []byte {
	var b bytes.Buffer
	b.WriteString("[[list]]\nname = \"S\"\nsymbols = [\n")
	for i := range MaxSymbols - 1 {
		fmt.Fprintf(&b, "  { symbol = \"NSE:S%d\", note = \"n\", qty = 5 },  # a comment\n", i)
	}
	b.WriteString("]\n")
	return b.Bytes()
}

func BenchmarkParseWatchlist(b *testing.B) {
	text := manySymbols()
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ParseWatchlist("w.toml", text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEdit(b *testing.B) {
	text := manySymbols()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := SetNote(ref("S"), row("NSE:S500"), "new").Apply("w.toml", text); err != nil {
			b.Fatal(err)
		}
	}
}
