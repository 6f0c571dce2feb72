package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

func newSession(env Env, shared *sharedFlags) *cobra.Command {
	var f outputFlags
	cmd := &cobra.Command{
		Use:   "session",
		Short: "Verify the saved session: who, since when, until when",
		Long: `session asks the API who is logged in, which proves the session. It shows the
user, since when, and until when the session is expected to last: the first
06:00 IST after the login, which is a rule and no promise. Nothing is changed.

Exit codes: 0 the session serves, 3 there is none or the API refuses it, 9 the
network was given up, 4 no api_key or a bad file, 8 rate limited.`,
		Example: `  kitewatch session
  kitewatch session --format json
  kitewatch session >/dev/null || kitewatch login`,
		Args: noArgs(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := f.resolve(env)
			if err != nil {
				return err
			}
			a, err := openAccount(env, shared.from(cmd, env))
			if err != nil {
				return err
			}
			defer a.close()
			return a.session(cmd.Context(), format)
		},
	}
	f.register(cmd)
	return cmd
}

// session proves the session by the profile, and shows it.
func (a *account) session(ctx context.Context, format string) error {
	if a.config.AccessToken == "" {
		why := ""
		if a.config.TokenNote != "" {
			why = ": " + ui.Clean(a.config.TokenNote)
		}
		return &codedError{exitLogin, fmt.Errorf("not logged in%s; log in with kitewatch login", why)}
	}
	if err := a.wantKey(); err != nil {
		return err
	}
	var profile kite.Profile
	err := a.try(ctx, "session", func() (err error) {
		profile, err = a.client.Profile(ctx)
		return err
	})
	switch {
	case kite.KindOf(err) == kite.Token:
		return said(a.over()+kite.Brief(err)+"; log in with kitewatch login", err)
	case err != nil:
		return explain(err)
	}
	since, from := a.since(), "config.json"
	if a.fromEnvironment() {
		from = "environment"
	}
	began := "not known"
	if !since.IsZero() {
		began = since.Format("15:04:05 IST on Mon 2 Jan")
	}
	return write(a.env.Stdout, format, []field{
		{"user_name", "USER", profile.UserName, profile.UserName},
		{"user_id", "ID", profile.UserID, profile.UserID},
		{"login_time", "SINCE", began, stamp(since)},
		{"expected_until", "UNTIL", until(since, profile.Date), stamp(kite.SessionEnd(since))},
		{"token_from", "TOKEN FROM", from, from},
	})
}

// until is expected for a session that was proven now: one may outlive its hour.
func until(since, now time.Time) string {
	text := expected(since)
	if end := kite.SessionEnd(since); !end.IsZero() && now.After(end) {
		text += " and past"
	}
	return text
}

// over begins the sentence on a session that the API refuses.
func (a *account) over() string {
	switch since := a.since(); {
	case a.fromEnvironment():
		return "the API refuses KITE_ACCESS_TOKEN of the environment, which must be renewed or unset: "
	case !since.IsZero():
		return "the session since " + since.Format("15:04 IST on Mon 2 Jan") + " is over: "
	}
	return "the saved session is over: "
}

func newLogout(env Env, shared *sharedFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "logout",
		Short: "End the session at the API and remove its token",
		Long: `logout makes the saved access token worthless at the API, then removes it from
config.json. One that the API has ended already is removed all the same. When
the API cannot be reached, nothing is removed: the token would go on living.
Your login in Kite's own web and phone apps is not touched, nor is a token that
is in KITE_ACCESS_TOKEN alone.

Exit codes: 0 logged out, or there was no session; 1 the token is the
environment's, or the API would not; 9 network given up; 8 rate limited.`,
		Example: `  kitewatch logout`,
		Args:    noArgs(""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := openAccount(env, shared.from(cmd, env))
			if err != nil {
				return err
			}
			defer a.close()
			return a.logout(cmd.Context())
		},
	}
}

// logout ends the saved session. The environment's is whoever's set it.
func (a *account) logout(ctx context.Context) error {
	token := a.saved.AccessToken
	switch {
	case token == "" && a.fromEnvironment():
		return errors.New("the session is KITE_ACCESS_TOKEN of the environment, which kitewatch leaves alone: nothing is saved, nothing was done")
	case token == "" && a.saved.TokenNote != "":
		a.say("Nothing to log out of: %s.", ui.Clean(a.saved.TokenNote))
		return nil
	case token == "":
		a.say("Nothing to log out of: no session is saved in %s.", absolute(a.config.Path))
		return nil
	}
	if err := a.wantKey(); err != nil {
		return err
	}
	client := a.client.WithToken(token)
	err := a.try(ctx, "logout", func() error { return client.EndSession(ctx) })
	dead := kite.KindOf(err) == kite.Token
	if err != nil && !dead {
		return explain(err)
	}
	if err := a.forget(token); err != nil {
		return err
	}
	if dead {
		fmt.Fprintf(a.env.Stdout, "The API had ended this session already; its token is removed from %s\n", absolute(a.config.Path))
	} else {
		fmt.Fprintf(a.env.Stdout, "Logged out%s; the token is removed from %s\n", a.name(), absolute(a.config.Path))
	}
	if a.fromEnvironment() {
		a.say("KITE_ACCESS_TOKEN in the environment is not touched.")
	}
	return nil
}

// forget removes an ended token from config.json, unless another process has
// logged in meanwhile.
func (a *account) forget(token string) error {
	now, err := store.LoadConfig(a.config.Path, a.client.BaseURL, func(string) string { return "" })
	if err == nil && now.AccessToken != token {
		return nil
	}
	if err == nil {
		err = now.Save(map[string]string{"access_token": "", "login_time": "", "api_host": ""})
	}
	if err != nil {
		return said("logged out, but the dead token is still in the file: "+err.Error(), err)
	}
	return nil
}

func (a *account) name() string {
	if name := who(a.saved.UserName, a.saved.UserID); name != "" {
		return " " + name
	}
	return ""
}

// stamp is a time as data: RFC 3339 in IST, or nothing.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Format(time.RFC3339)
}
