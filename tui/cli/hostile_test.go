//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"kitewatch/kite"
	"kitewatch/tui/ui"
)

// attacks are what text from outside may try with a terminal. None of it is
// anything that the program writes itself.
var attacks = map[string]string{
	"COLOUR": "\x1b[5;31m", "TITLE": "\x1b]0;owned\x07", "CLIP": "\x1b]52;c;b3duZWQ=\x07", "CLIPST": "\x1b]52;c;b3duZWQ=\x1b\\",
	"MOVE": "\x1b[7;7H", "UP": "\x1b[3A", "CLEAR": "\x1b[2J\x1b[3J", "RESET": "\x1bc", "ALT": "\x1b[?1049l", "REPORT": "\x1b[6n\x1b[c",
	"DCS": "\x1bP$q\"p\x1b\\", "PASTE": "\x1b[200~", "CCSI": "\u009b5;31m", "COSC": "\u009d0;owned\u009c", "RAW": "\x9b5;31m\x85",
	"BIDI": "\u202egnisir\u2066\u200f", "ZERO": "\u200b\u200d\ufeff\u2060", "BEL": "\x07\b\x7f", "LINES": "\t\r\n\v\f\u2028",
	"WIDE": "日本株式会社", "MARKS": "e\u0301\u0301\u0301\u0301\u0301\u0301\u0308", "TAG": "\U000e0041\U000e007f", "FLAG": "❤\ufe0f👩\u200d👧",
}

// hostileExchange is an exchange whose every text is an attack.
type hostileExchange struct {
	b       *rig
	failing atomic.Bool // quotes, with a message of the same kind
}

var sortedAttacks = slices.Sorted(maps.Keys(attacks))

// quiver is all attacks in one line of text.
var quiver = func() string {
	var b strings.Builder
	for _, name := range sortedAttacks {
		b.WriteString(attacks[name] + "x")
	}
	return b.String()
}()

