//go:build unix

package store

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSaveKeepsWhatItDoesNotKnow(t *testing.T) {
	path := write(t, "config.json", "{\n  \"mine\": {\"a\": [1, 2.50]},\n  \"api_key\": \"k\", \"access_token\": \"old\", \"big\": 12345678901234567890\n}")
	c := Config{Path: path}
	if err := c.Save(map[string]string{"access_token": "new", "user_name": "A & B <c>", "login_time": ""}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "mine": {
    "a": [
      1,
      2.50
    ]
  },
  "api_key": "k",
  "access_token": "new",
  "big": 12345678901234567890,
  "user_name": "A \u0026 B \u003cc\u003e"
}
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := c.Save(map[string]string{"access_token": ""}); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); strings.Contains(string(got), "access_token") {
		t.Errorf("an emptied key stays:\n%s", got)
	}
}

func TestSaveMakesFilesOfTheUserAlone(t *testing.T) {
	old := syscall.Umask(0) // whatever the umask
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "deep", "kitewatch", "config.json")
	if err := (Config{Path: path}).Save(map[string]string{"api_key": "k"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %04o", name, info.Mode().Perm(), err, want)
		}
	}
}

func TestSaveNeverOverwritesWhatItCannotRead(t *testing.T) {
	for _, text := range []string{"not json", "[1]", `{"api_key": 5}`, `{"a": 1} {`} {
		path := write(t, "config.json", text)
		err := Config{Path: path}.Save(map[string]string{"access_token": "t"})
		got, _ := os.ReadFile(path)
		if err == nil || string(got) != text {
			t.Errorf("%q: error %v, file now %q", text, err, got)
		}
	}
}

func TestSaveFollowsALink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.json"), filepath.Join(dir, "config.json")
	if err := os.WriteFile(real, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := (Config{Path: link}).Save(map[string]string{"api_key": "k"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if text, _ := os.ReadFile(real); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(string(text), "api_key") {
		t.Errorf("the link is %v, the file holds %q", info.Mode(), text)
	}
}

func TestSaveIntoAFolderThatCannotBeWritten(t *testing.T) {
	// A file stands where the folder should be: that stops the superuser too.
	file := write(t, "kitewatch", "")
	err := Config{Path: filepath.Join(file, "config.json")}.Save(map[string]string{"api_key": "k"})
	if err == nil || !strings.Contains(err.Error(), "cannot be") {
		t.Errorf("got %v", err)
	}
}

func TestMend(t *testing.T) {
	path := write(t, "config.json", "{}")
	if got := (Config{Path: path}).Mend(); got != "" {
		t.Errorf("a private file: %q", got)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	got := Config{Path: path}.Mend()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(got, path) || !strings.Contains(got, "0644") {
		t.Errorf("%q, now %v", got, info.Mode())
	}
}

// TestKilledWhileSaving ends a process that saves without pause, at many
// moments: what is left is always a whole file.
func TestKilledWhileSaving(t *testing.T) {
	path := os.Getenv("KITEWATCH_TEST_SAVE")
	if path != "" { // the process that is to be killed
		for i := 0; ; i++ {
			token := strings.Repeat(string(rune('a'+i%26)), 4000)
			if err := (Config{Path: path}).Save(map[string]string{"access_token": token}); err != nil {
				t.Fatal(err)
			}
		}
	}
	path = write(t, "config.json", `{"api_key": "k", "access_token": "first"}`)
	rounds := 40
	if testing.Short() {
		rounds = 5
	}
	for i := range rounds {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledWhileSaving$")
		cmd.Env = append(os.Environ(), "KITEWATCH_TEST_SAVE="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(10+i%17) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		text, err := os.ReadFile(path)
		var c Config
		if err != nil || json.Unmarshal(text, &c) != nil || c.APIKey != "k" || c.AccessToken == "" {
			t.Fatalf("after kill %d: %v, %q", i, err, text)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("after kill %d: mode %v, %v", i, info.Mode(), err)
		}
	}
}
