package cli_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const loggedIn = "Logged in as Demo Trader (SIM001) until 06:00 IST on "

func TestLoginTakesTheTokenWhereverItComes(t *testing.T) {
	address := func(token string) string {
		return "http://127.0.0.1:7265/?action=login&status=success&request_token=" + token + "&type=login#x"
	}
	tests := []struct {
		name string
		pipe func(token string) string
		args func(token string) []string
	}{
		{name: "the flag", args: func(token string) []string { return []string{"--request-token", token} }},
		{name: "an address in the flag", args: func(token string) []string { return []string{"--request-token=" + address(token)} }},
		{name: "a bare token in a pipe", pipe: func(token string) string { return token }},
		{name: "a line", pipe: func(token string) string { return "\n " + token + "\r\nmore\n" }},
		{name: "an address with junk after it", pipe: func(token string) string { return "'" + address(token) + "' Kite - Google Chrome\nrm -rf /\n" }},
		{name: "after a line that is none", pipe: func(token string) string { return "no token here\n" + token + "\n" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, "")
			token, args := b.x.NewRequestToken(), []string{"login"}
			var stdin io.Reader
			if tt.pipe != nil {
				stdin = strings.NewReader(tt.pipe(token))
			}
			if tt.args != nil {
				args = append(args, tt.args(token)...)
			}
			o := b.run(stdin, args...)
			o.want(t, 0, loggedIn)
			if strings.Contains(o.stderr, "http") || strings.Count(o.stdout, "\n") != 1 || !strings.Contains(o.stdout, b.configPath()) {
				t.Errorf("no page is needed, and one line is enough: %q, %q", o.stdout, o.stderr)
			}
			c := b.config(b.configPath())
			if got, _ := c["access_token"].(string); !tokens.MatchString(got) || c["user_id"] != "SIM001" ||
				c["user_name"] != "Demo Trader" || c["api_host"] != strings.TrimPrefix(b.url, "http://") || c["api_secret"] != nil {
				t.Errorf("saved %v", c)
			}
			if at, err := time.Parse(time.DateTime, c["login_time"].(string)); err != nil || at.Hour() != 10 {
				t.Errorf("login_time %v", c["login_time"])
			}
			b.wantOnlyTheToken(b.configPath())
			b.run(nil, "session").want(t, 0, `"user_name":"Demo Trader"`)
		})
	}
}

// A server that does not say when the session began.
func TestLoginWithoutATime(t *testing.T) {
	b := newRig(t, "")
	token := b.x.NewRequestToken()
	loginTime := regexp.MustCompile(`"login_time":"[^"]*"`)
	b.fronted(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/session/token" {
			return false
		}
		reply := httptest.NewRecorder()
		b.x.ServeHTTP(reply, r)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(loginTime.ReplaceAll(reply.Body.Bytes(), []byte(`"login_time":null`)))
		return true
	})
	b.run(nil, "login", "--request-token", token).want(t, 0, "Logged in as Demo Trader (SIM001), until when is not known; saved in ")
}

func TestLoginRefused(t *testing.T) {
	answer := func(status int, kind, message string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(map[string]any{"status": "error", "error_type": kind, "message": message})
			return true
		}
	}
	tests := []struct {
		name  string
		env   string
		token string // else a fresh one
		front func(http.ResponseWriter, *http.Request) bool
		code  int
		want  string
	}{
		{name: "a used or made-up token", token: "made0up", code: 3, want: "used before, or is too old"},
		{name: "a cancelled login", token: "http://127.0.0.1:7265/?status=cancelled&action=login", code: 3, want: "cancelled on the login page"},
		{name: "no token in an address", token: "http://127.0.0.1:7265/?status=success", code: 2, want: "no request_token"},
		{name: "an empty token", token: " ", code: 2, want: "--request-token is empty"},
		{name: "a token too long", token: strings.Repeat("a", 65<<10), code: 2, want: "64 kB"},
		{name: "another app's secret", env: "KITE_API_SECRET=other", code: 3, want: "Checksum refused"},
		{name: "an unknown key", env: "KITE_API_KEY=other", code: 3, want: "does not know this api_key"},
		{name: "no permission", front: answer(403, "PermissionException", "That API call is not allowed for the authenticated user"),
			code: 1, want: "will not help"},
		{name: "too many calls", front: answer(429, "NetworkException", "Too many requests"), code: 8, want: "fewer calls"},
		{name: "the server's own trouble", front: answer(500, "GeneralException", "Internal error"), code: 1, want: "Internal error"},
		{name: "a talkative refusal", token: "sim0000000000000000000000000000x",
			front: answer(403, "TokenException", "no sim0000000000000000000000000000x \x1b[31m here"), code: 3, want: "used before"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newRig(t, "")
			if tt.front != nil {
				b.fronted(tt.front)
			}
			token := tt.token
			if token == "" {
				token = b.x.NewRequestToken()
			}
			b.env = append(b.env, tt.env)
			o := b.run(nil, "login", "--request-token", token)
			o.want(t, tt.code, "", tt.want)
			if strings.Count(o.stderr, "\n") != 1 || strings.Contains(o.stderr, "\x1b") ||
				strings.TrimSpace(tt.token) != "" && strings.Contains(o.stderr, tt.token) {
				t.Errorf("stderr is not one plain line without the token: %q", o.stderr)
			}
			b.wantNothingSaved()
		})
	}
}

func TestLoginOfADeadProofIsNotSaved(t *testing.T) {
	for kind, code := range map[string]int{"TokenException": 3, "PermissionException": 1} {
		b := newRig(t, "")
		b.fronted(func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/user/profile" {
				return false
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"status":"error","error_type":"`+kind+`","message":"No."}`)
			return true
		})
		b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, code, "")
		b.wantNothingSaved()
	}
}

func TestLoginSendsNoSecretBeyondItsChecksum(t *testing.T) {
	b := newRig(t, "")
	token := b.x.NewRequestToken()
	sum := sha256.Sum256([]byte(b.x.APIKey() + token + b.x.APISecret()))
	var form string
	b.fronted(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/session/token" {
			body, _ := io.ReadAll(r.Body)
			form = string(body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		return false
	})
	b.run(nil, "login", "--request-token", token, "--log-file", "log").want(t, 0, loggedIn)
	if !strings.Contains(form, hex.EncodeToString(sum[:])) || strings.Contains(form, b.x.APISecret()) {
		t.Errorf("sent %q", form)
	}
	log, err := os.ReadFile(filepath.Join(b.home, "log"))
	if err != nil || !strings.Contains(string(log), "name=login") {
		t.Errorf("log %q, %v", log, err)
	}
	b.wantNoSecret("the log", string(log))
}
