package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kitewatch/tui/ui"
)

func TestDoctorTellsWhereCredentialsAreFrom(t *testing.T) {
	file := fmt.Sprintf(`{"api_key": %q, "api_secret": %q}`, testKey, testSecret)
	for _, tc := range []struct {
		name, config string
		env          map[string]string
		key, secret  want
	}{
		{"a new user", "", nil,
			want{statusBad, 4, "none", "developers.kite.trade"}, want{statusBad, 4, "none", "kitewatch login"}},
		{"the file's", file, nil,
			want{statusOK, 0, "from config.json", ""}, want{statusOK, 0, "from config.json", ""}},
		{"the environment's", "", map[string]string{"KITE_API_KEY": testKey, "KITE_API_SECRET": testSecret},
			want{statusOK, 0, "KITE_API_KEY in the environment", ""}, want{statusOK, 0, "KITE_API_SECRET in the environment", ""}},
		{"both alike", file, map[string]string{"KITE_API_KEY": testKey, "KITE_API_SECRET": testSecret},
			want{statusOK, 0, "environment", ""}, want{statusOK, 0, "environment", ""}},
		{"both, and they differ", file, map[string]string{"KITE_API_KEY": testKey + "x", "KITE_API_SECRET": testSecret + "x"},
			want{statusWarn, 0, "wins over another one", "Unset KITE_API_KEY"}, want{statusWarn, 0, "wins over another one", "Unset KITE_API_SECRET"}},
		{"the key for a secret", fmt.Sprintf(`{"api_key": %q, "api_secret": %[1]q}`, testKey), nil,
			want{statusOK, 0, "set", ""}, want{statusBad, 4, "the same text as api_key", "Copy"}},
		{"blanks within", `{"api_key": "` + testKey + ` x", "api_secret": "` + testSecret + ` x"}`, nil,
			want{statusBad, 4, "holds a blank", "Copy"}, want{statusBad, 4, "holds a blank", "Copy"}},
		{"no secret, in a session", fmt.Sprintf(`{"api_key": %q, "access_token": %q}`, testKey, testToken), nil,
			want{statusOK, 0, "set", ""}, want{statusWarn, 0, "the next login needs it", "KITE_API_SECRET"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			if tc.config != "" {
				p.file("config.json", tc.config)
			}
			p.env = tc.env
			got := p.look(func(d *checkup) { d.lookAtConfig(); d.lookAtKey(); d.lookAtSecret() })
			tc.key.check(t, got["api_key"])
			tc.secret.check(t, got["api_secret"])
			want{statusOK, 0, "config.json", ""}.check(t, got["config"])
		})
	}
}

func TestDoctorTellsWhatIsWrongWithTheConfigFile(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func(path string) error
		want want
	}{
		{"cut off", writes(`{"api_key": "k",` + "\n" + `"api_secret": "`), want{statusBad, 4, "line 2, column", "editor"}},
		{"no text", writes(`{"api_secret": 7}`), want{statusBad, 4, "line 1, column", "editor"}},
		{"a list", writes(`["` + testSecret + `"]`), want{statusBad, 4, "not a JSON object", "Move it away"}},
		{"a folder", func(path string) error { return os.Mkdir(path, 0o700) }, want{statusBad, 4, "is a folder", "Move it away"}},
		{"a link to itself", func(path string) error { return os.Symlink(path, path) }, want{statusBad, 4, "cannot be read", "Move it away"}},
		{"huge", func(path string) error {
			if err := writes("{")(path); err != nil {
				return err
			}
			return os.Truncate(path, 1<<30)
		}, want{statusBad, 4, "larger than 4 MB", "Move it away"}},
		{"unknown keys", writes(`{"theme": "old", "x": [1]}`), want{statusOK, 0, "read without error", ""}},
		{"none", func(string) error { return nil }, want{statusOK, 0, "none yet; kitewatch login makes", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			if err := tc.make(filepath.Join(p.home, "config.json")); err != nil {
				t.Fatal(err)
			}
			got := p.look((*checkup).lookAtConfig)
			tc.want.check(t, got["config"])
			// What the environment holds is known all the same.
			p.env = map[string]string{"KITE_API_KEY": testKey, "KITE_API_SECRET": testSecret, "KITE_ACCESS_TOKEN": testToken}
			got = p.look((*checkup).offline)
			want{statusOK, 0, "environment", ""}.check(t, got["api_key"])
			want{statusOK, 0, "environment", ""}.check(t, got["api_secret"])
			want{statusOK, 0, "KITE_ACCESS_TOKEN", ""}.check(t, got["session"])
		})
	}
}

