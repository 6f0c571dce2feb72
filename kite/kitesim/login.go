package kitesim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// The one app that the simulated exchange knows.
const (
	apiKey    = "simulatedapikey0"
	apiSecret = "simulated0secret0of0no0real0user"
)

const (
	requestLife = 2 * time.Minute // of a request token; the docs say "a few minutes"
	maxTokens   = 1000            // of each kind kept; then all are dropped
)

// APIKey is the key of the only app there is.
func (x *Exchange) APIKey() string { return apiKey }

// APISecret is its secret, which protects nothing.
func (x *Exchange) APISecret() string { return apiSecret }

// session is one login.
type session struct {
	login time.Time // by the exchange's clock
	wall  time.Time // by the machine's
	end   time.Time // 06:00 IST after it, by the exchange's clock
}

// NewRequestToken returns a token as the login page's redirect carries it.
func (x *Exchange) NewRequestToken() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	token := x.newToken("request")
	if len(x.requests) >= maxTokens {
		clear(x.requests)
	}
	x.requests[token] = x.Time()
	return token
}

// NewAccessToken returns the token of a session that begins now.
func (x *Exchange) NewAccessToken() string {
	token, _ := x.newSession()
	return token
}

func (x *Exchange) newSession() (string, session) {
	x.mu.Lock()
	defer x.mu.Unlock()
	token := x.newToken("access")
	now := x.Time()
	end := market.DateOf(now).Time().Add(6 * time.Hour)
	if !end.After(now) {
		end = end.Add(24 * time.Hour)
	}
	s := session{login: now, wall: x.config.Now(), end: end}
	if len(x.sessions) >= maxTokens {
		clear(x.sessions)
	}
	x.sessions[token] = s
	return token, s
}

// newToken makes a text like the real ones, the same in every run.
func (x *Exchange) newToken(kind string) string {
	x.serial++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", kind, x.config.Seed, x.serial))
	return "sim" + hex.EncodeToString(sum[:])[:29]
}

// alive reports whether a session goes on: not logged out, before its 06:00,
// and not ended by a fault since its login.
func (x *Exchange) alive(token string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	s, ok := x.sessions[token]
	return ok && x.Time().Before(s.end) && !x.expired(s, x.config.Now())
}

// sessionToken is POST (a login) and DELETE (a logout) of /session/token.
func (x *Exchange) sessionToken(r *http.Request) reply {
	switch r.Method {
	case http.MethodPost:
		return x.login(r)
	case http.MethodDelete:
		return x.logout(r)
	}
	return refusal(http.StatusMethodNotAllowed, "GeneralException", "Method not allowed")
}

// login trades a request token for a session.
func (x *Exchange) login(r *http.Request) reply {
	r.Body = http.MaxBytesReader(nil, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		return invalid("The form cannot be read.")
	}
	for _, field := range []string{"api_key", "request_token", "checksum"} {
		if r.PostForm.Get(field) == "" {
			return invalid("Missing or empty field `" + field + "`")
		}
	}
	key, token := r.PostForm.Get("api_key"), r.PostForm.Get("request_token")
	denied := func(message string) reply { return refusal(http.StatusForbidden, "TokenException", message) }
	if key != apiKey {
		return denied("Incorrect `api_key` or `access_token`.")
	}
	sum := sha256.Sum256([]byte(apiKey + token + apiSecret))
	if r.PostForm.Get("checksum") != hex.EncodeToString(sum[:]) {
		return denied("Invalid `checksum`.")
	}
	if !x.spend(token) {
		return denied("Token is invalid or has expired.")
	}
	access, s := x.newSession()
	return success(fullSession(access, s))
}

// spend uses up a request token and reports whether it was good.
func (x *Exchange) spend(token string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	issued, ok := x.requests[token]
	delete(x.requests, token)
	return ok && x.Time().Sub(issued) < requestLife
}

// logout ends the session named in the query.
func (x *Exchange) logout(r *http.Request) reply {
	key, token := r.URL.Query().Get("api_key"), r.URL.Query().Get("access_token")
	if key == "" || token == "" {
		return invalid("Invalid `api_key` or `access_token`.")
	}
	if key != apiKey || !x.alive(token) {
		return refusal(http.StatusForbidden, "TokenException", "Incorrect `api_key` or `access_token`.")
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.sessions, token)
	return success(true)
}

func (x *Exchange) profile(*http.Request) reply { return success(profileFields()) }

