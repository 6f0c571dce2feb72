package tui

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// pasteOnly is a redirect address on which nothing listens: on virtual time no
// real socket may wait.
const pasteOnly = "https://example.com/back"

// paste pastes a text, as a terminal marks it.
func (d *driver) paste(text string) {
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	d.settle()
}

// quoteCalls counts the quote calls the exchange has seen.
func (d *driver) quoteCalls() int {
	n := 0
	for _, c := range d.exchange.Calls() {
		if strings.HasPrefix(c.Path, "/quote") {
			n++
		}
	}
	return n
}

func (d *driver) wantScreen(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.screen(), text) {
			d.t.Errorf("the screen does not say %q:\n%s", text, d.screen())
		}
	}
}

// loginDriver is a driver whose credentials are configured, its files in a
// folder of the test.
func loginDriver(t *testing.T, faults string, script func(*driver, string)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.json")
	driveWith(t, 120, 36, faults, func(x *kitesim.Exchange, o *Options) {
		o.Config = store.Config{Path: path, APIKey: x.APIKey(), APISecret: x.APISecret(), RedirectURL: pasteOnly,
			KeyFrom: "config.json", SecretFrom: "config.json"}
	}, func(d *driver) { script(d, path) })
}

func TestExpiryInMidRunAndLoginByPaste(t *testing.T) {
	loginDriver(t, "expire@12s", func(d *driver, path string) {
		d.after(2 * time.Second)
		d.key("2")
		for range 4 {
			d.key("j")
		}
		chosen, _ := d.m.watch.Selected()
		d.wantStatus(16*time.Second, "▲ login needed · polling stopped · showing 10:14:10")
		d.wantScreen("The API ended this session", "RELIANCE", "~ stale 6s", "is not http on this machine: paste below")
		calls := d.quoteCalls()
		d.after(10 * time.Minute)
		if got := d.quoteCalls(); got != calls {
			t.Errorf("%d quote calls after the session's end", got-calls)
		}
		d.paste("https://example.com/back?action=login&status=success&request_token=" + d.exchange.NewRequestToken() + "&state=x trailing junk\n")
		d.wantStatus(10*time.Minute+time.Second, "logged in as ")
		d.wantStatus(10*time.Minute+5*time.Second, "● live")
		if now, _ := d.m.watch.Selected(); now != chosen {
			t.Errorf("the selection moved from %v to %v", chosen, now)
		}
		if strings.Contains(d.screen(), "~") || strings.Contains(d.screen(), "Log in to Kite") {
			t.Errorf("after the login:\n%s", d.screen())
		}
		saved, err := store.LoadConfig(path, "http://127.0.0.1", func(string) string { return "" })
		if err != nil || saved.AccessToken != d.m.client.AccessToken || saved.LoginTime == "" || saved.UserName == "" {
			t.Errorf("config.json holds %v (%v)", saved.UserName, err)
		}
	})
}

func TestEveryRefusedLoginIsExplained(t *testing.T) {
	loginDriver(t, "expire@1s", func(d *driver, path string) {
		d.after(7 * time.Second)
		used := d.exchange.NewRequestToken()
		old := d.exchange.NewRequestToken()
		tests := []struct {
			name, paste string
			want        []string
		}{
			{"no token at all", "hello there", []string{"neither a request token nor an address"}},
			{"the login page's own address", "https://kite.zerodha.com/connect/login?v=3&api_key=x", []string{"no request_token in that address"}},
			{"cancelled", "https://example.com/back?status=cancelled", []string{"cancelled on the login page", "login failed: cancelled"}},
			{"an invented token", "abcdefghijkl", []string{"used before, or is too old", "login failed: request token refused"}},
			{"a huge paste", strings.Repeat("a", 65<<10), []string{"longer than 64 kB"}},
		}
		for _, tt := range tests {
			d.paste(tt.paste)
			d.settle()
			d.wantScreen(tt.want...)
		}
		d.after(4 * time.Minute)
		d.paste(old)
		d.wantScreen("used before, or is too old")
		_ = used
		if _, err := os.Stat(path); err == nil {
			t.Error("a refused login was saved")
		}
	})
}

func TestWrongSecretIsTypedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	driveWith(t, 120, 36, "expire@1s", func(x *kitesim.Exchange, o *Options) {
		o.Config = store.Config{Path: path, APIKey: x.APIKey(), APISecret: "wrong", RedirectURL: pasteOnly,
			KeyFrom: "config.json", SecretFrom: "config.json"}
	}, func(d *driver) {
		d.after(7 * time.Second)
		d.paste(d.exchange.NewRequestToken())
		d.wantScreen("Checksum refused: this api_secret does not belong to this api_key.", "login failed: checksum refused")
		d.key("esc") // out of the field
		d.wantScreen("s types the secret again")
		d.key("s")
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(d.exchange.APISecret())})
		d.settle()
		if strings.Contains(d.screen(), d.exchange.APISecret()) {
			t.Error("the secret is on the screen")
		}
		d.key("enter")
		d.paste(d.exchange.NewRequestToken())
		d.wantStatus(13*time.Second, "● live")
		if saved, err := store.LoadConfig(path, "http://127.0.0.1", func(string) string { return "" }); err != nil || saved.APISecret != d.exchange.APISecret() {
			t.Errorf("the typed secret was not kept: %v", err)
		}
	})
}

func TestFromNothingConfigured(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	driveWith(t, 120, 36, "", func(x *kitesim.Exchange, o *Options) {
		o.Client.APIKey, o.Client.AccessToken = "", ""
		o.Config = store.Config{Path: path, RedirectURL: pasteOnly}
	}, func(d *driver) {
		d.wantStatus(time.Second, "▲ login needed · polling stopped")
		d.wantScreen("Log in to see prices.", "api_key")
		d.key("q") // a letter of the field, and no quitting
		if d.quit {
			t.Fatal("q quits while the field has the keys")
		}
		d.send(tea.KeyMsg{Type: tea.KeyBackspace})
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(d.exchange.APIKey())})
		d.key("enter")
		d.wantScreen("api_secret")
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(d.exchange.APISecret()), Paste: true})
		d.settle()
		d.key("enter")
		d.wantScreen("Open the login page", "typed")
		d.paste(d.exchange.NewRequestToken())
		d.wantStatus(7*time.Second, "● live")
		text, _ := os.ReadFile(path)
		if !strings.Contains(string(text), d.exchange.APISecret()) || !strings.Contains(string(text), "access_token") {
			t.Error("config.json lacks what was typed and won")
		}
	})
}

func TestSessionOfAnotherProcessIsFound(t *testing.T) {
	loginDriver(t, "expire@1s", func(d *driver, path string) {
		d.after(7 * time.Second)
		d.wantScreen("Log in to Kite")
		err := (store.Config{Path: path}).Save(map[string]string{
			"access_token": d.exchange.NewAccessToken(), "login_time": "2026-11-23 10:14:08", "api_host": "127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		d.wantStatus(9*time.Second, "a new session was found")
		d.wantStatus(12*time.Second, "● live")
	})
}

// A token on disk that is dead too gets no quote call.
func TestDeadTokenOnDiskIsNotPolledWith(t *testing.T) {
	loginDriver(t, "expire@1s", func(d *driver, path string) {
		d.after(7 * time.Second)
		calls := d.quoteCalls()
		if err := (store.Config{Path: path}).Save(map[string]string{"access_token": "yesterdaystoken1", "api_host": "127.0.0.1"}); err != nil {
			t.Fatal(err)
		}
		d.after(30 * time.Second)
		if got := d.quoteCalls(); got != calls {
			t.Errorf("%d quote calls with a dead token", got-calls)
		}
		d.wantScreen("Log in to Kite")
		profiles := 0
		for _, c := range d.exchange.Calls() {
			if c.Path == "/user/profile" && c.Status != 200 {
				profiles++
			}
		}
		if profiles != 1 {
			t.Errorf("the dead token was tried %d times", profiles)
		}
	})
}

// Leaving the pane while the exchange is on its way does not lose the session.
func TestSessionGrantedAfterEscIsTaken(t *testing.T) {
	loginDriver(t, "expire@1s", func(d *driver, path string) {
		d.after(7 * time.Second)
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(d.exchange.NewRequestToken()), Paste: true})
		pasted := <-d.msgs
		d.send(pasted) // the exchange begins
		d.send(tea.KeyMsg{Type: tea.KeyEsc})
		d.send(tea.KeyMsg{Type: tea.KeyEsc})
		d.settle()
		d.wantStatus(13*time.Second, "● live")
	})
}

