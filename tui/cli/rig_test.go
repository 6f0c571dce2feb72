package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/kitesim"
)

// rig is a simulated exchange, a home, and the program to run against it.
type rig struct {
	t    *testing.T
	x    *kitesim.Exchange
	url  string
	home string
	env  []string // beside the home's
}

// newRig starts an exchange; its login page ends at redirect.
func newRig(t *testing.T, redirect string) *rig {
	t.Helper()
	now := time.Now()
	x := kitesim.New(kitesim.Config{Rows: 1, RedirectURL: redirect, Offset: kitesim.MorningOffset(now), NoLimits: true})
	server, err := kitesim.Listen("127.0.0.1:0", x)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	b := &rig{t: t, x: x, url: server.URL(), home: t.TempDir()}
	b.env = []string{"KITE_API_KEY=" + x.APIKey(), "KITE_API_SECRET=" + x.APISecret()}
	return b
}

// fronted puts a handler before the exchange; it returns whether it answered.
func (b *rig) fronted(answer func(w http.ResponseWriter, r *http.Request) bool) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answer(w, r) {
			b.x.ServeHTTP(w, r)
		}
	}))
	b.t.Cleanup(server.Close)
	b.url = server.URL
}

// command is the program, about to run in the rig's home.
func (b *rig) command(stdin io.Reader, args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	b.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.WaitDelay = 5 * time.Second
	cmd.Dir, cmd.Stdin = b.home, stdin
	cmd.Env = append(environment(b.home, "XDG_CONFIG_HOME="+filepath.Join(b.home, "xdg"),
		"KITEWATCH_API_URL="+b.url, "KITEWATCH_LOGIN_URL="+b.url+"/connect/login"), b.env...)
	return cmd
}

// outcome is how the program ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs it to its end. A string is piped to stdin, nil is the null device.
func (b *rig) run(stdin io.Reader, args ...string) outcome {
	b.t.Helper()
	cmd := b.command(stdin, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		b.t.Fatal(err)
	}
	o := outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	b.wantNoSecret("stdout", o.stdout)
	b.wantNoSecret("stderr", o.stderr)
	return o
}

// tokens are what the exchange issues, and any checksum.
var tokens = regexp.MustCompile(`sim[0-9a-f]{29}|[0-9a-f]{64}`)

func (b *rig) wantNoSecret(where, text string) {
	b.t.Helper()
	if found := tokens.FindString(text); found != "" {
		b.t.Errorf("a secret in %s: %q", where, text)
	}
	b.wantNoSecretOfTheApp(where, text)
}

func (b *rig) wantNoSecretOfTheApp(where, text string) {
	b.t.Helper()
	if strings.Contains(text, b.x.APISecret()) {
		b.t.Errorf("the api_secret in %s: %q", where, text)
	}
}

// want checks an outcome: the code, and words in stdout and stderr.
func (o outcome) want(t *testing.T, code int, stdout string, stderr ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	if !strings.Contains(o.stdout, stdout) || stdout == "" && o.stdout != "" {
		t.Errorf("stdout does not say %q", stdout)
	}
	for _, want := range stderr {
		if !strings.Contains(o.stderr, want) {
			t.Errorf("stderr does not say %q", want)
		}
	}
	if t.Failed() {
		t.Logf("stdout %q\nstderr %q", o.stdout, o.stderr)
	}
}

// configPath is where a config.json is made that is not there.
func (b *rig) configPath() string { return filepath.Join(b.home, "xdg", "kitewatch", "config.json") }

// config reads what was saved.
func (b *rig) config(path string) map[string]any {
	b.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(text, &c); err != nil {
		b.t.Fatal(err)
	}
	return c
}

// wantOnlyTheToken checks that the access token is the one secret on disk, and
// config.json the one file.
func (b *rig) wantOnlyTheToken(config string) {
	b.t.Helper()
	_ = filepath.WalkDir(b.home, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, _ := os.ReadFile(path)
		if found := tokens.FindAllString(string(text), -1); path != config || len(found) != 1 || found[0] != b.config(path)["access_token"] {
			b.t.Errorf("%s holds %d secrets", path, len(found))
		}
		b.wantNoSecretOfTheApp(path, string(text))
		return nil
	})
}

// wantNothingSaved checks that a failed login has left no session, nor a
// temporary file.
func (b *rig) wantNothingSaved() {
	b.t.Helper()
	_ = filepath.WalkDir(b.home, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			b.t.Errorf("a failed login leaves %s", path)
		}
		return nil
	})
}