// profileFields are those of GET /user/profile.
func profileFields() map[string]any {
	return map[string]any{
		"user_id": "SIM001", "user_type": "individual", "broker": "ZERODHA",
		"email": "demo@example.com", "user_name": "Demo Trader", "user_shortname": "Demo",
		"exchanges":   []string{"MCX", "NSE", "BFO", "NFO", "BCD", "CDS", "BSE", "NCO", "MF"},
		"products":    []string{"CNC", "NRML", "MIS", "BO", "CO"},
		"order_types": []string{"MARKET", "LIMIT", "SL", "SL-M"},
		"avatar_url":  nil,
		"meta":        map[string]any{"demat_consent": "consent"},
	}
}

// fullSession is the reply to a login.
func fullSession(access string, s session) map[string]any {
	fields := profileFields()
	for name, value := range map[string]any{
		"api_key": apiKey, "access_token": access, "login_time": s.login.Format(wireTime),
		"public_token": "simulated-public-token", "refresh_token": "",
		"enctoken": "simulated-enctoken==", "silo": "",
	} {
		fields[name] = value
	}
	return fields
}

// loginPage shows the form, or acts on it.
func (x *Exchange) loginPage(r *http.Request) reply {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return refusal(http.StatusMethodNotAllowed, "GeneralException", "Method not allowed")
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(nil, r.Body, 1<<16)
	}
	if err := r.ParseForm(); err != nil {
		return invalid("The form cannot be read.")
	}
	if key, ok := r.Form["api_key"]; ok && key[0] != apiKey {
		return invalid("Invalid `api_key`.")
	}
	params, err := url.ParseQuery(r.Form.Get("redirect_params"))
	if err != nil {
		return invalid("Invalid `redirect_params`.")
	}
	switch r.PostForm.Get("decision") {
	case "approve":
		return x.redirect("action=login&type=login&status=success&request_token="+x.NewRequestToken(), params)
	case "cancel":
		return x.redirect("action=login&type=login&status=cancelled", params)
	}
	var page strings.Builder
	err = loginHTML.Execute(&page, map[string]string{
		"Key": apiKey, "Params": r.Form.Get("redirect_params"), "Target": x.config.RedirectURL,
	})
	if err != nil {
		return refusal(http.StatusInternalServerError, "GeneralException", err.Error())
	}
	return reply{status: http.StatusOK, kind: "text/html; charset=utf-8", body: []byte(page.String())}
}

// redirect sends the browser to the app, with the echoed parameters last.
func (x *Exchange) redirect(query string, params url.Values) reply {
	if len(params) > 0 {
		query += "&" + params.Encode()
	}
	mark := "?"
	if strings.Contains(x.config.RedirectURL, "?") {
		mark = "&"
	}
	return reply{
		status: http.StatusFound, kind: "text/html; charset=utf-8",
		header: map[string]string{"Location": x.config.RedirectURL + mark + query, "Cache-Control": "no-store"},
	}
}

var loginHTML = template.Must(template.New("login").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated login</title>
<style>
 body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f5f7;color:#22262e;font:16px/1.5 system-ui,sans-serif}
 main{width:21rem;background:#fff;border:1px solid #dde1e7;border-radius:10px;padding:2rem;box-shadow:0 2px 14px #0001}
 h1{margin:0 0 .2rem;font-size:1.25rem} p{margin:.2rem 0 1rem;color:#5b6472} code{overflow-wrap:anywhere}
 .note{border-left:3px solid #d99a1c;padding-left:.7rem;font-size:.9rem}
 button{width:100%;padding:.65rem;border-radius:6px;font:inherit;cursor:pointer;margin-top:.6rem;border:1px solid #c3c9d2;background:#fff}
 button[value=approve]{background:#2f6fde;border-color:#2f6fde;color:#fff;font-weight:600}
 @media (prefers-color-scheme:dark){body{background:#14171c;color:#dde1e7}main{background:#1d2127;border-color:#333a44}p{color:#9aa3b0}button{background:#262b33;color:inherit;border-color:#3a424d}}
</style></head>
<body><main>
<h1>Log in to the simulated exchange</h1>
<p>as Demo Trader, SIM001</p>
<p class="note">No real account, no password: this page belongs to a simulator on this machine.</p>
<form method="post" action="/connect/login">
 <input type="hidden" name="v" value="3">
 <input type="hidden" name="api_key" value="{{.Key}}">
 <input type="hidden" name="redirect_params" value="{{.Params}}">
 <button name="decision" value="approve" autofocus>Approve</button>
 <button name="decision" value="cancel">Cancel</button>
</form>
<p><small>then on to <code>{{.Target}}</code></small></p>
</main></body></html>
`))