func (h *hostileExchange) answer(w http.ResponseWriter, r *http.Request) bool {
	path := r.URL.Path
	quotes := strings.HasPrefix(path, "/quote")
	if quotes && h.failing.Load() {
		message, _ := json.Marshal(map[string]string{"status": "error", "error_type": "GeneralException", "message": "Owned" + quiver})
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", h.b.x.Time().UTC().Format(http.TimeFormat)) // a refusal tells the clock too
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write(message)
		return true
	}
	if !quotes && path != "/instruments" && path != "/user/profile" {
		return false
	}
	r.Header.Del("Accept-Encoding")
	real := httptest.NewRecorder()
	h.b.x.ServeHTTP(real, r)
	text := real.Body.Bytes()
	switch {
	case quotes:
		text = h.quotes(r, text)
	case path == "/instruments":
		text = h.dump(text)
	default:
		text = bytes.Replace(text, []byte("Demo Trader"), []byte(strings.Trim(string(quoted("Demo"+quiver)), `"`)), 1)
	}
	for name, values := range real.Header() {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(real.Code)
	_, _ = w.Write(text)
	return true
}

func quoted(s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return text
}

// quotes gives what the exchange does not list a price, that of INFY.
func (h *hostileExchange) quotes(r *http.Request, text []byte) []byte {
	var body struct {
		Status string                     `json:"status"`
		Data   map[string]json.RawMessage `json:"data"`
	}
	if json.Unmarshal(text, &body) != nil || body.Data["NSE:INFY"] == nil {
		return text
	}
	for _, key := range r.URL.Query()["i"] {
		if body.Data[key] == nil {
			body.Data[key] = body.Data["NSE:INFY"]
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return text
}

// dump lists every attack as a share of its own, and attacks in the names of
// the others.
func (h *hostileExchange) dump(text []byte) []byte {
	text = bytes.Replace(text, []byte(`"INFOSYS"`), []byte(`"INFOSYS`+strings.ReplaceAll(quiver, `"`, "")+`"`), 1)
	for row, name := range sortedAttacks {
		attack := attacks[name]
		attack = strings.NewReplacer(`"`, "", "\r", "", "\n", "").Replace(attack)
		text = fmt.Appendf(text, "%d,%d,\"EVIL%s%s\",\"OWNED %s%s\",0,,0,0.05,1,EQ,NSE,NSE\n", (900000+row)<<8|1, 900000+row, name, attack, attack, name)
	}
	return text
}

// hostileList is a watchlist with every attack as a symbol and as a note.
func hostileList() string {
	var b strings.Builder
	b.WriteString("interval = \"1s\"\n[[list]]\nname = " + tomlText("Lists"+quiver) + "\nsymbols = [\n  \"NSE:INFY\",\n  \"NSE:TCS\",\n")
	for _, name := range sortedAttacks {
		attack := strings.ToValidUTF8(attacks[name], "")
		symbol := "NSE:EVIL" + name + attack
		if _, err := kite.ParseSymbol(symbol); err != nil {
			symbol = "NSE:EVIL" + name // refused with the line that has it, and a sign of the screen's own
		}
		fmt.Fprintf(&b, "  { symbol = %s, note = %s },\n", tomlText(symbol), tomlText(name+attack+"note"))
	}
	return b.String() + "]\n"
}

func tomlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsGraphic(r) && r != '"' && r != '\\' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\U%08x", r)
	}
	return `"` + b.String() + `"`
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	b := newRig(t, "")
	h := &hostileExchange{b: b}
	b.fronted(h.answer)
	list := filepath.Join(t.TempDir(), "watchlist.toml")
	if err := os.WriteFile(list, []byte(hostileList()), 0o600); err != nil {
		t.Fatal(err)
	}
	term := start(t, []string{"KITE_API_KEY=" + b.x.APIKey(), "KITE_ACCESS_TOKEN=" + b.x.NewAccessToken()}, "--api-url", b.url, "--watchlist", list)
	defer func() { wantHarmless(t, term.text()) }()
	term.waitScreen("● live", "EVILWIDE")
	term.wantColumns()
	term.write("G")
	term.waitScreen("2–25 of 25", "EVILZERO")
	term.wantColumns()
	term.write("g")
	term.waitScreen("1–24 of 25", "INFY")
	for _, step := range []struct{ keys, shows string }{
		{"\r", "INFOSYS"}, {"/evil", "OWNED"}, {"/infosys", "INFOSYS"}, {"jjj\r", "Lower limit"},
		{"n", "Note"}, {"fevilw", "1 of "}, {"C", "Space mark"}, {"?", "Help"}, {"A", "No alert is set"},
	} {
		term.write(step.keys)
		term.waitScreen(step.shows)
		term.write("\x1b")
		term.waitScreen("file order", "State", "up ━")
	}
	h.failing.Store(true)
	term.waitScreen("Owned")
	term.write("!")
	term.waitScreen("GeneralException")
	term.write("\x1b")
	term.waitScreen("file order")
	h.failing.Store(false)
	term.waitScreen("● live")
	term.write("q")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// wantHarmless looks for the attacks, and for any sequence or character of
// their kinds, in all that was written to a terminal.
func wantHarmless(t *testing.T, out string) {
	t.Helper()
	for name, attack := range attacks {
		if name != "WIDE" && name != "FLAG" && name != "ALT" && name != "REPORT" && strings.Contains(out, attack) {
			t.Errorf("%s reached the terminal", name)
		}
	}
	for _, osc := range regexp.MustCompile("\x1b[\\]P^_X][^\x07\x1b]*").FindAllString(out, -1) {
		if osc != "\x1b]11;?" {
			t.Errorf("a string sequence reached the terminal: %q", osc)
		}
	}
	if n := strings.Count(out, "\x1b[?1049l"); n > 1 {
		t.Errorf("the alternate screen is left %d times", n)
	}
	text := regexp.MustCompile("\x1b\\][^\x07\x1b]*(\x07|\x1b\\\\)|\x1b\\[[0-9;?=>]*[A-Za-z]|\x1b[=>78]").ReplaceAllString(out, "")
	for i, r := range text {
		if r == '\n' || r == '\r' || r == ' ' || r == '\b' {
			continue
		}
		if !unicode.IsGraphic(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			t.Errorf("%U reached the terminal: %q", r, text[max(0, i-30):min(len(text), i+30)])
			return
		}
	}
}

// waitScreen waits until all texts are on the screen.
func (term *terminal) waitScreen(texts ...string) {
	term.t.Helper()
	var screen string
	for range 400 {
		screen = strings.Join(emulate(term.t, term.text(), 100, 30), "\n")
		missing := false
		for _, text := range texts {
			missing = missing || !strings.Contains(screen, text)
		}
		if !missing {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	term.t.Fatalf("never on the screen: %q\n%s", texts, screen)
}

// wantColumns checks that the points of the prices and the marks of the states
// stand below each other in all rows.
func (term *terminal) wantColumns() {
	term.t.Helper()
	point, state, rows := map[int]bool{}, map[int]bool{}, 0
	for _, line := range emulate(term.t, term.text(), 100, 30) {
		if !strings.Contains(line, " NSE ") || strings.Contains(line, "live") {
			continue
		}
		dot, mark := strings.Index(line, "."), strings.LastIndex(line, "●")
		if dot < 0 || mark < 0 {
			term.t.Errorf("a row without a price or a state: %q", line)
			continue
		}
		rows++
		point[ui.Width(line[:dot])], state[ui.Width(line[:mark])] = true, true
	}
	if rows < 15 || len(point) != 1 || len(state) != 1 {
		term.t.Errorf("%d rows; points at %v, states at %v", rows, point, state)
	}
}

func atoi(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return otherwise
}
