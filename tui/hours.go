package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kitewatch/kite/market"
	"kitewatch/tui/ui"
)

// exchangeOrder is the order in which markets are named, and who speaks for
// whom: where NSE is shown, the other stock and derivative exchanges keep
// nearly its hours and are not named beside it.
var exchangeOrder = [][]string{{"NSE", "BSE", "NFO", "BFO"}, {"MCX", "NCO"}, {"CDS", "BCD"}}

// spokesmen returns a venue for each kind of market that is shown.
func (l statusLine) spokesmen() []market.Venue {
	var out []market.Venue
	for _, group := range exchangeOrder {
		for _, exchange := range group {
			if slices.ContainsFunc(l.venues, func(v market.Venue) bool { return v.Exchange() == exchange }) {
				out = append(out, market.VenueOf(exchange))
				break
			}
		}
	}
	return out
}

// allClosed reports that the calendar has every shown market shut.
func (l statusLine) allClosed() bool {
	venues := l.spokesmen()
	return len(venues) > 0 && !slices.ContainsFunc(venues, func(v market.Venue) bool {
		return l.calendar.Status(v, l.clock.Exchange()).Phase != market.Closed
	})
}

// lastClose is when the last of the shown markets shut.
func (l statusLine) lastClose() time.Time {
	var last time.Time
	for _, v := range l.spokesmen() {
		if at := l.calendar.Status(v, l.clock.Exchange()).LastClose; at.After(last) {
			last = at
		}
	}
	return last.In(market.IST)
}

// markets says what the shown markets do. While the first is open it speaks
// for all; else each is named.
func (l statusLine) markets(short bool) string {
	var phrases []string
	for i, v := range l.spokesmen() {
		phrase, open := l.marketPhrase(v, short)
		phrases = append(phrases, phrase)
		if i == 0 && open {
			break
		}
	}
	return strings.Join(phrases, " "+l.theme.Glyphs.Dot+" ")
}

func (l statusLine) marketPhrase(v market.Venue, short bool) (phrase string, open bool) {
	now := l.clock.Exchange()
	s := l.calendar.Status(v, now)
	name := v.Exchange()
	switch s.Phase {
	case market.Open:
		if short {
			return name + " closes in " + ui.Until(s.Closes.Sub(now)), true
		}
		return name + " open, closes in " + ui.Until(s.Closes.Sub(now)), true
	case market.PreOpen:
		return name + " pre-open until " + s.Until.In(market.IST).Format("15:04"), true
	case market.Auction:
		return name + " closing auction until " + s.Until.In(market.IST).Format("15:04"), true
	}
	phrase = name + " closed"
	if short {
		phrase = name
	}
	switch {
	case s.Opens.IsZero():
		return phrase, false
	case short:
		phrase += " opens " + moment(s.Opens, now)
	default:
		phrase += ", opens " + moment(s.Opens, now)
	}
	if s.Note != "" && !short {
		phrase += ", " + s.Note
	}
	return phrase, false
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
