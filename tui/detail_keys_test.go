package tui

import (
	"strings"
	"testing"
	"time"
)

// The detail may stay open all day: what the table can, works beside it.
func TestTheTablesKeysWorkBesideTheDetail(t *testing.T) {
	const text = "[[list]]\nname = \"Mine\"\nsymbols = [\"NSE:INFY\", \"NSE:SBIN\", \"NSE:TCS\"]\n"
	withFile(t, text, func(d *driver, path string) {
		d.send(sizeMsg(200, 50))
		d.key("enter")
		d.after(6 * time.Second)
		said := func(want string) {
			t.Helper()
			if got := d.statusLine(); !strings.Contains(got, want) {
				t.Errorf("status line %q, want %q in it", got, want)
			}
		}
		followed := func(want string) {
			t.Helper()
			if d.m.focus != onDetail || d.m.followed.Tradingsymbol != want {
				t.Errorf("focus %d, followed %v, want %s in the detail:\n%s", d.m.focus, d.m.followed, want, d.screen())
			}
		}
		d.key("L")
		followed("INFY") // forward in time, at the newest candle: no login
		d.key("r")
		said("refreshing")
		d.key("p")
		d.after(10 * time.Second)
		said("paused")
		d.key("p")
		d.key("d")
		d.settle()
		followed("SBIN")
		d.key("u")
		d.settle()
		d.key("g")
		followed("INFY")
		d.key("/")
		if d.m.focus != onSearch {
			t.Error("/ opens no search")
		}
		d.key("esc")
		followed("INFY")
		d.key("n")
		d.typed("wait")
		d.key("enter")
		d.settle()
		d.wantFile(path, strings.Replace(text, "\"NSE:INFY\"", "{ symbol = \"NSE:INFY\", note = \"wait\" }", 1))
		followed("INFY")
		d.key("?")
		if got := d.screen(); !strings.Contains(got, "The row shown whole") {
			t.Errorf("help from the detail:\n%s", got)
		}
	})
}
