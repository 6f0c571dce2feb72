package kite

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// maxText bounds what an error says, in characters.
const maxText = 200

// tidy makes a text from the network fit for one line of a terminal and clears
// it of secrets. Cutting comes last: half a token is one too much.
func tidy(text string, spellings []string) string {
	text = clean(text)
	for _, secret := range spellings {
		text = blot(text, secret)
	}
	return bound(text)
}

// clean drops control and format characters (an escape sequence, a switch of
// the writing direction) and runs blanks together.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

func bound(text string) string {
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText-1]) + "…"
	}
	return text
}

func hasControl(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) }

// spellings returns the secrets as they are and as they stand in a URL, the
// longest first, since one may be part of another.
func spellings(secrets []string) []string {
	var all []string
	for _, secret := range secrets {
		all = append(all, secret, url.QueryEscape(secret))
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return all
}

// blot replaces secret in text. A short one, which only a test or a typing error
// brings (real tokens have 32 characters), goes as a whole word only: "token"
// must not eat into `access_token`, by which KindOf knows a login matter.
func blot(text, secret string) string {
	if secret == "" {
		return text
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, secret)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		partOfWord := len(secret) < 8 && (endsInWord(before) || startsWord(after))
		if partOfWord {
			out.WriteString(secret)
		} else {
			out.WriteString("…")
		}
		text = after
	}
}

func endsInWord(s string) bool { return s != "" && isWordByte(s[len(s)-1]) }
func startsWord(s string) bool { return s != "" && isWordByte(s[0]) }
func isWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

func masked(secret string) string {
	if secret == "" {
		return "none"
	}
	return "…"
}

// cause is an error whose text is tidied. What it wraps can be asked for with
// errors.Is and never be printed: a cause may quote the server. It hides
// context.Canceled, which here always means that the caller gave up.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string { return c.text }

func (c *cause) Is(target error) bool {
	return target != context.Canceled && errors.Is(c.err, target)
}
