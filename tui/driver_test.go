package tui

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// driver runs the root model as the framework does, commands side by side,
// on virtual time against the simulated exchange.
type driver struct {
	t        *testing.T
	m        model
	start    time.Time
	exchange *kitesim.Exchange
	msgs     chan tea.Msg
	quit     bool
	written  terminalText // to the terminal, beside the renderer
}

// terminalText is what several write to a terminal.
type terminalText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (t *terminalText) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *terminalText) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

func (t *terminalText) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.Reset()
}

var morning = time.Date(2026, 11, 23, 10, 14, 0, 0, market.IST)

// drive plays a script on a screen of w by h, logged in.
func drive(t *testing.T, w, h int, faults string, script func(*driver)) {
	t.Helper()
	driveWith(t, w, h, faults, nil, script)
}

// driveWith is drive with a say in what the screen starts with.
func driveWith(t *testing.T, w, h int, faults string, change func(*kitesim.Exchange, *Options), script func(*driver)) {
	t.Helper()
	start{w: w, h: h, at: morning, faults: faults, change: change}.drive(t, script)
}

// start is how a driver begins.
type start struct {
	w, h   int           // of the screen
	at     time.Time     // by the exchange's clock
	wrong  time.Duration // the machine's clock is ahead by it; 0: it is years behind, and known to be
	faults string
	change func(*kitesim.Exchange, *Options)
}

func (st start) drive(t *testing.T, script func(*driver)) {
	t.Helper()
	list, folder := testLists(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		if st.wrong != 0 {
			time.Sleep(time.Until(st.at.Add(st.wrong)))
		}
		d := &driver{t: t, start: time.Now(), msgs: make(chan tea.Msg, 1000)}
		d.exchange = kitesim.New(kitesim.Config{Offset: st.at.Sub(d.start), Rows: 1})
		for _, text := range strings.Fields(st.faults) {
			f, err := kitesim.ParseFault(text)
			if err != nil {
				t.Fatal(err)
			}
			d.exchange.AddFault(f)
		}
		pipe := d.exchange.Pipe()
		transport := &http.Transport{DialContext: pipe.DialContext}
		client := &kite.Client{
			BaseURL: "http://127.0.0.1", APIKey: d.exchange.APIKey(), AccessToken: d.exchange.NewAccessToken(),
			HTTP: &http.Client{Transport: transport},
		}
		ctx, cancel := context.WithCancel(t.Context())
		calendar := market.Default()
		o := Options{Client: client, Watchlist: list, Login: st.at, Theme: plainTheme(), Log: silent, Screen: &d.written, Cache: instruments.Cache{Dir: folder}}
		if st.change != nil {
			st.change(d.exchange, &o)
		}
		if o.Alerts == nil {
			o.Alerts, _ = NewSentry(SentryOptions{Calendar: calendar})
		}
		d.m = newModel(ctx, o, calendar, feed.New(feed.Config{
			Client: o.Client, Interval: list.Interval, Mode: list.Mode, Retries: list.Retries, Calendar: calendar,
			Known: o.Known, Beside: o.Alerts.Hear,
		}))
		if !strings.Contains(st.faults, "dump") && !strings.Contains(st.faults, "@0s") {
			if st.wrong == 0 {
				d.m.line.status.Offset = st.at.Sub(d.start)
				d.m.setClock(d.m.clock)
			}
			d.preload(client)
		}
		d.do(d.m.Init())
		d.send(tea.WindowSizeMsg{Width: st.w, Height: st.h})
		d.settle()
		script(d)
		cancel()
		<-d.m.ended
		<-d.m.silent
		transport.CloseIdleConnections()
		pipe.Close()
		time.Sleep(noteTime + time.Second) // the commands that wait for a time end
		synctest.Wait()
	})
}

// preload puts today's list into the cache, and takes it as if it had been read
// before the first call.
func (d *driver) preload(client *kite.Client) {
	now := d.m.clock // the reply's date is what counts
	l, err := d.m.dump.cache.Refresh(d.t.Context(), client, now.Exchange(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	next, _ := d.m.takeLoaded(listLoaded{list: l, index: instruments.NewIndex(l)})
	d.m = next.(model)
}

// do runs a command as the framework does.
func (d *driver) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		if msg := cmd(); msg != nil {
			d.msgs <- msg
		}
	}()
}

// send gives the model a message, and to the commands what it starts.
func (d *driver) send(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.do(cmd)
		}
		return
	case tea.QuitMsg:
		d.quit = true
		return
	}
	next, cmd := d.m.Update(msg)
	d.m = next.(model)
	d.do(cmd)
}

// settle delivers messages until nothing more happens at this moment.
func (d *driver) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-d.msgs:
			d.send(msg)
		default:
			return
		}
	}
}

// after lets virtual time pass until so long after the start.
func (d *driver) after(at time.Duration) {
	for time.Since(d.start) < at {
		time.Sleep(min(100*time.Millisecond, at-time.Since(d.start)))
		d.settle()
	}
	d.settle()
}

// key presses one.
func (d *driver) key(k string) {
	msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
	switch k {
	case "ctrl+c":
		msg = tea.KeyMsg{Type: tea.KeyCtrlC}
	case "enter":
		msg = tea.KeyMsg{Type: tea.KeyEnter}
	case "esc":
		msg = tea.KeyMsg{Type: tea.KeyEsc}
	case "tab":
		msg = tea.KeyMsg{Type: tea.KeyTab}
	}
	d.send(msg)
	d.settle()
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// screen is what is shown, without colour.
func (d *driver) screen() string { return escapes.ReplaceAllString(d.m.View(), "") }

func (d *driver) statusLine() string {
	lines := strings.Split(d.screen(), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

func (d *driver) wantStatus(at time.Duration, want string) {
	d.t.Helper()
	d.after(at)
	if got := d.statusLine(); !strings.Contains(got, want) {
		d.t.Errorf("at %v the status line is\n %q, want in it\n %q", at, got, want)
	}
}
