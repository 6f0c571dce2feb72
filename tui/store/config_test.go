package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func noEnv(string) string { return "" }

func TestLoadConfig(t *testing.T) {
	path := write(t, "config.json", `{"api_key": "k", "api_secret": "s", "access_token": "t", "mine": {"a": 1}, "login_time": "2026-11-23 08:41:00"}`)
	got, err := LoadConfig(path, "", noEnv)
	if err != nil || got.APIKey != "k" || got.APISecret != "s" || got.AccessToken != "t" || got.LoginTime != "2026-11-23 08:41:00" {
		t.Errorf("got %#v, %v", got, err)
	}
	env := func(name string) string {
		return map[string]string{"KITE_API_KEY": "K", "KITE_API_SECRET": "S", "KITE_ACCESS_TOKEN": " T\n"}[name]
	}
	got, err = LoadConfig(path, "", env)
	if err != nil || got.APIKey != "K" || got.APISecret != "S" || got.AccessToken != "T" {
		t.Errorf("the environment does not win: %v", err)
	}
	got, err = LoadConfig(filepath.Join(t.TempDir(), "none.json"), "", noEnv)
	if err != nil || got.APIKey != "" {
		t.Errorf("without a file: %v, %v", got, err)
	}
}

func TestATokenOfTheEnvironmentHasNoLoginOfTheFile(t *testing.T) {
	const login = `"user_name": "Asha", "user_id": "QT4821", "login_time": "2026-11-23 08:41:00", "api_host": "127.0.0.1:8765"`
	for _, tt := range []struct {
		name, file, env string
		kept            bool
	}{
		{"none in the environment", `"access_token": "t", `, "", true},
		{"the same", `"access_token": "t", `, " t\n", true},
		{"another", `"access_token": "t", `, "T", false},
		{"none in the file", "", "T", false},
	} {
		path := write(t, "config.json", "{"+tt.file+login+"}")
		for _, api := range []string{"http://127.0.0.1:8765", ""} { // the file's token serves the one alone
			got, err := LoadConfig(path, api, func(name string) string {
				return map[string]string{"KITE_ACCESS_TOKEN": tt.env}[name]
			})
			kept := got.UserName != "" && got.UserID != "" && got.LoginTime != "" && got.APIHost != ""
			gone := got.UserName+got.UserID+got.LoginTime+got.APIHost == ""
			if err != nil || kept != tt.kept || gone == tt.kept {
				t.Errorf("%s at %q: login of %q since %q, %v", tt.name, api, got.UserName, got.LoginTime, err)
			}
		}
	}
}

func TestConfigErrorsNameThePlace(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "is not JSON"},
		{"{\n  \"api_key\": \"k\",\n  oops\n}", ":3:3: is not JSON"},
		{`{"api_key": 12}`, "api_key must be a text in quotes"},
		{`["api_key"]`, "not a JSON object"},
		{`null`, "not a JSON object"},
		{`{"api_key": "a b"}`, "api_key"},
		{"{\"access_token\": \"a\\nb\"}", "access_token"},
	}
	for _, tt := range tests {
		path := write(t, "config.json", tt.text)
		_, err := LoadConfig(path, "", noEnv)
		if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %q in it", tt.text, err, tt.want)
		}
	}
	if _, err := LoadConfig(t.TempDir(), "", noEnv); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder: %v", err)
	}
}

func TestATokenStaysWithItsHost(t *testing.T) {
	tests := []struct {
		host, api string
		used      bool
	}{
		{"", "", true},
		{"", "https://api.kite.trade", true},
		{"", "https://proxy.example.com", false},
		{"", "http://127.0.0.1:8765", true}, // it does not leave the machine
		{"", "http://[::1]:8765", true},
		{"127.0.0.1:8765", "http://127.0.0.1:8765", true},
		{"127.0.0.1:8765", "http://127.0.0.1:9999", false},
		{"127.0.0.1:8765", "", false},
		{"api.kite.trade", "http://127.0.0.1:8765", false},
	}
	for _, tt := range tests {
		path := write(t, "config.json", fmt.Sprintf(`{"access_token": "t", "api_host": %q}`, tt.host))
		got, err := LoadConfig(path, tt.api, noEnv)
		if err != nil || (got.AccessToken != "") != tt.used || (got.TokenNote == "") != tt.used {
			t.Errorf("token of %q at %q: used %v, note %q, %v", tt.host, tt.api, got.AccessToken != "", got.TokenNote, err)
		}
	}
}

func TestConfigPrintsNoSecret(t *testing.T) {
	c := Config{APIKey: "thekey", APISecret: "thesecret", AccessToken: "thetoken"}
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), (&c).String()} {
		if strings.Contains(text, "thesecret") || strings.Contains(text, "thetoken") {
			t.Errorf("printed %q", text)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	if got, err := (Paths{}).Resolve(); err != nil || !filepath.IsAbs(got.Config) || filepath.Base(filepath.Dir(got.Watchlist)) != "kitewatch" {
		t.Errorf("with an empty folder: %+v", got)
	}
	for _, name := range []string{"config.json", "watchlist.toml"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := (Paths{State: "here"}).Resolve(); err != nil || got.Config != "config.json" || got.Watchlist != "watchlist.toml" || got.State != "here" {
		t.Errorf("with files in the folder: %+v", got)
	}
}

func FuzzConfig(f *testing.F) {
	f.Add(`{"api_key": "k"}`)
	f.Add("{\n\"api_key\": 1}")
	f.Add(`{"api_key": "k"} x`)
	f.Fuzz(func(t *testing.T, text string) {
		c := Config{Path: "config.json"}
		if err := c.decode([]byte(text)); err != nil && !strings.HasPrefix(err.Error(), "config.json:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}

func TestAHostIsOneHoweverItIsSpelled(t *testing.T) {
	for address, want := range map[string]string{
		"":                             "",
		"https://api.kite.trade":       "",
		"https://API.Kite.Trade:443/":  "",
		"https://api.kite.trade:8443":  "api.kite.trade:8443",
		"https://Proxy.Example:443/v3": "proxy.example",
		"https://proxy.example":        "proxy.example",
		"http://proxy.example:443":     "proxy.example:443",
		"http://LOCALHOST:80":          "localhost",
		"http://localhost:":            "localhost",
		"http://[::1]:8765":            "[::1]:8765",
		"http://[::1]":                 "[::1]",
		"http://127.0.0.1:8765":        "127.0.0.1:8765",
	} {
		if got := HostOf(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}
