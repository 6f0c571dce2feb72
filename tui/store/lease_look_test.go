package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLookingAtTheBudgetTakesNoPartInIt(t *testing.T) {
	l := newTestLease(t)
	if got := l.Look(at(0)); got.Err != nil || got.Sharers != 0 {
		t.Errorf("before anybody asked: %d sharers, error %v", got.Sharers, got.Err)
	}
	if _, err := os.Stat(filepath.Dir(l.path)); !os.IsNotExist(err) {
		t.Errorf("looking has made the state folder: %v", err)
	}
	mustTake(t, another(l), at(0), 0)
	mustTake(t, another(l), at(0), 1100)
	before, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Look(at(500)); got.Err != nil || got.Sharers != 2 || got.Rate != 0.1 || !got.Held.IsZero() {
		t.Errorf("%d sharers at %v calls a second, held until %v, error %v; want 2 at 0.1, not held", got.Sharers, got.Rate, got.Held, got.Err)
	}
	if after, _ := os.ReadFile(l.path); string(after) != string(before) {
		t.Errorf("looking has changed the ledger from %s to %s", before, after)
	}
	another(l).HoldBack(at(600), at(10_600))
	if got := l.Look(at(700)); !got.Held.Equal(at(10_600)) {
		t.Errorf("held until %v, want 10.6s after noon", got.Held)
	}
	if got := l.Look(at(200_000)); got.Sharers != 0 {
		t.Errorf("%d sharers after three minutes, want none", got.Sharers)
	}
}

func TestLookingTellsOfABudgetThatCannotBeKept(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func(path string) error
	}{
		{"a folder in its place", func(path string) error { return os.Mkdir(path, 0o700) }},
		{"a link to itself", func(path string) error { return os.Symlink(path, path) }},
		{"no ledger", func(path string) error { return os.WriteFile(path, []byte("{]"), 0o600) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newTestLease(t)
			if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := tc.make(l.path); err != nil {
				t.Fatal(err)
			}
			if got := l.Look(at(0)); got.Err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestPermissionsAreThoseOfTheFileBehindALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "config.json"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, nil, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	if got, matter, err := Permissions(link); err != nil || matter && got != 0o640 {
		t.Errorf("Permissions = %v, error %v, want 0640", got, err)
	}
	if _, _, err := Permissions(filepath.Join(dir, "none")); !os.IsNotExist(err) {
		t.Errorf("of a file that is not there: error %v", err)
	}
}
