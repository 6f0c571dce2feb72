package feed_test

import (
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// One reply without any instrument is no news of them: this poll brings nothing.
// One that lacks a single row says so of the row, and its price is kept.
func TestReplyWithoutInstruments(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRig(t, cfg, "drop=NSE:INFY@4s+7s drop=NSE:RELIANCE@9s+2s", infyAndReliance, func(r *rig) {
		r.after(8 * time.Second)
		infy, ril := r.rows[infyAndReliance[0]], r.rows[infyAndReliance[1]]
		if !infy.Missing || infy.Quote.LastPrice == 0 || !infy.Heard(r.clock()).Equal(r.start.Add(r.status.Offset)) || ril.Missing {
			t.Errorf("one is absent: %+v, and the other %+v", infy, ril)
		}
		r.after(14 * time.Second)
		if ril := r.rows[infyAndReliance[1]]; ril.Missing || ril.Answered != ril.Received || ril.Age(r.clock()) != 9*time.Second {
			t.Errorf("all are absent: %+v", ril)
		}
		if last := r.log[len(r.log)-1]; last.Decision != "skipped, values kept" || r.status.Condition != feed.Polling {
			t.Errorf("all are absent: %+v, %+v", last, r.status)
		}
		r.after(16 * time.Second)
		for _, s := range infyAndReliance {
			if row := r.rows[s]; row.Missing || row.State(r.clock(), market.Default()) != feed.Live {
				t.Errorf("all are back: %+v", row)
			}
		}
	})
}

// What stays away is absent in the end.
func TestAContractThatLeavesTheList(t *testing.T) {
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Retries: 3}
	onRig(t, cfg, "drop=NSE:INFY@4s", infyAndReliance[:1], func(r *rig) {
		r.after(2 * time.Minute)
		if row := r.rows[infyAndReliance[0]]; !row.Missing || row.Quote.LastPrice == 0 {
			t.Errorf("after two minutes: %+v", row)
		}
	})
}

// What an earlier run has received keeps its time, whatever this machine's clock
// is, and although no good reply comes.
func TestPricesOfAnEarlierRunKeepTheirTime(t *testing.T) {
	heard := morning.Add(-20 * time.Minute)
	infy := infyAndReliance[0]
	known := feed.Known{Row: feed.Row{Symbol: infy, Quote: kite.Quote{LastPrice: 1500}, Received: heard}}
	cfg := feed.Config{Interval: 5 * time.Second, Mode: kite.ModeOHLC, Known: []feed.Known{known}}
	onRig(t, cfg, "expire@0s", infyAndReliance, func(r *rig) {
		r.after(2 * time.Second)
		c := r.clock()
		shown := feed.Clock{Wall: r.status.LastGood, Offset: c.Offset}.Exchange()
		if row := r.rows[infy]; r.status.Condition != feed.LoginNeeded || !row.Heard(c).Equal(heard) || !shown.Equal(heard) {
			t.Errorf("showing %v, the row's %v, want %v; %+v", shown, row.Heard(c), heard, r.status)
		}
		if got := r.rows[infy].Known(c).Row.Received; !got.Equal(heard) {
			t.Errorf("remembered as of %v", got)
		}
	})
}
