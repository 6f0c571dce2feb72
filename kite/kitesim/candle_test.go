package kitesim

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// candlesOf asks for historical candles.
func (c *client) candlesOf(token int, interval, from, to string, more ...string) [][]any {
	c.t.Helper()
	var data struct{ Candles [][]any }
	c.get(candlePath(token, interval, from, to, more...)).data(c.t, &data)
	return data.Candles
}

func candlePath(token int, interval, from, to string, more ...string) string {
	query := url.Values{"from": {from}, "to": {to}}
	for i := 0; i < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return fmt.Sprintf("/instruments/historical/%d/%s?%s", token, interval, query.Encode())
}

const reliance, nifty = 738561, 256265

func TestCandlesAgreeWithQuotes(t *testing.T) {
	for _, when := range []string{"2026-11-23 09:15:40", "2026-11-23 11:42:17", "2026-11-23 15:20:00", "2026-11-23 15:31:30", "2026-11-23 18:00:00"} {
		now := at(t, when)
		x := frozen(&now, Config{NoLimits: true})
		c, closeAll := dial(t, x)
		for _, key := range []string{"NSE:RELIANCE", "NSE:NIFTY 50", "NFO:NIFTY26DECFUT", "NFO:NIFTY26D0124500CE", "NSE:VIVIANA-BE"} {
			q := see(t, x, now, key)[key]
			for _, interval := range []string{"minute", "5minute", "60minute", "day"} {
				list := c.candlesOf(int(q.in.token()), interval, "2026-11-23 00:00:00", "2026-11-23 23:59:59")
				if len(list) == 0 {
					t.Errorf("%s %s at %s: no candles", key, interval, when)
					continue
				}
				high, low, volume := 0.0, 1e12, 0.0
				for _, k := range list {
					high, low, volume = max(high, k[2].(float64)), min(low, k[3].(float64)), volume+k[5].(float64)
				}
				got := [5]float64{list[0][1].(float64), high, low, list[len(list)-1][4].(float64), volume}
				want := [5]float64{q.open.rupees(), q.high.rupees(), q.low.rupees(), q.last.rupees(), float64(q.volume)}
				if got != want {
					t.Errorf("%s %s at %s: %v, want %v", key, interval, when, got, want)
				}
			}
		}
		closeAll()
	}
}

func TestCandleShapes(t *testing.T) {
	now := at(t, "2026-11-23 18:00")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	list := c.candlesOf(reliance, "minute", "2026-11-23 09:15:00", "2026-11-23 09:20:00")
	if len(list) != 6 || list[0][0] != "2026-11-23T09:15:00+0530" || list[5][0] != "2026-11-23T09:20:00+0530" || len(list[0]) != 6 {
		t.Errorf("to is inclusive: %v", list)
	}
	for i, k := range list {
		o, h, l, cl := k[1].(float64), k[2].(float64), k[3].(float64), k[4].(float64)
		if h < max(o, cl) || l > min(o, cl) || k[5].(float64) <= 0 {
			t.Errorf("candle %d: %v", i, k)
		}
	}
	fut := int(x.world.list(now).find("NFO:NIFTY26DECFUT").token())
	if k := c.candlesOf(fut, "minute", "2026-11-23 09:15:00", "2026-11-23 09:15:00", "oi", "1"); len(k) != 1 || len(k[0]) != 7 || k[0][6].(float64) <= 0 {
		t.Errorf("with oi: %v", k)
	}
	if k := c.candlesOf(reliance, "day", "2026-11-16", "2026-11-23"); len(k) != 6 || k[0][0] != "2026-11-16T00:00:00+0530" {
		t.Errorf("days: %v", k)
	}
	for _, empty := range [][2]string{
		{"2026-11-21 00:00:00", "2026-11-22 23:59:59"}, {"2026-11-23 02:00:00", "2026-11-23 08:00:00"},
		{"2026-11-23 18:01:00", "2026-11-30 08:00:00"}, {"2012-11-21 00:00:00", "2012-11-22 23:59:59"},
	} {
		got := c.get(candlePath(reliance, "minute", empty[0], empty[1]))
		if got.text != `{"status":"success","data":{"candles":[]}}` {
			t.Errorf("%v: %.200s", empty, got.text)
		}
	}
	// The auction is one trade, the minutes before it none.
	auction := c.candlesOf(reliance, "minute", "2026-11-23 15:14:00", "2026-11-23 16:00:00")
	if len(auction) != 2 || !strings.HasPrefix(auction[1][0].(string), "2026-11-23T15:3") {
		t.Errorf("around the auction: %v", auction)
	}
}

