package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// writeGrace is how long a write may go on after the run was ended: for the
// rest of a line, and not for a reader that sleeps.
const writeGrace = 200 * time.Millisecond

// stdout is where data goes. A reader that has gone away (head has its three
// lines) is an error here and no end by signal, and one that sleeps does not
// keep a run that is to end.
type stdout struct {
	ctx  context.Context
	file *os.File
}

// openStdout opens it for a run that the context ends.
func openStdout(ctx context.Context, env Env) *stdout {
	signal.Ignore(syscall.SIGPIPE)
	return &stdout{ctx, env.Stdout}
}

// Write writes a whole piece.
func (s *stdout) Write(text []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	done := make(chan result, 1)
	go func() {
		n, err := s.file.Write(text)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-s.ctx.Done():
	}
	timer := time.NewTimer(writeGrace)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.n, r.err
	case <-timer.C:
		return 0, s.ctx.Err()
	}
}

// whileRead is the context of a run that writes now and then: it also ends, with
// EPIPE for its cause, when stdout has lost its reader. A write would tell that
// too, but the next may be a minute away, and costs a call to have something to
// write.
func whileRead(ctx context.Context, env Env) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := onReaderGone(env.Stdout, func() { cancel(syscall.EPIPE) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// served makes no error of a reader that has had enough: what it wanted is
// written.
func served(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}
