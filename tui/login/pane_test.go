package login

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var wall = time.Date(2026, 11, 23, 4, 44, 33, 0, time.UTC)

func theme() *ui.Theme {
	return ui.NewTheme(ui.Options{Name: "mono", Profile: termenv.Ascii})
}

func facts() Facts {
	return Facts{
		Reason: "The API ended this session: Token is invalid or has expired.",
		Detail: "Kite wants one login a day. Prices above are of 10:14:07; the table goes on where it was.",
		APIKey: "q3v7m1k9t2w8z4b6", Secret: "config.json",
		Page:    "https://kite.zerodha.com/connect/login?api_key=q3v7m1k9t2w8z4b6&redirect_params=state%3DABCDEFGHIJKLMNOP&v=3",
		Address: "http://127.0.0.1:7265/", Until: wall.Add(4*time.Minute + 12*time.Second), Ended: "10:14:33", Stopped: true,
	}
}

func pane(w, h int) Model {
	m := New(ui.NewTheme(ui.Options{Name: "dark", Dark: true, Profile: termenv.TrueColor}))
	m.SetSize(w, h)
	m.SetClock(wall)
	m.SetFacts(facts())
	return m
}

// press gives keys, or texts letter by letter, and returns the reports.
func press(m Model, keys ...string) (Model, []tea.Msg) {
	var reports []tea.Msg
	for _, k := range keys {
		msgs := []tea.KeyMsg{}
		switch k {
		case "enter":
			msgs = append(msgs, tea.KeyMsg{Type: tea.KeyEnter})
		case "esc":
			msgs = append(msgs, tea.KeyMsg{Type: tea.KeyEsc})
		case "tab":
			msgs = append(msgs, tea.KeyMsg{Type: tea.KeyTab})
		default:
			for _, r := range k {
				msgs = append(msgs, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
		}
		for _, msg := range msgs {
			next, cmd := m.Update(msg)
			m = next
			if cmd != nil {
				if report := cmd(); report != nil {
					reports = append(reports, report)
				}
			}
		}
	}
	return m, reports
}

func plain(view string) string {
	var b strings.Builder
	for i := 0; i < len(view); i++ {
		if view[i] == 0x1b {
			for view[i] != 'm' {
				i++
			}
			continue
		}
		b.WriteByte(view[i])
	}
	return b.String()
}

func TestGoldens(t *testing.T) {
	for _, size := range [][2]int{{120, 17}, {80, 22}, {40, 8}, {160, 17}} {
		m := pane(size[0], size[1])
		golden(t, fmt.Sprintf("login-%dx%d", size[0], size[1]), plain(m.View()))
		trouble := Explain(&kite.Error{Status: 403, Type: "TokenException", Message: "Invalid `checksum`."})
		m.SetFailure(trouble.What, trouble.Advice, trouble.Secret)
		golden(t, fmt.Sprintf("refused-%dx%d", size[0], size[1]), plain(m.View()))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update):\n%s", name, got)
	}
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	for w := 1; w <= 200; w += 7 {
		for h := 1; h <= 40; h += 3 {
			m := pane(w, h)
			for _, step := range []step{atKey, atSecret, atPaste} {
				m.ask(step)
				lines := strings.Split(m.View(), "\n")
				if len(lines) != h {
					t.Fatalf("%dx%d, step %d: %d lines", w, h, step, len(lines))
				}
				for _, l := range lines {
					if ui.Width(l) != w {
						t.Fatalf("%dx%d, step %d: a line of %d: %q", w, h, step, ui.Width(l), plain(l))
					}
				}
			}
		}
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		keys []string
		want []tea.Msg
	}{
		{[]string{"o"}, []tea.Msg{Opened{}}},
		{[]string{"c"}, []tea.Msg{Copied{}}},
		{[]string{"esc"}, []tea.Msg{Left{}}},
		{[]string{"x"}, nil},
		{[]string{"s"}, nil}, // nothing was refused
		{[]string{"tab", "oc", "enter"}, []tea.Msg{Pasted{"oc"}}},
		{[]string{"tab", "enter"}, nil},
		{[]string{"tab", "esc", "o"}, []tea.Msg{Opened{}}},
	}
	for _, tt := range tests {
		if _, got := press(pane(120, 17), tt.keys...); !slices.Equal(got, tt.want) {
			t.Errorf("%q reports %#v, want %#v", tt.keys, got, tt.want)
		}
	}
}

func TestPasteLandsInTheFieldFromAnywhere(t *testing.T) {
	const address = "http://127.0.0.1:7265/?request_token=AbcXyz123&status=success"
	for name, msg := range map[string]tea.KeyMsg{
		"marked":   {Type: tea.KeyRunes, Runes: []rune(address), Paste: true},
		"unmarked": {Type: tea.KeyRunes, Runes: []rune(address)},
	} {
		m, cmd := pane(120, 17).Update(msg)
		if cmd == nil {
			t.Errorf("%s: no report", name)
			continue
		}
		if got, ok := cmd().(Pasted); !ok || got.Text != address {
			t.Errorf("%s: reports %#v", name, got)
		}
		if view := plain(m.View()); !m.Typing() || strings.Contains(view, "AbcXyz123") || strings.Count(view, "•") < len(address) {
			t.Errorf("%s: the paste is not in the field, masked:\n%s", name, view)
		}
	}
}

func TestSecretIsMasked(t *testing.T) {
	m := New(theme())
	m.SetSize(100, 17)
	m.SetFacts(Facts{})
	m, _ = press(m, "thekey12", "enter", "verysecret")
	if view := m.View(); strings.Contains(view, "verysecret") || strings.Contains(view, "secret1") {
		t.Errorf("the secret is on the screen:\n%s", view)
	}
	_, got := press(m, "enter")
	if len(got) != 1 || got[0] != (Entered{APIKey: "thekey12", APISecret: "verysecret"}) {
		t.Errorf("reports %#v", got)
	}
}

// News of the login must not take the field away from a secret half typed: the
// rest of it would be keys.
func TestRetypedSecretKeepsItsField(t *testing.T) {
	m := pane(120, 17)
	m.SetFailure("Checksum refused", "Type it again", true)
	m, _ = press(m, "s", "half")
	m.SetFacts(facts())
	m.SetFailure("cancelled", "again", false)
	m, got := press(m, "qq", "enter")
	if len(got) != 1 || got[0] != (Entered{APISecret: "halfqq"}) {
		t.Errorf("reports %#v", got)
	}
	m.SetFailure("Checksum refused", "Type it again", true)
	if m, got = press(m, "s", "x", "esc", "o"); len(got) != 1 || got[0] != (Opened{}) {
		t.Errorf("after Esc from the secret: %#v", got)
	}
}

func TestMistypedKeyIsTypedAgain(t *testing.T) {
	m := pane(120, 17)
	f := facts()
	f.Typed = true
	m.SetFacts(f)
	_, got := press(m, "s", "newkey", "enter", "newsecret", "enter")
	if len(got) != 1 || got[0] != (Entered{APIKey: "newkey", APISecret: "newsecret"}) {
		t.Errorf("reports %#v", got)
	}
}

func TestMasked(t *testing.T) {
	for key, want := range map[string]string{"q3v7m1k9t2w8z4b6": "q3v7…z4b6", "short": "short", "": ""} {
		if got := masked(key, "…"); got != want {
			t.Errorf("%q is shown as %q, want %q", key, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	api := func(status int, kind, message string) error {
		return fmt.Errorf("login: %w", &kite.Error{Status: status, Type: kind, Message: message})
	}
	tests := []struct {
		err   error
		brief string
		what  string
	}{
		{ErrCancelled, "cancelled", "cancelled on the login page"},
		{kite.ErrPasteTooLong, "paste refused", "64 kB"},
		{kite.ErrNoRequestToken, "no request token", "no request_token"},
		{kite.ErrNotOneToken, "no request token", "neither"},
		{api(403, "TokenException", "Invalid `checksum`."), "checksum refused", "does not belong to this api_key"},
		{api(403, "TokenException", "Token is invalid or has expired."), "request token refused", "used before, or is too old"},
		{api(403, "TokenException", "Invalid `api_key`."), "api_key refused", "does not know this api_key"},
		{api(403, "PermissionException", "That API call is not allowed"), "no permission", "no market data"},
		{api(429, "NetworkException", "Too many requests"), "rate limited", "too many calls"},
		{api(503, "", "503"), "503", "cannot be reached: 503"},
		{errors.New("something else"), "something else", "refused the login"},
	}
	for _, tt := range tests {
		got := Explain(tt.err)
		if got.Brief != tt.brief || !strings.Contains(got.What, tt.what) || got.Advice == "" {
			t.Errorf("%v: %+v", tt.err, got)
		}
		if got.Secret != (tt.brief == "checksum refused") {
			t.Errorf("%v: secret refused %v", tt.err, got.Secret)
		}
	}
}
