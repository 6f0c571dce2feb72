package feed

import (
	"fmt"
	"testing"
	"time"

	"kitewatch/kite"
)

func TestLTPAsksForTheCloseUntilItHasOne(t *testing.T) {
	p := newPlan(10, 0)
	p.mode = kite.ModeLTP
	starts(t, p, badGateway, badGateway, badGateway, badGateway, garbled)
	s, _, _ := p.next()
	if got := p.call(s); got != kite.ModeOHLC {
		t.Errorf("after an outage at the start it asks for %v", got)
	}
}

// While a book is on the screen, or tells whether a price is locked, it is asked
// for as often as the price; where prices are all that is wanted, it is not.
func TestBooksAreAsOldAsPrices(t *testing.T) {
	for _, tt := range []struct {
		name         string
		mode         kite.Mode
		books, limit bool
		want         kite.Mode
	}{
		{"neither", kite.ModeOHLC, false, false, kite.ModeOHLC},
		{"a column of books", kite.ModeOHLC, true, false, kite.ModeQuote},
		{"a price at its limit", kite.ModeOHLC, false, true, kite.ModeQuote},
		{"prices alone", kite.ModeLTP, true, true, kite.ModeLTP},
	} {
		p := newPlan(10, 300)
		p.mode = tt.mode
		for _, s := range p.slots {
			s.polls, s.limit, s.closes = 1, tt.limit, true
		}
		p.ask(kite.Symbol{}, tt.books, t0)
		if got := p.call(p.slots[0]); got != tt.want {
			t.Errorf("%s: asks for %v, want %v", tt.name, got, tt.want)
		}
		if got := p.call(p.slots[1]); got != tt.mode {
			t.Errorf("%s: asks for %v of hidden rows", tt.name, got)
		}
	}
}

// A column of books that has just come is filled at once, and one that stays
// costs no call more.
func TestBooksAtOnce(t *testing.T) {
	p := newPlan(10, 0)
	p.outcome(t, nil)
	soon := t0.Add(time.Second)
	for _, books := range []bool{false, true} {
		p.ask(kite.Symbol{}, books, soon)
		if _, at, _ := p.next(); at.Equal(soon) != books {
			t.Errorf("books %v: the next call is at %v", books, at.Sub(t0))
		}
	}
	p.outcome(t, nil)
	p.ask(kite.Symbol{}, true, soon.Add(time.Second))
	if _, at, _ := p.next(); at.Sub(soon) != p.interval {
		t.Errorf("the poll after it is %v later", at.Sub(soon))
	}
}

func TestModes(t *testing.T) {
	tests := []struct {
		mode kite.Mode
		want []kite.Mode
	}{
		{kite.ModeOHLC, []kite.Mode{kite.ModeQuote, kite.ModeOHLC, kite.ModeOHLC, kite.ModeOHLC, kite.ModeOHLC, kite.ModeOHLC, kite.ModeQuote}},
		{kite.ModeLTP, []kite.Mode{kite.ModeOHLC, kite.ModeLTP, kite.ModeLTP}},
		{kite.ModeQuote, []kite.Mode{kite.ModeQuote, kite.ModeQuote}},
	}
	for _, tt := range tests {
		p := newPlan(10, 0)
		p.mode = tt.mode
		var got []kite.Mode
		for range tt.want {
			s, at, _ := p.next()
			got = append(got, p.call(s))
			s.closes = s.closes || p.call(s) != kite.ModeLTP // as the loop does
			p.after(s, at, at, nil)
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("mode %v asks for %v, want %v", tt.mode, got, tt.want)
		}
	}
}

// Where /quote is refused the user's own mode goes on, at rest too, and /quote is
// tried again in its turn.
func TestRefusedQuotesStopNoPrices(t *testing.T) {
	for mode, want := range map[kite.Mode]string{
		kite.ModeOHLC: "[quote ohlc ohlc ohlc ohlc ohlc quote ohlc]", kite.ModeLTP: "[quote ohlc ltp ltp ltp ltp quote ltp]",
	} {
		p := newPlan(10, 0)
		p.mode = mode
		s, _, _ := p.next()
		s.odd = true
		var got []kite.Mode
		for range 8 {
			_, at, _ := p.next()
			asked := p.call(s)
			got = append(got, asked)
			var err error
			if asked == kite.ModeQuote {
				err = general
			} else {
				s.closes = true
			}
			p.after(s, at, at, err)
			p.took(s, asked, err)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("mode %v asks for %v, want %v", mode, got, want)
		}
		if p.took(s, kite.ModeQuote, nil); p.call(s) != kite.ModeQuote {
			t.Errorf("mode %v: once it is answered, /quote is not asked for", mode)
		}
	}
}
