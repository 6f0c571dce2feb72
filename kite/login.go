package kite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Profile is who the user is: GET /user/profile (docs, /user). It tells nothing
// of when the session ends.
type Profile struct {
	UserID        string   `json:"user_id"`
	UserName      string   `json:"user_name"`
	UserShortname string   `json:"user_shortname"`
	Email         string   `json:"email"`
	UserType      string   `json:"user_type"` // individual, and others the docs do not list
	Broker        string   `json:"broker"`    // ZERODHA
	Exchanges     []string `json:"exchanges"` // enabled for the user, in no order; may hold MF
	Products      []string `json:"products"`
	OrderTypes    []string `json:"order_types"`
	AvatarURL     string   `json:"avatar_url"` // null on the wire for many: empty
	Meta          Meta     `json:"meta"`

	Date time.Time `json:"-"` // the reply's Date header, as in Snapshot
}

// Meta is what the API says of an account beside its profile.
type Meta struct {
	DematConsent string `json:"demat_consent"` // empty, consent or physical
}

// Session is the reply to a login: POST /session/token (docs, /user). Of the
// wire's fields enctoken and silo (undocumented) and refresh_token (empty for
// individuals) are left out: what is not kept cannot leak.
type Session struct {
	Profile
	APIKey      string `json:"api_key"`
	AccessToken string `json:"access_token"` // signs every call until Expires
	PublicToken string `json:"public_token"`
	LoginTime   Time   `json:"login_time"`
}

// Expires returns when the session is expected to end; see SessionEnd.
func (s Session) Expires() time.Time { return SessionEnd(s.LoginTime.Time) }

// SessionEnd returns the first 06:00 IST after login: the hour by which the
// exchanges require a new one (docs, /user). It is an expectation. A logout ends
// a session earlier, and users report ends up to 07:30; only a call refused with
// a TokenException proves it. The zero time gives the zero time.
func SessionEnd(login time.Time) time.Time {
	if login.IsZero() {
		return time.Time{}
	}
	login = login.In(ist)
	year, month, day := login.Date()
	end := time.Date(year, month, day, 6, 0, 0, 0, ist)
	if !end.After(login) {
		end = end.AddDate(0, 0, 1)
	}
	return end
}

// String describes s without its tokens, so that no %v can leak them.
func (s Session) String() string {
	return "kite.Session{user_id=" + s.UserID + " api_key=" + s.APIKey +
		" access_token=" + masked(s.AccessToken) + " login_time=" + s.LoginTime.Format(time.RFC3339) + "}"
}

// GoString is String: %#v is no way to the tokens either.
func (s Session) GoString() string { return s.String() }

// LogValue is String, for a structured log.
func (s Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// LoginPage returns the address of the page where the user logs in. The API
// knows no redirect address: it is fixed with the app, and params come back on
// it, which is how a listener tells its own login from a stranger's link.
func (c *Client) LoginPage(params url.Values) string {
	query := url.Values{"v": {"3"}, "api_key": {c.APIKey}}
	if len(params) > 0 {
		query.Set("redirect_params", params.Encode())
	}
	page := orDefault(c.LoginURL, defaultLoginURL)
	if strings.Contains(page, "?") {
		return page + "&" + query.Encode()
	}
	return page + "?" + query.Encode()
}

// NewSession trades the request token of a login's redirect for a session. The
// token serves once, for a few minutes; used, old or with a wrong secret it is a
// TokenException. The session's calls are made by c.WithToken(s.AccessToken).
func (c *Client) NewSession(ctx context.Context, requestToken, apiSecret string) (Session, error) {
	sum := sha256.Sum256([]byte(c.APIKey + requestToken + apiSecret))
	checksum := hex.EncodeToString(sum[:])
	r := request{
		name:    "login",
		method:  http.MethodPost,
		path:    "session/token",
		form:    url.Values{"api_key": {c.APIKey}, "request_token": {requestToken}, "checksum": {checksum}},
		secrets: []string{c.AccessToken, requestToken, apiSecret, checksum},
		private: true,
	}
	missing := func(what string) (Session, error) {
		return Session{}, c.fail(r, &Error{Message: "the " + what + " is missing", kind: Input})
	}
	switch "" {
	case c.APIKey:
		return missing("api_key")
	case requestToken:
		return missing("request_token")
	case apiSecret:
		return missing("api_secret")
	}
	// Yesterday's token has no say in today's login.
	session, header, err := do[Session](ctx, c.WithToken(""), r)
	if err == nil && session.AccessToken == "" {
		err = c.fail(r, misshapen(http.StatusOK, "reply without an access_token"))
	}
	if err != nil {
		return Session{}, err
	}
	session.Profile.clean()
	session.Date = replyDate(header)
	return session, nil
}

// Profile asks who is logged in: the cheapest proof that a token is valid.
func (c *Client) Profile(ctx context.Context) (Profile, error) {
	r := request{name: "profile", path: "user/profile"}
	profile, header, err := do[Profile](ctx, c, r)
	if err == nil && profile.UserID == "" {
		err = c.fail(r, misshapen(http.StatusOK, "reply without a user_id"))
	}
	if err != nil {
		return Profile{}, err
	}
	profile.clean()
	profile.Date = replyDate(header)
	return profile, nil
}

// EndSession logs out: the access token is worth nothing afterwards. Kite's web
// and phone sessions go on.
func (c *Client) EndSession(ctx context.Context) error {
	query := url.Values{"api_key": {c.APIKey}, "access_token": {c.AccessToken}}
	r := request{name: "logout", method: http.MethodDelete, path: "session/token", query: query.Encode(), private: true}
	if c.AccessToken == "" {
		return c.fail(r, &Error{Message: "not logged in", kind: Token})
	}
	_, _, err := do[any](ctx, c, r)
	return err
}

// clean makes the names fit for a terminal: they are the user's own words.
func (p *Profile) clean() {
	for _, field := range []*string{&p.UserID, &p.UserName, &p.UserShortname, &p.Email, &p.UserType, &p.Broker} {
		*field = clean(*field)
	}
}
