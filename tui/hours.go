package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// exchangeOrder is the order in which markets are named, and who speaks for
// whom: while NSE is open the other stock and derivative exchanges, which keep
// nearly its hours, are not named beside it.
var exchangeOrder = [][]string{{"NSE", "BSE", "NFO", "BFO"}, {"MCX", "NCO"}, {"CDS", "BCD"}}

// phase is what a shown venue does now.
func (l statusLine) phase(v market.Venue) market.Phase {
	return l.calendar.Status(v, l.clock.Exchange()).Phase
}

// shownOf returns the venues of a group that are on the screen, the group's
// first exchange first.
func (l statusLine) shownOf(group []string) []market.Venue {
	var out []market.Venue
	for _, exchange := range group {
		for _, v := range l.venues {
			if v.Exchange() == exchange && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// spokesmen returns the venues that are named: of each group the first that is
// open, else its first.
func (l statusLine) spokesmen() []market.Venue {
	var out []market.Venue
	for _, group := range exchangeOrder {
		venues := l.shownOf(group)
		if len(venues) == 0 {
			continue
		}
		open := slices.IndexFunc(venues, func(v market.Venue) bool { return l.phase(v) != market.Closed })
		v := venues[max(open, 0)]
		// The auction comes after hours that are the exchange's own: until it
		// begins, those are told.
		if plain := market.VenueOf(v.Exchange()); l.phase(v) == market.Open && l.phase(plain) == market.Open {
			v = plain
		}
		out = append(out, v)
	}
	return out
}

// allClosed reports that the calendar has every shown market shut, and no
// trade has overruled it.
func (l statusLine) allClosed() bool {
	return len(l.venues) > 0 && len(l.trading) == 0 && !slices.ContainsFunc(l.venues, func(v market.Venue) bool {
		return l.phase(v) != market.Closed
	})
}

// lastClose is when the last of the shown markets shut.
func (l statusLine) lastClose() time.Time {
	var last time.Time
	for _, v := range l.venues {
		if at := l.calendar.Status(v, l.clock.Exchange()).LastClose; at.After(last) {
			last = at
		}
	}
	return last.In(market.IST)
}

// markets says what the shown markets do. While the first is open it speaks
// for all; else each is named. While the exchange's clock is in doubt nobody
// knows.
func (l statusLine) markets(step int) string {
	if l.clock.Doubt {
		return ""
	}
	var phrases []string
	told := l.spokesmen()
	if step >= oneMarket && len(told) > 1 {
		told = []market.Venue{l.soonest(told)}
	}
	for i, v := range told {
		phrase, open := l.marketPhrase(v, step >= shortMarket)
		phrases = append(phrases, phrase)
		if i == 0 && open {
			break
		}
	}
	return strings.Join(phrases, " "+l.theme.Glyphs.Dot+" ")
}

// soonest is the first of the venues that trades, else the one that opens next.
func (l statusLine) soonest(venues []market.Venue) market.Venue {
	for _, v := range venues {
		if l.phase(v) != market.Closed || slices.Contains(l.trading, v.Exchange()) {
			return v
		}
	}
	opens := func(v market.Venue) time.Time { return l.calendar.Status(v, l.clock.Exchange()).Until }
	return slices.MinFunc(venues, func(a, b market.Venue) int { return opens(a).Compare(opens(b)) })
}

func (l statusLine) marketPhrase(v market.Venue, short bool) (phrase string, open bool) {
	now := l.clock.Exchange()
	s := l.calendar.Status(v, now)
	name := v.Exchange()
	note := ""
	if s.Note != "" && !short {
		note = ", " + s.Note
	}
	switch s.Phase {
	case market.Open:
		if short {
			return name + " closes in " + ui.Until(s.Closes.Sub(now)), true
		}
		return name + " open, closes in " + ui.Until(s.Closes.Sub(now)) + note, true
	case market.PreOpen:
		return name + " pre-open until " + s.Until.In(market.IST).Format("15:04") + note, true
	case market.Auction:
		return name + " closing auction until " + s.Until.In(market.IST).Format("15:04") + note, true
	}
	switch {
	case slices.Contains(l.trading, name):
		return name + " trades outside its known hours", true // and speaks as one that is open
	case s.Opens.IsZero():
		return name + " closed", false
	case short || l.allClosed(): // which the head says
		phrase = name + " opens " + moment(s.Opens, now)
	default:
		phrase = name + " closed, opens " + moment(s.Opens, now)
	}
	return phrase + note, false
}

// moment names a time to come: the time of day, the weekday within a week,
// the date beyond.
func moment(at, now time.Time) string {
	at = at.In(market.IST)
	switch {
	case at.YearDay() == now.YearDay() && at.Year() == now.Year():
		return at.Format("15:04")
	case at.Sub(now) < 6*24*time.Hour:
		return at.Format("Mon 15:04")
	}
	return fmt.Sprintf("%d %s", at.Day(), at.Format("Jan 15:04"))
}

// sessionWarning is how long before its expected end a session is spoken of
// in amber.
const sessionWarning = 30 * time.Minute

// session says until when the token is expected to serve: the API sends no
// expiry, and its docs name 06:00 of the day after the login.
func (l statusLine) session(short bool) (string, ui.Role) {
	if l.status.Condition == feed.LoginNeeded || l.status.Condition == feed.NoPermission {
		return "", ui.Soft
	}
	now := l.clock.Exchange()
	login := l.login
	if login.IsZero() {
		login = now
	}
	end := kite.SessionEnd(login)
	left := end.Sub(now)
	switch {
	case left <= 0:
		return "session was expected to end " + end.Format("15:04"), ui.Warn
	case left <= sessionWarning:
		return "session ends in " + ui.Until(left), ui.Warn
	case short:
		return "until " + end.Format("15:04"), ui.Soft
	}
	return "session until " + end.Format("15:04"), ui.Soft
}
