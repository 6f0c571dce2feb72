//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// put writes a config.json into the current folder.
func (b *rig) put(text string, mode os.FileMode) (path string) {
	b.t.Helper()
	path = filepath.Join(b.home, "config.json")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		b.t.Fatal(err)
	}
	return path
}

func TestLoginMakesAPrivateConfig(t *testing.T) {
	b := newRig(t, "")
	old := syscall.Umask(0)
	o := b.run(nil, "login", "--request-token", b.x.NewRequestToken())
	syscall.Umask(old)
	o.want(t, 0, loggedIn)
	for path, want := range map[string]os.FileMode{b.configPath(): 0o600, filepath.Dir(b.configPath()): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, want mode %o", path, info.Mode(), want)
		}
	}
}

func TestLoginMendsAConfigThatOthersCanRead(t *testing.T) {
	for _, command := range []string{"login", "session", "logout"} {
		b := newRig(t, "")
		path := b.put(`{"broker": {"M&M": [1, 2.50]}, "api_key": "`+b.x.APIKey()+`"}`, 0o644)
		args := []string{command}
		if command == "login" {
			args = append(args, "--request-token", b.x.NewRequestToken())
		}
		o := b.run(nil, args...)
		if !strings.HasPrefix(o.stderr, "config.json could be read by others (0644)") {
			t.Errorf("%s: stderr %q", command, o.stderr)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", command, info.Mode())
		}
		if text, _ := os.ReadFile(path); !strings.Contains(string(text), `"M&M": [`) || !strings.Contains(string(text), "2.50") {
			t.Errorf("%s: what we do not know is gone: %s", command, text)
		}
	}
}

func TestLoginLeavesABadConfigAlone(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"not JSON", "{\n  \"api_key\": oops\n}\n", "config.json:2:14: is not JSON"},
		{"cut off", `{"api_key": "a"`, "config.json:1:"},
		{"a list", `["api_key"]`, "config.json"},
		{"empty", ``, "config.json"},
		{"of a wrong type", "{\n  \"access_token\": 7}", "access_token must be a text"},
		{"a blank in the key", `{"api_key": "a b"}`, "blank"},
	} {
		for _, command := range []string{"login", "session", "logout"} {
			t.Run(tt.name+" "+command, func(t *testing.T) {
				b := newRig(t, "")
				if tt.name == "a blank in the key" {
					b.env = nil
				}
				path := b.put(tt.text, 0o644)
				args := []string{command}
				if command == "login" {
					args = append(args, "--request-token", b.x.NewRequestToken())
				}
				o := b.run(nil, args...)
				o.want(t, 4, "", tt.want)
				if text, _ := os.ReadFile(path); string(text) != tt.text || strings.Count(o.stderr, "\n") != 1 {
					t.Errorf("the file is %q now; stderr %q", text, o.stderr)
				}
				if info, _ := os.Stat(path); info.Mode().Perm() != 0o644 {
					t.Errorf("what is not understood is changed: %v", info.Mode())
				}
				if len(b.x.Calls()) > 0 {
					t.Errorf("the API was called: %v", b.x.Calls())
				}
			})
		}
	}
	b := newRig(t, "")
	if err := os.Mkdir(filepath.Join(b.home, "config.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 4, "", "config.json: is a folder")
}

func TestLoginIntoAFolderThatCannotBeWritten(t *testing.T) {
	b := newRig(t, "")
	folder := filepath.Join(b.home, "sealed")
	if err := os.Mkdir(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	token := b.x.NewRequestToken()
	cmd := b.command(nil, "login", "--request-token", token, "--config", filepath.Join(folder, "config.json"))
	if os.Getuid() == 0 { // nothing is sealed to root
		if err := os.Chmod(filepath.Dir(binary), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Skipf("nobody else may run it here: %v", err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 4 || !strings.Contains(string(text), "sealed/config.json: cannot be written, so a session could not be kept: permission denied") {
		t.Errorf("exit code %d: %s", code, text)
	}
	b.wantNoSecret("the output", string(text))
	b.run(nil, "login", "--request-token", token).want(t, 0, loggedIn) // it was not spent
}

func TestLoginFollowsALink(t *testing.T) {
	b := newRig(t, "")
	real := filepath.Join(t.TempDir(), "real.json")
	if err := os.WriteFile(real, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(b.home, "config.json")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 0, loggedIn)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 || b.config(real)["user_id"] != "SIM001" {
		t.Errorf("the link is %v, %v", info, err)
	}
}

func TestLoginNeedsCredentials(t *testing.T) {
	b := newRig(t, "")
	b.env = nil
	o := b.run(nil, "login", "--request-token", b.x.NewRequestToken())
	o.want(t, 4, "", "api_key and api_secret are missing", "KITE_API_SECRET", b.configPath())
	b.env = []string{"KITE_API_KEY=" + b.x.APIKey()}
	b.run(nil, "login").want(t, 4, "", "api_secret is missing: set KITE_API_SECRET,")
	b.put(`{"api_secret": "`+b.x.APISecret()+`"}`, 0o600) // the other half
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 0, loggedIn)
}

func TestLoginForOneServerIsNotAnothers(t *testing.T) {
	b := newRig(t, "")
	b.run(nil, "login", "--request-token", b.x.NewRequestToken()).want(t, 0, loggedIn)
	other := newRig(t, "")
	other.home = b.home
	for _, args := range [][]string{{"session"}, {"logout"}} {
		o := other.run(nil, args...)
		if !strings.Contains(o.stderr, "not for this server") || o.stdout != "" {
			t.Errorf("%s: %+v", args, o)
		}
	}
	if calls := other.x.Calls(); len(calls) > 0 {
		t.Errorf("the other server was called: %v", calls)
	}
	b.run(nil, "session").want(t, 0, "SIM001")
}
