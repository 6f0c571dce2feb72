package paint

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

const benchWidth, benchHeight = 200, 50

// table is a screen of rows like the watch pane's; n moves its prices.
func table(n int) []string {
	lines := make([]string, benchHeight)
	for row := range lines {
		var b strings.Builder
		for column := range benchWidth / 50 {
			price := 1000 + (row*7+column*13)%400 + n%7
			fmt.Fprintf(&b, "\x1b[38;2;195;200;208mSTOCK%02d\x1b[0;38;2;139;147;159m NSE\x1b[0;1;38;2;236;238;241m %7d.%02d ", row, price, n%100)
			b.WriteString("\x1b[0;38;2;92;199;145m  +0.47  \x1b[0;38;2;93;106;125m──◆━━━━───\x1b[0m   ")
		}
		lines[row] = b.String()
	}
	return lines
}

// frameOf is the frame of Bubble Tea that changes a screen.
func frameOf(before, after []string) []byte {
	var b strings.Builder
	r := &renderer{out: &b, alt: true, width: benchWidth, height: benchHeight, before: before, count: len(before)}
	r.draw(after)
	return []byte(b.String())
}

// BenchmarkFrame is a frame of a screen of 200 by 50.
func BenchmarkFrame(b *testing.B) {
	start := table(0)
	moved := append(table(0)[1:], table(1)[0])
	clock := append(table(0)[:benchHeight-1], table(1)[benchHeight-1])
	for _, c := range []struct {
		name   string
		frames [2][]byte // in turn
	}{
		{"a row", [2][]byte{frameOf(start, clock), frameOf(clock, start)}},
		{"every price", [2][]byte{frameOf(start, table(1)), frameOf(table(1), start)}},
		{"scrolled by one", [2][]byte{frameOf(start, moved), frameOf(moved, start)}},
		{"nothing", [2][]byte{frameOf(nil, start)[len(home)+1:], nil}},
		{"repaint", [2][]byte{frameOf(nil, start), frameOf(nil, table(1))}},
	} {
		b.Run(c.name, func(b *testing.B) {
			if c.name == "nothing" { // all lines are written, as they are
				same := append([]byte(home), c.frames[0]...)
				c.frames = [2][]byte{same, same}
			}
			sent := &count{}
			p := painterOn(sent, func() (int, int, error) { return benchWidth, benchHeight, nil })
			_, _ = io.WriteString(p, enterAltScreen)
			_, _ = p.Write(frameOf(nil, start))
			_, _ = p.Write(frameOf(nil, start))
			b.ReportAllocs()
			sent.n = 0
			came := 0
			for i := 0; b.Loop(); i++ {
				came += len(c.frames[i%2])
				_, _ = p.Write(c.frames[i%2])
			}
			b.ReportMetric(float64(came)/float64(b.N), "B/came")
			b.ReportMetric(float64(sent.n)/float64(b.N), "B/sent")
		})
	}
}

// count counts what is written.
type count struct{ n int }

func (c *count) Write(b []byte) (int, error) {
	c.n += len(b)
	return len(b), nil
}
