package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
)

// defaultRedirect is where the app's redirect is expected when config.json
// names no redirect_url.
const defaultRedirect = "http://127.0.0.1:7265/"

// listenTime is how long one opening of the pane waits for the browser.
const listenTime = 5 * time.Minute

// exchangeRetries is how often a login that met network trouble is tried
// again, after 2, 4 and 8 s. The request token is spent only when the API has
// seen it, and lives for minutes.
const exchangeRetries = 3

// session is what the root knows of the login and how it stands.
type session struct {
	config store.Config
	open   bool               // the pane is in sight
	gen    int                // of the opening: answers to older ones are dropped
	stop   context.CancelFunc // ends the wait for the browser
	back   *kite.Callback     // the listener, as long as it is open
	opens  bool               // the page is opened once it listens
	params string             // the state that the login page is to echo
	ear    string             // where it listens; empty: nowhere
	noEar  string             // why not
	until  time.Time          // wall time at which it gives up
	ended  string             // exchange's time at which the API ended the session
	trade  int                // number of the exchange: answers to older failures are dropped
	token  string             // the request token on its way
	tries  int                // of its exchange, failed
	again  time.Time          // wall time of the next try; zero: none is planned
	reason string             // of the failed try
	brief  string             // for the status line: why the login failed
	dead   []string           // access tokens that the API has refused
}

// redirect is the address at which the login ends.
func (s *session) redirect() string {
	if s.config.RedirectURL != "" {
		return s.config.RedirectURL
	}
	return defaultRedirect
}

// openLogin shows the pane and begins to listen.
func (m *model) openLogin() tea.Cmd {
	m.session.open = true
	m.session.brief = ""
	if m.detailed {
		m.leaveDetail() // the table is what stays in sight
	}
	if m.focus != onPrompt && m.focus != onSearch { // what is being typed there is not for this pane
		m.focus = onLogin
	}
	m.login.Reset()
	return m.listen()
}

// listen begins anew to wait for the browser, once there is an api_key.
func (m *model) listen() tea.Cmd {
	s := &m.session
	s.endListening()
	s.gen++
	m.showLogin()
	if s.config.APIKey == "" || s.config.APISecret == "" {
		return nil
	}
	return listen(s.gen, s.redirect())
}

// endListening frees the port at once: the next listener may want it.
func (s *session) endListening() {
	if s.stop != nil {
		s.stop()
	}
	if s.back != nil {
		s.back.Close()
	}
	s.stop, s.back, s.ear, s.noEar, s.params = nil, nil, "", "", ""
}

// endExchange gives up what is on its way; a session that comes of it all the
// same is taken.
func (s *session) endExchange() {
	s.trade++
	s.token, s.tries, s.again = "", 0, time.Time{}
}

// closeLogin puts the pane away.
func (m *model) closeLogin() {
	m.session.endListening()
	m.session.endExchange()
	m.session.gen++
	m.session.open, m.session.opens = false, false
	if m.focus == onLogin {
		m.focus = m.under()
	}
}

// takeListening takes the opened listener, or why there is none.
func (m model) takeListening(msg listening) (tea.Model, tea.Cmd) {
	s := &m.session
	if msg.gen != s.gen {
		if msg.callback != nil {
			msg.callback.Close()
		}
		return m, nil
	}
	s.params = msg.state
	var cmds []tea.Cmd
	switch {
	case errors.Is(msg.err, kite.ErrNotLoopback):
		s.noEar = "the redirect address " + s.redirect() + " is not http on this machine: paste below"
	case msg.err != nil:
		s.noEar = "nothing can listen on " + s.redirect() + " (taken?): paste below"
	default:
		ctx, stop := context.WithTimeout(m.ctx, listenTime)
		s.stop, s.back, s.ear, s.until = stop, msg.callback, msg.callback.Address(), m.clock.Wall.Add(listenTime)
		cmds = append(cmds, awaitRedirect(ctx, s.gen, msg.callback))
	}
	if s.opens {
		s.opens = false
		cmds = append(cmds, openBrowser(m.client.LoginPage(loginParams(s.params))))
	}
	m.showLogin()
	return m, tea.Batch(cmds...)
}

// takeRedirect takes the browser's return, or the end of the wait for it.
func (m model) takeRedirect(msg redirected) (tea.Model, tea.Cmd) {
	if msg.gen != m.session.gen {
		return m, nil
	}
	m.session.ear, m.session.back = "", nil
	m.session.noEar = "o opens the page and listens again"
	switch {
	case msg.err != nil:
		m.session.noEar = "nobody came back in five minutes: o opens the page and listens again"
	case msg.redirect.Cancelled:
		m.failLogin(login.Explain(login.ErrCancelled))
	default:
		m.showLogin()
		return m.exchange(msg.redirect.RequestToken)
	}
	m.showLogin()
	return m, nil
}

