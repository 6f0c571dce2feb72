package tui

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kinds is a list with an instrument of every kind.
const kinds = `
interval = "5s"
strip = ["NSE:NIFTY 50"]
[[list]]
name = "Kinds"
symbols = ["NSE:RELIANCE", "NFO:NIFTY@FUT2", "NFO:NIFTY@ATMCE", "CDS:USDINR@FUT1", "MCX:GOLD@FUT1", "NSE:NIFTY 50"]
`

// TestTheDetailIsTheExchangesTruth holds every figure of the pane, for minutes
// in which prices move, against what the exchange has answered.
func TestTheDetailIsTheExchangesTruth(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			tapedStart{start: start{w: size[0], h: size[1], at: morning}, list: kinds}.drive(t, func(d *taped) {
				d.pass(3 * time.Second)
				d.key("enter")
				seen := map[string]bool{}
				for row := range 6 {
					for range 40 { // seconds
						d.pass(time.Second)
						d.wantTruth()
						seen[fmt.Sprint(row, d.tape.quote(d.m.detail.Symbol().String()).Depth)] = true
					}
					d.key("j")
				}
				if len(seen) < 5*8 {
					t.Errorf("only %d books were seen", len(seen))
				}
			})
		})
	}
}

// wantTruth fails for each figure that is not the exchange's.
func (d *taped) wantTruth() {
	d.t.Helper()
	symbol := d.m.detail.Symbol()
	q := d.tape.quote(symbol.String())
	lines := d.pane()
	text := strings.Join(lines, "\n")
	wrong := func(what string, got, want any) {
		d.t.Errorf("%v at %v: %s is %v, want %v in\n%s", symbol, d.now().Format(time.TimeOnly), what, got, want, text)
	}
	if !strings.HasPrefix(strings.TrimSpace(lines[0]), symbol.Tradingsymbol+" "+symbol.Exchange) {
		wrong("the name", lines[0], symbol)
	}
	decimals := 2
	if symbol.Exchange == "CDS" {
		decimals = 4
	}
	change := q.LastPrice - q.OHLC.Close
	head := inGroups(q.LastPrice, decimals) + "  " + plusMinus(change, decimals) + "  " + plusMinus(change*100/q.OHLC.Close, 2) + "%"
	if !strings.Contains(lines[1], head) {
		wrong("the price", lines[1], head)
	}
	if symbol.Tradingsymbol == "NIFTY 50" {
		for _, name := range []string{"Volume", "Bid", "Lower", "OI", "Average", "Spread", "Turnover", "to buy"} {
			if strings.Contains(text, name) {
				wrong(name, "there", "nothing: an index has none")
			}
		}
	} else {
		d.wantBook(q, lines, decimals)
	}
	want := d.facts(q, decimals)
	got := factsIn(lines)
	for short, way := range map[string]string{"Lower": "To lower", "Upper": "To upper"} {
		if got[way] != "" { // on a line of its own
			got[short] += " " + got[way]
		}
	}
	if spread := got["Spread"]; spread != "" {
		want["Spread"] = inGroups(q.Depth.Sell[0].Price-q.Depth.Buy[0].Price, decimals)
	}
	if turnover := got["Turnover"]; turnover != "" {
		if value := int64(q.AveragePrice * float64(q.Volume)); !isCount(turnover, value) {
			wrong("Turnover", turnover, strconv.FormatInt(value, 10))
		}
	}
	for name, value := range want {
		if got[name] != value {
			wrong(name, got[name], value)
		}
	}
}

// facts are the figures that the pane has to show of a quote.
func (d *taped) facts(q wireQuote, decimals int) map[string]string {
	symbol := d.m.detail.Symbol()
	want := map[string]string{
		"Open": inGroups(q.OHLC.Open, decimals), "High": inGroups(q.OHLC.High, decimals), "Low": inGroups(q.OHLC.Low, decimals),
		"Prev close": inGroups(q.OHLC.Close, decimals),
	}
	if symbol.Tradingsymbol == "NIFTY 50" {
		return want
	}
	want["Volume"], want["Last qty"] = inGroups(float64(q.Volume), 0), inGroups(float64(q.LastQuantity), 0)
	want["Average"], want["Last trade"] = inGroups(q.AveragePrice, decimals), q.LastTradeTime[11:]
	want["Lower"] = limitText(q.LowerCircuitLimit, q.LastPrice, decimals)
	want["Upper"] = limitText(q.UpperCircuitLimit, q.LastPrice, decimals)
	if symbol.Exchange != "NSE" {
		before := float64(d.oiBefore(q))
		moved := float64(q.OI) - before
		want["OI"], want["OI high"], want["OI low"] = inGroups(float64(q.OI), 0), inGroups(float64(q.OIDayHigh), 0), inGroups(float64(q.OIDayLow), 0)
		want["OI chg"] = plusMinus(moved, 0) + " " + plusMinus(moved*100/before, 2) + "%"
	}
	return want
}

