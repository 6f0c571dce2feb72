package paint

import (
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// shower is a program that shows what it is sent.
type shower string

func (s shower) Init() tea.Cmd { return nil }

func (s shower) View() string { return string(s) }

func (s shower) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if text, ok := msg.(shower); ok {
		return text, nil
	}
	return s, nil
}

// messages are what makes Bubble Tea write anything but a frame.
var messages = []func() tea.Msg{
	tea.ClearScreen, tea.EnterAltScreen, tea.ExitAltScreen, tea.HideCursor, tea.ShowCursor,
	tea.EnableMouseCellMotion, tea.EnableMouseAllMotion, tea.DisableMouse, tea.EnableBracketedPaste,
	tea.DisableBracketedPaste, tea.EnableReportFocus, tea.DisableReportFocus,
	func() tea.Msg { return tea.SetWindowTitle("kitewatch")() }, func() tea.Msg { return tea.Println("above\nthe screen")() },
}

// What the framework itself writes shows the same painted, and its frames are
// understood: fewer bytes are sent than come, although most changes here move
// the rest of the row.
func TestBubbleTea(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(t, 60, 12)
		sent, came := &count{}, &count{}
		p.painter.File = file{Writer: io.MultiWriter(p.painted, sent)}
		keys, keyboard := io.Pipe()
		defer keyboard.Close()
		ctx, cancel := context.WithCancel(t.Context())
		program := tea.NewProgram(shower(""), tea.WithContext(ctx), tea.WithInput(keys),
			tea.WithOutput(&locked{Writer: io.MultiWriter(came, p)}),
			tea.WithAltScreen(), tea.WithoutSignalHandler(), tea.WithFPS(20))
		ended := make(chan error)
		go func() {
			_, err := program.Run()
			ended <- err
		}()
		script(program, p)
		cancel()
		if err := <-ended; err == nil {
			t.Error("it ended without its context's error")
		}
		if sent.n > came.n*4/5 {
			t.Errorf("%d bytes came and %d were sent", came.n, sent.n)
		}
	})
}

// script lets a program show random pictures, and everything else that it can.
func script(program *tea.Program, p *pair) {
	rng := rand.New(rand.NewPCG(7, 7))
	shown := randomPicture(rng, p.plain.h, p.plain.w, false)
	program.Send(tea.WindowSizeMsg{Width: p.plain.w, Height: p.plain.h})
	for i := range 300 {
		if i%20 == 19 {
			program.Send(messages[rng.IntN(len(messages))]())
			program.Send(tea.EnterAltScreen())
		}
		if i%50 == 49 {
			_ = program.ReleaseTerminal()
			_, _ = io.WriteString(p, "an editor\r\n")
			_ = program.RestoreTerminal()
		}
		shown.change(rng, false)
		program.Send(shower(strings.Join(shown.lines(), "\n")))
		time.Sleep(time.Second / 10) // of the bubble
	}
}

// locked is a writer for the framework, which does not guard all it writes.
type locked struct {
	io.Writer
	mu sync.Mutex
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Writer.Write(b)
}
