package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kitewatch/kite/feed"
)

// losses are ways to lose a ledger; old is what it once was.
var losses = map[string]func(path string, old []byte) error{
	"deleted":      func(path string, _ []byte) error { return os.Remove(path) },
	"emptied":      func(path string, _ []byte) error { return os.Truncate(path, 0) },
	"garbage":      func(path string, _ []byte) error { return os.WriteFile(path, []byte("\x00\xff not a ledger"), 0o600) },
	"cut":          func(path string, _ []byte) error { return os.Truncate(path, 40) },
	"100 MB":       func(path string, _ []byte) error { return os.Truncate(path, 100<<20) },
	"an old copy":  func(path string, old []byte) error { return os.WriteFile(path, old, 0o600) },
	"a folder now": func(path string, _ []byte) error { return os.RemoveAll(filepath.Dir(path)) },
}

func TestALostLedgerGivesNoMomentToTwo(t *testing.T) {
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			a := newTestLease(t)
			b := another(a)
			mustTake(t, a, at(0), 0)
			old, err := os.ReadFile(a.path)
			if err != nil {
				t.Fatal(err)
			}
			mustTake(t, b, at(0), 1100)
			mustTake(t, a, at(0), 2200)
			if err := lose(a.path, old); err != nil {
				t.Fatal(err)
			}
			if a.Stands(at(500), at(2200)) || b.Stands(at(1100), at(1100)) {
				t.Error("a start stands that the ledger does not have")
			}
			mustTake(t, b, at(1100), 1100) // its turn is due, and nobody has had one since
			mustTake(t, b, at(1100), 2200)
			if a.Stands(at(2200), at(2200)) {
				t.Error("two have the same moment")
			}
			mustTake(t, a, at(2200), 3300)
			if info, err := os.Stat(a.path); err != nil || info.Size() > maxLedger {
				t.Errorf("%v bytes, error %v", info.Size(), err)
			}
		})
	}
}

// TestLosingTheLedgerOverAndOver has three that always want to call, and a
// ledger that is lost every three seconds: all call on, and never too soon.
func TestLosingTheLedgerOverAndOver(t *testing.T) {
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			first := newTestLease(t)
			mustTake(t, first, at(0), 0)
			old, err := os.ReadFile(first.path)
			if err != nil {
				t.Fatal(err)
			}
			leases := []*Lease{first, another(first), another(first)}
			due, own := make([]time.Time, 3), make([]bool, 3)
			starts, counts := []time.Time{at(0)}, make([]int, 3)
			for now := at(20); now.Before(at(60_000)); now = now.Add(20 * time.Millisecond) {
				if now.Sub(noon)%(3*time.Second) == 0 {
					_ = lose(first.path, old) // there may be none to lose
				}
				for i, l := range leases {
					if due[i].After(now) {
						continue
					}
					if !own[i] || !l.Stands(now, due[i]) {
						g := l.Take(now)
						if g.Err != nil {
							t.Fatal(g.Err)
						}
						if due[i], own[i] = g.At, g.Granted; !own[i] || g.At.After(now) {
							continue
						}
					}
					starts, own[i] = append(starts, now), false
					counts[i]++
				}
			}
			for i := 1; i < len(starts); i++ {
				if d := starts[i].Sub(starts[i-1]); d < feed.MinInterval-lateStart {
					t.Errorf("starts %v apart, after %v", d, starts[i-1].Sub(noon))
				}
			}
			if slices.Min(counts) == 0 || len(starts) < 20 {
				t.Errorf("calls of each: %v", counts)
			}
		})
	}
}
