package tui

import (
	"errors"
	"fmt"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/instruments"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// dumpTrouble is why a download failed, in a sentence for the screen.
func dumpTrouble(err error) string {
	var fault *kite.Error
	switch {
	case !errors.As(err, &fault):
		return err.Error()
	case kite.KindOf(err) == kite.Token:
		return "today's instruments want a login"
	case kite.KindOf(err) == kite.RateLimit:
		return "today's instruments have to wait, the API wants fewer calls"
	}
	return "today's instruments cannot be downloaded: " + kite.Brief(err)
}

// waits says of what waits for a first list how it stands with it: until the
// next try the same words, so that no row is drawn again.
func (d *dump) waits(clock feed.Clock) string {
	if d.failed == 0 {
		return "waiting for the list of instruments"
	}
	next := clock.Exchange().Add(d.again.Sub(clock.Wall)).In(market.IST)
	return d.trouble + "; next try at " + next.Format(time.TimeOnly)
}

// age says of which day the list is, and whether that is late.
func (d *dump) age(now time.Time, cal *market.Calendar) (text string, late bool) {
	if d.list == nil {
		return "no list of instruments yet", true
	}
	at := d.list.Fetched().In(market.IST)
	day := at.Format("Mon 2 Jan")
	if market.DateOf(at) == market.DateOf(now) {
		day = "today " + at.Format("15:04")
	}
	return "dump of " + day + badRows(d.list), instruments.Due(at, now, cal)
}

// badRows says how many of a list's rows were left out; nothing of none.
func badRows(l *instruments.List) string {
	switch l.Bad() {
	case 0:
		return ""
	case 1:
		return ", one bad row"
	}
	return ", " + ui.Price(float64(l.Bad()), 0) + " bad rows"
}

// text says how it stands with the list, for the search.
func (d *dump) text(now time.Time, cal *market.Calendar) (text string, warn bool) {
	text, warn = d.age(now, cal)
	switch {
	case d.busy && d.elsewhere():
		text += ", another kitewatch is downloading it"
	case d.busy:
		text += ", downloading" + d.part()
	case d.trouble != "" && d.list == nil:
		text += ": " + d.trouble
	case d.trouble != "":
		text, warn = text+": "+d.trouble, true
	}
	return text, warn
}

// elsewhere reports that another process's download is waited for.
func (d *dump) elsewhere() bool {
	p := d.progress.Load()
	return p != nil && p.Elsewhere
}

// part is how much of the download has come.
func (d *dump) part() string {
	p := d.progress.Load()
	switch {
	case p == nil:
		return ""
	case p.Length > 0:
		return fmt.Sprintf(" %d%% of %.1f MB", p.Received*100/p.Length, float64(p.Length)/1e6)
	}
	return fmt.Sprintf(" %.1f MB", float64(p.Received)/1e6)
}

// drawDump hands on how it stands with the list.
func (m *model) drawDump() {
	m.search.SetToday(m.today())
	m.search.SetDump(m.dump.text(m.clock.Exchange(), m.line.calendar))
}