func writes(text string) func(string) error {
	return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
}

func TestDoctorTellsOfANamedConfigThatIsMissing(t *testing.T) {
	p := newPatient(t)
	p.set = func(d *checkup) { d.origins = map[string]string{"config": "KITEWATCH_CONFIG"} }
	want{statusWarn, 0, "(KITEWATCH_CONFIG) is not there", "Correct the path"}.check(t, p.look((*checkup).lookAtConfig)["config"])
}

func TestDoctorMendsNoPermissionsButTellsThem(t *testing.T) {
	for _, tc := range []struct {
		name      string
		file, dir os.FileMode
		want      want
	}{
		{"the user's alone", 0o600, 0o700, want{statusOK, 0, "config.json 0600, its folder 0700", ""}},
		{"read by all", 0o644, 0o755, want{statusWarn, 0, "can read it", "chmod 600 "}},
		{"read by the group, in a folder that is shut", 0o640, 0o700, want{statusWarn, 0, "did its folder not keep them out", "chmod 600 "}},
		{"in a folder of others", 0o600, 0o777, want{statusWarn, 0, "put another file in its place", "chmod 700 "}},
		{"in a temporary folder", 0o600, 0o777 | os.ModeSticky, want{statusOK, 0, "its folder 0777", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			path := p.file("config.json", "{}")
			if err := os.Chmod(path, tc.file); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(p.home, tc.dir); err != nil {
				t.Fatal(err)
			}
			tc.want.check(t, p.look((*checkup).lookAtPermissions)["permissions"])
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != tc.file {
				t.Errorf("the file is %v now, error %v; it was %v", info.Mode(), err, tc.file)
			}
		})
	}
}

func TestDoctorTellsHowTheBrowserComesBack(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free := FreeAddress(t)
	for _, tc := range []struct {
		name, address string
		want          want
	}{
		{"a free port", "http://" + free + "/back", want{statusOK, 0, "its port is free", ""}},
		{"a taken port", "http://" + taken.Addr().String() + "/", want{statusWarn, 0, "another program listens", "End that program"}},
		{"another host", "https://trader.example/kite?next=x", want{statusOK, 0, "https://trader.example/kite is not http on this machine", ""}},
		{"with a password", "https://me:" + testSecret + "@trader.example/", want{statusOK, 0, "https://trader.example/ is", ""}},
		{"no address", "kite", want{statusWarn, 0, "no address", "Put the one registered"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.file("config.json", fmt.Sprintf(`{"redirect_url": %q}`, tc.address))
			tc.want.check(t, p.look((*checkup).lookAtRedirect)["redirect_url"])
		})
	}
}

func TestDoctorTriesNoAlertCommandButFindsIt(t *testing.T) {
	for _, tc := range []struct {
		name, command string
		named         bool
		want          want
	}{
		{"a program that is there", `["sh", "-c", "exit 1"]`, true, want{statusOK, 0, "sh, with 2 arguments", ""}},
		{"one that is not", `["no-such-program-here"]`, true, want{statusWarn, 0, "cannot be run: no-such-program-here", "Install it"}},
		{"by a path that is none", `["/no/such/program"]`, true, want{statusWarn, 0, "cannot be run", "alert_command"}},
		{"of a file in the current folder", `["sh"]`, false, want{statusWarn, 0, "is not run", "Correct it"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.file("config.json", `{"alert_command": `+tc.command+`}`)
			if tc.named {
				p.set = func(d *checkup) { d.origins = map[string]string{"config": "--config"} }
			}
			tc.want.check(t, p.look((*checkup).lookAtCommand)["alert_command"])
		})
	}
}

