package cli

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// endsSoon is how long before its end a session is warned of.
const endsSoon = 30 * time.Minute

// exchangeNow is the exchange's time, as far as it is known without a call.
func (d *checkup) exchangeNow() time.Time { return d.now.Add(d.ahead).In(market.IST) }

// lookAtSession tells what is known of the session without asking for it.
func (d *checkup) lookAtSession() {
	own := d.fromEnvironment("access_token")
	switch {
	case d.unsendable() == "access_token":
		d.bad(exitLogin, "session", "the access_token holds a blank or a character that none has", "Run kitewatch login.")
	case own != "" && d.saved.AccessToken != "" && own != d.saved.AccessToken:
		d.warn("session", "KITE_ACCESS_TOKEN in the environment wins over another session in config.json; since when is not known",
			"Unset KITE_ACCESS_TOKEN, unless it is today's.")
	case own != "" && d.config.LoginTime == "":
		d.ok("session", "KITE_ACCESS_TOKEN in the environment; only the API knows whether it serves (--online asks)")
	case d.config.AccessToken == "" && d.configErr != nil:
		return // nobody knows, and the file's line has said why
	case d.config.AccessToken == "" && d.config.TokenNote != "":
		d.bad(exitLogin, "session", d.config.TokenNote, "Run kitewatch login for this server.")
	case d.config.AccessToken == "":
		d.bad(exitLogin, "session", "not logged in", "Run kitewatch login, once a day.")
	default:
		d.lookAtLogin()
	}
}

// lookAtLogin judges a saved session by when it began.
func (d *checkup) lookAtLogin() {
	since, err := time.ParseInLocation(time.DateTime, d.config.LoginTime, market.IST)
	if err != nil {
		d.warn("session", "saved, but config.json does not say since when", "Run kitewatch doctor --online, which asks; or kitewatch login.")
		return
	}
	const form = "15:04 IST on Mon 2 Jan"
	end, now := kite.SessionEnd(since), d.exchangeNow()
	whose := ""
	if name := who(d.config.UserName, d.config.UserID); name != "" {
		whose = ", " + ui.Clean(name)
	}
	sure := d.ofKite() || d.ahead != 0
	switch left := end.Sub(now); {
	case left <= 0 && d.asks:
		d.warn("session", "since "+since.Format(form)+whose+", expected to have ended at "+end.Format(form), "See login below: the API is asked.")
	case left <= 0 && sure:
		d.bad(exitLogin, "session", "over: it began at "+since.Format(form)+" and ended at "+end.Format(form)+whose, "Run kitewatch login, once a day.")
	case left <= 0:
		d.warn("session", "of "+since.Format(form)+whose+", so it is over by this machine's clock; the server may have another",
			"Run kitewatch doctor --online, which asks.")
	case left < endsSoon:
		d.warn("session", "since "+since.Format(form)+whose+", ends in "+ui.Until(left)+", expected", "After "+end.Format("15:04 IST")+" run kitewatch login.")
	default:
		d.ok("session", "since "+since.Format(form)+", until "+end.Format(form)+", expected"+whose)
	}
}
