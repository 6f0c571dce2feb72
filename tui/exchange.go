package tui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
)

// exchange trades a request token for a session.
func (m model) exchange(token string) (tea.Model, tea.Cmd) {
	s := &m.session
	s.token, s.tries, s.again, s.brief = token, 0, time.Time{}, ""
	m.login.SetBusy("Exchanging the request token for a session")
	m.drawLine()
	return m, exchange(m.ctx, s.gen, m.client, token, s.config.APISecret)
}

// takeExchanged takes the API's answer to a request token.
func (m model) takeExchanged(msg exchanged) (tea.Model, tea.Cmd) {
	s := &m.session
	if msg.gen != s.gen {
		return m, nil
	}
	if msg.err == nil {
		return m.loggedIn(msg.session, msg.at)
	}
	trouble := login.Explain(msg.err)
	if kite.KindOf(msg.err) == kite.Network && s.tries < exchangeRetries {
		s.again = m.clock.Wall.Add(2 * time.Second << s.tries)
		s.tries++
		s.reason = trouble.Brief
		m.countLogin()
		return m, nil
	}
	s.token = ""
	m.failLogin(trouble)
	return m, nil
}

// failLogin shows why a login failed.
func (m *model) failLogin(t login.Trouble) {
	m.session.brief = t.Brief
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
		return exchange(m.ctx, s.gen, m.client, s.token, s.config.APISecret)
	}
	if m.line.status.Condition == feed.LoginNeeded && s.token == "" {
		return lookForToken(s.config.Path, m.client)
	}
	return nil
}

// loggedIn goes on with a new session: polling where it was, the pane away.
func (m model) loggedIn(made kite.Session, at time.Time) (tea.Model, tea.Cmd) {
	m.feed.Observe(made.Date, at)
	s := &m.session
	s.config.AccessToken = made.AccessToken
	s.config.UserName, s.config.UserID = made.UserName, made.UserID
	s.config.LoginTime = made.LoginTime.In(market.IST).Format(time.DateTime)
	changes := map[string]string{
		"access_token": made.AccessToken, "user_name": made.UserName, "user_id": made.UserID,
		"login_time": s.config.LoginTime, "api_host": store.HostOf(m.client.BaseURL),
	}
	if s.typed {
		changes["api_key"], changes["api_secret"] = s.config.APIKey, s.config.APISecret
		s.typed = false
	}
	m.goOn(made.AccessToken, made.LoginTime.Time)
	return m, saveSession(s.config, changes)
}

// goOn polls with a new token.
func (m *model) goOn(token string, since time.Time) {
	m.client = m.client.WithToken(token)
	m.feed.Use(m.client)
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

// takeFound goes on with a session that another process has saved.
func (m model) takeFound(c store.Config) (tea.Model, tea.Cmd) {
	if m.line.status.Condition != feed.LoginNeeded || c.AccessToken == m.client.AccessToken {
		return m, nil
	}
	typed := m.session.config
	m.session.config = c
	if m.session.typed { // what was typed here stays
		m.session.config.APIKey, m.session.config.APISecret = typed.APIKey, typed.APISecret
	}
	client := *m.client
	client.APIKey = m.session.config.APIKey
	m.client = &client
	since, _ := time.ParseInLocation(time.DateTime, c.LoginTime, market.IST)
	m.goOn(c.AccessToken, since)
	return m.say("a new session was found in " + c.Path)
}
