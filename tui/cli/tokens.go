package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"kitewatch/kite"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// tokenFile is a JSON object of tradingsymbol to instrument_token.
type tokenFile struct {
	symbols []kite.Symbol          // as the quote calls take tokens, in the file's order
	names   map[kite.Symbol]string // the tradingsymbols
	tokens  map[string]uint64      // the other way round
}

// loadTokens reads a token file; what is wrong with it is a FileError.
func loadTokens(path string) (tokenFile, error) {
	text, err := store.ReadFile(path)
	if err != nil {
		return tokenFile{}, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // some editors of Windows begin so
	t, offset, err := parseTokens(text)
	if err != nil {
		line, column := place(text, offset)
		return tokenFile{}, &store.FileError{Path: path, Line: line, Column: column, Reason: err.Error(), Err: err}
	}
	return t, nil
}

// parseTokens reads the text of a token file; offset is where its error is.
func parseTokens(text []byte) (t tokenFile, offset int64, err error) {
	t.names, t.tokens = map[kite.Symbol]string{}, map[string]uint64{}
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if first, err := in.Token(); err != nil || first != json.Delim('{') {
		return t, 0, fmt.Errorf("it must hold a JSON object of tradingsymbol to instrument_token, such as {\"NIFTY 50\": 256265}")
	}
	for in.More() {
		offset = in.InputOffset()
		key, err := in.Token()
		if err != nil {
			return t, offset, broken(err)
		}
		name, _ := key.(string) // a key is nothing else
		offset = in.InputOffset()
		value, err := in.Token()
		if err != nil {
			return t, offset, broken(err)
		}
		if err := t.add(name, value); err != nil {
			return t, offset, err
		}
	}
	offset = in.InputOffset()
	if _, err := in.Token(); err != nil {
		return t, offset, broken(err)
	}
	if _, err := in.Token(); err != io.EOF {
		return t, in.InputOffset(), fmt.Errorf("something follows the object")
	}
	if len(t.symbols) == 0 {
		return t, 0, fmt.Errorf("it names no instrument")
	}
	return t, 0, nil
}

// add takes an entry. One token has one name.
func (t *tokenFile) add(name string, value json.Token) error {
	number, _ := value.(json.Number)
	token, err := strconv.ParseUint(number.String(), 10, 32)
	if err != nil || token == 0 {
		return fmt.Errorf("%q needs an instrument_token, a whole number", ui.Clean(name))
	}
	if strings.TrimSpace(ui.Clean(name)) == "" {
		return fmt.Errorf("the token %d has no name", token)
	}
	if other, twice := t.tokens[name]; twice {
		return fmt.Errorf("%q is both the token %d and %d", ui.Clean(name), other, token)
	}
	symbol := kite.Symbol{Tradingsymbol: strconv.FormatUint(token, 10)}
	if other, twice := t.names[symbol]; twice {
		return fmt.Errorf("%q and %q are both the token %d", ui.Clean(other), ui.Clean(name), token)
	}
	t.symbols = append(t.symbols, symbol)
	t.names[symbol], t.tokens[name] = name, token
	return nil
}

// broken says that a text is no JSON.
func broken(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("the JSON is cut off")
	}
	return fmt.Errorf("no JSON: %w", err)
}

// place turns the offset at which a value is looked for into the line and the
// column, both from 1, at which it begins.
func place(text []byte, offset int64) (line, column int) {
	at := min(int(offset), len(text))
	rest := bytes.TrimLeft(text[at:], " \t\r\n,:")
	before := text[:len(text)-len(rest)]
	line = bytes.Count(before, []byte("\n")) + 1
	return line, len(before) - bytes.LastIndexByte(before, '\n')
}
