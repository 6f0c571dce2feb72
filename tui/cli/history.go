package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// candles writes the candles of an instrument, page by page.
func (d *desk) candles(ctx context.Context, symbol kite.Symbol, s span, out *sheet[kite.Candle]) error {
	token, err := d.tokenOf(ctx, symbol)
	if err != nil {
		return err
	}
	h := history{
		span: s, token: token, out: out,
		patience: patience{desk: d, turns: d.turns(feed.Historical)},
	}
	defer func() { h.turns.Leave(time.Now()) }()
	if err := h.fetch(ctx); err != nil {
		return h.explain(symbol, err)
	}
	if h.written == 0 {
		d.say("%s has no %s candles from %s to %s.", symbol.String(), string(s.interval),
			s.from.Format(time.DateTime), s.to.Format(time.DateTime))
	}
	return nil
}

// tokenOf asks for an instrument's token, unless it is one.
func (d *desk) tokenOf(ctx context.Context, symbol kite.Symbol) (uint32, error) {
	if token := (reading{Row: feed.Row{Symbol: symbol}}).token(); token != 0 {
		return token, nil
	}
	var reply kite.Snapshot
	p := patience{desk: d, turns: d.turns(feed.Quotes)}
	defer func() { p.turns.Leave(time.Now()) }()
	err := p.try(ctx, func() (err error) {
		reply, err = d.client.Quotes(ctx, kite.ModeLTP, []kite.Symbol{symbol})
		return err
	})
	if err != nil {
		return 0, d.unserved(err)
	}
	quote, known := reply.Quotes[symbol]
	if !known || quote.InstrumentToken == 0 {
		return 0, &codedError{exitBadFile, fmt.Errorf("the exchange knows no %s: unknown or expired symbol", symbol)}
	}
	return quote.InstrumentToken, nil
}

// history is a span of candles being fetched.
type history struct {
	patience
	span
	token   uint32
	out     *sheet[kite.Candle]
	held    []kite.Candle // a later page may have better ones
	written int
	done    int  // pages
	shown   bool // there is a progress line
}

// fetch asks for page after page, and writes what no later one can change.
func (h *history) fetch(ctx context.Context) error {
	defer h.hideProgress()
	for from := h.from; !from.After(h.to); {
		h.progress(from)
		end := h.page(from)
		candles, err := h.ask(ctx, from, end)
		if days := smallerLimit(err, h.days); days > 0 {
			h.days = days
			continue
		}
		if err != nil {
			return err
		}
		h.done++
		h.held = merge(h.held, candles)
		from = end.Add(time.Second)
		if err := h.flush(from); err != nil {
			return err
		}
	}
	return h.flush(h.to.AddDate(1, 0, 0))
}

// ask makes one call, and again when it is lost.
func (h *history) ask(ctx context.Context, from, to time.Time) (candles []kite.Candle, err error) {
	err = h.try(ctx, func() (err error) {
		candles, err = h.client.Candles(ctx, h.token, h.interval, from, to, h.opts...)
		return err
	})
	return candles, err
}

// flush writes the candles held that open before a time.
func (h *history) flush(before time.Time) error {
	n := 0
	for n < len(h.held) && h.held[n].Time.Before(before) {
		n++
	}
	if err := h.out.add(h.held[:n]...); err != nil {
		return err
	}
	h.written += n
	h.held = h.held[n:]
	return nil
}

// overLimit is how the API refuses a span; the limits are not in its docs, and
// may change (forum thread 15111).
var overLimit = regexp.MustCompile(`(?i)interval exceeds max limit: (\d{1,6}) days?`)

// smallerLimit is the number of days that a call may ask for, where the API says
// that they are fewer than so many; else 0.
func smallerLimit(err error, than int) int {
	var e *kite.Error
	if !errors.As(err, &e) {
		return 0
	}
	said := overLimit.FindStringSubmatch(e.Message)
	if said == nil {
		return 0
	}
	if days, _ := strconv.Atoi(said[1]); days < than {
		return days
	}
	return 0
}

// progress shows on a terminal how far a fetch of several pages is.
func (h *history) progress(from time.Time) {
	file, ok := h.env.Stderr.(*os.File)
	pages := h.done + h.pages(from)
	if !ok || !isTerminal(file) || pages < 2 {
		return
	}
	h.shown = true
	fmt.Fprintf(file, "\r\x1b[K%s · page %d of %d", from.In(market.IST).Format(time.DateOnly), h.done+1, pages)
}

// hideProgress takes it away.
func (h *history) hideProgress() {
	if h.shown {
		fmt.Fprint(h.env.Stderr, "\r\x1b[K")
	}
}

// explain says why the candles end.
func (h *history) explain(symbol kite.Symbol, err error) error {
	var e *kite.Error
	if kite.KindOf(err) == kite.Input && errors.As(err, &e) && e.Message == "invalid token" {
		return &codedError{exitBadFile, fmt.Errorf("%s: the API knows no instrument token %d", symbol, h.token)}
	}
	err = h.unserved(err)
	if h.written > 0 && kite.KindOf(err) != kite.Canceled {
		return said(fmt.Sprintf("%v; %d candles before it are written", err, h.written), err)
	}
	return err
}
