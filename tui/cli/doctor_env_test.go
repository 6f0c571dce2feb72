package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/tui/store"
)

func TestDoctorNamesVariablesThatMeanNothing(t *testing.T) {
	for _, tc := range []struct {
		name      string
		variables []string
		want      want
	}{
		{"none", []string{"HOME=/home/x", "KITEWATCH_CONFIG="}, want{statusOK, 0, "none of kitewatch's is set", ""}},
		{"ours", []string{"KITEWATCH_STATE_DIR=/s", "KITE_API_SECRET=" + testSecret, "KITEWATCH_NO_COLOR=1"},
			want{statusOK, 0, "KITEWATCH_NO_COLOR=1, KITEWATCH_STATE_DIR=/s, KITE_API_SECRET", ""}},
		{"an address with more in it", []string{"KITEWATCH_API_URL=https://me:" + testSecret + "@proxy.example/x?token=" + testToken},
			want{statusOK, 0, "KITEWATCH_API_URL=https://proxy.example", ""}},
		{"misspelt", []string{"KITEWATCH_CACHEDIR=" + testSecret}, want{statusWarn, 0, "KITEWATCH_CACHEDIR means nothing here", "If KITEWATCH_CACHE_DIR is meant"}},
		{"a credential by the wrong name", []string{"KITEWATCH_API_KEY=" + testKey}, want{statusWarn, 0, "KITEWATCH_API_KEY means", "If KITE_API_KEY is meant"}},
		{"another program's", []string{"KITE_TOTP_SEED=" + testSecret}, want{statusOK, 0, "none", ""}},
		{"several", []string{"KITEWATCH_A=1", "KITEWATCH_B=1", "KITEWATCH_CC=1", "KITEWATCH_DD=1"},
			want{statusWarn, 0, "KITEWATCH_A, KITEWATCH_B, KITEWATCH_CC, and 1 more mean nothing here", "--help"}},
		{"within an alert_command", []string{"KITEWATCH_SYMBOL=NSE:INFY", "KITEWATCH_TEXT=x"}, want{statusOK, 0, "none", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.set = func(d *checkup) { d.variables = tc.variables }
			tc.want.check(t, p.look((*checkup).lookAtVariables)["environment"])
		})
	}
}

func TestDoctorKnowsWhatIsNoProxy(t *testing.T) {
	for value, want := range map[string]bool{
		"http://proxy.example:3128": true, "proxy.example:3128": true, "socks5://127.0.0.1:9": true, "me:pw@proxy.example": true,
		"::%zz": false, "http://": false, "%": false,
	} {
		if got := isProxy(value); got != want {
			t.Errorf("isProxy(%q) = %v, want %v", value, got, want)
		}
	}
}

func FuzzAnAddressIsToldWithoutItsSecrets(f *testing.F) {
	for _, seed := range []string{"p", "a@b", "x/y?z#q", "%zz", "\x1b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, password string) {
		const mark = "Zq9"
		got := bare("https://me:" + mark + password + "@proxy.example/" + mark + password + "?t=" + mark)
		if strings.Contains(got, mark) && !strings.ContainsAny(password, "/?#\\") {
			t.Errorf("%q tells what stands before the host", got)
		}
	})
}

