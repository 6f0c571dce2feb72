package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/instruments"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

func newTokens(env Env, shared *sharedFlags) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "tokens [SYMBOL…]",
		Short: "A JSON object of tradingsymbol to instrument_token",
		Long: `tokens prints a JSON object of tradingsymbol to instrument_token, in the order
of the symbols. Without symbols it has NIFTY 50, NIFTY BANK, RELIANCE, TCS,
HDFCBANK, and the futures of NIFTY and BANKNIFTY that expire next. Tokens are
good for a day: exchanges use them again after an expiry.

SYMBOL is EXCHANGE:TRADINGSYMBOL, a tradingsymbol that NSE has or only one
exchange, a rolling future such as NFO:NIFTY@FUT1, which is written as the
contract that it stands for now, or an instrument token. A tradingsymbol that is
asked for on two exchanges is written as EXCHANGE:TRADINGSYMBOL.

A file given by -o is written whole or not at all: when one symbol is not known,
nothing is. It is yours alone; one that is there keeps its permissions.
kitewatch watch --tokens reads it.

Exit codes: 0 done; 1 there is no list; 2 usage; 4 an unknown symbol, or a file
that cannot be written; 8 rate limited; 9 network given up.`,
		Example: `  kitewatch instruments tokens -o tokens.json
  kitewatch instruments tokens INFY "NIFTY 50" NFO:NIFTY@FUT1
  kitewatch instruments tokens | jq '."NIFTY 50"'`,
		Args: func(_ *cobra.Command, args []string) error {
			_, err := instrumentArgs(args)
			return err
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return withList(cmd, env, shared, func(s *shelf, l *instruments.List) error {
				return s.tokens(cmd.Context(), l, args, path)
			})
		},
	}
	cmd.Flags().StringVarP(&path, "output", "o", "", "write to this `file`, not to stdout")
	return cmd
}

// tokens writes the tokens of some symbols, or of the everyday ones.
func (s *shelf) tokens(ctx context.Context, l *instruments.List, args []string, path string) error {
	found, err := s.wanted(l, args)
	if err != nil {
		return err
	}
	text := tokensJSON(found)
	if path == "" || path == "-" {
		_, err := openStdout(ctx, s.env).Write(text)
		return served(err)
	}
	if err := replaceFile(path, text); err != nil {
		return err
	}
	s.say("%s, of the list of %s, written to %s.", tokenCount(len(found)), listTime(l), absolute(path))
	return nil
}

func tokenCount(n int) string {
	if n == 1 {
		return "One token"
	}
	return fmt.Sprintf("%d tokens", n)
}

// mostWrong is how many unknown symbols are told before the rest is not looked at.
const mostWrong = 10

// wanted finds the instruments, each once. Several that are not known are told
// at once, so that a long list is mended in one go.
func (s *shelf) wanted(l *instruments.List, args []string) ([]instruments.Instrument, error) {
	if len(args) == 0 {
		found, missing := l.Everyday(s.now(l), s.calendar)
		if len(missing) > 0 {
			return nil, &codedError{exitBadFile, fmt.Errorf("the list of %s has no %s", listTime(l), joined(missing))}
		}
		return found, nil
	}
	var found []instruments.Instrument
	var wrong []error
	seen := map[kite.Symbol]bool{}
	for _, arg := range args {
		_, in, err := s.resolve(l, arg)
		if err != nil {
			if wrong = append(wrong, err); len(wrong) == mostWrong {
				break
			}
			continue
		}
		if !seen[in.Symbol] {
			seen[in.Symbol] = true
			found = append(found, in)
		}
	}
	if len(wrong) == 0 {
		return found, nil
	}
	for _, err := range wrong[1:] {
		s.say("%s", plain(err.Error()))
	}
	return nil, wrong[0]
}

// joined names symbols in a sentence.
func joined(symbols []kite.Symbol) string {
	text := ""
	for i, s := range symbols {
		if i > 0 {
			text += ", "
		}
		text += s.String()
	}
	return text
}

// tokensJSON writes the object, a member a line.
func tokensJSON(found []instruments.Instrument) []byte {
	times := map[string]int{}
	for _, in := range found {
		times[in.Symbol.Tradingsymbol]++
	}
	text := bytes.NewBufferString("{")
	for i, in := range found {
		name := in.Symbol.Tradingsymbol
		if times[name] > 1 {
			name = in.Symbol.String()
		}
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(text, "\n  %s: %d", quotedName(name), in.InstrumentToken)
	}
	text.WriteString("\n}\n")
	return text.Bytes()
}

// quotedName is a name as JSON has it, in which M&M stays M&M.
func quotedName(name string) []byte {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	_ = out.Encode(ui.Clean(name)) // a string always can be
	return bytes.TrimSpace(text.Bytes())
}

// replaceFile writes a file whole. A new one is the user's alone: which
// instruments somebody follows is nobody's business. One that is there keeps
// its permissions, since whoever opened it to others did so for a reason.
func replaceFile(path string, text []byte) error {
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return &store.FileError{Path: path, Reason: "cannot be written: there is no folder " + folder, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return &store.FileError{Path: path, Reason: "is a folder, not a file"}
	case err == nil && !info.Mode().IsRegular():
		return &store.FileError{Path: path, Reason: "is no regular file; without -o the tokens go to stdout"}
	}
	was := err
	if err = store.WriteFile(path, text); err == nil && was == nil {
		err = os.Chmod(path, info.Mode().Perm())
	}
	if err == nil {
		return nil
	}
	reason := err.Error()
	var at *fs.PathError
	if errors.As(err, &at) {
		reason = at.Err.Error()
	}
	return &store.FileError{Path: path, Reason: "cannot be written: " + reason, Err: err}
}
