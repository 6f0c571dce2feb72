package cli

import (
	"runtime/debug"
	"time"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// lookAtProgram tells which program this is.
func (d *checkup) lookAtProgram() {
	d.ok("kitewatch", version())
}

// slack is what two clocks may differ that nobody needs to set.
const slack = 2 * time.Minute

// lookAtClock tells whether the machine's clock can be right, by what has
// certainly happened before.
func (d *checkup) lookAtClock() {
	const mend = "Set the clock, or let the system: sudo timedatectl set-ntp true"
	now := d.now.In(market.IST)
	found := now.Format("Mon 2 Jan 2006, 15:04:05 IST")
	first, _ := market.Default().Years()
	early := market.DateOf(time.Date(first, 1, 1, 0, 0, 0, 0, market.IST)).Time()
	if built := builtAt(); built.After(early) {
		early = built
	}
	since, _ := time.ParseInLocation(time.DateTime, d.config.LoginTime, market.IST)
	switch {
	case now.Before(early.Add(-slack)):
		d.bad(exitFailed, "clock", found+", before this program was made", mend)
	case d.ofKite() && d.list != nil && now.Before(d.list.Fetched().Add(-slack)):
		d.warn("clock", found+", "+ui.Until(d.list.Fetched().Sub(now))+" before the list of instruments came, by the exchange's clock", mend)
	case d.ofKite() && now.Before(since.Add(-slack)):
		d.warn("clock", found+", "+ui.Until(since.Sub(now))+" before the login, by the exchange's clock", mend)
	case d.ofKite() && d.ahead.Abs() > keptSlack:
		d.warn("clock", found+"; it was "+wrongBy(-d.ahead)+" when the list of instruments came", mend)
	default:
		d.ok("clock", found+", plausible; the machine's time zone does not matter")
	}
}

// wrongBy says how far the machine's clock is from another.
func wrongBy(ahead time.Duration) string {
	if ahead < 0 {
		return ui.Until(-ahead) + " behind"
	}
	return ui.Until(ahead) + " ahead"
}

// builtAt is when the program's source was committed; zero: not known.
func builtAt() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value)
			return at
		}
	}
	return time.Time{}
}
