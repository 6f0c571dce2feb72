package feed_test

import (
	"strings"
	"testing"
	"time"

	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
)

// outage is a fault for a while, and what rows have to say at a moment in it.
// That all is well again after it, the moments of the week see, or again.
type outage struct {
	fault    string
	from, to time.Time
	at       time.Time
	claims   []claim
	again    time.Time // when the rows of claims are live again; zero: a moment sees it
}

// dayFaults each last six minutes of a trading day, one every twenty, and make
// the rows what they say.
var dayFaults = []struct {
	fault string
	state feed.State
}{
	{"403", feed.Stale}, {"502", feed.Stale}, {"503", feed.Stale}, {"504", feed.Stale}, {"520", feed.Stale},
	{"429", feed.Stale}, {"429=20", feed.Stale}, {"500", feed.Stale}, {"general", feed.Stale}, {"network", feed.Stale},
	{"data", feed.Stale}, {"input", feed.Stale}, {"token", feed.Stale}, {"error200", feed.Stale},
	{"permission", feed.Stale}, {"html", feed.Stale}, {"empty", feed.Stale}, {"garbage", feed.Stale},
	{"cut", feed.Stale}, {"cut=wire", feed.Stale}, {"cut=gzip", feed.Stale}, {"hang", feed.Stale},
	{"slow", feed.Stale}, {"slow=3s", feed.Live}, {"reset", feed.Stale}, {"age", feed.Live}, {"1970", feed.Live},
	{"zero", feed.Stale}, {"null", feed.Stale}, {"type", feed.Live}, // a number in quotes is read all the same
	{"expire", feed.Stale}, {"drop=NSE:INFY", feed.NoData},
}

// longOutages lie over the hours at which something changes.
var longOutages = []outage{
	{"drop=NSE:INFY", ist(25, 16, 30), ist(25, 17, 30), ist(25, 17, 10), []claim{
		{"infy", feed.NoData, 25, false}, over("ril nifty sjvn", 25, false), live("gold", 25)}, time.Time{}},
	{"zero", ist(25, 22, 0), ist(26, 3, 0), ist(25, 23, 0), []claim{
		over("infy ril nifty sjvn fut opt usd", 25, false), {"gold", feed.Stale, 25, false}}, time.Time{}},
	{"null", ist(26, 3, 0), ist(26, 3, 30), ist(26, 3, 20), []claim{ // gold's last price before it came at 22:00
		over("infy ril nifty sjvn fut opt usd", 25, true)}, time.Time{}},
	{"503", ist(26, 8, 50), ist(26, 9, 30), ist(26, 9, 20), []claim{
		{"infy ril nifty sjvn fut opt usd gold", feed.Stale, 25, true}}, ist(26, 9, 34)},
	{"hang", ist(26, 15, 5), ist(26, 16, 0), ist(26, 15, 50), []claim{
		{"infy ril nifty sjvn fut opt usd gold", feed.Stale, 26, false}}, time.Time{}},
	{"1970", ist(26, 20, 0), ist(27, 8, 50), ist(26, 23, 58), []claim{
		over("infy ril nifty sjvn fut opt usd gold", 26, false)}, time.Time{}},
	{"age", ist(27, 2, 50), ist(27, 12, 0), ist(27, 3, 10), []claim{
		over("infy ril nifty sjvn fut opt usd gold", 26, true)}, time.Time{}},
	{"html", ist(28, 5, 55), ist(28, 9, 0), ist(28, 8, 0), []claim{over(stocks+"gold", 27, true)}, time.Time{}},
	{"null", ist(29, 22, 0), ist(30, 8, 30), ist(30, 7, 10), []claim{over(stocks+"gold", 27, true)}, time.Time{}},
}

// outages are all of the week. Those of the day begin on Wednesday.
func outages() []outage {
	list := longOutages
	for i, f := range dayFaults {
		from := ist(25+i/13, 10, 10).Add(time.Duration(i%13) * 20 * time.Minute)
		o := outage{fault: f.fault, from: from, to: from.Add(6 * time.Minute), at: from.Add(5 * time.Minute)}
		o.again = from.Add(12 * time.Minute)
		names := "infy ril nifty sjvn fut opt usd gold"
		if f.state == feed.NoData {
			names = "infy"
		}
		o.claims = []claim{{names, f.state, from.Day(), false}}
		list = append(list[:len(list):len(list)], o)
	}
	return list
}

// outageSteps switches the faults on, and is the part of the script that looks
// at them. Somebody logs in after each.
func (w *week) outageSteps() []step {
	var steps []step
	for _, o := range outages() {
		fault, err := kitesim.ParseFault(o.fault)
		if err != nil {
			w.t.Fatal(err)
		}
		fault.For = o.to.Sub(o.from)
		look := func() { w.checkMain("in "+o.fault, o.claims) }
		steps = append(steps, w.looks(o.at, look)...)
		steps = append(steps, step{o.from, func() { w.main.exchange.AddFault(fault) }},
			step{o.to.Add(30 * time.Second), w.loginIfAsked})
		if o.again.IsZero() {
			continue
		}
		again := live(o.claims[0].names, o.again.Day())
		steps = append(steps, w.looks(o.again, func() { w.checkMain("after "+o.fault, []claim{again}) })...)
	}
	return steps
}

func (w *week) loginIfAsked() {
	if c := w.main.status.Condition; c == feed.LoginNeeded || c == feed.NoPermission {
		w.main.login()
	}
}

// checkMain holds the feed that runs all week against some claims.
func (w *week) checkMain(where string, claims []claim) {
	for _, c := range claims {
		for _, symbol := range symbolsOf(w.t, c.names) {
			w.checkRow(w.main, symbol, c, where)
		}
	}
}

func TestTheWeekHasEveryFault(t *testing.T) {
	had := map[string]bool{}
	for _, o := range outages() {
		name, _, _ := strings.Cut(o.fault, "=")
		had[name] = true
	}
	for _, name := range kitesim.FaultNames() {
		if !had[name] && !strings.HasPrefix(name, "dump") {
			t.Errorf("no outage of the week is %s", name)
		}
	}
}
