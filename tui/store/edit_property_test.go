package store

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// seed chooses the random files and edits; another one makes others.
var seed = flag.Uint64("edits.seed", 20261124, "seed of the random edits")

const randomFiles = 800

// arrays cuts the symbols of some lists out of a text.
func arrays(t *testing.T, text []byte, which []int) string {
	t.Helper()
	text = bytes.TrimPrefix(text, bom)
	w, err := ParseWatchlist("w.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	var cut []splice
	for _, i := range which {
		if n := w.tree.root.fields["list"].items[i].fields["symbols"]; n != nil {
			cut = append(cut, splice{span: n.span})
		}
	}
	slices.SortFunc(cut, func(a, b splice) int { return a.from - b.from })
	return string(rewrite(text, slices.Compact(cut)))
}

func (m *maker) check(t *testing.T, text []byte, c change) []byte {
	out, undo, err := c.edit.Apply("w.toml", text)
	if err != nil {
		if strings.Contains(err.Error(), "shape") && m.apart(text) {
			return text // a list's own tables stand elsewhere: that is refused
		}
		t.Fatalf("%#v: %v in\n%s", c.edit.op, err, text)
	}
	m.says(t, out, c.after, c.edit)
	if !c.whole && allHaveSymbols(t, text, c.lists) {
		if before, after := arrays(t, text, c.lists), arrays(t, out, c.lists); before != after {
			t.Fatalf("%#v touched other bytes:\n%q\nwas\n%q", c.edit.op, after, before)
		}
	}
	for part := range strings.SplitSeq(string(text), "<") {
		number, _, is := strings.Cut(part, ">")
		if is && !c.takes && !strings.Contains(string(out), "<"+number+">") {
			t.Fatalf("%#v lost a comment:\n%s\nwas\n%s", c.edit.op, out, text)
		}
	}
	m.keepsComments(t, text, out, c)
	back, redo, err := undo.Apply("w.toml", out)
	if err != nil || !bytes.Equal(back, text) {
		t.Fatalf("%#v undone, %v:\n%q\nwant\n%q", c.edit.op, err, back, text)
	}
	if again, _, err := redo.Apply("w.toml", back); err != nil || !bytes.Equal(again, out) {
		t.Fatalf("%#v again, %v:\n%q\nwant\n%q", c.edit.op, err, again, out)
	}
	return out
}

// allHaveSymbols reports whether all the lists have symbols to cut out.
func allHaveSymbols(t *testing.T, text []byte, which []int) bool {
	t.Helper()
	w, err := ParseWatchlist("w.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	return !slices.ContainsFunc(which, func(i int) bool {
		return w.tree.root.fields["list"].items[i].fields["symbols"] == nil
	})
}

// apart reports whether a text has tables of a list behind a foreign one.
func (m *maker) apart(text []byte) bool {
	other := bytes.LastIndex(text, []byte("[other"))
	return other >= 0 && bytes.Contains(text[other:], []byte("[list.more]"))
}

// says compares what a text says with what it must.
func (m *maker) says(t *testing.T, text []byte, want []madeList, e Edit) {
	t.Helper()
	w, err := ParseWatchlist("w.toml", text)
	if err != nil {
		t.Fatalf("%#v: %v in\n%s", e.op, err, text)
	}
	if want := lists(want); !reflect.DeepEqual(want, w.Lists) {
		t.Fatalf("%#v: want -, got +\n%s\nin\n%s", e.op, cmp.Diff(want, w.Lists), text)
	}
}

// TestRandomEdits makes chains of random edits in random files: each says what
// it must, leaves the rest alone, and can be taken back.
func TestRandomEdits(t *testing.T) {
	made := 0
	for i := range uint64(randomFiles) {
		m := &maker{Rand: rand.New(rand.NewPCG(*seed, i))}
		text, file := []byte(m.text()), m.file
		m.says(t, text, file, Edit{})
		for range 4 {
			c, ok := m.change(file)
			if !ok {
				continue
			}
			out := m.check(t, text, c)
			if bytes.Equal(out, text) {
				continue
			}
			m.later(t, text, out, c)
			text, file = out, c.after
			made++
		}
	}
	if made < randomFiles {
		t.Errorf("only %d edits were made", made)
	}
}

// later takes an edit back in a text that has changed meanwhile.
func (m *maker) later(t *testing.T, text, out []byte, c change) {
	t.Helper()
	_, undo, err := c.edit.Apply("w.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	changed := append(bytes.Clone(out), m.newline+"# later"+m.newline...)
	back, _, err := undo.Apply("w.toml", changed)
	if err != nil {
		t.Fatalf("undo of %#v: %v in\n%s", c.edit.op, err, changed)
	}
	was, err := ParseWatchlist("w.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	now, err := ParseWatchlist("w.toml", back)
	if err != nil || !reflect.DeepEqual(was.Lists, now.Lists) {
		t.Fatalf("undo of %#v: %v\n%s\nin\n%s", c.edit.op, err, cmp.Diff(was.Lists, now.Lists), back)
	}
}

// FuzzEdit makes edits in any text: no panic, and never a broken file.
func FuzzEdit(f *testing.F) {
	for i := range uint64(12) {
		m := &maker{Rand: rand.New(rand.NewPCG(7, i))}
		f.Add([]byte(m.text()), i)
	}
	for i, part := range []string{"[", "#", "\n", "\r", ", ", " # c\n", "'", "\"NSE:Z\", ", "{}", "\x00", "=", "[[list]]\n"} {
		f.Add([]byte(part), uint64(i))
	}
	f.Fuzz(func(t *testing.T, text []byte, dice uint64) {
		w, err := ParseWatchlist("w.toml", text)
		m := &maker{Rand: rand.New(rand.NewPCG(1, dice))}
		if err != nil { // it may be good for a part of one
			whole := m.text()
			at := m.IntN(len(whole) + 1)
			text, m.file = []byte(whole[:at]+string(text)+whole[at:]), nil
			w, err = ParseWatchlist("w.toml", text)
		}
		for _, l := range w.Lists {
			m.file = append(m.file, madeList{l.Name, l.Columns, l.Sort, l.Ordered, l.Entries})
		}
		c, _ := m.change(m.file)
		out, undo, refused := c.edit.Apply("w.toml", text)
		if refused != nil {
			return
		}
		if err != nil {
			t.Fatalf("%q has an error (%v) and was edited", text, err)
		}
		if _, err := ParseWatchlist("w.toml", out); err != nil {
			t.Fatalf("%q\nis broken by %#v: %v\n%q", text, c.edit.op, err, out)
		}
		if back, _, err := undo.Apply("w.toml", out); err != nil || !bytes.Equal(back, text) {
			t.Fatalf("%#v undone, %v:\n%q\nwant\n%q", c.edit.op, err, back, text)
		}
	})
}
