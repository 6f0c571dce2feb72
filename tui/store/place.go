package store

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// The decoder's memory grows with the square of how deep values are nested and
// of how many parts a key has: a file of a few kB could take all of it.
const (
	maxDepth = 32
	maxKey   = 1000
)

// sane refuses a file that is nested beyond reason.
func (p *parser) sane() error {
	depth := 0
	for i, line := range p.lines() {
		for j, c := range line { // those in texts too: none has so many
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > maxDepth {
				return &FileError{Path: p.list.Path, Line: i + 1, Column: j + 1, Reason: "brackets are nested too deep for a watchlist"}
			}
		}
		if key, _, _ := bytes.Cut(line, []byte("=")); len(key) > maxKey && bytes.Count(key, []byte(".")) > maxDepth {
			return &FileError{Path: p.list.Path, Line: i + 1, Reason: "a key has too many parts for a watchlist"}
		}
	}
	return nil
}

// mistyped is how the library tells a value of the wrong type.
var mistyped = regexp.MustCompile(`^toml: (?:line (\d+) )?\(last key "([^"]*)"\): incompatible types: TOML value has type (\S+); destination has type (\S+)$`)

// typeNames says what the types are called by those who write such a file.
var typeNames = map[string]string{
	"string": "a text in quotes", "int64": "a number", "integer": "a number", "float64": "a number",
	"bool": "true or false", "slice": "a list in brackets", "[]any": "a list in brackets", "[]interface": "a list in brackets",
}

// syntax turns the library's errors into ours. Its columns are off where an
// error starts a line, so the place is computed from the offset.
func (p *parser) syntax(err error) error {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		reason := strings.TrimSuffix(parse.Message, ".")
		if parse.LastKey != "" && !strings.Contains(reason, parse.LastKey) {
			reason = parse.LastKey + ": " + reason
		}
		line, column := position(p.text, parse.Position.Start+1)
		return &FileError{Path: p.list.Path, Line: line, Column: column, Reason: reason, Err: err}
	}
	if m := mistyped.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		return &FileError{Path: p.list.Path, Line: line, Reason: m[2] + " must be " + typeName(m[4]) + ", not " + typeName(m[3]), Err: err}
	}
	return &FileError{Path: p.list.Path, Reason: strings.TrimPrefix(err.Error(), "toml: "), Err: err}
}

func typeName(name string) string {
	if plain, ok := typeNames[name]; ok {
		return plain
	}
	return name
}

// fault is an error at the first line that holds a text: as a quoted value or
// a key if it stands so anywhere, comments aside.
func (p *parser) fault(text, reason string) error {
	e := &FileError{Path: p.list.Path, Reason: reason}
	e.Line, e.Column = p.find(text)
	return e
}

// find returns where a text first stands: in double quotes if it does so
// anywhere, else in single ones, else bare.
func (p *parser) find(text string) (line, column int) {
	bare := []byte(text)
	forms := [][]byte{[]byte(`"` + text + `"`), []byte("'" + text + "'"), bare}
	for i, l := range p.lines() {
		if l == nil || !bytes.Contains(l, bare) {
			continue
		}
		for f, form := range forms { // only those better than what was found
			at := bytes.Index(l, form)
			if at < 0 {
				continue
			}
			if line, column = i+1, at+1; len(form) > len(bare) {
				column++ // past the quote
			}
			forms = forms[:f]
			break
		}
		if len(forms) == 0 {
			break
		}
	}
	return line, column
}

// lines returns the text line by line, nil for whole-line comments.
func (p *parser) lines() [][]byte {
	if p.split == nil {
		p.split = bytes.Split(p.text, []byte("\n"))
		for i, line := range p.split {
			if bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) {
				p.split[i] = nil
			}
		}
	}
	return p.split
}
