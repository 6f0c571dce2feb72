package cli_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"kitewatch/tui/cli"
)

// waiting is a login that waits for the browser.
type waiting struct {
	b      *rig
	cmd    *exec.Cmd
	page   string // the login page's address, as printed
	stdout bytes.Buffer
	stderr *bufio.Reader
	said   strings.Builder // what stderr has brought
}

// startLogin starts a login and reads stderr until it says that it waits.
func (b *rig) startLogin(stdin io.Reader, args ...string) *waiting {
	b.t.Helper()
	w := &waiting{b: b, cmd: b.command(stdin, append([]string{"login"}, args...)...)}
	w.cmd.Stdout = &w.stdout
	pipe, err := w.cmd.StderrPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	w.stderr = bufio.NewReader(pipe)
	if err := w.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	w.until("Waiting for the browser")
	return w
}

// until reads stderr up to a line that begins with a text.
func (w *waiting) until(start string) {
	w.b.t.Helper()
	for {
		line, err := w.stderr.ReadString('\n')
		w.said.WriteString(line)
		if address := strings.TrimSpace(line); strings.HasPrefix(address, "http") {
			w.page = address
		}
		if strings.HasPrefix(line, start) {
			return
		}
		if err != nil {
			w.b.t.Fatalf("stderr ends without %q: %q", start, w.said.String())
		}
	}
}

// end waits for the program's end.
func (w *waiting) end() outcome {
	w.b.t.Helper()
	rest, _ := io.ReadAll(w.stderr)
	w.said.Write(rest)
	_ = w.cmd.Wait()
	o := outcome{w.cmd.ProcessState.ExitCode(), w.stdout.String(), w.said.String()}
	w.b.wantNoSecret("stdout", o.stdout)
	w.b.wantNoSecret("stderr", o.stderr)
	return o
}

var formField = regexp.MustCompile(`name="([a-z_]+)" value="([^"]*)"`)

// decide logs in as a browser does, by the page's form, and returns the page
// on which it ends.
func (w *waiting) decide(decision string) (status int, text string) {
	w.b.t.Helper()
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	read := func(resp *http.Response, err error) (int, string) {
		w.b.t.Helper()
		if err != nil {
			w.b.t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			w.b.t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	_, page := read(client.Get(w.page))
	form := url.Values{}
	for _, m := range formField.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(m[2]))
	}
	form.Set("decision", decision)
	u, err := url.Parse(w.page)
	if err != nil {
		w.b.t.Fatal(err)
	}
	u.RawQuery = ""
	return read(client.PostForm(u.String(), form))
}

func TestLoginByTheListener(t *testing.T) {
	ear := cli.FreeAddress(t)
	b := newRig(t, "http://"+ear+"/kite/back")
	config := `{"redirect_url": "http://` + ear + `/kite/back"}`
	if err := os.WriteFile(filepath.Join(b.home, "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	w := b.startLogin(nil, "--no-browser")
	resp, err := http.Get("http://" + ear + "/kite/back?request_token=evil&status=success&state=guess")
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Fatalf("a redirect with a wrong state: %v, %v", resp, err)
	}
	resp.Body.Close()
	if status, text := w.decide("approve"); status != http.StatusOK || !strings.Contains(text, "close this page") {
		t.Errorf("the browser ends at %d: %q", status, text)
	}
	o := w.end()
	o.want(t, 0, loggedIn, "Open this page in a browser", "for 5m at most")
	if strings.Contains(o.stderr, "aste") {
		t.Errorf("nobody can paste here: %q", o.stderr)
	}
	c := b.config(filepath.Join(b.home, "config.json"))
	if token, _ := c["access_token"].(string); token == "" || c["redirect_url"] != "http://"+ear+"/kite/back" {
		t.Errorf("saved %v", c)
	}
}

func TestLoginCancelledOnThePage(t *testing.T) {
	ear := cli.FreeAddress(t)
	b := newRig(t, "http://"+ear+"/")
	w := b.startLogin(nil, "--no-browser", "--listen", ear)
	if status, text := w.decide("cancel"); status != http.StatusOK || !strings.Contains(text, "cancelled") {
		t.Errorf("the browser ends at %d: %q", status, text)
	}
	w.end().want(t, 3, "", "cancelled on the login page", "Nothing has changed")
	b.wantNothingSaved()
}

// fakeBrowser puts a browser into the rig's PATH that notes its address.
func (b *rig) fakeBrowser(exit string) (noted func() string) {
	b.t.Helper()
	if runtime.GOOS != "linux" {
		b.t.Skip("the browser's starter has this name on Linux alone")
	}
	dir, file := b.t.TempDir(), filepath.Join(b.t.TempDir(), "opened")
	script := "#!/bin/sh\necho noise; echo noise >&2\necho \"$1\" >" + file + "\nexit " + exit + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		b.t.Fatal(err)
	}
	b.env = append(b.env, "PATH="+dir+":/usr/bin:/bin")
	return func() string {
		text, _ := os.ReadFile(file)
		return strings.TrimSpace(string(text))
	}
}

