package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Paths says where things are kept. The zero value of a field means that the
// user named nothing, and Resolve fills it in.
type Paths struct {
	Config    string // config.json
	Watchlist string // watchlist.toml
	Market    string // market.toml, the trader's corrections of hours and holidays; it need not be there
	Cache     string // folder of the instrument dump
	State     string // folder of what is remembered from run to run, and the log
}

// Resolve fills in what the user has not named: the file in the current
// folder if it is there, else the XDG folders. The error is for a user whose home
// nobody knows: the root of the disk is no place for files.
func (p Paths) Resolve() (Paths, error) {
	p.Config = pick(p.Config, "config.json")
	p.Watchlist = pick(p.Watchlist, "watchlist.toml")
	for _, folder := range []struct {
		at       *string
		variable string
		home     string
		base     string
	}{
		{&p.Config, "XDG_CONFIG_HOME", xdg.ConfigHome, "config.json"},
		{&p.Watchlist, "XDG_CONFIG_HOME", xdg.ConfigHome, "watchlist.toml"},
		{&p.Market, "XDG_CONFIG_HOME", xdg.ConfigHome, "market.toml"},
		{&p.Cache, "XDG_CACHE_HOME", xdg.CacheHome, ""},
		{&p.State, "XDG_STATE_HOME", xdg.StateHome, ""},
	} {
		if *folder.at != "" {
			continue
		}
		if homeless() && !filepath.IsAbs(os.Getenv(folder.variable)) {
			return p, &FileError{Path: "HOME", Reason: "is not set, and this user has no home folder: set it, or " + folder.variable}
		}
		*folder.at = filepath.Join(folder.home, "kitewatch", folder.base)
	}
	return p, nil
}

// pick is a file as it was named, or in the current folder; empty: neither.
func pick(named, base string) string {
	if named == "" {
		if _, err := os.Lstat(base); err == nil {
			return base
		}
	}
	return named
}

// Home returns paths that all lie within one folder, which nothing else uses.
func Home(dir string) Paths {
	return Paths{
		Config:    filepath.Join(dir, "config.json"),
		Watchlist: filepath.Join(dir, "watchlist.toml"),
		Market:    filepath.Join(dir, "market.toml"),
		Cache:     filepath.Join(dir, "cache"),
		State:     filepath.Join(dir, "state"),
	}
}

// Dump is the folder of a server's list of instruments within Cache.
func (p Paths) Dump(server string) string { return filepath.Join(p.Cache, fileName(server)) }

// FileError says what is wrong with a file, and where in it.
type FileError struct {
	Path   string
	Line   int // from 1; 0: the whole file
	Column int // from 1; 0: not known
	Reason string
	Err    error // the cause, where there is one
}

// Error returns file:line:column: reason, as editors and compilers have it.
func (e *FileError) Error() string {
	at := e.Path
	if e.Line > 0 {
		at += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			at += fmt.Sprintf(":%d", e.Column)
		}
	}
	return at + ": " + e.Reason
}

func (e *FileError) Unwrap() error { return e.Err }

// maxFile bounds what is read: both files are written by hand.
const maxFile = 4 << 20

// read returns a file's text; found is false when there is none.
func read(path string) (text []byte, found bool, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, &FileError{Path: path, Reason: "cannot be read: " + cause(err), Err: err}
	case info.IsDir():
		return nil, false, &FileError{Path: path, Reason: "is a folder, not a file"}
	case !info.Mode().IsRegular():
		return nil, false, &FileError{Path: path, Reason: "is no regular file"}
	case info.Size() > maxFile:
		return nil, false, &FileError{Path: path, Reason: "is larger than 4 MB: not a file of this program"}
	}
	text, err = os.ReadFile(path)
	if err != nil {
		return nil, false, &FileError{Path: path, Reason: "cannot be read: " + cause(err), Err: err}
	}
	return text, true, nil
}

// ReadFile reads a file that the user named: it must be there, be a regular file
// and no larger than what is written by hand.
func ReadFile(path string) ([]byte, error) {
	text, found, err := read(path)
	if err == nil && !found {
		err = notThere(path)
	}
	return text, err
}

// notThere is the error of a file that was named and is missing.
func notThere(path string) error {
	return &FileError{Path: path, Reason: "there is no such file", Err: os.ErrNotExist}
}

// cause is an error's reason without the path, which is said already.
func cause(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
