package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// maxInput bounds what is read of stdin.
const maxInput = 1 << 20

// input is stdin: a terminal with a person at it, or a pipe or a file. What is
// read there is read aside, so that a signal ends the program at once.
type input struct {
	file     *os.File
	lines    *bufio.Reader
	terminal bool
	was      *term.State // the terminal as it was found
}

// openInput looks at what stdin is; nil is one that has ended.
func openInput(file *os.File) *input {
	in := &input{file: file}
	if file == nil {
		return in
	}
	in.lines = bufio.NewReader(io.LimitReader(file, maxInput))
	if term.IsTerminal(file.Fd()) {
		state, err := term.GetState(file.Fd())
		in.terminal, in.was = err == nil, state
	}
	return in
}

// hide switches the terminal's echo off. Lines and Ctrl-C stay its own.
func (in *input) hide() {
	if in.terminal {
		state := *in.was
		mute(&state)
		_ = term.SetState(in.file.Fd(), &state)
	}
}

// restore leaves the terminal as it was found, whoever still waits for a line.
func (in *input) restore() {
	if in.terminal {
		_ = term.Restore(in.file.Fd(), in.was)
	}
}

// line reads the next line; the last one may have no end.
func (in *input) line() (string, error) {
	text, err := in.lines.ReadString('\n')
	if text = strings.TrimSpace(text); text != "" {
		err = nil
	}
	return text, err
}

// ask writes a question to out and reads one line from the terminal. The echo
// of a hidden one is off before the question can be seen, and answered.
func (in *input) ask(ctx context.Context, out io.Writer, question string, hidden bool) (string, error) {
	type answer struct {
		text string
		err  error
	}
	if hidden {
		in.hide()
		defer in.restore()
	}
	fmt.Fprint(out, question)
	got := make(chan answer, 1)
	go func() {
		text, err := in.line()
		got <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-got:
		return a.text, a.err
	}
}

// texts brings stdin line by line, without echo, until it ends. It reads on
// as long as the program runs: lines that came along with a pasted address are
// not left for the shell to take as commands.
func (in *input) texts(ctx context.Context) <-chan string {
	texts := make(chan string)
	if in.file == nil {
		close(texts)
		return texts
	}
	in.hide()
	go func() {
		defer close(texts)
		for {
			text, err := in.line()
			if err != nil {
				return
			}
			select {
			case texts <- text:
			case <-ctx.Done(): // nobody listens any more
			}
		}
	}()
	return texts
}
