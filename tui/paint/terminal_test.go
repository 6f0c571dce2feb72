//go:build unix

package paint

import (
	"os"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// It paints terminals that move their cursor, and stays a terminal for those
// who ask for its size and its modes.
func TestNew(t *testing.T) {
	other, terminal, err := pty.Open()
	if err != nil {
		t.Skip("no terminal: ", err)
	}
	defer other.Close()
	defer terminal.Close()
	if err := pty.Setsize(terminal, &pty.Winsize{Cols: 90, Rows: 30}); err != nil {
		t.Fatal(err)
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, c := range []struct {
		name string
		file term.File
		term string
		want bool
	}{
		{"a terminal", terminal, "xterm-256color", true},
		{"one that moves no cursor", terminal, "dumb", false},
		{"one without a name", terminal, "", false},
		{"no terminal", null, "xterm-256color", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := New(c.file, c.term).on; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	var p any = New(terminal, "xterm-256color")
	f, ok := p.(term.File)
	if !ok {
		t.Fatal("it is no term.File")
	}
	if w, h, err := term.GetSize(f.Fd()); w != 90 || h != 30 || err != nil {
		t.Errorf("size %d by %d, %v", w, h, err)
	}
}