func TestNoPermissionOpensNoLogin(t *testing.T) {
	loginDriver(t, "permission@3s", func(d *driver, _ string) {
		d.wantStatus(8*time.Second, "this app has no market data")
		if strings.Contains(d.screen(), "Log in to Kite") {
			t.Error("the login pane is open, and would not help")
		}
	})
}

func TestLoginOpensAtAnyTimeAndLeaves(t *testing.T) {
	loginDriver(t, "", func(d *driver, _ string) {
		d.after(2 * time.Second)
		before := d.screen()
		d.key("L")
		d.wantScreen("The session goes on; logging in again replaces it.", "● live")
		d.key("?")
		d.wantScreen("opens the browser")
		d.key("esc")
		d.wantScreen("Log in to Kite")
		d.key("c")
		if got := d.written.String(); !strings.HasPrefix(got, "\x1b]52;c;") {
			t.Errorf("c wrote %q", got)
		}
		d.key("esc")
		d.after(6 * time.Second)
		if strings.Contains(d.screen(), "Log in to Kite") || len(before) == 0 {
			t.Error("Esc does not leave")
		}
		d.wantStatus(7*time.Second, "● live")
	})
}

func TestReadOnlyConfigIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	driveWith(t, 120, 36, "expire@1s", func(x *kitesim.Exchange, o *Options) {
		o.Config = store.Config{Path: filepath.Join(file, "config.json"), APIKey: x.APIKey(), APISecret: x.APISecret(),
			RedirectURL: pasteOnly, KeyFrom: "environment", SecretFrom: "environment"}
	}, func(d *driver) {
		d.after(7 * time.Second)
		d.paste(d.exchange.NewRequestToken())
		d.wantStatus(8*time.Second, "logged in for this run only")
		d.wantStatus(13*time.Second, "● live")
	})
}

// transcript collects what the log and the screen say, side by side.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *transcript) WriteString(text string) { _, _ = s.Write([]byte(text)) }

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Every secret there is goes through a run with every fault, its log at debug
// level; none may be seen on the screen or in the log.
func TestNoSecretIsShownOrLogged(t *testing.T) {
	var seen transcript
	log := slog.New(slog.NewTextHandler(&seen, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var secrets []string
	for _, fault := range kitesim.FaultNames() {
		if fault == "drop" {
			fault = "drop=NSE:INFY"
		}
		driveWith(t, 120, 36, fault+"@3s+9s", func(x *kitesim.Exchange, o *Options) {
			o.Log = log
			o.Config = store.Config{Path: filepath.Join(t.TempDir(), "config.json"), APIKey: x.APIKey(), APISecret: x.APISecret(),
				RedirectURL: pasteOnly, KeyFrom: "config.json", SecretFrom: "config.json"}
			secrets = append(secrets, x.APISecret(), o.Client.AccessToken)
		}, func(d *driver) {
			for i := range 4 {
				d.after(time.Duration(5*i+4) * time.Second)
				seen.WriteString(d.screen())
			}
			token := d.exchange.NewRequestToken()
			sum := sha256.Sum256([]byte(d.exchange.APIKey() + token + d.exchange.APISecret()))
			secrets = append(secrets, token, hex.EncodeToString(sum[:]))
			d.key("L")
			for range 2 { // the second time it is spent
				d.paste(token)
				seen.WriteString(d.screen())
				d.key("L")
				seen.WriteString(d.screen())
			}
			secrets = append(secrets, d.m.client.AccessToken)
			seen.WriteString(d.written.String())
		})
	}
	if !strings.Contains(seen.String(), "condition") || !strings.Contains(seen.String(), "retry 2 of 3") {
		t.Fatal("the log or the screens were not collected")
	}
	for _, secret := range secrets {
		if len(secret) < 8 || strings.Contains(seen.String(), secret) {
			t.Errorf("%.4s… of %d letters was seen", secret, len(secret))
		}
	}
}

// The replies that refuse a session tell the exchange's clock as well as any.
func TestARefusalTellsTheClock(t *testing.T) {
	dead := func(_ *kitesim.Exchange, o *Options) { o.Client = o.Client.WithToken("dead") }
	start{w: 120, h: 36, at: morning, wrong: 24 * time.Hour, change: dead}.drive(t, func(d *driver) {
		d.wantStatus(5*time.Second, "▲ login needed")
		d.wantStatus(5*time.Second, "NSE open, closes in 5h15m")
	})
}
