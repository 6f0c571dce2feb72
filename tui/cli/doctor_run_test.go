package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doctorLines reads what doctor writes as json.
func doctorLines(t *testing.T, text string) map[string]map[string]any {
	t.Helper()
	lines := map[string]map[string]any{}
	for line := range strings.Lines(text) {
		var f map[string]any
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if len(f) != 4 {
			t.Errorf("%q has %d fields, want check, status, found and mend", line, len(f))
		}
		check, _ := f["check"].(string)
		lines[check] = f
	}
	return lines
}

func TestDoctorOfANewUser(t *testing.T) {
	b := newRig(t, "")
	b.env = nil
	o := b.run(nil, "doctor")
	o.want(t, 4, `{"check":"kitewatch","status":"ok"`, "3 of ", "the first to mend is api_key")
	lines := doctorLines(t, o.stdout)
	for check, want := range map[string]string{
		"config": "ok", "api_key": "bad", "api_secret": "bad", "session": "bad", "watchlist": "ok", "instruments": "warn",
		"cache": "ok", "state": "ok", "proxy": "ok", "environment": "ok", "terminal": "ok", "locale": "ok",
	} {
		if got := lines[check]["status"]; got != want {
			t.Errorf("%s is %v, want %s", check, got, want)
		}
	}
	if left, err := os.ReadDir(b.home); err != nil || len(left) > 0 {
		t.Errorf("doctor leaves %v behind, error %v", left, err)
	}
	if calls := b.x.Calls(); len(calls) > 0 {
		t.Errorf("%d calls were made without --online", len(calls))
	}
}

func TestDoctorOnlineWithASession(t *testing.T) {
	b := newRig(t, "")
	b.env = append(b.env, "KITE_ACCESS_TOKEN="+b.x.NewAccessToken(), "HTTPS_PROXY=::%zz")
	o := b.run(nil, "doctor", "--online", "--format", "table")
	o.want(t, 0, "has market data: NIFTY 50", "nothing bad")
	if !strings.Contains(o.stdout, "HTTPS_PROXY is no address of a proxy") {
		t.Errorf("the proxy is not told:\n%s", o.stdout)
	}
	if calls := b.x.Calls(); len(calls) != 3 {
		t.Errorf("%d calls, want 3", len(calls))
	}
	b.env = append(b.env, "KITE_ACCESS_TOKEN=dead")
	b.run(nil, "doctor", "--online").want(t, 3, `"check":"login","status":"bad"`, "is bad: login")
}

func TestDoctorNamesWhatNamedAFile(t *testing.T) {
	b := newRig(t, "")
	path := filepath.Join(b.home, "broken.toml")
	if err := os.WriteFile(path, []byte("[[list]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.env = append(b.env, "KITE_ACCESS_TOKEN=x", "KITEWATCH_WATCHLIST="+path)
	o := b.run(nil, "doctor")
	o.want(t, 4, path+" (KITEWATCH_WATCHLIST): line 1", "is bad: watchlist")
	o = b.run(nil, "doctor", "--watchlist", path, "--config", "none.json")
	o.want(t, 4, path+" (--watchlist): line 1", "is bad: watchlist")
	if !strings.Contains(o.stdout, "none.json (--config) is not there") {
		t.Errorf("the config's name is not told:\n%s", o.stdout)
	}
}

func TestDoctorPrefersTheConfigOfTheFolderAndSaysSo(t *testing.T) {
	b := newRig(t, "")
	for _, path := range []string{b.configPath(), filepath.Join(b.home, "config.json")} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := b.run(nil, "doctor")
	if f := doctorLines(t, o.stdout)["config"]; f["status"] != "warn" || !strings.Contains(f["mend"].(string), "--config "+b.configPath()) {
		t.Errorf("config: %v", f)
	}
}

func TestDoctorRefusesWhatItDoesNotTake(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "doctor", "now").want(t, 2, "", "takes no arguments")
	b.run(nil, "doctor", "--format", "xml").want(t, 2, "", "--format")
}