func TestEdits(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"cachedir", "cachdir", 1}, {"ab", "ba", 2}} {
		if got := edits(tc.a, tc.b); got != tc.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestDoctorTellsWhoSharesTheBudget(t *testing.T) {
	for _, tc := range []struct {
		name   string
		others int
		held   bool
		damage string
		want   want
	}{
		{"nobody", 0, false, "", want{statusOK, 0, "no other kitewatch shares it", ""}},
		{"one", 1, false, "", want{statusOK, 0, "one other kitewatch process shares it", ""}},
		{"three", 3, false, "", want{statusOK, 0, "3 other kitewatch processes share it", ""}},
		{"after a 429", 1, true, "", want{statusWarn, 0, "all wait until 10:00:30", "another program"}},
		{"damaged", 1, false, "]", want{statusWarn, 0, "cannot be kept", "move that file away"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.env["KITE_API_KEY"] = testKey
			state := store.Home(p.home).State
			for range tc.others {
				lease := store.NewLease(state, testKey, "api.kite.trade", feed.Quotes)
				lease.Take(p.now.Add(-5 * time.Second))
				if tc.held {
					lease.HoldBack(p.now.Add(-time.Second), p.now.Add(30*time.Second))
				}
			}
			if tc.damage != "" {
				ledgers, _ := filepath.Glob(filepath.Join(state, "lease-*.json"))
				if len(ledgers) != 1 {
					t.Fatalf("ledgers: %q", ledgers)
				}
				if err := os.WriteFile(ledgers[0], []byte(tc.damage), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			tc.want.check(t, p.look((*checkup).lookAtBudget)["budget"])
		})
	}
}

func TestDoctorTriesFoldersAndLeavesNothingBehind(t *testing.T) {
	p := newPatient(t)
	got := p.look(func(d *checkup) { d.lookAtCache(); d.lookAtState(); d.lookAtLog() })
	want{statusOK, 0, "can be written", ""}.check(t, got["cache"])
	want{statusOK, 0, "remembers no prices yet", ""}.check(t, got["state"])
	want{statusOK, 0, "off", ""}.check(t, got["log"])
	if left, err := os.ReadDir(p.home); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, error %v", left, err)
	}
	p.file("state", "")
	if err := os.Symlink(filepath.Join(p.home, "nowhere"), filepath.Join(p.home, "cache")); err != nil {
		t.Fatal(err)
	}
	p.set = func(d *checkup) { d.flags.logFile = p.home }
	got = p.look(func(d *checkup) { d.lookAtCache(); d.lookAtState(); d.lookAtLog() })
	want{statusWarn, 0, "is a link to nowhere", "Move it away"}.check(t, got["cache"])
	want{statusWarn, 0, "is no folder", "Move it away"}.check(t, got["state"])
	want{statusBad, 4, "is no regular file", "Name another"}.check(t, got["log"])
}

// /proc is not full and is nobody's to be given away.
func TestDoctorTellsOfAFolderThatKeepsNoFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a folder of Linux")
	}
	p := newPatient(t)
	p.set = func(d *checkup) { d.paths.State = "/proc/z/kitewatch" }
	got := p.look(func(d *checkup) { d.lookAtState(); d.lookAtDisk() })
	want{statusWarn, 0, "nothing is remembered", "Name another folder: "}.check(t, got["state"])
	if got["disk"].status == statusBad {
		t.Errorf("disk: %+v", got["disk"])
	}
}

func TestDoctorTellsOfTheLog(t *testing.T) {
	p := newPatient(t)
	path := p.file("logs/kitewatch.log", "a line\n")
	for _, name := range []string{path, filepath.Join(p.home, "none", "yet.log")} {
		p.set = func(d *checkup) { d.flags.logFile = name }
		want{statusOK, 0, name + " can be written", ""}.check(t, p.look((*checkup).lookAtLog)["log"])
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "a line\n" {
		t.Errorf("the log holds %q, error %v", text, err)
	}
}

func TestDoctorTellsOfAClockThatCannotBeRight(t *testing.T) {
	session := `{"login_time": "2026-11-23 08:41:12", "access_token": "` + testToken + `"}`
	for _, tc := range []struct {
		name, now string
		list      bool
		want      want
	}{
		{"plausible", "2026-11-23 10:00:00", true, want{statusOK, 0, "Mon 23 Nov 2026, 10:00:00 IST, plausible", ""}},
		{"1970", "1970-01-01 05:30:00", false, want{statusBad, 1, "before this program was made", "timedatectl"}},
		{"before the list came", "2026-11-23 08:50:00", true, want{statusWarn, 0, " before the list of instruments came", "timedatectl"}},
		{"before the login", "2026-11-23 08:11:12", false, want{statusWarn, 0, "30m before the login", "timedatectl"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.file("config.json", session)
			if tc.list {
				p.withList(ist(t, "2026-11-23 09:00:00"))
			}
			p.now = ist(t, tc.now)
			tc.want.check(t, p.look((*checkup).lookAtClock)["clock"])
		})
	}
}

func TestDoctorReadsTheLocale(t *testing.T) {
	for _, tc := range []struct {
		name string
		env  map[string]string
		want want
	}{
		{"UTF-8", map[string]string{"LANG": "en_IN.UTF-8"}, want{statusOK, 0, "LANG is en_IN.UTF-8", ""}},
		{"one that wins", map[string]string{"LC_ALL": "C", "LANG": "en_IN.UTF-8"}, want{statusWarn, 0, "LC_ALL is C", "Set LC_ALL"}},
		{"none", nil, want{statusOK, 0, "taken for UTF-8", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.env = tc.env
			tc.want.check(t, p.look((*checkup).lookAtLocale)["locale"])
		})
	}
}
