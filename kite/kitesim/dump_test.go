package kitesim

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"kitewatch/kite/market"
)

// download reads a dump as text.
func (c *client) download(path string) string {
	c.t.Helper()
	got := c.get(path)
	if got.StatusCode != 200 || got.Header.Get("Content-Type") != "text/csv" {
		c.t.Fatalf("%s: %d %s %.200s", path, got.StatusCode, got.Header.Get("Content-Type"), got.text)
	}
	return got.text
}

func records(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDumpRows(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	for _, c := range []struct{ rows, want int }{{0, 20000}, {1, -1}, {50000, 50000}, {250000, 250000}, {400000, 250000}} {
		l := frozen(&now, Config{Rows: c.rows}).world.list(now)
		if got := len(l.rows); got != c.want && (c.want > 0 || got < 3000 || got > 17000) {
			t.Errorf("%d rows asked: %d, want %d", c.rows, got, c.want)
		}
		tokens, symbols := map[uint32]string{}, map[string]bool{}
		for i := range l.rows {
			in := &l.rows[i]
			key := parts[in.part].exchange + ":" + in.symbol
			if other, ok := tokens[in.token()]; ok || symbols[key] {
				t.Fatalf("%d rows asked: %s and %s share token %d", c.rows, other, key, in.token())
			}
			if in.token()>>31 != 0 || in.exchange == 0 {
				t.Fatalf("%s has token %d", key, in.token())
			}
			tokens[in.token()], symbols[key] = key, true
		}
	}
}

func TestDumpText(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	text := c.download("/instruments")
	for _, line := range []string{
		`256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE`,
		`260105,1016,NIFTY BANK,"NIFTY BANK",0,,0,0,0,EQ,INDICES,NSE`,
		`264969,1035,INDIA VIX,"INDIA VIX",0,,0,0,0,EQ,INDICES,NSE`,
		`265,1,SENSEX,"SENSEX",0,,0,0,0,EQ,INDICES,BSE`,
		`273417,1068,MCXGOLDEX,"MCXGOLDEX",0,,0,0,0,EQ,INDICES,MCX`,
		`408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE`,
		`738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE`,
		`519937,2031,M&M,"MAHINDRA & MAHINDRA",0,,0,0.1,1,EQ,NSE,NSE`,
		`128083204,500325,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,BSE,BSE`,
		`10242049,40008,754GS2036-GS,,0,,0,0.01,1,EQ,NSE,NSE`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
	for _, piece := range []string{
		`,NIFTY26NOVFUT,"NIFTY",0,2026-11-23,0,0.1,65,FUT,NFO-FUT,NFO`,
		`,NIFTY26D0124500CE,"NIFTY",0,2026-12-01,24500,0.05,65,CE,NFO-OPT,NFO`,
		`,WIPRO26DEC247.5CE,"WIPRO",0,2026-12-29,247.5,0.05,3000,CE,NFO-OPT,NFO`,
		`,USDINR26NOVFUT,"USDINR",0,2026-11-26,0,0.0025,1,FUT,CDS-FUT,CDS`,
		`,GOLD26DECFUT,"GOLD",0,2026-12-04,0,1,1,FUT,MCX-FUT,MCX`,
		`,CRUDEOIL26DECFUT,"CRUDEOIL",0,2026-12-18,0,0.1,1,FUT,NCO-FUT,NCO`,
		`,SENSEX5026DECFUT,"SENSEX50",0,2026-12-31,0,0.1,75,FUT,BFO-FUT,BFO`,
		`,NIFTYNXT5026DECFUT,"NIFTYNXT50",0,2026-12-29,`, `,VIVIANA-BE,`, `,J&KBANK,`, `,BAJAJ-AUTO,`, `-TB,"GOI TBILL `,
	} {
		if !strings.Contains(text, piece) {
			t.Errorf("no row with %s", piece)
		}
	}
	if strings.Contains(text, "NIITTECH") || strings.Contains(text, "\r") || !strings.HasPrefix(text, dumpHeader) {
		t.Error("the text has what it should not have")
	}
	checkColumns(t, records(t, text))
}

// checkColumns checks what every row must have.
func checkColumns(t *testing.T, rows [][]string) {
	t.Helper()
	if len(rows) != 20001 {
		t.Errorf("%d rows", len(rows))
	}
	var order []string
	sorted := 0
	for i, r := range rows[1:] {
		token, _ := strconv.ParseUint(r[0], 10, 32)
		exchangeToken, _ := strconv.ParseUint(r[1], 10, 32)
		strike, err := strconv.ParseFloat(r[6], 64)
		lot, errLot := strconv.Atoi(r[8])
		if token>>8 != exchangeToken || r[4] != "0" || err != nil || errLot != nil || r[2] == "" {
			t.Fatalf("row %d: %v", i, r)
		}
		isOption, isIndex := r[9] == "CE" || r[9] == "PE", r[10] == "INDICES"
		if isOption != (strike > 0) || (r[9] == "EQ") != (r[5] == "") || isIndex != (lot == 0) || isIndex != (r[7] == "0") {
			t.Errorf("row %d: %v", i, r)
		}
		if want, err := strconv.ParseUint(lowBytes[r[10]+r[11]], 10, 8); err != nil || token&0xff != want {
			t.Errorf("row %d: the token's low byte is %d: %v", i, token&0xff, r)
		}
		if len(order) == 0 || order[len(order)-1] != r[10] {
			order = append(order, r[10])
		}
		if isOption && rows[i][6] <= r[6] {
			sorted++
		}
	}
	if got := strings.Join(order, " "); got != "BFO-FUT BFO-OPT BSE BCD-FUT BCD-OPT CDS-FUT CDS-OPT INDICES MCX-FUT MCX-OPT NCO-FUT NCO-OPT NFO-FUT NFO-OPT NSE" {
		t.Errorf("segments come in the order %s", got)
	}
	if sorted > 15000 {
		t.Error("strikes are sorted")
	}
}

var lowBytes = map[string]string{
	"NSENSE": "1", "NFO-FUTNFO": "2", "NFO-OPTNFO": "2", "CDS-FUTCDS": "3", "CDS-OPTCDS": "3", "BSEBSE": "4",
	"BFO-FUTBFO": "5", "BFO-OPTBFO": "5", "BCD-FUTBCD": "6", "BCD-OPTBCD": "6", "MCX-FUTMCX": "7", "MCX-OPTMCX": "7",
	"INDICESNSE": "9", "INDICESBSE": "9", "INDICESMCX": "9", "NCO-FUTNCO": "12", "NCO-OPTNCO": "12",
}

func TestDumpOfAnExchange(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	sum := 0
	for _, exchange := range exchanges {
		rows := records(t, c.download("/instruments/"+exchange))
		for _, r := range rows[1:] {
			if r[11] != exchange {
				t.Fatalf("%s holds %v", exchange, r)
			}
		}
		sum += len(rows) - 1
	}
	if sum != 20000 {
		t.Errorf("the exchanges have %d rows together", sum)
	}
	if all := c.download("/instruments/"); all != c.download("/instruments") {
		t.Error("/instruments/ differs from /instruments")
	}
	c.get("/instruments/XYZ").refused(t, 400, "InputException", "Invalid exchange.")
}

func TestDumpCompressed(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	c, closeAll := dial(t, frozen(&now, Config{NoLimits: true}))
	defer closeAll()
	got := c.get("/instruments", "Accept-Encoding", "gzip")
	if got.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", got.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || string(text) != c.download("/instruments") {
		t.Errorf("compressed and plain differ: %v", err)
	}
}

// TestContractsStay checks over half a year that a contract keeps its token
// and stays listed until it expires, and that the clock rolls the lists.
func TestContractsStay(t *testing.T) {
	now := at(t, "2026-09-01 12:00")
	x := frozen(&now, Config{Rows: 1, Seed: 5})
	before := map[symbol]*instrument{}
	for now.Before(at(t, "2027-02-01 00:00")) {
		l := x.world.list(now)
		got := make(map[symbol]*instrument, len(l.rows))
		for i := range l.rows {
			got[symbol{parts[l.rows[i].part].exchange, l.rows[i].symbol}] = &l.rows[i]
		}
		for key, in := range before {
			switch later := got[key]; {
			case later == nil && in.expiry >= l.date:
				t.Errorf("%v expires on %s and is gone on %s", key, in.expiry.Time().Format(time.DateOnly), l.date.Time().Format(time.DateOnly))
			case later != nil && later.token() != in.token():
				t.Errorf("%v had token %d and has %d on %s", key, in.token(), later.token(), l.date.Time().Format(time.DateOnly))
			}
		}
		for key, in := range got {
			if in.expiry != 0 && in.expiry < l.date {
				t.Errorf("%v is listed on %s", key, l.date.Time().Format(time.DateOnly))
			}
		}
		if t.Failed() {
			return
		}
		before = map[symbol]*instrument{}
		for key, in := range got {
			if in.derivative() {
				before[key] = in
			}
		}
		now = now.AddDate(0, 0, 5)
	}
}

func TestListFollowsTheClock(t *testing.T) {
	now := at(t, "2026-11-23 10:14")
	x := frozen(&now, Config{Rows: 1})
	for _, c := range []struct {
		when string
		want market.Date
	}{
		{"2026-11-23 07:29:59", market.On(2026, 11, 20)},
		{"2026-11-23 07:30:00", market.On(2026, 11, 23)},
		{"2026-11-24 12:00:00", market.On(2026, 11, 23)}, // a holiday
		{"2026-11-25 07:00:00", market.On(2026, 11, 23)},
		{"2026-11-25 08:00:00", market.On(2026, 11, 25)},
		{"2026-11-28 08:00:00", market.On(2026, 11, 27)}, // a Saturday
	} {
		if got := x.world.listDate(at(t, c.when)); got != c.want {
			t.Errorf("at %s the list is that of %s, want %s", c.when, got.Time(), c.want.Time())
		}
	}
	// The contract that expired on Monday is quoted until Wednesday's list.
	see(t, x, at(t, "2026-11-24 12:00"), "NFO:NIFTY26NOVFUT")
	if l := x.world.list(at(t, "2026-11-25 09:00")); l.find("NFO:NIFTY26NOVFUT") != nil || l.find("NFO:NIFTY27FEBFUT") == nil {
		t.Error("the futures have not rolled")
	}
}
