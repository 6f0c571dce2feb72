//go:build unix

package cli

import (
	"os"
	"time"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// ask puts a question to the terminal and returns what it answers, until done
// says that it is all, or the time is up.
func ask(in, out *os.File, question string, done func([]byte) bool) []byte {
	state, err := term.MakeRaw(in.Fd()) // or the answer would be echoed, and wait for Enter
	if err != nil {
		return nil
	}
	defer func() { _ = term.Restore(in.Fd(), state) }()
	if _, err := out.WriteString(question); err != nil {
		return nil
	}
	var answer []byte
	for end := time.Now().Add(answerTime); !done(answer) && len(answer) < 1024; {
		left := time.Until(end)
		fds := []unix.PollFd{{Fd: int32(in.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(left.Milliseconds()))
		if err == unix.EINTR && left > 0 {
			continue
		}
		if err != nil || n == 0 || left <= 0 {
			break
		}
		var buf [256]byte
		n, err = unix.Read(int(in.Fd()), buf[:])
		if err != nil || n <= 0 {
			break
		}
		answer = append(answer, buf[:n]...)
	}
	return answer
}
