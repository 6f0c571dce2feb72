package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"
)

// ownFolders gives the test an XDG config folder and a current folder of its
// own, and returns the path of the former's config.json.
func ownFolders(t *testing.T) string {
	t.Helper()
	t.Cleanup(xdg.Reload) // after Setenv has undone itself
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	xdg.Reload()
	t.Chdir(t.TempDir())
	own := filepath.Join(xdg.ConfigHome, "kitewatch", "config.json")
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	return own
}

const command = `{"alert_command": ["notify-send", "a b"]}`

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAlertCommandIsRunFromTrustedFilesOnly(t *testing.T) {
	want := []string{"notify-send", "a b"}
	for _, tt := range []struct {
		name    string
		make    func(t *testing.T, own string) (path string)
		named   bool
		trusted bool
	}{
		{"of the XDG folder", func(t *testing.T, own string) string { put(t, own, command); return own }, false, true},
		{"of the current folder", func(t *testing.T, own string) string { put(t, "config.json", command); return "config.json" }, false, false},
		{"of the current folder, with one in the XDG folder", func(t *testing.T, own string) string {
			put(t, own, "{}")
			put(t, "config.json", command)
			return "config.json"
		}, false, false},
		{"of the current folder, named", func(t *testing.T, own string) string { put(t, "config.json", command); return "config.json" }, true, true},
		{"of the current folder, which is the XDG folder", func(t *testing.T, own string) string {
			put(t, own, command)
			t.Chdir(filepath.Dir(own))
			return "config.json"
		}, false, true},
		{"of the current folder, a link to the XDG folder's", func(t *testing.T, own string) string {
			put(t, own, command)
			if err := os.Symlink(own, "config.json"); err != nil {
				t.Skip(err)
			}
			return "config.json"
		}, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := tt.make(t, ownFolders(t))
			c, err := LoadConfig(path, "", noEnv)
			if err != nil {
				t.Fatal(err)
			}
			args, refused := c.Command(tt.named)
			if tt.trusted && (!cmp.Equal(args, want) || refused != "") {
				t.Errorf("%q, refused %q; want %q", args, refused, want)
			}
			if !tt.trusted && (args != nil || !strings.Contains(refused, "XDG")) {
				t.Errorf("%q, refused %q; want none", args, refused)
			}
		})
	}
}

func TestAlertCommandMustNameAProgram(t *testing.T) {
	own := ownFolders(t)
	for list, want := range map[string]string{
		`[]`: "", `null`: "", `[""]`: "must name a program", `["  ", "x"]`: "must name a program",
		`["./notify"]`: "whole path", `["bin/notify"]`: "whole path", `["..\\notify"]`: "whole path", `["~/notify"]`: "whole path",
	} {
		put(t, own, `{"alert_command": `+list+`}`)
		c, err := LoadConfig(own, "", noEnv)
		args, refused := c.Command(true)
		if err != nil || args != nil || !strings.Contains(refused, want) || (refused == "") != (want == "") {
			t.Errorf("%s: %q, refused %q, %v; want %q", list, args, refused, err, want)
		}
	}
	for _, odd := range []string{`"notify"`, `[1]`, `{"a": "b"}`} {
		put(t, own, "{\n \"alert_command\": "+odd+"}")
		_, err := LoadConfig(own, "", noEnv)
		if err == nil || !strings.Contains(err.Error(), ":2:") || !strings.Contains(err.Error(), "alert_command must be a list of texts") {
			t.Errorf("%s: %v", odd, err)
		}
	}
}

func TestASavedSessionKeepsTheAlertCommand(t *testing.T) {
	own := ownFolders(t)
	put(t, own, command)
	if err := (Config{Path: own}).Save(map[string]string{"access_token": "t"}); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(own, "", noEnv)
	if args, _ := c.Command(false); err != nil || len(args) != 2 || c.AccessToken != "t" {
		t.Errorf("%q, %v", args, err)
	}
}
