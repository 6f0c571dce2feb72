package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"kitewatch/kite/instruments"
)

// TestTokensAreReadBack: watch --tokens takes what tokens writes, whatever a
// symbol is made of.
func TestTokensAreReadBack(t *testing.T) {
	l := smallList(t)
	var all []instruments.Instrument
	for row := range l.Len() {
		all = append(all, l.At(row))
	}
	text := tokensJSON(all)
	file, _, err := parseTokens(text)
	if err != nil || len(file.tokens) != l.Len() {
		t.Fatalf("%d of %d tokens, %v:\n%s", len(file.tokens), l.Len(), err, text)
	}
	for name, want := range map[string]uint64{"M&M": 519937, "NIFTY 50": 256265, "NSE:RELIANCE": 738561, "BSE:RELIANCE": 128083204} {
		if file.tokens[name] != want {
			t.Errorf("%s is %d, want %d:\n%s", name, file.tokens[name], want, text)
		}
	}
}

// TestTokensTellSeveralUnknownAtOnce, but do not look for the reasons of
// hundreds.
func TestTokensTellSeveralUnknownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-29 09:00:00", 0)
		l := r.mustList()
		r.restart()
		var args []string
		for i := range 300 {
			args = append(args, fmt.Sprintf("TULIPS%d", i))
		}
		found, err := r.wanted(l, args)
		if found != nil || code(err) != exitBadFile || !strings.Contains(err.Error(), "TULIPS0 ") {
			t.Errorf("got %v, %v", found, err)
		}
		if told := strings.Count(r.said.String(), "\n"); told != mostWrong-1 {
			t.Errorf("%d told beside it: %q", told, r.said.String())
		}
	})
}

// TestTokensMakeNoFolders: a folder that is not there is a typing error.
func TestTokensMakeNoFolders(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "no", "such")
	err := replaceFile(filepath.Join(folder, "t.json"), []byte("{}"))
	if code(err) != exitBadFile || !strings.Contains(err.Error(), "there is no folder "+folder) {
		t.Errorf("code %d: %v", code(err), err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("it was made")
	}
}

// TestEverydayTokensRollWithTheCalendar: on the expiry day until the close.
func TestEverydayTokensRollWithTheCalendar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newShelfRig(t, "2026-06-30 09:00:00", 0)
		for _, step := range []struct{ at, want string }{
			{"2026-06-30 15:29:59", "NIFTY26JUNFUT"},
			{"2026-06-30 15:30:00", "NIFTY26JULFUT"},
			{"2026-07-01 08:45:00", "NIFTY26JULFUT"},
		} {
			r.waitUntil(step.at)
			l := r.mustList()
			found, err := r.wanted(l, nil)
			if err != nil || len(found) != 7 || found[5].Symbol.Tradingsymbol != step.want || found[6].Symbol.Tradingsymbol != "BANK"+step.want {
				t.Errorf("at %s: %v, %v; want %s", step.at, found, err, step.want)
			}
			r.restart()
		}
	})
}
