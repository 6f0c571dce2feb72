package login

import (
	"errors"
	"strings"

	"kitewatch/kite"
)

// Trouble is why a login failed, for a person.
type Trouble struct {
	Brief  string // for the status line: checksum refused
	What   string // a sentence: what happened
	Advice string // a sentence: what to do about it
	Secret bool   // the api_secret is what was refused
}

// Explain says why a login failed and what to do, whether it failed on the
// login page, in what was pasted, or at the API.
func Explain(err error) Trouble {
	switch {
	case errors.Is(err, ErrCancelled):
		return Trouble{"cancelled", "The login was cancelled on the login page.", "Nothing has changed. Open the page again when you like.", false}
	case errors.Is(err, kite.ErrPasteTooLong):
		return Trouble{"paste refused", "That paste is longer than 64 kB, and was not looked at.", "Paste the request token, or the address that the browser landed on, alone.", false}
	case errors.Is(err, kite.ErrNoRequestToken):
		return Trouble{"no request token", "There is no request_token in that address.", "Paste the address that the browser landed on after the login, not that of the login page.", false}
	case errors.Is(err, kite.ErrNotOneToken):
		return Trouble{"no request token", "That is neither a request token nor an address with one.", "Paste the address that the browser landed on after the login, all of it.", false}
	}
	return explainAPI(err)
}

// ErrCancelled says that the user declined on the login page.
var ErrCancelled = errors.New("the login was cancelled on the login page")

func explainAPI(err error) Trouble {
	message := strings.ToLower(err.Error())
	switch kind := kite.KindOf(err); {
	case (kind == kite.Token || kind == kite.Input) && strings.Contains(message, "checksum"):
		return Trouble{"checksum refused", "Checksum refused: this api_secret does not belong to this api_key.",
			"Type it again, or correct config.json; then log in again, that request token is spent.", true}
	case (kind == kite.Token || kind == kite.Input) && strings.Contains(message, "api_key"):
		return Trouble{"api_key refused", "The API does not know this api_key.",
			"Compare it with the app's at developers.kite.trade, correct config.json, then log in again.", false}
	case kind == kite.Token:
		return Trouble{"request token refused", "That request token was used before, or is too old.",
			"One serves once and for a few minutes: open the login page again.", false}
	case kind == kite.Permission:
		return Trouble{"no permission", "This app has no market data, or is not yours: " + kite.Brief(err) + ".",
			"Logging in again will not help; a free Personal app has no quotes (see the app's page at developers.kite.trade).", false}
	case kind == kite.RateLimit:
		return Trouble{"rate limited", "The API has had too many calls of this app.", "Wait a minute; then paste the same address while it is fresh, or log in again.", false}
	case kind == kite.Network:
		return Trouble{kite.Brief(err), "The API cannot be reached: " + kite.Brief(err) + ".",
			"Look to the network; then log in again, or paste the same address while it is fresh.", false}
	}
	return Trouble{kite.Brief(err), "The API refused the login: " + kite.Brief(err) + ".", "Try once more; if it stays, look at the app's page at developers.kite.trade.", false}
}