func TestLoginOpensTheBrowser(t *testing.T) {
	ear := cli.FreeAddress(t)
	b := newRig(t, "http://"+ear+"/")
	noted := b.fakeBrowser("0")
	w := b.startLogin(nil, "--listen", ear)
	for range 200 {
		if noted() != "" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if noted() != w.page || w.page == "" {
		t.Errorf("the browser got %q, stderr has %q", noted(), w.page)
	}
	w.decide("approve")
	o := w.end()
	o.want(t, 0, loggedIn, "opens in the browser")
	if strings.Contains(o.stdout+o.stderr, "noise") {
		t.Errorf("the browser's noise is in the output: %q, %q", o.stdout, o.stderr)
	}
}

func TestLoginOpensNoBrowser(t *testing.T) {
	t.Run("over SSH", func(t *testing.T) {
		b := newRig(t, "")
		noted := b.fakeBrowser("0")
		b.env = append(b.env, "SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22")
		b.run(nil, "login", "--listen", cli.FreeAddress(t), "--timeout", "300ms").want(t, 3, "", "Open this page", "within 300ms")
		if noted() != "" {
			t.Error("a browser was started where nobody sees it")
		}
	})
	t.Run("a pipe has the token", func(t *testing.T) {
		b := newRig(t, "")
		noted := b.fakeBrowser("0")
		b.run(strings.NewReader(b.x.NewRequestToken()), "login").want(t, 0, loggedIn)
		if noted() != "" {
			t.Error("a browser was started for nothing")
		}
	})
	t.Run("none starts", func(t *testing.T) {
		b := newRig(t, "")
		b.fakeBrowser("3")
		w := b.startLogin(nil, "--listen", cli.FreeAddress(t))
		w.until("No browser could be started here: open the address above yourself.")
		if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		w.end().want(t, 130, "")
	})
}

func TestLoginWhenThePortIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b := newRig(t, "")
	b.run(nil, "login", "--no-browser", "--listen", l.Addr().String()).
		want(t, 1, "", "no request token can come", "already in use", "--request-token")
	b.run(strings.NewReader(b.x.NewRequestToken()), "login", "--listen", l.Addr().String()).want(t, 0, loggedIn)
}

func TestLoginWithRedirectElsewhere(t *testing.T) {
	b := newRig(t, "")
	for _, redirect := range []string{"https://example.com/back", "http://192.0.2.1/", "http://0.0.0.0:7265/", "nonsense"} {
		config := filepath.Join(b.home, "config.json")
		if err := os.WriteFile(config, []byte(`{"redirect_url": "`+redirect+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		b.run(nil, "login", "--no-browser").want(t, 1, "", "no request token can come", redirect)
		b.run(strings.NewReader(b.x.NewRequestToken()), "login").want(t, 0, loggedIn)
	}
}

func TestLoginEndsAtOnceWhenInterrupted(t *testing.T) {
	b := newRig(t, "")
	stdin, hold, err := os.Pipe() // a pipe that brings nothing and does not end
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	defer hold.Close()
	w := b.startLogin(stdin, "--no-browser", "--listen", cli.FreeAddress(t))
	start := time.Now()
	if err := w.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	w.end().want(t, 130, "")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	b.wantNothingSaved()
}

func TestLoginUsage(t *testing.T) {
	b := newRig(t, "")
	tests := []struct{ args, want string }{
		{"--timeout 0s", "no time to wait"},
		{"--timeout soon", "--timeout"},
		{"--listen 0.0.0.0:7265", "not on this machine"},
		{"--listen 127.0.0.1:0", "no port"},
		{"--listen 127.0.0.1:", "no port"},
		{"--listen https://127.0.0.1:7265/", "--listen takes"},
		{"--listen example.com:80", "not on this machine"},
		{"sim0000000000000000000000000000aa", "takes no arguments"},
		{"--login-url http://example.com/login", "needs https"},
		{"--login-url javascript:alert(1)", "https://"},
		{"--api-url http://example.com", "https"},
	}
	for _, tt := range tests {
		o := b.run(nil, append([]string{"login"}, strings.Fields(tt.args)...)...)
		o.want(t, 2, "", tt.want)
		if strings.Count(o.stderr, "\n") != 1 {
			t.Errorf("%s: not one line: %q", tt.args, o.stderr)
		}
	}
	for _, command := range []string{"login", "session", "logout"} {
		o := b.run(nil, command, "--help")
		o.want(t, 0, "Examples:\n  kitewatch "+command)
	}
	b.wantNothingSaved()
}
