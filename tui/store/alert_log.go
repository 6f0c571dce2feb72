package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/market"
	"kitewatch/tui/alert"
)

// AlertLog is the alert log within the state folder.
func AlertLog(stateDir string) string { return filepath.Join(stateDir, "alerts.log") }

// LogAlerts adds a line for each crossing to the alert log: the exchange's time,
// the symbol, the level, the price, the price before it, and the host whose
// prices they are, apart by tabs, since symbols hold blanks. A full log is set
// aside, as alerts-old.log. It is opened for these lines alone: they are few, and
// another process may have set the file aside since.
func LogAlerts(stateDir, host string, fired []alert.Fired) error {
	if len(fired) == 0 {
		return nil
	}
	path := AlertLog(stateDir)
	err := makePrivate(stateDir)
	if err == nil {
		err = appendAlerts(path, host, fired)
	}
	if err != nil {
		return &FileError{Path: path, Reason: "cannot be written: " + cause(err), Err: err}
	}
	return nil
}

func appendAlerts(path, host string, fired []alert.Fired) error {
	if info, err := os.Lstat(path); err == nil {
		switch {
		case info.IsDir():
			return errors.New("it is a folder")
		case !info.Mode().IsRegular() && info.Mode()&os.ModeSymlink == 0:
			return errors.New("it is no regular file")
		case info.Size() >= logSize*megabyte:
			if err := os.Rename(path, strings.TrimSuffix(path, ".log")+"-old.log"); err != nil {
				return err
			}
		}
	}
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = writeAlerts(log, host, fired)
	if closed := log.Close(); err == nil {
		err = closed
	}
	return err
}

// writeAlerts writes the lines in one piece, so that no other process's stands
// between the parts of one.
func writeAlerts(log io.Writer, host string, fired []alert.Fired) error {
	var text []byte
	for _, f := range fired {
		text = f.At.In(market.IST).AppendFormat(text, time.RFC3339)
		text = append(append(text, '\t'), f.Level.Symbol.String()...)
		text = append(append(append(text, '\t'), f.Level.Kind.String()...), ' ')
		text = appendFigure(text, f.Level.Value)
		text = appendFigure(append(text, '\t'), f.Price)
		text = append(text, '\t')
		if f.Before > 0 {
			text = appendFigure(text, f.Before)
		}
		text = append(append(append(text, '\t'), host...), '\n')
	}
	_, err := log.Write(text)
	return err
}

func appendFigure(text []byte, v float64) []byte { return strconv.AppendFloat(text, v, 'f', -1, 64) }