// takePaste takes what the user has pasted.
func (m model) takePaste(text string) (tea.Model, tea.Cmd) {
	back, err := kite.ParseRedirect(text)
	if err == nil && back.Cancelled {
		err = login.ErrCancelled
	}
	if err != nil {
		m.failLogin(login.Explain(err))
		return m, nil
	}
	return m.exchange(back.RequestToken)
}

// takeEntered takes the app's credentials as typed.
func (m model) takeEntered(msg login.Entered) (tea.Model, tea.Cmd) {
	c := &m.session.config
	m.session.endExchange()
	m.login.SetBusy("")
	if msg.APIKey != "" {
		c.APIKey, c.KeyFrom = msg.APIKey, "typed"
	}
	if msg.APISecret != "" {
		c.APISecret, c.SecretFrom = msg.APISecret, "typed"
	}
	client := *m.client
	client.APIKey = c.APIKey
	m.client = &client
	cmd := m.listen()
	return m, cmd
}

// showLogin hands the pane its facts.
func (m *model) showLogin() {
	s := &m.session
	f := login.Facts{
		APIKey: s.config.APIKey, Secret: s.config.SecretSource(),
		Address: s.ear, NoEar: s.noEar, Until: s.until, Ended: s.ended,
		Page:  m.client.LoginPage(loginParams(s.params)),
		Typed: s.config.KeyFrom == "typed", Stopped: m.stopped(),
	}
	f.Reason, f.Detail = m.whyLogin()
	m.login.SetClock(m.clock.Wall)
	m.login.SetFacts(f)
	m.drawLine()
}

// whyLogin says why the pane is open, and what is still true.
func (m *model) whyLogin() (reason, detail string) {
	status := m.line.status
	detail = "Kite wants one login a day, the user's own; it is expected to last until 06:00 IST."
	if !status.LastGood.IsZero() {
		detail = "Kite wants one login a day. Prices above are of " + m.line.showing() + "; the table goes on where it was."
	}
	switch {
	case status.Condition == feed.NoPermission:
		return "Polling has stopped: this app has no market data, and logging in again will not help.", detail
	case status.Condition != feed.LoginNeeded:
		return "The session goes on; logging in again replaces it.", detail
	case m.client.AccessToken == "" && m.session.config.TokenNote != "":
		return "Log in: " + m.session.config.TokenNote + ".", detail
	case m.client.AccessToken == "":
		return "Log in to see prices.", detail
	}
	_, why, found := strings.Cut(status.Reason, ": ")
	if !found {
		why = status.Reason
	}
	return "The API ended this session: " + strings.TrimSuffix(why, ".") + ".", detail
}

// sessionEnded notes that the API has refused the token, and opens the pane.
func (m *model) sessionEnded() tea.Cmd {
	if m.client.AccessToken != "" {
		m.session.ended = m.clock.Exchange().Format(time.TimeOnly)
		m.session.dead = append(m.session.dead, m.client.AccessToken)
	}
	if m.session.open {
		m.showLogin()
		return nil
	}
	return m.openLogin()
}

// refusal tells the feed, which stops the polling, of a call for candles that was
// refused with a TokenException, and returns what the request log says of it.
func (m *model) refusal(uses int, err error) string {
	if uses != m.uses {
		return "of the session before; asked again"
	}
	m.spent = true // the feed says so in a moment, in which nothing is to be asked for
	m.feed.Refused(uses, err)
	return "polling stops; login needed"
}

// over reports that the API has refused the session: candles wait for the next.
func (m *model) over() bool {
	s := &m.line.status
	return m.spent || s.Condition == feed.LoginNeeded && s.Uses == m.uses
}

// openPage opens the login page in the browser. If nobody listens any more, it
// listens first: the page has to carry the listener's own state.
func (m model) openPage() (tea.Model, tea.Cmd) {
	next, note := m.say("opening the browser")
	m = next.(model)
	if s := &m.session; s.ear == "" && s.token == "" {
		s.opens = true
		cmd := m.listen()
		return m, tea.Batch(note, cmd)
	}
	return m, tea.Batch(note, openBrowser(m.client.LoginPage(loginParams(m.session.params))))
}

// stopped reports that polling waits for a login, or for ever.
func (m *model) stopped() bool {
	c := m.line.status.Condition
	return c == feed.LoginNeeded || c == feed.NoPermission
}