// oiBefore is the open interest that the exchange's last day candle before
// today tells.
func (d *taped) oiBefore(q wireQuote) int64 {
	d.tape.mu.Lock()
	defer d.tape.mu.Unlock()
	key := fmt.Sprintf("%d/day", q.InstrumentToken)
	var last time.Time
	for at := range d.tape.candles[key] {
		if at.Day() < d.now().Day() && at.After(last) {
			last = at
		}
	}
	return d.tape.candles[key][last].oi
}

var levelLine = regexp.MustCompile(`^\s*(\d+)\s+([\d,]+)\s+([█▐]*)\s*([\d,.]+)\s+([\d,.]+)\s([█▌]*)\s+([\d,]+)\s+(\d+)$`)
var totalsLine = regexp.MustCompile(`^\s*([\d,]+) to buy [━─]+ ([\d,]+) to sell\s+(\d+)% buy$`)

// wantBook holds each level, its bar, the totals and their imbalance against the
// reply.
func (d *taped) wantBook(q wireQuote, lines []string, decimals int) {
	d.t.Helper()
	var rows [][]string
	var totals []string
	for _, line := range lines {
		if m := levelLine.FindStringSubmatch(line); m != nil {
			rows = append(rows, m[1:])
		}
		if m := totalsLine.FindStringSubmatch(line); m != nil {
			totals = m[1:]
		}
	}
	if len(rows) != 5 || totals == nil {
		d.t.Fatalf("%d levels, totals %q in\n%s", len(rows), totals, strings.Join(lines, "\n"))
	}
	most, longest := int64(0), 0
	for i, row := range rows {
		most = max(most, q.Depth.Buy[i].Quantity, q.Depth.Sell[i].Quantity)
		longest = max(longest, halves(row[2]), halves(row[5]))
	}
	bar := func(quantity int64) int {
		return max(int(math.Round(float64(quantity)/float64(most)*float64(longest))), 1)
	}
	for i, row := range rows {
		buy, sell := q.Depth.Buy[i], q.Depth.Sell[i]
		got := fmt.Sprint(row[0], row[1], halves(row[2]), row[3], row[4], halves(row[5]), row[6], row[7])
		want := fmt.Sprint(strconv.FormatInt(buy.Orders, 10), inGroups(float64(buy.Quantity), 0), bar(buy.Quantity), inGroups(buy.Price, decimals),
			inGroups(sell.Price, decimals), bar(sell.Quantity), inGroups(float64(sell.Quantity), 0), strconv.FormatInt(sell.Orders, 10))
		if got != want {
			d.t.Errorf("level %d is %s, want %s", i, got, want)
		}
	}
	share := math.Floor(100*float64(q.BuyQuantity)/float64(q.BuyQuantity+q.SellQuantity) + 0.5)
	want := []string{inGroups(float64(q.BuyQuantity), 0), inGroups(float64(q.SellQuantity), 0), strconv.Itoa(int(share))}
	if fmt.Sprint(totals) != fmt.Sprint(want) {
		d.t.Errorf("the totals are %v, want %v", totals, want)
	}
}

// halves is the length of a bar in half cells.
func halves(bar string) int {
	return 2*strings.Count(bar, "█") + strings.Count(bar, "▐") + strings.Count(bar, "▌")
}

var factNames = regexp.MustCompile(`(Open|High|Low|Prev close|Prev|Volume|Average|Last trade|Trade|Last qty|To lower|To upper|Lower limit|Lower|Upper limit|Upper|OI chg|OI high|OI low|OI|Spread|Turnover|As of) {1,}`)

// factsIn are the figures of the pane by their long names, blanks in one.
func factsIn(lines []string) map[string]string {
	long := map[string]string{"Prev": "Prev close", "Trade": "Last trade", "Lower limit": "Lower", "Upper limit": "Upper"}
	facts := map[string]string{}
	for _, line := range lines[2:] {
		at := factNames.FindAllStringSubmatchIndex(line, -1)
		for i, m := range at {
			end := len(line)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			name := line[m[2]:m[3]]
			if full := long[name]; full != "" {
				name = full
			}
			facts[name] = strings.Join(strings.Fields(line[m[1]:end]), " ")
		}
	}
	return facts
}

// inGroups writes a figure as Indian readers expect it, by its own means: the last
// three digits in a group, those before by twos.
func inGroups(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, _ := strings.Cut(text, ".")
	groups := ""
	for tail := 3; len(whole) > tail; tail = 2 {
		groups, whole = ","+whole[len(whole)-tail:]+groups, whole[:len(whole)-tail]
	}
	if rest != "" {
		rest = "." + rest
	}
	return whole + groups + rest
}

// plusMinus is inGroups with a sign, which what rounds to zero has not.
func plusMinus(v float64, decimals int) string {
	text := inGroups(v, decimals)
	switch {
	case strings.Trim(text, "0.,") == "":
		return text
	case v < 0:
		return "-" + text
	}
	return "+" + text
}

// limitText is a price limit and how far it is.
func limitText(price, last float64, decimals int) string {
	percent, digits := (price-last)*100/last, 2
	if percent >= 1000 {
		digits = 0
	}
	return inGroups(price, decimals) + " " + plusMinus(percent, digits) + "%"
}
