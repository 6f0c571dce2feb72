package cli_test

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"kitewatch/kite/kitesim"
)

// loggedInRig is a rig with a saved session.
func loggedInRig(t *testing.T) *rig {
	t.Helper()
	b := newRig(t, "")
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 0, loggedIn)
	return b
}

// expire ends every session.
func (b *rig) expire() {
	b.t.Helper()
	f, err := kitesim.ParseFault("expire")
	if err != nil {
		b.t.Fatal(err)
	}
	b.x.AddFault(f)
}

func TestSessionFormats(t *testing.T) {
	b := loggedInRig(t)
	since := b.config(b.configPath())["login_time"].(string)
	stamp := strings.Replace(since, " ", "T", 1) + "+05:30"
	for format, want := range map[string]string{
		"":      `{"user_name":"Demo Trader","user_id":"SIM001","login_time":"` + stamp + `","expected_until":"`,
		"json":  `,"token_from":"config.json"}` + "\n",
		"csv":   "user_name,user_id,login_time,expected_until,token_from\nDemo Trader,SIM001," + stamp + ",",
		"plain": "Demo Trader\tSIM001\t" + stamp + "\t",
		"table": "USER         ID      SINCE                       UNTIL                              TOKEN FROM\nDemo Trader  SIM001  " + since[11:] + " IST on ",
	} {
		args := []string{"session"}
		if format != "" {
			args = append(args, "--format", format)
		}
		b.run(nil, args...).want(t, 0, want)
	}
	b.run(nil, "session", "--format", "yaml").want(t, 2, "", "table, plain, json, csv")
}

func TestSessionOutcomes(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		b := newRig(t, "")
		b.run(nil, "session").want(t, 3, "", "not logged in; log in with kitewatch login")
	})
	t.Run("ended", func(t *testing.T) {
		b := loggedInRig(t)
		b.expire()
		b.run(nil, "session").want(t, 3, "", "the session since ", "TokenException", "kitewatch login")
		if b.config(b.configPath())["access_token"] == nil {
			t.Error("asking has removed the token")
		}
	})
	t.Run("no key", func(t *testing.T) {
		b := loggedInRig(t)
		b.env = nil
		b.run(nil, "session").want(t, 4, "", "api_key is missing")
		b.run(nil, "logout").want(t, 4, "", "api_key is missing")
	})
	t.Run("the environment's", func(t *testing.T) {
		b := loggedInRig(t)
		b.env = append(b.env, "KITE_ACCESS_TOKEN="+b.x.NewAccessToken())
		b.run(nil, "session").want(t, 0, `"login_time":null,"expected_until":null,"token_from":"environment"`)
		b.expire()
		b.run(nil, "session").want(t, 3, "", "KITE_ACCESS_TOKEN of the environment")
	})
	for status, code := range map[int]int{http.StatusTooManyRequests: 8, http.StatusInternalServerError: 1} {
		b := loggedInRig(t)
		b.env = append(b.env, "KITEWATCH_CONFIG="+b.configPath())
		saved := b.url
		b.fronted(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"status":"error","error_type":"GeneralException","message":"No."}`)
			return true
		})
		b.rehost(saved)
		b.run(nil, "session").want(t, code, "", "No.")
		b.run(nil, "logout").want(t, code, "", "No.")
		if b.config(b.configPath())["access_token"] == nil {
			t.Errorf("%d: the token is gone, and lives on at the API", status)
		}
	}
}

// rehost makes the saved session the present server's.
func (b *rig) rehost(from string) {
	b.t.Helper()
	text, err := os.ReadFile(b.configPath())
	if err != nil {
		b.t.Fatal(err)
	}
	host := func(url string) string { return strings.TrimPrefix(url, "http://") }
	text = []byte(strings.Replace(string(text), host(from), host(b.url), 1))
	if err := os.WriteFile(b.configPath(), text, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func TestLogout(t *testing.T) {
	b := loggedInRig(t)
	token := b.config(b.configPath())["access_token"].(string)
	b.run(nil, "logout").want(t, 0, "Logged out Demo Trader (SIM001); the token is removed from "+b.configPath())
	c := b.config(b.configPath())
	for _, gone := range []string{"access_token", "login_time", "api_host"} {
		if c[gone] != nil {
			t.Errorf("%s is still there", gone)
		}
	}
	if c["user_id"] != "SIM001" {
		t.Errorf("more than the session is gone: %v", c)
	}
	b.run(nil, "logout").want(t, 0, "", "Nothing to log out of")
	b.run(nil, "session").want(t, 3, "")
	b.env = append(b.env, "KITE_ACCESS_TOKEN="+token)
	b.run(nil, "session").want(t, 3, "", "refuses")
}

func TestLogoutOfADeadSession(t *testing.T) {
	b := loggedInRig(t)
	b.expire()
	b.run(nil, "logout").want(t, 0, "had ended this session already")
	if c := b.config(b.configPath()); c["access_token"] != nil {
		t.Errorf("the dead token is kept: %v", c["user_id"])
	}
}

func TestLogoutLeavesTheEnvironmentAlone(t *testing.T) {
	b := newRig(t, "")
	mine := b.x.NewAccessToken()
	b.env = append(b.env, "KITE_ACCESS_TOKEN="+mine)
	b.run(nil, "logout").want(t, 1, "", "KITE_ACCESS_TOKEN", "nothing was done")
	b.run(nil, "session").want(t, 0, "environment")

	// Beside a saved one, the saved one goes.
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 0, loggedIn, "KITE_ACCESS_TOKEN is set and wins")
	b.run(nil, "logout").want(t, 0, "Logged out", "KITE_ACCESS_TOKEN in the environment is not touched")
	b.run(nil, "session").want(t, 0, "environment")
}

// TestLogoutSparesANewerLogin: while the API is asked, another process saves
// a session of its own.
func TestLogoutSparesANewerLogin(t *testing.T) {
	b := loggedInRig(t)
	saved := b.url
	b.fronted(func(_ http.ResponseWriter, r *http.Request) bool {
		newer := `{"access_token": "newer", "api_host": "` + r.Host + `", "login_time": "2026-11-23 11:00:00"}`
		_ = os.WriteFile(b.configPath(), []byte(newer), 0o600)
		return false
	})
	b.rehost(saved)
	b.run(nil, "logout").want(t, 0, "Logged out")
	if c := b.config(b.configPath()); c["access_token"] != "newer" || c["login_time"] == nil {
		t.Errorf("the newer session is gone: %v", c)
	}
}
