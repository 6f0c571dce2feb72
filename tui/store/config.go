package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/adrg/xdg"
)

// Config is what config.json and the environment say of the Kite Connect app
// and its session. Missing fields are empty.
type Config struct {
	APIKey      string `json:"api_key"`
	APISecret   string `json:"api_secret"`
	AccessToken string `json:"access_token"`
	RedirectURL string `json:"redirect_url"` // as registered with the app
	UserName    string `json:"user_name"`
	UserID      string `json:"user_id"`
	LoginTime   string `json:"login_time"` // YYYY-MM-DD HH:MM:SS, IST, as the API sends it
	APIHost     string `json:"api_host"`   // where the token was issued; empty: Kite's own

	// AlertCommand is the program that is told of alerts, with its arguments, as
	// the file has it. Only what Command returns of it may be run.
	AlertCommand []string `json:"alert_command"`

	KeyFrom    string `json:"-"` // where the api_key is from: config.json or environment; empty: there is none
	SecretFrom string `json:"-"` // the same of the api_secret

	Path      string `json:"-"` // the file, whether it exists or not
	TokenNote string `json:"-"` // why a saved token is not used; empty when it is, or there is none

	xdg bool // the file is that of the XDG config folder
}

// kiteHost is where a token that names no host was issued.
const kiteHost = "api.kite.trade"

// String keeps secrets out of anything that prints a Config.
func (c Config) String() string { return "config " + c.Path }

// GoString is for %#v, which passes String by.
func (c Config) GoString() string { return c.String() }

// LoadConfig reads config.json, which may be missing, and lets the
// environment's KITE_API_KEY, KITE_API_SECRET and KITE_ACCESS_TOKEN win.
// apiURL is the API in use: a token saved for another host is dropped. What
// the file says of its token's session goes with it when the environment's is
// another one.
func LoadConfig(path, apiURL string, getenv func(string) string) (Config, error) {
	c := Config{Path: path}
	text, found, err := read(path)
	if err != nil {
		return c, err
	}
	c.xdg = sameFile(path, filepath.Join(xdg.ConfigHome, "kitewatch", "config.json"))
	if found {
		if err := c.decode(text); err != nil {
			return c, err
		}
	}
	saved := c.AccessToken
	if c.AccessToken != "" && !c.tokenServes(apiURL) {
		c.TokenNote = "the saved session is for " + c.host() + ", not for this server"
		c.AccessToken = ""
	}
	c.KeyFrom = source(&c.APIKey, getenv("KITE_API_KEY"))
	c.SecretFrom = source(&c.APISecret, getenv("KITE_API_SECRET"))
	if source(&c.AccessToken, getenv("KITE_ACCESS_TOKEN")) == "environment" && c.AccessToken != saved {
		c.UserName, c.UserID, c.LoginTime, c.APIHost = "", "", "", "" // they are of the file's token
	}
	return c, c.check()
}

// SecretSource says where the api_secret is from; empty: there is none.
func (c Config) SecretSource() string {
	if c.APISecret == "" {
		return ""
	}
	return cmp.Or(c.SecretFrom, "config.json")
}

// Command returns the alert_command that may be run, a program and its arguments;
// none, with the reason, when the file has one that may not. named tells that the
// user named the file, by --config or KITEWATCH_CONFIG; else it must be that of
// the XDG config folder. Whoever unpacks an archive and looks around in it must
// not run what a config.json in it says, nor a program that lies there.
func (c Config) Command(named bool) (args []string, refused string) {
	switch {
	case len(c.AlertCommand) == 0:
		return nil, ""
	case !named && !c.xdg:
		return nil, "alert_command of " + c.Path + " is not run: it counts in the XDG config folder's config.json, or in one named by --config"
	case strings.TrimSpace(c.AlertCommand[0]) == "":
		return nil, "alert_command is not run: its first text must name a program"
	case strings.ContainsAny(c.AlertCommand[0], `/\`) && !filepath.IsAbs(c.AlertCommand[0]):
		return nil, "alert_command is not run: name its program by its whole path, or by one word to be found on the PATH"
	}
	return slices.Clone(c.AlertCommand), ""
}

// sameFile reports that two paths lead to one file that is there.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, other)
}

// source lets the environment's value win, and says where a value is from.
func source(field *string, env string) string {
	env = strings.TrimSpace(env)
	switch {
	case env != "":
		*field = env
		return "environment"
	case *field != "":
		return "config.json"
	}
	return ""
}

func (c *Config) decode(text []byte) error {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	err := json.Unmarshal(text, c)
	if err == nil && !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		err = errors.New("no object")
	}
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		line, column := position(text, int(syntax.Offset))
		return &FileError{Path: c.Path, Line: line, Column: column, Reason: "is not JSON: " + syntax.Error()}
	case errors.As(err, &mistyped) && mistyped.Field != "":
		line, column := position(text, int(mistyped.Offset))
		kind := "a text in quotes"
		if mistyped.Field == "alert_command" {
			kind = `a list of texts, such as ["/usr/bin/notify-send", "alert"]`
		}
		return &FileError{Path: c.Path, Line: line, Column: column,
			Reason: fmt.Sprintf("%s must be %s, not a %s", mistyped.Field, kind, mistyped.Value)}
	}
	return &FileError{Path: c.Path, Reason: "is not a JSON object of settings"}
}

// check refuses credentials that cannot be sent in a header.
func (c Config) check() error {
	for name, v := range map[string]string{"api_key": c.APIKey, "access_token": c.AccessToken} {
		if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return &FileError{Path: c.Path, Reason: name + " (there or in the environment) holds a blank or an unprintable character"}
		}
	}
	return nil
}

func (c Config) host() string {
	if c.APIHost == "" {
		return kiteHost
	}
	return c.APIHost
}

// HostOf is the host of an API address, by which a session is kept: empty for
// Kite's own. However it is spelled, one host is one: in lower case, and without
// the port that its scheme has anyway.
func HostOf(apiURL string) string {
	u, err := url.Parse(apiURL)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	if host == kiteHost {
		return ""
	}
	return host
}

// Server is the host of an API address, by which everything else is kept that
// one server's answers have told: the state, the dump, the budget.
func Server(apiURL string) string { return cmp.Or(HostOf(apiURL), kiteHost) }

// tokenServes reports whether the saved token may be sent to the API in use.
// One that names no host is Kite's own; it may also be tried on this machine,
// which it does not leave.
func (c Config) tokenServes(apiURL string) bool {
	host := Server(apiURL)
	if strings.EqualFold(host, c.host()) {
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return c.APIHost == "" && (name == "localhost" || ip != nil && ip.IsLoopback())
}

// position turns a byte offset into line and column, both from 1. Columns are
// counted in characters, as editors do.
func position(text []byte, offset int) (line, column int) {
	before := text[:min(max(offset-1, 0), len(text))]
	line = bytes.Count(before, []byte("\n")) + 1
	return line, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}
