package tui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
)

// exchange trades a request token for a session; one that is on its way
// already is left to it.
func (m model) exchange(token string) (tea.Model, tea.Cmd) {
	s := &m.session
	if token == s.token {
		return m, nil
	}
	s.endExchange()
	s.token, s.brief = token, ""
	m.login.SetBusy("Exchanging the request token for a session")
	m.drawLine()
	return m, exchange(m.ctx, s.trade, m.client, token, s.config.APISecret)
}

// takeExchanged takes the API's answer to a request token. A session that was
// granted is taken whatever the user did meanwhile: the token is spent, and the
// session before it may be over.
func (m model) takeExchanged(msg exchanged) (tea.Model, tea.Cmd) {
	s := &m.session
	if msg.err == nil && msg.session.APIKey == m.client.APIKey {
		return m.loggedIn(msg.session, msg.at)
	}
	if msg.trade != s.trade || msg.err == nil {
		return m, nil
	}
	trouble := login.Explain(msg.err)
	if kite.KindOf(msg.err) == kite.Network && s.tries < exchangeRetries {
		s.again = m.clock.Wall.Add(2 * time.Second << s.tries)
		s.tries++
		s.reason = trouble.Brief
		m.countLogin()
		return m, nil
	}
	m.failLogin(trouble)
	return m, nil
}

// failLogin shows why a login failed.
func (m *model) failLogin(t login.Trouble) {
	m.session.endExchange()
	m.session.brief = t.Brief
	if !m.stopped() {
		t.Advice += " The session before goes on."
	}
	m.login.SetFailure(t.What, t.Advice, t.Secret)
	m.drawLine()
}

// countLogin shows the countdown to the next try of an exchange.
func (m *model) countLogin() {
	s := &m.session
	if s.again.IsZero() {
		return
	}
	m.login.SetBusy(strings.ToUpper(s.reason[:1]) + s.reason[1:] + ": trying again in " + m.line.left(s.again))
}

// lookEvery is how many seconds apart config.json is looked at for a session
// that another process has saved.
const lookEvery = 2

// loginTick is the login's part of a second: countdowns, the next try, and a
// look whether another process has logged in.
func (m *model) loginTick() tea.Cmd {
	s := &m.session
	m.login.SetClock(m.clock.Wall)
	if !s.again.IsZero() {
		if s.again.After(m.clock.Wall) {
			m.countLogin()
			return nil
		}
		s.again = time.Time{}
		m.login.SetBusy("Exchanging the request token for a session")
		return exchange(m.ctx, s.trade, m.client, s.token, s.config.APISecret)
	}
	if m.line.status.Condition == feed.LoginNeeded && s.token == "" && m.clock.Wall.Second()%lookEvery == 0 {
		return lookForToken(m.ctx, s.config.Path, m.client, slices.Clone(s.dead))
	}
	return nil
}

// loggedIn goes on with a new session: polling where it was, the pane away.
func (m model) loggedIn(made kite.Session, at time.Time) (tea.Model, tea.Cmd) {
	m.feed.Observe(made.Date, at)
	s := &m.session
	s.config.AccessToken = made.AccessToken
	s.config.UserName, s.config.UserID = made.UserName, made.UserID
	since := made.LoginTime.Time
	if since.IsZero() {
		since = made.Date
	}
	s.config.LoginTime = ""
	if !since.IsZero() {
		s.config.LoginTime = since.In(market.IST).Format(time.DateTime)
	}
	changes := map[string]string{
		"access_token": made.AccessToken, "user_name": made.UserName, "user_id": made.UserID,
		"login_time": s.config.LoginTime, "api_host": store.HostOf(m.client.BaseURL),
	}
	if s.config.KeyFrom == "typed" { // what the environment brings is kept there
		changes["api_key"] = s.config.APIKey
	}
	if s.config.SecretFrom == "typed" {
		changes["api_secret"] = s.config.APISecret
	}
	m.goOn(made.AccessToken, since)
	return m, saveSession(s.config, changes)
}

// goOn polls with a new token.
func (m *model) goOn(token string, since time.Time) {
	m.client = m.client.WithToken(token)
	m.feed.Use(m.client)
	m.uses++
	m.spent, m.charts.shut, m.history.shut = false, false, false // it may be another app's
	m.resumed()
	m.line.login = since
	m.session.ended, m.session.brief = "", ""
	m.closeLogin()
	m.drawLine()
}

// takeSaved says that the session is kept, or that it is for this run only.
func (m model) takeSaved(msg sessionSaved) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		return m.say("logged in for this run only: " + msg.err.Error())
	}
	return m.say("logged in as " + m.session.config.UserName + ", saved in " + m.session.config.Path)
}

// takeFound goes on with a session that another process has saved, and that
// the profile has proved. The app's credentials stay those of here.
func (m model) takeFound(msg tokenFound) (tea.Model, tea.Cmd) {
	s := &m.session
	if msg.refused {
		s.dead = append(s.dead, msg.config.AccessToken)
		return m, nil
	}
	if m.line.status.Condition != feed.LoginNeeded || s.token != "" {
		return m, nil
	}
	c := msg.config
	s.config.AccessToken, s.config.UserName = c.AccessToken, c.UserName
	s.config.UserID, s.config.LoginTime = c.UserID, c.LoginTime
	if s.config.APIKey == "" {
		s.config.APIKey, s.config.KeyFrom = c.APIKey, c.KeyFrom
	}
	if s.config.APISecret == "" {
		s.config.APISecret, s.config.SecretFrom = c.APISecret, c.SecretFrom
	}
	client := *m.client
	client.APIKey = s.config.APIKey
	m.client = &client
	since, _ := time.ParseInLocation(time.DateTime, c.LoginTime, market.IST)
	m.goOn(c.AccessToken, since)
	return m.say("a new session was found in " + c.Path)
}

// loginMsg routes what belongs to the login, and what is left to the panes.
func (m model) loginMsg(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case login.Opened:
		return m.openPage()
	case login.Copied:
		next, cmd := m.say("address copied, if the terminal allows it")
		return next, tea.Batch(cmd, copyText(m.screen, m.client.LoginPage(loginParams(m.session.params))))
	case login.Entered:
		return m.takeEntered(msg)
	case login.Pasted:
		return m.takePaste(msg.Text)
	case login.Left:
		m.closeLogin()
		m.drawLine()
		return m, nil
	case listening:
		return m.takeListening(msg)
	case redirected:
		return m.takeRedirect(msg)
	case exchanged:
		logged := m.tookCall(msg.call)
		next, cmd := m.takeExchanged(msg)
		return next, tea.Batch(logged, cmd)
	case sessionSaved:
		return m.takeSaved(msg)
	case tokenFound:
		return m.takeFound(msg)
	case browserOpened:
		if msg.err != nil {
			return m.say("no browser could be started here: copy the address with c")
		}
		return m, nil
	}
	return m.pane(msg)
}
