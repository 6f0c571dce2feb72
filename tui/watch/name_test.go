package watch

import (
	"strings"
	"testing"
)

// A list is known by its name as the file has it, however little of that can
// be shown.
func TestANameThatCannotBeShownIsStillTheLists(t *testing.T) {
	const name = "\x1b[31m❤\ufe0f Picks\u202e"
	m := sized(t, 80, 24)
	l := listOf(t, name, swing[:5])
	m.SetLists([]List{l, listOf(t, "Other", swing[:2])})
	at, _, _ := m.At()
	if m.Name() != name || at != name {
		t.Errorf("it is called %q and %q", m.Name(), at)
	}
	m, cmd := m.Update(keyMsg("s"))
	if got := reports(cmd); len(got) != 1 || got[0].(Sorted).List != name {
		t.Errorf("sorting reports %v", got)
	}
	m, cmd = press(t, m, "C").Update(keyMsg("enter"))
	if got := reports(cmd); len(got) != 1 || got[0].(Columns).List != name {
		t.Errorf("choosing columns reports %v", got)
	}
	for _, view := range []string{m.View(), press(t, m, "C").View()} {
		if strings.ContainsAny(escapes.ReplaceAllString(view, ""), "\x1b\ufe0f\u202e") {
			t.Errorf("it reaches the screen raw: %q", view)
		}
		if !strings.Contains(plain(view), "[31m❤ Picks") {
			t.Errorf("what can be shown of it is not:\n%s", plain(view))
		}
	}
	m.SetLists([]List{l})
	if m.list().sorted < 0 {
		t.Error("set again, it has lost its order")
	}
}
