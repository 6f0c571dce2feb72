package kitesim

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// exchange trades a request token for a session.
func (c *client) exchange(requestToken, secret string) answer {
	c.t.Helper()
	sum := sha256.Sum256([]byte(c.x.APIKey() + requestToken + secret))
	return c.do("POST", "/session/token", url.Values{
		"api_key": {c.x.APIKey()}, "request_token": {requestToken}, "checksum": {hex.EncodeToString(sum[:])},
	})
}

func TestLoginThroughTheForm(t *testing.T) {
	now := at(t, "2026-11-23 08:10:05")
	x := frozen(&now, Config{RedirectURL: "http://127.0.0.1:9999/done?app=1", NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	page := c.get("/connect/login?v=3&api_key=" + x.APIKey() + "&redirect_params=" + url.QueryEscape(`state=a"b&x=1`))
	if page.StatusCode != 200 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("the page: %d %s", page.StatusCode, page.Header.Get("Content-Type"))
	}
	if n := strings.Count(page.text, "<form"); n != 1 {
		t.Errorf("%d forms, want 1", n)
	}
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`).FindAllStringSubmatch(page.text, -1) {
		form.Set(m[1], strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(m[2]))
	}
	if form.Get("redirect_params") != `state=a"b&x=1` {
		t.Errorf("the form carries %q", form.Get("redirect_params"))
	}

	form.Set("decision", "cancel")
	target := location(t, c.do("POST", "/connect/login", form))
	if q := target.Query(); q.Get("status") != "cancelled" || q.Has("request_token") || q.Get("state") != `a"b` {
		t.Errorf("cancelled: %s", target)
	}
	form.Set("decision", "approve")
	target = location(t, c.do("POST", "/connect/login", form))
	q := target.Query()
	if target.Host != "127.0.0.1:9999" || target.Path != "/done" || q.Get("app") != "1" || q.Get("action") != "login" ||
		q.Get("type") != "login" || q.Get("status") != "success" || q.Get("state") != `a"b` || q.Get("x") != "1" {
		t.Errorf("approved: %s", target)
	}

	var s map[string]any
	c.exchange(q.Get("request_token"), x.APISecret()).data(t, &s)
	for _, field := range strings.Fields("user_id user_name user_shortname email broker user_type exchanges products order_types " +
		"avatar_url api_key access_token public_token enctoken silo refresh_token login_time meta") {
		if _, ok := s[field]; !ok {
			t.Errorf("the session has no %s", field)
		}
	}
	if s["login_time"] != "2026-11-23 08:10:05" || s["avatar_url"] != nil || s["api_key"] != x.APIKey() {
		t.Errorf("session: %v", s)
	}
	c.token = s["access_token"].(string)
	var profile map[string]any
	c.get("/user/profile").data(t, &profile)
	if profile["user_id"] != s["user_id"] || profile["access_token"] != nil || profile["login_time"] != nil {
		t.Errorf("profile: %v", profile)
	}
}

func location(t *testing.T, a answer) *url.URL {
	t.Helper()
	target, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.StatusCode != http.StatusFound {
		t.Fatalf("no redirect: %d %s", a.StatusCode, a.text)
	}
	return target
}

func TestLoginPageRefuses(t *testing.T) {
	now := at(t, "2026-11-23 08:10")
	x := frozen(&now, Config{})
	c, closeAll := dial(t, x)
	defer closeAll()
	c.get("/connect/login?v=3&api_key=wrong").refused(t, 400, "InputException", "Invalid `api_key`.")
	c.do("POST", "/connect/login", url.Values{"api_key": {"wrong"}, "decision": {"approve"}}).
		refused(t, 400, "InputException", "Invalid `api_key`.")
	c.do("PUT", "/connect/login", nil).refused(t, 405, "GeneralException", "Method not allowed")
	// Approval is the form's button, never a link.
	if got := c.get("/connect/login?decision=approve&api_key=" + x.APIKey()); got.StatusCode != 200 {
		t.Errorf("a link approves: %d", got.StatusCode)
	}
}

