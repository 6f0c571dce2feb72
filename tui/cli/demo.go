package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/tui/store"
)

// demo is an exchange of its own on loopback and a home of its own on disk.
type demo struct {
	paths  store.Paths
	config store.Config
	client *kite.Client
	server *kitesim.Server
	dir    string
}

// startDemo serves the exchange, makes the home, and logs in as a trader
// does: a request token for a session. Close ends all of it.
func startDemo(ctx context.Context, f simFlags, env Env) (d *demo, err error) {
	d = &demo{}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	x, err := f.exchange(time.Now())
	if err != nil {
		return d, err
	}
	if d.server, err = kitesim.Listen("127.0.0.1:0", x); err != nil {
		return d, err
	}
	if d.dir, err = os.MkdirTemp("", "kitewatch-demo-"); err != nil {
		return d, fmt.Errorf("the demo needs a temporary folder: %w", err)
	}
	d.paths = store.Home(d.dir)
	if err = os.WriteFile(d.paths.Watchlist, env.Sample, 0o600); err != nil {
		return d, fmt.Errorf("the demo needs a temporary folder: %w", err)
	}
	d.client = &kite.Client{BaseURL: d.server.URL(), LoginURL: d.server.LoginURL(), APIKey: x.APIKey()}
	session, err := d.client.NewSession(ctx, x.NewRequestToken(), x.APISecret())
	if err != nil {
		return d, fmt.Errorf("the demo's own login: %w", err)
	}
	d.client = d.client.WithToken(session.AccessToken)
	d.config = store.Config{
		Path: d.paths.Config, APIKey: x.APIKey(), APISecret: x.APISecret(),
		KeyFrom: "the demo", SecretFrom: "the demo", AccessToken: session.AccessToken,
		UserName: session.UserName, UserID: session.UserID, LoginTime: session.LoginTime.Format(time.DateTime),
	}
	return d, nil
}

// Close ends the exchange and removes the home.
func (d *demo) Close() {
	if d.server != nil {
		d.server.Close()
	}
	if d.dir != "" {
		os.RemoveAll(d.dir)
	}
}
