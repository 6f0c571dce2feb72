package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/market"
	"kitewatch/tui/store"
)

// The credentials of the doctor's tests: none may ever be told, nor a part.
const (
	testKey    = "8kfq2v9xk1mw7yzt"
	testSecret = "p4w9zqp4w9zqp4w9zqp4w9zqp4w9zq01"
	testToken  = "x5h8rjx5h8rjx5h8rjx5h8rjx5h8rj01"
)

// patient is a machine for the doctor to look at: a home and an environment.
type patient struct {
	t    *testing.T
	home string
	env  map[string]string
	api  string // another server than Kite's own
	now  time.Time
	set  func(*checkup) // what is to be otherwise
}

// newPatient is a machine of a new user, at 10:00 IST on a Monday of trading.
func newPatient(t *testing.T) *patient {
	t.Helper()
	return &patient{t: t, home: t.TempDir(), env: map[string]string{}, now: ist(t, "2026-11-23 10:00:00")}
}

func ist(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, text, market.IST)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// file writes a file of the home.
func (p *patient) file(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// checkup is the doctor, about to look.
func (p *patient) checkup() *checkup {
	p.t.Helper()
	env := Env{
		Getenv: func(name string) string { return p.env[name] },
		Sample: []byte("[[list]]\nname = \"A\"\nsymbols = [\"NSE:INFY\"]\n"),
	}
	d, err := newCheckup(env, sharedFlags{paths: store.Home(p.home), apiURL: p.api}, p.now)
	if err != nil {
		p.t.Fatal(err)
	}
	d.variables = nil
	if p.set != nil {
		p.set(d)
	}
	return d
}

// look makes one check and returns its findings by name.
func (p *patient) look(check func(*checkup)) map[string]finding {
	p.t.Helper()
	d := p.checkup()
	check(d)
	return p.byName(d)
}

// byName returns findings by name: none is told twice, none without its mend
// where one is due, and none with a secret.
func (p *patient) byName(d *checkup) map[string]finding {
	p.t.Helper()
	found := map[string]finding{}
	for _, f := range d.findings {
		if _, twice := found[f.check]; twice {
			p.t.Errorf("%s is told twice", f.check)
		}
		found[f.check] = f
		if (f.status == statusBad) != (f.code != 0) || f.status == statusBad && f.mend == "" || f.status == statusOK && f.mend != "" {
			p.t.Errorf("%s: status %s with exit code %d and mend %q", f.check, f.status, f.code, f.mend)
		}
		for _, secret := range []string{testKey[:5], testSecret[:5], testToken[:5]} {
			if strings.Contains(f.found+f.mend, secret) {
				p.t.Errorf("%s tells a secret: %q, %q", f.check, f.found, f.mend)
			}
		}
	}
	return found
}

// want is what a finding must be: status, exit code, and words of it.
type want struct {
	status string
	code   int
	found  string
	mend   string
}

func (w want) check(t *testing.T, got finding) {
	t.Helper()
	if got.status != w.status || got.code != w.code || !strings.Contains(got.found, w.found) || !strings.Contains(got.mend, w.mend) {
		t.Errorf("got  %s, exit %d: %q; mend %q\nwant %s, exit %d: %q; mend %q",
			got.status, got.code, got.found, got.mend, w.status, w.code, w.found, w.mend)
	}
}
