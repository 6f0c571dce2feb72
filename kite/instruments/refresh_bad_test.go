package instruments

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
)

func TestFaultsLeaveTheCacheAsItIs(t *testing.T) {
	r := newRig(t, "2026-11-20 09:00:00")
	r.refresh()
	r.set("2026-11-23 09:00:00")
	r.refresh()
	r.set("2026-11-25 09:00:00")
	before := r.files()
	for fault, want := range map[string]string{
		"dump502":    "instruments: 502",
		"dumpheader": "instrument dump refused: it has no rows",
		"dumpcut":    "instruments: cut-off reply",
		"dumphang":   "instruments: network timeout",
	} {
		f, err := kitesim.ParseFault(fault)
		if err != nil {
			t.Fatal(err)
		}
		r.x.AddFault(f)
		if fault == "dumphang" {
			r.client.Timeout = 20 * time.Millisecond
		}
		l, err := r.cache.Refresh(t.Context(), r.client, r.clock(), nil)
		r.x.ClearFaults()
		r.client.Timeout = 0
		if l != nil || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", fault, l != nil, err, want)
		}
		if after := r.files(); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("%s has changed the cache", fault)
		}
	}
}

func TestWhatIsNoWholeListLeavesTheCacheAsItIs(t *testing.T) {
	r := newRig(t, "2026-11-23 09:00:00")
	n := r.refresh().Len()
	text := string(dumpOf(t, 1))
	rows := indicesFirst(text)
	bomb := append(zipped(dumpHead), bytes.Repeat(zipped(strings.Repeat(strings.Repeat("x", 1023)+"\n", 1024)), 65)...) // gzip files may be joined
	before := r.files()
	for _, tt := range []struct {
		name  string
		reply func(*http.Request) *http.Response
		want  string
	}{
		{"cut in a row", text200(text[:len(text)-9]), "instruments: cut-off reply"},
		{"cut at the end of a row", text200(strings.Join(rows[:1+(n-1)/2], "")), fmt.Sprintf("instrument dump refused: it has %d rows, less than half of the last list's %d", (n-1)/2, n)},
		{"without indices", text200(strings.ReplaceAll(text, ",INDICES,", ",NSE,")), "instrument dump refused: it has no index rows"},
		{"of other columns", text200(strings.Replace(text, "segment", "part", 1)), "instrument dump refused: it has no column segment"},
		{"a page", text200("<!doctype html>"), "instruments: HTML reply"},
		{"nothing", text200(""), "instruments: empty reply"},
		{"an error", text200(`{"status":"error","message":"x","error_type":"GeneralException"}`), "instruments: GeneralException: x"},
		{"a bomb", body200(bomb, "gzip"), "instruments: reply too large"},
	} {
		l, err := r.cache.Refresh(t.Context(), answer(tt.reply), r.clock().Add(time.Hour), nil)
		if l != nil || err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %q", tt.name, l != nil, err, tt.want)
		}
		if after := r.files(); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("%s has changed the cache", tt.name)
		}
	}
	// A proxy that cuts, and announces as much as it sends: the text alone tells.
	_, err := r.cache.Refresh(t.Context(), answer(text200(text[:len(text)-9])), r.clock().Add(time.Hour), nil)
	if kite.KindOf(err) != kite.Network {
		t.Errorf("cut in a row is of kind %v: %v", kite.KindOf(err), err)
	}
	half, err := r.cache.Refresh(t.Context(), answer(text200(strings.Join(rows[:1+(n+1)/2], ""))), r.clock().Add(time.Hour), nil)
	if err != nil || half.Len() != (n+1)/2 {
		t.Errorf("half as many: %v", err)
	}
}

// indicesFirst returns a dump's lines, the header and the indices first.
func indicesFirst(text string) []string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	slices.SortStableFunc(lines[1:], func(a, b string) int {
		return strings.Index(b, ",INDICES,") - strings.Index(a, ",INDICES,")
	})
	return lines
}

func zipped(text string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write([]byte(text)) // a buffer takes all
	_ = z.Close()
	return out.Bytes()
}