func TestDoctorJudgesTheSessionByItsHour(t *testing.T) {
	session := func(since string) string {
		return fmt.Sprintf(`{"api_key": "k", "access_token": %q, "login_time": %q, "user_name": "Asha \u001b[2JRao", "user_id": "AB1234"}`, testToken, since)
	}
	for _, tc := range []struct {
		name, config, now string
		env               map[string]string
		api               string
		asks              bool
		want              want
	}{
		{"live", session("2026-11-23 08:41:12"), "2026-11-23 10:00:00", nil, "", false, want{statusOK, 0, "until 06:00 IST on Tue 24 Nov", ""}},
		{"of the night", session("2026-11-23 01:00:00"), "2026-11-23 05:00:00", nil, "", false, want{statusOK, 0, "until 06:00 IST on Mon 23 Nov", ""}},
		{"near its end", session("2026-11-22 08:41:12"), "2026-11-23 05:40:00", nil, "", false, want{statusWarn, 0, "ends in 20m", "After 06:00 IST"}},
		{"over", session("2026-11-22 08:41:12"), "2026-11-23 06:00:00", nil, "", false, want{statusBad, 3, "over", "kitewatch login"}},
		{"over, and the API is asked", session("2026-11-22 08:41:12"), "2026-11-23 06:00:00", nil, "", true, want{statusWarn, 0, "expected to have ended", "login below"}},
		{"over, at another server", session("2026-11-22 08:41:12"), "2026-11-23 06:00:00", nil, "http://127.0.0.1:8765", false, want{statusWarn, 0, "by this machine's clock", "--online"}},
		{"of an unknown time", session("\x1b[2J"), "2026-11-23 10:00:00", nil, "", false, want{statusWarn, 0, "does not say since when", "--online"}},
		{"none", `{}`, "2026-11-23 10:00:00", nil, "", false, want{statusBad, 3, "not logged in", "kitewatch login"}},
		{"for another host", `{"access_token": "` + testToken + `", "api_host": "127.0.0.1:8765"}`, "2026-11-23 10:00:00", nil, "", false,
			want{statusBad, 3, "is for 127.0.0.1:8765", "kitewatch login"}},
		{"the environment's", `{}`, "2026-11-23 10:00:00", map[string]string{"KITE_ACCESS_TOKEN": testToken}, "", false, want{statusOK, 0, "only the API knows", ""}},
		{"two, and the environment's wins", session("2026-11-23 08:41:12"), "2026-11-23 10:00:00", map[string]string{"KITE_ACCESS_TOKEN": testToken + "x"}, "", false,
			want{statusWarn, 0, "wins over another session", "Unset KITE_ACCESS_TOKEN"}},
		{"no token's letters", `{"access_token": "` + testToken + ` x"}`, "2026-11-23 10:00:00", nil, "", false, want{statusBad, 3, "holds a blank", "kitewatch login"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			p.file("config.json", strings.ReplaceAll(tc.config, `\x1b`, `\u001b`))
			p.now, p.env, p.api = ist(t, tc.now), tc.env, tc.api
			p.set = func(d *checkup) { d.asks = tc.asks }
			tc.want.check(t, p.look((*checkup).lookAtSession)["session"])
		})
	}
}

// FuzzDoctorTellsNoSecret hands the doctor a config.json of anybody's making: no
// credential of it is told, and nothing that the terminal would obey.
func FuzzDoctorTellsNoSecret(f *testing.F) {
	f.Add("http://127.0.0.1:7265/", "Asha", "2026-11-23 08:41:12", "sh")
	f.Add("\x1b]0;x\x07", "\u202e", "\x1b[2J", "")
	f.Add("https://me:pw@x/%zz?y", "a\nb", "", "/no/such")
	f.Fuzz(func(t *testing.T, redirect, user, since, command string) {
		p := newPatient(t)
		text, err := json.Marshal(map[string]any{
			"api_key": testKey + user, "api_secret": testSecret + since, "access_token": testToken + user,
			"redirect_url": redirect, "user_name": user, "login_time": since, "alert_command": []string{command},
		})
		if err != nil {
			t.Fatal(err)
		}
		p.file("config.json", string(text))
		d := p.checkup()
		d.origins = map[string]string{"config": "--config"}
		d.offline()
		p.byName(d)
		var out bytes.Buffer
		r := &report{out: &out, width: paperWidth, glyphs: ui.NewTheme(ui.Options{}).Glyphs}
		if err := r.add(d.findings); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSuffix(line, "\n"); ui.Clean(line) != line {
				t.Errorf("not fit for a terminal: %q", line)
			}
		}
	})
}
