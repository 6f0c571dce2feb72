package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// turnWait is how long the other terminals are waited for before the quote.
const turnWait = 15 * time.Second

// online asks the API: who is logged in, the price of NIFTY 50, and for the
// beginning of the list of instruments. Without a session only the last serves.
// write is called after each, for one may hang.
func (d *checkup) online(ctx context.Context, write func() error) error {
	if d.badServer || d.unsendable() != "" {
		d.warn("network", "not asked: what is bad above comes first", "")
		return write()
	}
	calls := []func(context.Context) (bool, time.Time){d.askProfile, d.askQuote, d.askList}
	if d.config.AccessToken == "" || d.config.APIKey == "" {
		calls = calls[2:]
	}
	judged := false
	for _, call := range calls {
		start := time.Now().Round(0)
		goOn, date := call(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if took := time.Since(start); !judged && !date.IsZero() {
			judged = true
			d.judgeClock(date, start, took)
		}
		if err := write(); err != nil || !goOn {
			return err
		}
	}
	return nil
}

// reach tells, after the first call, whether it is the API that answers: by a
// reply of its own, if only a refusal, and not by another's page.
func (d *checkup) reach(err error, took time.Duration) bool {
	if d.reached {
		return true
	}
	var reply *kite.Error
	own := errors.As(err, &reply) && (reply.Type != "" || kite.KindOf(err) == kite.RateLimit)
	if d.reached = err == nil || own; d.reached {
		d.ok("network", d.server+" answers in "+seconds(took))
		return true
	}
	d.trouble("network", d.server+" does not answer as it should: "+kite.Brief(err)+", after "+seconds(took), err)
	return false
}

// askProfile proves the session. It returns whether more can be asked, and the
// API's time.
func (d *checkup) askProfile(ctx context.Context) (goOn bool, date time.Time) {
	start := time.Now()
	profile, err := d.client.Profile(ctx)
	if !d.reach(err, time.Since(start)) {
		return false, time.Time{}
	}
	kind := kite.KindOf(err)
	switch d.dead = kind == kite.Token; {
	case err == nil:
		d.ok("login", "the API takes the session: "+who(profile.UserName, profile.UserID))
	case d.dead && d.fromEnvironment("access_token") != "":
		d.bad(exitLogin, "login", "the API refuses KITE_ACCESS_TOKEN of the environment: "+kite.Brief(err), "Renew or unset it, then run kitewatch login.")
	case d.dead:
		d.trouble("login", "the API refuses the session: "+kite.Brief(err), err)
	default:
		d.trouble("login", "the API does not say who is logged in: "+kite.Brief(err), err)
	}
	return kind != kite.RateLimit, profile.Date
}

// askQuote tells whether this app has market data, in its turn among the
// processes that share the budget.
func (d *checkup) askQuote(ctx context.Context) (goOn bool, date time.Time) {
	if d.dead {
		return true, time.Time{} // there are no quotes for it
	}
	symbol := kite.Symbol{Exchange: "NSE", Tradingsymbol: "NIFTY 50"}
	turns := feed.NewTurns(feed.Quotes, store.NewLease(d.paths.State, d.config.APIKey, d.server, feed.Quotes))
	defer func() { turns.Leave(time.Now()) }()
	turn, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	if _, err := awaitTurn(turn, turns, func(time.Time) {}); err != nil {
		d.warn("quotes", "not asked: the other terminals left no turn within "+short(turnWait), "Try again, or close one.")
		return true, time.Time{}
	}
	snapshot, err := d.client.Quotes(ctx, kite.ModeLTP, []kite.Symbol{symbol})
	turns.End(time.Now(), err)
	switch quote, ok := snapshot.Quotes[symbol]; {
	case kite.KindOf(err) == kite.RateLimit:
		d.trouble("quotes", "the API wants fewer calls: "+kite.Brief(err), err)
		return false, time.Time{}
	case err != nil:
		d.trouble("quotes", "no prices for this app now: "+kite.Brief(err), err)
	case !ok:
		d.warn("quotes", "the reply has no price of NIFTY 50", "Try again in a minute.")
	default:
		d.ok("quotes", "this app has market data: NIFTY 50 at "+ui.Price(float64(quote.LastPrice), 2))
	}
	return true, snapshot.Date
}

// askList tells whether the list of instruments can be had, and reads its
// beginning alone.
func (d *checkup) askList(ctx context.Context) (goOn bool, date time.Time) {
	start := time.Now()
	dump, err := d.client.WithToken("").Instruments(ctx, "")
	if !d.reach(err, time.Since(start)) {
		return false, time.Time{}
	}
	if err != nil {
		d.trouble("download", "the list of instruments cannot be had: "+kite.Brief(err)+", after "+seconds(time.Since(start)), err)
		return true, time.Time{}
	}
	defer dump.Close()
	head := make([]byte, len("instrument_token"))
	if _, err := io.ReadFull(dump, head); err != nil || string(head) != "instrument_token" {
		d.bad(exitNetwork, "download", "what comes for the list of instruments is none", "Try again in a minute; until then the kept list serves.")
		return true, dump.Date
	}
	found := "the list of instruments is there, after " + seconds(time.Since(start))
	if dump.Length > 0 {
		found += ", " + megabytes(dump.Length)
	}
	d.ok("download", found)
	return true, dump.Date
}

// trouble adds what a call failed of. A DataException costs a reading and no
// more.
func (d *checkup) trouble(check, found string, err error) {
	code, mend := remedy(err)
	if kite.KindOf(err) == kite.Data {
		d.warn(check, found, mend)
		return
	}
	if proxy := d.proxy; proxy != "" && code == exitNetwork {
		mend += " Calls go through the proxy " + proxy + "."
	}
	d.bad(code, check, found, mend)
}

// remedy is the exit code of a call that failed, and what a person may do.
func remedy(err error) (code int, mend string) {
	brief := kite.Brief(err)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(brief, w) })
	}
	var reply *kite.Error
	served := errors.As(err, &reply) && (reply.Status >= 500 || reply.Type != "")
	switch kind := kite.KindOf(err); {
	case kind == kite.RateLimit:
		return exitRateLimited, "Wait a minute; if it comes again, another program uses this api_key."
	case kind == kite.Permission:
		return exitFailed, "Logging in again will not help: this app has no market data, as a free Personal app has none. See its type at " + developers + "."
	case kind == kite.Token:
		return exitLogin, "Run kitewatch login."
	case kind == kite.Network && has("no such host", "lookup"):
		return exitNetwork, "Check the connection, and the name server (DNS)."
	case kind == kite.Network && has("certificate", "TLS"):
		return exitNetwork, "Set the machine's clock; if it is right, a proxy or a firewall opens the connection: ask whoever runs it."
	case kind == kite.Network && has("HTML"), has("redirect"):
		return exitNetwork, "A Wi-Fi login page or a proxy answers in the API's place: open a browser there first."
	case kind == kite.Network && served:
		return exitNetwork, "The API itself is in trouble: try again in a minute. kitewatch goes on trying by itself."
	case kind == kite.Network:
		return exitNetwork, "Check the connection, then try again."
	case has("403"):
		return exitFailed, "No login mends that: a firewall answers, or the API has shut this address out. Try another network."
	}
	return exitFailed, "Try again in a minute."
}

// judgeClock compares the machine's clock with the API's, whose Date has whole
// seconds.
func (d *checkup) judgeClock(date, start time.Time, took time.Duration) {
	ahead := start.Add(took / 2).Sub(date.Add(time.Second / 2)).Round(time.Second)
	mend := "Set the clock, or let the system: sudo timedatectl set-ntp true. Until then kitewatch goes by the API's."
	if !d.ofKite() {
		mend = "A simulated exchange has a clock of its own (--at now takes the machine's); else set the clock."
	}
	switch {
	case ahead.Abs() <= clockSlack:
		d.ok("skew", "the machine's clock agrees with the API's, within 2 s")
	default:
		d.warn("skew", fmt.Sprintf("the machine's clock is %s of the API's, which says %s", wrongBy(ahead),
			date.In(market.IST).Format("Mon 2 Jan, 15:04:05 IST")), mend)
	}
}

// seconds writes how long a call took.
func seconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
