package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite"
	"kitewatch/kite/market"
	"kitewatch/tui/login"
	"kitewatch/tui/store"
)

// loginFlags are those of the login.
type loginFlags struct {
	token     string
	hasToken  bool // the flag was given, if only with nothing in it
	noBrowser bool
	listen    string
	timeout   time.Duration
}

func newLogin(env Env, shared *sharedFlags) *cobra.Command {
	var f loginFlags
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Log in for the day, and save the session",
		Long: `login opens Kite's login page in the browser and waits on this machine for the
browser to come back, at the redirect_url that is registered with your app
(http://127.0.0.1:7265/ unless config.json says otherwise). Meanwhile it takes
what you paste: the request token, or the whole address that the browser landed
on. That is the way over SSH, where the browser cannot come back; from a script,
the same goes to stdin or to --request-token, and no browser opens.

The request token is traded for a session, which is verified by asking for your
profile and saved in config.json. api_key and api_secret come from KITE_API_KEY
and KITE_API_SECRET or config.json; in a terminal they are asked for when they
are missing, and saved once the API has taken them. Kite wants one login a day,
your own: no password is ever asked for here.

On success one line on stdout says who, until when, and where it is saved. Exit
codes: 3 no login (cancelled, refused, nobody came), 1 not allowed to this app
or nothing that could bring a token, 4 credentials missing or a bad file, 8 rate
limited, 9 network given up, 130 interrupted.`,
		Example: `  kitewatch login                               the browser, or a paste
  kitewatch login --no-browser                  over SSH: open the page elsewhere, paste
  pbpaste | kitewatch login                     the copied address, from a pipe
  kitewatch login --request-token TOKEN         from a script that has it
  kitewatch login --timeout 30m || mail-me      from a scheduler, before the open`,
		Args: noArgs(": a request token goes to --request-token or to stdin"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.hasToken = cmd.Flags().Changed("request-token")
			return runLogin(cmd.Context(), env, shared.from(cmd, env), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.token, "request-token", "", "the request `token`, or the address with it: serves once, for a few minutes")
	flags.BoolVar(&f.noBrowser, "no-browser", false, "only print the login page's address")
	flags.StringVar(&f.listen, "listen", "", "wait for the browser at this loopback `address` (host:port or http://…) instead of redirect_url")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Minute, "how long to wait for the login")
	return cmd
}

func runLogin(ctx context.Context, env Env, shared sharedFlags, f loginFlags) error {
	if f.timeout <= 0 {
		return usage("--timeout %s is no time to wait", f.timeout)
	}
	token, err := f.given()
	if err != nil {
		return err
	}
	a, err := openAccount(env, shared)
	if err != nil {
		return err
	}
	defer a.close()
	address, err := listenAddress(a.config.RedirectURL, f.listen)
	if err != nil {
		return err
	}
	if err := a.keepable(); err != nil {
		return err
	}
	in := openInput(env.Stdin)
	defer in.restore()
	wait, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	typed, err := a.credentials(wait, in, f.timeout)
	if err != nil {
		return err
	}
	if token == "" {
		if token, err = a.await(wait, in, f, address); err != nil {
			return err
		}
	}
	in.restore()
	return a.exchange(ctx, token, typed)
}

// given is the request token of the flag; empty when there was no flag.
func (f loginFlags) given() (string, error) {
	if !f.hasToken {
		return "", nil
	}
	if strings.TrimSpace(f.token) == "" {
		return "", usage("--request-token is empty")
	}
	back, err := kite.ParseRedirect(f.token)
	switch {
	case err != nil:
		t := login.Explain(err)
		return "", usage("--request-token: %s %s", t.What, t.Advice)
	case back.Cancelled:
		return "", refused(login.ErrCancelled)
	}
	return back.RequestToken, nil
}

// exchange trades a request token for a session, verifies and saves it.
func (a *account) exchange(ctx context.Context, token string, typed map[string]string) error {
	var made kite.Session
	err := a.try(ctx, "login", func() (err error) {
		made, err = a.client.NewSession(ctx, token, a.config.APISecret)
		return err
	})
	if err != nil {
		return refused(err)
	}
	proof := a.try(ctx, "profile", func() error {
		profile, err := a.client.WithToken(made.AccessToken).Profile(ctx)
		if err == nil {
			made.UserName, made.UserID = profile.UserName, profile.UserID
		}
		return err
	})
	if kind := kite.KindOf(proof); kind == kite.Token || kind == kite.Permission {
		return refused(proof)
	}
	if err := a.keep(made, typed); err != nil {
		return err
	}
	if proof != nil { // it is good, for it was just issued; what fails is the asking
		return said("logged in and saved, but not verified: "+kite.Brief(proof)+"; kitewatch session asks again", proof)
	}
	until := ", until when is not known"
	if login := made.LoginTime.Time; !login.IsZero() {
		until = " until " + expected(login)
	}
	fmt.Fprintf(a.env.Stdout, "Logged in as %s%s; saved in %s\n", who(made.UserName, made.UserID), until, absolute(a.config.Path))
	if a.fromEnvironment() {
		a.say("KITE_ACCESS_TOKEN is set and wins over the saved session: unset it, or it will be used instead.")
	}
	return nil
}

// keep saves a session. Even one that could not be verified for the network's
// sake is worth keeping: a login is a person's work.
func (a *account) keep(made kite.Session, typed map[string]string) error {
	if made.LoginTime.IsZero() { // the docs promise it; the reply's own clock is next best
		made.LoginTime.Time = made.Date
	}
	since := ""
	if !made.LoginTime.IsZero() {
		since = made.LoginTime.In(market.IST).Format(time.DateTime)
	}
	changes := map[string]string{
		"access_token": made.AccessToken, "user_name": made.UserName, "user_id": made.UserID,
		"login_time": since, "api_host": store.HostOf(a.client.BaseURL),
	}
	for name, value := range typed {
		changes[name] = value
	}
	if err := a.config.Save(changes); err != nil {
		return said("logged in, but the session is lost, since it cannot be saved: "+err.Error(), err)
	}
	a.log.Info("session saved", "path", a.config.Path)
	return nil
}

// keepable tells before anybody logs in that the session could not be saved.
func (a *account) keepable() error {
	path := a.config.Path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".kitewatch-*")
	switch {
	case errors.Is(err, os.ErrNotExist): // saving makes the folder
		return nil
	case err != nil:
		reason := err
		if inner := (*os.PathError)(nil); errors.As(err, &inner) {
			reason = inner.Err
		}
		return &store.FileError{Path: absolute(a.config.Path), Err: err,
			Reason: "cannot be written, so a session could not be kept: " + reason.Error()}
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// refused says why a login failed and what to do.
func refused(err error) error {
	t := login.Explain(err)
	text := t.What + " " + t.Advice
	switch {
	case errors.Is(err, login.ErrCancelled):
		return &codedError{exitLogin, errors.New(text)}
	case kite.KindOf(err) == kite.Canceled:
		return err
	case kite.KindOf(err) == kite.RateLimit:
		return said("The API wants fewer calls: "+kite.Brief(err)+". Wait a minute, then log in again.", err)
	}
	return said(text, err)
}

// nobody says that the wait for a login is over.
func nobody(timeout time.Duration) error {
	return &codedError{exitLogin, fmt.Errorf("nobody logged in within %s; kitewatch login starts again, --timeout waits longer", short(timeout))}
}

// short writes a duration without the zeros that Go ends it with: 5m, 1h30m.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// absolute is a path that means the same in every folder.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}