func TestCandlesJoin(t *testing.T) {
	now := at(t, "2026-11-23 18:00")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	days := c.candlesOf(nifty, "day", "2026-10-01", "2026-11-23")
	minutes := c.candlesOf(nifty, "minute", "2026-10-01", "2026-11-23")
	byDay := map[string][4]float64{}
	for _, k := range minutes {
		date := k[0].(string)[:10]
		d, ok := byDay[date]
		if !ok {
			d = [4]float64{k[1].(float64), k[2].(float64), k[3].(float64)}
		}
		byDay[date] = [4]float64{d[0], max(d[1], k[2].(float64)), min(d[2], k[3].(float64)), k[4].(float64)}
	}
	if len(days) != len(byDay) || len(days) < 34 {
		t.Fatalf("%d day candles, minutes of %d days", len(days), len(byDay))
	}
	for _, k := range days {
		if want := byDay[k[0].(string)[:10]]; want != [4]float64{k[1].(float64), k[2].(float64), k[3].(float64), k[4].(float64)} {
			t.Errorf("day %v, its minutes %v", k, want)
		}
	}
}

func TestCandleRefusals(t *testing.T) {
	now := at(t, "2026-11-23 18:00")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	for _, tc := range []struct {
		name, path, want string
	}{
		{"too long", candlePath(reliance, "minute", "2026-09-24", "2026-11-23"), "interval exceeds max limit: 60 days"},
		{"too long", candlePath(reliance, "5minute", "2026-08-01", "2026-11-23"), "interval exceeds max limit: 100 days"},
		{"too long", candlePath(reliance, "15minute", "2026-01-01", "2026-11-23"), "interval exceeds max limit: 200 days"},
		{"too long", candlePath(reliance, "60minute", "2025-01-01", "2026-11-23"), "interval exceeds max limit: 400 days"},
		{"too long", candlePath(reliance, "day", "2020-01-01", "2026-11-23"), "interval exceeds max limit: 2000 days"},
		{"unlisted", candlePath(12345, "day", "2026-11-01", "2026-11-23"), "invalid token"},
		{"no number", "/instruments/historical/INFY/day?from=2026-11-01&to=2026-11-23", "invalid token"},
		{"month", candlePath(reliance, "month", "2026-11-01", "2026-11-23"), "invalid interval"},
		{"no from", candlePath(reliance, "day", "", "2026-11-23"), "invalid from date"},
		{"odd to", candlePath(reliance, "day", "2026-11-01", "tomorrow"), "invalid to date"},
		{"backward", candlePath(reliance, "day", "2026-11-23", "2026-11-01"), "from date cannot be after to date"},
	} {
		t.Run(tc.name, func(t *testing.T) { c.get(tc.path).refused(t, 400, "InputException", tc.want) })
	}
	if got := c.candlesOf(reliance, "minute", "2026-09-25", "2026-11-23 23:59:59"); len(got) < 10000 {
		t.Errorf("just within the limit: %d candles", len(got))
	}
}

func TestCandlesBeginWithTheContract(t *testing.T) {
	now := at(t, "2026-11-23 18:00")
	x := frozen(&now, Config{NoLimits: true})
	c, closeAll := dial(t, x)
	defer closeAll()
	in := x.world.list(now).find("NFO:RELIANCE26DECFUT")
	list := c.candlesOf(int(in.token()), "day", "2025-01-01", "2026-11-23")
	first, err := time.Parse("2006-01-02T15:04:05-0700", list[0][0].(string))
	if err != nil || first.Before(at(t, "2026-09-01")) || first.After(at(t, "2026-10-01")) {
		t.Errorf("begins %v", list[0])
	}
}