func TestRequestToken(t *testing.T) {
	now := at(t, "2026-11-23 08:10")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	const gone = "Token is invalid or has expired."

	token := x.NewRequestToken()
	c.exchange(token, "wrong secret").refused(t, 403, "TokenException", "Invalid `checksum`.")
	if got := c.exchange(token, x.APISecret()); got.StatusCode != 200 {
		t.Errorf("after a wrong checksum: %s", got.text)
	}
	c.exchange(token, x.APISecret()).refused(t, 403, "TokenException", gone)
	c.exchange("made up", x.APISecret()).refused(t, 403, "TokenException", gone)

	old, fresh := x.NewRequestToken(), x.NewRequestToken()
	now = now.Add(2*time.Minute - time.Second)
	if got := c.exchange(fresh, x.APISecret()); got.StatusCode != 200 {
		t.Errorf("just in time: %s", got.text)
	}
	now = now.Add(time.Second)
	c.exchange(old, x.APISecret()).refused(t, 403, "TokenException", gone)

	c.do("POST", "/session/token", url.Values{"api_key": {x.APIKey()}, "checksum": {"x"}}).
		refused(t, 400, "InputException", "Missing or empty field `request_token`")
	c.do("POST", "/session/token", url.Values{"api_key": {"wrong"}, "request_token": {"x"}, "checksum": {"x"}}).
		refused(t, 403, "TokenException", "Incorrect `api_key` or `access_token`.")
}

func TestAuthorization(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	const missing, wrong = "Invalid `api_key` or `access_token`.", "Incorrect `api_key` or `access_token`."
	for _, tc := range []struct {
		name, header, message string
		status                int
	}{
		{"none", "", missing, 400},
		{"another scheme", "Bearer " + c.token, missing, 400},
		{"no token", "token " + x.APIKey(), missing, 400},
		{"empty token", "token " + x.APIKey() + ":", missing, 400},
		{"wrong key", "token wrong:" + c.token, wrong, 403},
		{"the secret as token", "token " + x.APIKey() + ":" + x.APISecret(), wrong, 403},
	} {
		for _, path := range []string{"/user/profile", "/quote/ltp?i=NSE:INFY", "/instruments/historical/408065/day?from=2026-11-20&to=2026-11-23"} {
			kind := "InputException"
			if tc.status == 403 {
				kind = "TokenException"
			}
			c.get(path, "Authorization", tc.header).refused(t, tc.status, kind, tc.message)
		}
	}
	if got := c.get("/instruments/CDS", "Authorization", ""); got.StatusCode != 200 {
		t.Errorf("the dump asks for a login: %s", got.text)
	}
}

func TestSessionEnds(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	const wrong = "Incorrect `api_key` or `access_token`."
	first, second := c.token, x.NewAccessToken()
	if first == second {
		t.Fatal("two sessions have one token")
	}
	var ok bool
	c.do("DELETE", "/session/token?api_key="+x.APIKey()+"&access_token="+first, nil).data(t, &ok)
	if !ok {
		t.Error("logging out says false")
	}
	c.get("/user/profile").refused(t, 403, "TokenException", wrong)
	c.do("DELETE", "/session/token?api_key="+x.APIKey()+"&access_token="+first, nil).refused(t, 403, "TokenException", wrong)

	c.token = second
	now = at(t, "2026-11-24 05:59:59")
	if got := c.get("/user/profile"); got.StatusCode != 200 {
		t.Errorf("before 06:00: %s", got.text)
	}
	early := x.NewAccessToken()
	now = at(t, "2026-11-24 06:00:00")
	c.get("/user/profile").refused(t, 403, "TokenException", wrong)
	c.token = early
	c.get("/user/profile").refused(t, 403, "TokenException", wrong)
	c.token = x.NewAccessToken()
	now = at(t, "2026-11-25 05:59:59")
	if got := c.get("/user/profile"); got.StatusCode != 200 {
		t.Errorf("a login at 06:00 lasts until the next: %s", got.text)
	}
}
