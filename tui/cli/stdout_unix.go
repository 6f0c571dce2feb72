//go:build unix

package cli

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// onReaderGone calls gone when the pipe that the file is has no reader left,
// unless it is stopped before. What is no pipe has none to lose, or its end
// tells too little: a socket's other side may only have ended its own writing.
func onReaderGone(file *os.File, gone func()) (stop func()) {
	info, err := file.Stat()
	if err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return func() {}
	}
	r, w, err := os.Pipe() // its end wakes what waits
	if err != nil {
		return func() {} // the next write tells
	}
	// Both are told unasked, but macOS looks at nothing that is asked for nothing.
	fds := []unix.PollFd{
		{Fd: int32(file.Fd()), Events: unix.POLLHUP},
		{Fd: int32(r.Fd()), Events: unix.POLLHUP},
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer r.Close()
		for {
			if _, err := unix.Poll(fds, -1); err != unix.EINTR {
				break
			}
		}
		if fds[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0 {
			gone()
		}
	}()
	return func() {
		w.Close()
		<-done
	}
}
