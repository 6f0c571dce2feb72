package tui

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testLists are five lists of all kinds of instruments.
func testLists(t testing.TB) store.Watchlist { return listsOf(t, "testdata/lists.toml") }

func listsOf(t testing.TB, path string) store.Watchlist {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list, err := store.ParseWatchlist("watchlist.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func plainTheme() *ui.Theme {
	return ui.NewTheme(ui.Options{Name: "dark", Dark: true, Profile: termenv.TrueColor})
}

// The watchlist that comes with the program: each of its rows has a price.
func TestTheSampleIsAllLive(t *testing.T) {
	sample := func(_ *kitesim.Exchange, o *Options) { o.Watchlist = listsOf(t, "../watchlist.toml") }
	driveWith(t, 120, 60, "", sample, func(d *driver) {
		d.after(5 * time.Second)
		d.key("6")
		d.after(time.Minute) // the candles of all rows have come
		if line := d.statusLine(); !strings.Contains(line, "● live") || !strings.Contains(line, "37 rows") {
			t.Errorf("status line %q", line)
		}
		if screen := d.screen(); strings.Contains(screen, "—") || strings.Contains(screen, "× none") {
			t.Errorf("something is missing:\n%s", screen)
		}
	})
}

func TestRetryIsShownInline(t *testing.T) {
	const second = time.Second
	drive(t, 120, 36, "503@10s+12s", func(d *driver) {
		d.wantStatus(6*second, "● live 1.0s · 7 rows · last 10:14:05 IST · next 4s · 0.2/1.0 rps · NSE open, closes in 5h15m · session until 06:00")
		d.wantStatus(10*second, "▲ 503 · retry 1 of 3 in 2s · showing 10:14:05")
		d.wantStatus(11*second, "▲ 503 · retry 1 of 3 in 1s · showing 10:14:05")
		d.wantStatus(12*second, "▲ 503 · retry 2 of 3 in 4s")
		d.wantStatus(16*second, "▲ 503 · retry 3 of 3 in 8s")
		if rows := d.screen(); !strings.Contains(rows, "~ stale 11s") || !strings.Contains(rows, "NIFTY 50 ~") {
			t.Errorf("the rows do not say that they are stale:\n%s", rows)
		}
		d.wantStatus(24*second, "● live 0.0s")
		if strings.Contains(d.screen(), "~") {
			t.Errorf("after the outage something is stale:\n%s", d.screen())
		}
	})
}

func TestStatusOfEveryStop(t *testing.T) {
	for _, tt := range []struct{ fault, want string }{
		{"expire@3s", "▲ login needed · polling stopped"},
		{"permission@3s", "▲ this app has no market data · polling stopped · logging in again will not help"},
		{"429@3s", "▲ rate limited · wait 9s · pace 10s · showing 10:14:00"},
		{"general@3s", "▲ GeneralException: "},
	} {
		drive(t, 120, 36, tt.fault, func(d *driver) {
			d.wantStatus(6*time.Second, tt.want)
		})
	}
}

func TestHangingCallIsNotLive(t *testing.T) {
	drive(t, 120, 36, "hang@3s", func(d *driver) {
		d.wantStatus(9*time.Second, "● live 9.0s")
		d.wantStatus(11*time.Second, "▲ no prices for 11s · next now · showing 10:14:00")
		d.wantStatus(13*time.Second, "▲ network timeout · retry 1 of 3 in 1s")
		d.key("?")
		if !strings.Contains(d.screen(), "Help") {
			t.Error("help does not open during the hang")
		}
		d.key("q")
		if !d.quit {
			t.Error("q does not quit during the hang")
		}
	})
}

// What hidden lists trade does not make the shown market open.
func TestClosedMarketSaysSo(t *testing.T) {
	evening := time.Date(2026, 11, 23, 19, 42, 0, 0, market.IST)
	start{w: 120, h: 36, at: evening}.drive(t, func(d *driver) {
		d.after(2 * time.Second)
		d.key("2")
		d.wantStatus(6*time.Second, "■ closed · 17 rows · last 15:35:00 IST · next 4s")
		d.wantStatus(6*time.Second, "next 4s · NSE opens Wed 09:15, Tue holiday")
		d.key("4")
		d.wantStatus(12*time.Second, "● live")
		d.wantStatus(12*time.Second, "MCX closes in 4h12m")
		d.key("2") // at once, not with the next prices
		d.wantStatus(12*time.Second, "■ closed · 17 rows")
	})
}

// Before the open a change is another day's, in the strip as in the rows.
func TestTheStripMarksAnotherDaysChange(t *testing.T) {
	early := time.Date(2026, 11, 23, 9, 5, 0, 0, market.IST)
	start{w: 120, h: 36, at: early}.drive(t, func(d *driver) {
		d.after(6 * time.Second)
		strip, _, _ := strings.Cut(d.screen(), "\n")
		if strings.Count(strip, "% d") != 3 {
			t.Errorf("at 09:05 the strip is %q", strip)
		}
	})
}

func TestLongServerMessageLeavesTheCountdown(t *testing.T) {
	for _, w := range []int{40, 80} {
		drive(t, w, 24, "network@3s", func(d *driver) {
			d.wantStatus(6*time.Second, "retry 1 of 3 in 1s")
			if w > 40 {
				d.wantStatus(6*time.Second, "showing 10:14:00")
			}
		})
	}
}

// Candles for sparklines are asked for where there are sparklines.
func TestNoCandlesWithoutSparklines(t *testing.T) {
	for w, want := range map[int]bool{80: false, 120: true} {
		drive(t, w, 24, "", func(d *driver) {
			d.after(20 * time.Second)
			asked := slices.ContainsFunc(d.exchange.Calls(), func(c kitesim.Call) bool { return strings.HasSuffix(c.Path, "/5minute") })
			if shown := strings.Contains(d.screen(), "Session"); asked != want || shown != want {
				t.Errorf("%d wide: candles asked for: %t, sparklines shown: %t", w, asked, shown)
			}
		})
	}
}

func TestPauseAndRefreshKeys(t *testing.T) {
	drive(t, 120, 36, "", func(d *driver) {
		d.after(2 * time.Second)
		d.key("p")
		d.wantStatus(30*time.Second, "□ paused · showing 10:14:00 · p resumes")
		d.key("p")
		d.wantStatus(31*time.Second, "● live")
		d.key("r")
		if got := d.statusLine(); !strings.Contains(got, "refreshing") {
			t.Errorf("after r: %q", got)
		}
		d.wantStatus(36*time.Second, "next")
		d.key("ppr") // before the loop has told of either
		if got := d.statusLine(); !strings.Contains(got, "refreshing") {
			t.Errorf("after p, p and r: %q", got)
		}
		d.key("pr")
		if got := d.statusLine(); !strings.Contains(got, "p resumes") {
			t.Errorf("after p and r: %q", got)
		}
	})
}

// Keys that arrive in one piece are keys all the same.
func TestKeysInOnePiece(t *testing.T) {
	drive(t, 120, 36, "", func(d *driver) {
		d.after(2 * time.Second)
		d.key("2jjj")
		if s, _ := d.m.watch.Selected(); s.Tradingsymbol != "INFY" {
			t.Errorf("after 2jjj the cursor is on %v", s)
		}
		d.key("?jq")
		if !d.quit {
			t.Error("?jq does not quit")
		}
	})
}

func TestTabsTellTheFeedWhatIsVisible(t *testing.T) {
	drive(t, 120, 36, "", func(d *driver) {
		d.after(2 * time.Second)
		d.key("4")
		d.wantStatus(3*time.Second, "5 rows")
		if got := d.screen(); !strings.Contains(got, "CRUDEOIL26DECFUT") || !strings.Contains(got, "●") {
			t.Errorf("the fourth list:\n%s", got)
		}
		for _, c := range d.exchange.Calls() {
			if c.Status != http.StatusOK {
				t.Errorf("%s at %v: %d", c.Path, c.At, c.Status)
			}
		}
	})
}

// The change on the screen is the last price less the previous close, by the
// exchange's own figures.
func TestChangeIsTheExchangesTruth(t *testing.T) {
	drive(t, 120, 36, "", func(d *driver) {
		d.after(time.Second)
		d.key("2")
		d.after(6 * time.Second)
		d.settle()
		checked := 0
		for _, line := range strings.Split(d.screen(), "\n") {
			fields := strings.Fields(strings.Trim(line, "▌ "))
			if len(fields) < 4 || fields[1] != "NSE" {
				continue
			}
			_, prev, ok := d.exchange.Truth("NSE", fields[0])
			if !ok {
				t.Errorf("%q is unknown to the exchange", fields[0])
				continue
			}
			figures := strings.NewReplacer("↑", "", "↓", "", "UC", "", "LC", "").Replace(strings.Join(fields[2:], " "))
			parts := strings.Fields(figures)
			last := number(t, parts[0])
			if want := ui.Signed(last-prev, 2); parts[1] != want {
				t.Errorf("%s: last %s, previous close %.2f, change shown %s, want %s", fields[0], parts[0], prev, parts[1], want)
			}
			if want := ui.Signed((last-prev)*100/prev, 2); parts[2] != want {
				t.Errorf("%s: change in percent shown %s, want %s", fields[0], parts[2], want)
			}
			checked++
		}
		if checked < 10 {
			t.Errorf("only %d rows checked:\n%s", checked, d.screen())
		}
	})
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	var whole, frac, scale float64 = 0, 0, 1
	dot := false
	for _, r := range text {
		switch {
		case r == '.':
			dot = true
		case r < '0' || r > '9':
		case dot:
			scale *= 10
			frac = frac*10 + float64(r-'0')
		default:
			whole = whole*10 + float64(r-'0')
		}
	}
	return whole + frac/scale
}

func TestScreensFit(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 36}, {160, 50}, {200, 50}} {
		drive(t, size[0], size[1], "", func(d *driver) {
			d.after(3 * time.Second)
			lines := strings.Split(d.screen(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			for i, l := range lines {
				if w := ui.Width(l); w > size[0] {
					t.Errorf("%v: line %d is %d wide: %q", size, i, w, l)
				}
			}
		})
	}
}

func TestTooSmallSaysSo(t *testing.T) {
	for _, size := range [][2]int{{36, 8}, {39, 40}, {200, 9}, {1, 1}, {5, 2}} {
		m := newModel(t.Context(), Options{Theme: plainTheme(), Watchlist: testLists(t), Log: silent},
			market.Default(), feed.New(feed.Config{}))
		m.setSize(size[0], size[1])
		view := m.View()
		if size[0] >= 36 && !strings.Contains(view, "kitewatch needs 40×10, this is") {
			t.Errorf("%v: %q", size, view)
		}
		for _, l := range strings.Split(view, "\n") {
			if ui.Width(l) > size[0] {
				t.Errorf("%v: a line of %d", size, ui.Width(l))
			}
		}
	}
}

func TestAllListMergesTheOthers(t *testing.T) {
	entry := func(name string) store.Entry {
		return store.Entry{Symbol: kite.Symbol{Exchange: "NSE", Tradingsymbol: name}}
	}
	one := store.List{Name: "A", Entries: []store.Entry{entry("X"), entry("Y")}}
	two := store.List{Name: "B", Entries: []store.Entry{entry("Y"), entry("Z")}}
	if got := withAll([]store.List{one}); !reflect.DeepEqual(got, []store.List{one}) {
		t.Errorf("a single list: %+v", got)
	}
	got := withAll([]store.List{one, two})
	if len(got) != 3 || got[2].Name != "All" || len(got[2].Entries) != 3 {
		t.Errorf("two lists: %+v", got)
	}
	named := store.List{Name: "All", Entries: []store.Entry{entry("W")}}
	got = withAll([]store.List{named, one})
	if len(got) != 2 || got[1].Name != "All" || len(got[1].Entries) != 3 {
		t.Errorf("a list of that name: %+v", got)
	}
}

// The README's first screen is this one.
func TestGoldenScreen(t *testing.T) {
	sample := func(_ *kitesim.Exchange, o *Options) { o.Watchlist = listsOf(t, "../watchlist.toml") }
	driveWith(t, 80, 24, "", sample, func(d *driver) {
		d.after(10 * time.Second)
		golden(t, "screen-80x24", d.screen())
	})
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile(filepath.Join("testdata", "screen-80x24.golden"))
	if !strings.Contains(string(readme), "```\n"+trimLines(string(want))+"\n```") {
		t.Error("README.md does not show testdata/screen-80x24.golden")
	}
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update):\n%s\nwant\n%s", name, got, want)
	}
}
