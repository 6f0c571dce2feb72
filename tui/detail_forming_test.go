package tui

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTheFormingCandleIsTheExchanges polls for minutes, and after each poll holds
// the newest candle against the one that the exchange answers for its span at
// that moment. What polls can know is held to be equal: the close always, the
// open once the exchange has told of the candle, and of a day all of it. What
// they cannot know may differ, by this much and no more: the high is at most the
// exchange's and the low at least, since a price between two polls is seen only
// when it made the day's high or low; and the volume misses or has too much of
// what was traded between two polls, those around the candle's first moment and
// around the exchange's last reply.
func TestTheFormingCandleIsTheExchanges(t *testing.T) {
	for i, interval := range intervals {
		t.Run(interval.name, func(t *testing.T) {
			tapedStart{start: start{w: 160, h: 50, at: afterHoliday}, list: kinds}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				for range intervals {
					d.key("[")
				}
				for range i {
					d.key("]")
				}
				d.pass(20 * time.Second)
				polls := 0
				for polled, traded := d.tape.quote("NSE:RELIANCE"), int64(0); polls < 40; {
					d.pass(100 * time.Millisecond)
					q := d.tape.quote("NSE:RELIANCE")
					if q.Volume == polled.Volume {
						continue
					}
					traded = max(traded, q.Volume-polled.Volume)
					polled = q
					if d.ofThisSecond() {
						polls++
						d.wantForming(interval.name, q, 2*traded)
					}
				}
			})
		})
	}
}

// ofThisSecond reports that the latest poll was in the second that it still is by
// the exchange's clock: what it has answered holds still.
func (d *taped) ofThisSecond() bool {
	calls := d.exchange.Calls()
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].Path == "/quote" {
			return calls[i].At.Unix() == d.now().Unix()
		}
	}
	return false
}

// wantForming holds the newest candle against the exchange's own of this moment;
// its volume may be off by some.
func (d *taped) wantForming(interval string, q wireQuote, some int64) {
	d.t.Helper()
	d.key("h")
	newest := d.read()
	d.key("G")
	truth, ok := d.ask(fmt.Sprintf("%d/%s", q.InstrumentToken, interval), newest.at, d.now())[newest.at]
	if !ok {
		d.t.Fatalf("the exchange has no candle of %v", newest.at)
	}
	var price [4]float64
	for i, text := range newest.ohlc {
		price[i], _ = countOf(text)
	}
	open, high, low, last := price[0], price[1], price[2], price[3]
	told := d.now().Sub(newest.at) > 7*time.Second // it asks 5 s after the candle before has ended
	wrong := told && open != truth.open || open > truth.high || open < truth.low || last != q.LastPrice || last != truth.close ||
		high > truth.high || low < truth.low || high < max(open, last) || low > min(open, last)
	volume, precision := countOf(newest.volume)
	off := math.Abs(volume - float64(truth.volume))
	if interval == "day" {
		wrong, some = wrong || high != truth.high || low != truth.low, 0
	}
	if wrong || off > float64(some)+precision {
		d.t.Errorf("%s at %v: %+v, the exchange has %+v; last price %v, volume off by %.0f of %d", interval, d.now().Format(time.TimeOnly),
			newest, truth, q.LastPrice, off, some)
	}
}

// TestACandleThatIsNotToldIsNoWholeOne has an exchange that sends no candle until
// it is over: what polls have made of it says since when, and the next one, which
// they have seen from its beginning, is whole.
func TestACandleThatIsNotToldIsNoWholeOne(t *testing.T) {
	running := regexp.MustCompile(`,?\["2026-11-25T10:1[05]:00[^]]*\]`)
	alter := func(r *http.Request, body []byte) (int, []byte) {
		if !strings.HasSuffix(r.URL.Path, "/5minute") {
			return 0, nil
		}
		return 200, running.ReplaceAll(body, nil)
	}
	tapedStart{start: start{w: 160, h: 50, at: afterHoliday}, list: bareList, alter: alter}.drive(t, func(d *taped) {
		d.pass(3 * time.Second)
		d.key("enter")
		d.pass(20 * time.Second)
		d.wantSaid("newest candle since 10:14 alone")
		d.key("h")
		d.wantSaid("25 Nov 10:10 since 10:14 O ")
		d.key("G")
		d.pass(time.Minute)
		d.key("h")
		d.wantSaid("25 Nov 10:15 O ")
	})
}
