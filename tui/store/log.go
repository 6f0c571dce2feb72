package store

import (
	"io"
	"os"
	"path/filepath"
	"sync"

	"gopkg.in/natefinch/lumberjack.v2"
)

// How much the log may take of the disk: a full file is set aside under a name
// with its time, and of those the newest are kept.
const (
	logSize = 5 // MB
	logOld  = 3
)

const megabyte = 1 << 20

// OpenLog opens a log to be appended to: the user's alone (0600), in a folder
// that is made if it is missing (0700), rotated by size. What would keep it
// from being written, now or when it is full, is told at once: whoever logs
// has nowhere to say so later.
func OpenLog(path string) (io.WriteCloser, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, &FileError{Path: path, Reason: "is a folder, not a file"}
	case err == nil && !info.Mode().IsRegular():
		return nil, &FileError{Path: path, Reason: "is no regular file, and a log is renamed when it is full"}
	}
	size, err := touch(path)
	if err != nil {
		return nil, &FileError{Path: path, Reason: "cannot be written: " + cause(err), Err: err}
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // it is the file that is set aside, not the link to it
	}
	if err := spare(filepath.Dir(path)); err != nil {
		return nil, &FileError{Path: path, Reason: "its folder cannot be written, where a full log is set aside: " + cause(err), Err: err}
	}
	return &logFile{
		size: size,
		// logFile is first to find the file full: the library's own limit lies above.
		out: lumberjack.Logger{Filename: path, MaxSize: 2 * logSize, MaxBackups: logOld, LocalTime: true},
	}, nil
}

// touch makes the file, or makes an old one the user's alone, and returns its
// size in bytes.
func touch(path string) (int64, error) {
	if err := makePrivate(filepath.Dir(path)); err != nil {
		return 0, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if secretsMatter && info.Mode().Perm()&0o077 != 0 {
		_ = file.Chmod(0o600) // another's file stays as it is: there is no secret in a log
	}
	return info.Size(), nil
}

// spare proves that a folder takes a new file.
func spare(dir string) error {
	file, err := os.CreateTemp(dir, ".kitewatch-log.*")
	if err != nil {
		return err
	}
	file.Close()
	return os.Remove(file.Name())
}

// logFile is a log that several processes may append to. The library opens
// the file that follows a full one without O_APPEND, so that two of them would
// write over each other's lines; logFile has it opened anew for the next line.
type logFile struct {
	mu   sync.Mutex
	out  lumberjack.Logger
	size int64 // of the file, without what other processes have written since it was opened
}

func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(p)) > logSize*megabyte {
		if err := l.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := l.out.Write(p)
	l.size += int64(n)
	return n, err
}

// rotate sets the full file aside.
func (l *logFile) rotate() error {
	if err := l.out.Rotate(); err != nil {
		return err
	}
	l.size = 0
	return l.out.Close()
}

func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Close()
}
