package feed

import (
	"slices"
	"strings"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// quoteEvery is how many polls of visible rows make a turn of which one is
// /quote, for the trade times.
const quoteEvery = 6

// call says what is asked of a slot: the mode, which at times is the
// full quote for visible rows, since only that brings trade times; and each time
// where their books are on the screen, or tell of a price whether it is locked.
func (p *plan) call(s *slot) kite.Mode {
	switch plain := s.plain && s.polls%quoteEvery != 0; {
	case plain && p.mode == kite.ModeLTP && !s.closes:
		return kite.ModeOHLC
	case plain:
		return p.mode
	case p.mode == kite.ModeOHLC && s.visible && (p.books || s.limit):
		return kite.ModeQuote // a book of some polls ago is none
	case p.mode == kite.ModeOHLC && s.visible && s.polls%p.quoteTurn() == 0:
		return kite.ModeQuote
	case !p.closely.IsZero() && slices.Contains(s.symbols, p.closely):
		return kite.ModeQuote
	case !s.opens.IsZero() || s.odd:
		return kite.ModeQuote // trade times tell that the table is wrong
	case p.mode == kite.ModeLTP && !s.closes && strings.Contains(s.phases, market.PreOpen.String()):
		return kite.ModeQuote // only its trade times tell a price matched today from the last close
	case p.mode == kite.ModeLTP && !s.closes:
		return kite.ModeOHLC // ltp brings no previous close
	}
	return p.mode
}

// took notes whether the full quotes that the user's mode is not are to be had:
// where they are refused, the prices must not stop for that.
func (p *plan) took(s *slot, mode kite.Mode, err error) {
	if mode != kite.ModeQuote || p.mode == kite.ModeQuote {
		return
	}
	switch kite.KindOf(err) {
	case kite.None:
		s.plain = false
	case kite.Network, kite.RateLimit, kite.Canceled, kite.Token, kite.Permission:
	default:
		s.plain = true
	}
}

// ask takes of what the full quote is wanted each time: of one instrument, of all
// that is visible. What is new is asked for at once.
func (p *plan) ask(closely kite.Symbol, books bool, now time.Time) {
	more := closely != p.closely && !closely.IsZero() || books && !p.books
	if p.closely, p.books = closely, books; more {
		p.soon(now)
	}
}

// quoteTurn is quoteEvery, less where the polls are far apart: a trade time is
// never so old that a row would pass for quiet only because nobody has asked.
func (p *plan) quoteTurn() int {
	cycle := p.cycle(true)
	if cycle <= 0 {
		return quoteEvery
	}
	return max(1, min(quoteEvery, int(tradeAge/cycle)))
}
