package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"kitewatch/kite"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// Env is what the program is given from outside.
type Env struct {
	Args   []string // without the program's name
	Stdin  *os.File // nil: there is none
	Stdout *os.File
	Stderr io.Writer
	Getenv func(string) string
	Sample []byte // the watchlist a new user starts from
}

// The exit codes, which scripts rely on.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitLogin       = 3
	exitBadFile     = 4
	exitRateLimited = 8
	exitNetwork     = 9
	exitInterrupted = 130
)

// codedError carries the exit code of what went wrong.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// usage is an error of the command line itself.
func usage(format string, args ...any) error {
	return &codedError{exitUsage, fmt.Errorf(format, args...)}
}

// Main runs the command line and returns its exit code.
func Main(env Env) int {
	store.FindHome()
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	err := newRoot(env).ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return exitInterrupted
	}
	fmt.Fprintln(env.Stderr, "kitewatch: "+plain(err.Error()))
	return code(err)
}

// maxSaid bounds a sentence on stderr, in characters: it may quote a file.
const maxSaid = 500

// plain makes a sentence fit for stderr, whatever it quotes of a file, of the
// command line or of a server.
func plain(text string) string {
	runes := []rune(ui.Clean(text))
	if len(runes) > maxSaid {
		runes = append(runes[:maxSaid-1], '…')
	}
	return string(runes)
}

// maxQuoted bounds what a sentence repeats of an argument, in characters.
const maxQuoted = 40

// clipped is as much of an argument as a sentence repeats.
func clipped(arg string) string {
	if runes := []rune(arg); len(runes) > maxQuoted {
		return string(runes[:maxQuoted-1]) + "…"
	}
	return arg
}

// code tells the exit code of an error: its own, or by what a file or the API
// has done.
func code(err error) int {
	var coded *codedError
	var file *store.FileError
	switch {
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &file):
		return exitBadFile
	}
	switch kite.KindOf(err) {
	case kite.Token:
		return exitLogin
	case kite.RateLimit:
		return exitRateLimited
	case kite.Network:
		return exitNetwork
	}
	return exitFailed
}
