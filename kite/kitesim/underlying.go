package kitesim

import (
	_ "embed"
	"encoding/csv"
	"math"
	"strconv"
	"strings"

	"kitewatch/kite/market"
)

//go:embed stocks.csv
var stockTable string

// stockRow is what the dump needs of a share beside its asset.
type stockRow struct {
	asset *asset
	token uint32 // NSE's exchange token, the real one
	bse   uint32 // BSE's scrip code
}

// stockRows is the table, in the order of the assets of world.stocks.
var stockRows = mustReadStocks(stockTable)

// mustReadStocks reads the embedded table; it is part of the program, so a
// fault in it is found by any test.
func mustReadStocks(text string) []stockRow {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("stocks.csv: " + err.Error())
	}
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic("stocks.csv: " + err.Error())
		}
		return f
	}
	var rows []stockRow
	for _, r := range records[1:] {
		price, sector := number(r[4]), sectors[r[5]]
		a := &asset{
			symbol: r[0], name: r[3], base: price, sector: r[5], sbeta: 1,
			beta: sector.beta, sigma: sector.sigma, tick: stockTick(price), band: 0.10,
			liquidity: int(number(r[6])), venue: market.NSE, lot: int(number(r[8])),
			step: stockStep(price), carry: 0.065,
		}
		if r[7] != "0" {
			a.under = r[0]
		} else {
			a.band = 0.20
		}
		if a.sector == "cash" {
			a.kind, a.sbeta = bond, 0
		}
		rows = append(rows, stockRow{a, uint32(number(r[1])), uint32(number(r[2]))})
	}
	return rows
}

// chained are the shares with an option chain in every dump, however short.
func chained(i int) bool { return i < 56 && stockRows[i].asset.under != "" }

func (w *world) loadStocks() []*asset {
	var list []*asset
	for _, row := range stockRows {
		a := *row.asset
		list = append(list, w.ready(&a))
		w.assets[a.symbol] = list[len(list)-1]
	}
	return list
}

// indices are the real index rows of the dump, with their tokens.
var indices = []struct {
	token    uint32
	symbol   string
	exchange string
	price    float64
	beta     float64
	sector   string
}{
	{1001, "NIFTY 50", "NSE", 24373.95, 1, ""},
	{1016, "NIFTY BANK", "NSE", 56809.55, 1.05, "bank"},
	{1035, "INDIA VIX", "NSE", 13.26, -4.5, ""},
	{1007, "NIFTY FIN SERVICE", "NSE", 26842.30, 1.05, "bank"},
	{1125, "NIFTY MID SELECT", "NSE", 13418.65, 1.15, ""},
	{1058, "NIFTY NEXT 50", "NSE", 68214.40, 1.15, ""},
	{1018, "NIFTY 100", "NSE", 25184.75, 1.02, ""},
	{1033, "NIFTY 200", "NSE", 13942.20, 1.04, ""},
	{1047, "NIFTY 500", "NSE", 22618.45, 1.05, ""},
	{1003, "NIFTY MIDCAP 100", "NSE", 58742.10, 1.15, ""},
	{1019, "NIFTY MIDCAP 50", "NSE", 16684.30, 1.15, ""},
	{1043, "NIFTY SMLCAP 100", "NSE", 18236.85, 1.25, ""},
	{1015, "NIFTY IT", "NSE", 37218.60, 0.85, "it"},
	{1029, "NIFTY AUTO", "NSE", 27418.35, 1.0, "auto"},
	{1025, "NIFTY PHARMA", "NSE", 22314.70, 0.65, "pharma"},
	{1023, "NIFTY FMCG", "NSE", 55482.15, 0.55, "fmcg"},
	{1030, "NIFTY METAL", "NSE", 10482.40, 1.2, "metal"},
	{1020, "NIFTY REALTY", "NSE", 918.65, 1.3, "realty"},
	{1031, "NIFTY MEDIA", "NSE", 1482.30, 1.0, "consumer"},
	{1027, "NIFTY PSU BANK", "NSE", 8214.55, 1.15, "bank"},
	{1059, "NIFTY PVT BANK", "NSE", 27482.90, 1.0, "bank"},
	{1022, "NIFTY ENERGY", "NSE", 35618.20, 1.0, "energy"},
	{1021, "NIFTY INFRA", "NSE", 9384.60, 1.0, "infra"},
	{1005, "NIFTY COMMODITIES", "NSE", 9218.45, 1.1, "metal"},
	{1006, "NIFTY CONSUMPTION", "NSE", 12184.30, 0.8, "consumer"},
	{1024, "NIFTY MNC", "NSE", 29842.75, 0.8, ""},
	{1026, "NIFTY PSE", "NSE", 9742.15, 1.1, "energy"},
	{1028, "NIFTY SERV SECTOR", "NSE", 32618.40, 1.0, ""},
	{1, "SENSEX", "BSE", 79772.65, 0.98, ""},
	{1072, "BANKEX", "BSE", 63482.18, 1.05, "bank"},
	{47, "SNSX50", "BSE", 25618.42, 1, ""},
	{26, "BSE100", "BSE", 25842.31, 1.02, ""},
	{28, "BSE500", "BSE", 36218.77, 1.05, ""},
	{1068, "MCXGOLDEX", "MCX", 29814.60, 0, ""},
	{1069, "MCXMETLDEX", "MCX", 19842.35, 0, ""},
}

// contracts are the underlyings that are no share: what their derivatives are
// called, and the lot and the distance of strikes.
var contracts = []struct {
	under    string
	spot     string // the asset behind it
	lot      int
	step     float64
	exchange string
}{
	{"NIFTY", "NIFTY 50", 65, 50, "NFO"},
	{"BANKNIFTY", "NIFTY BANK", 30, 100, "NFO"},
	{"FINNIFTY", "NIFTY FIN SERVICE", 60, 50, "NFO"},
	{"MIDCPNIFTY", "NIFTY MID SELECT", 120, 25, "NFO"},
	{"NIFTYNXT50", "NIFTY NEXT 50", 25, 100, "NFO"},
	{"SENSEX", "SENSEX", 20, 100, "BFO"},
	{"BANKEX", "BANKEX", 30, 100, "BFO"},
	{"SENSEX50", "SNSX50", 75, 100, "BFO"},
}

// rules say on which day of its month a contract expires.
type rule uint8

const (
	lastTuesday rule = iota
	lastThursday
	fifth      // of the month, or the trading day before
	nineteenth // about when crude oil does
	twentyFifth
	lastDay
	fixing // two trading days before the month's last
)

// goods are commodities and currencies. A price is that of the nearest future
// on refDate.
var goods = []struct {
	under string
	price float64
	tick  float64
	step  float64
	sigma float64
	like  string // follows this one instead, at its own price
	rule  rule
	every int // months from a contract to the next
	lots  int // liquidity
	venue market.Venue
}{
	{"GOLD", 128112, 1, 500, 0.0085, "", fifth, 2, 1, market.MCX},
	{"GOLDM", 127640, 1, 500, 0, "GOLD", fifth, 1, 1, market.MCX},
	{"GOLDTEN", 128240, 1, 0, 0, "GOLD", lastDay, 1, 3, market.MCX},
	{"GOLDPETAL", 12896, 1, 0, 0, "GOLD", lastDay, 1, 2, market.MCX},
	{"GOLDGUINEA", 102884, 1, 0, 0, "GOLD", lastDay, 1, 4, market.MCX},
	{"SILVER", 161842, 1, 1000, 0.0135, "", fifth, 2, 1, market.MCX},
	{"SILVERM", 162110, 1, 1000, 0, "SILVER", fifth, 2, 1, market.MCX},
	{"SILVERMIC", 162134, 1, 0, 0, "SILVER", fifth, 2, 2, market.MCX},
	{"CRUDEOIL", 5412, 1, 50, 0.0155, "", nineteenth, 1, 1, market.MCX},
	{"CRUDEOILM", 5413, 1, 50, 0, "CRUDEOIL", nineteenth, 1, 1, market.MCX},
	{"NATURALGAS", 384.6, 0.1, 5, 0.021, "", twentyFifth, 1, 1, market.MCX},
	{"NATGASMINI", 384.7, 0.1, 5, 0, "NATURALGAS", twentyFifth, 1, 1, market.MCX},
	{"COPPER", 1018.45, 0.05, 5, 0.0095, "", lastDay, 1, 2, market.MCX},
	{"ZINC", 304.85, 0.05, 2.5, 0.0095, "", lastDay, 1, 2, market.MCX},
	{"ZINCMINI", 304.9, 0.05, 0, 0, "ZINC", lastDay, 1, 3, market.MCX},
	{"ALUMINIUM", 271.35, 0.05, 0, 0.0085, "", lastDay, 1, 2, market.MCX},
	{"ALUMINI", 271.4, 0.05, 0, 0, "ALUMINIUM", lastDay, 1, 3, market.MCX},
	{"LEAD", 182.6, 0.05, 0, 0.006, "", lastDay, 1, 3, market.MCX},
	{"LEADMINI", 182.65, 0.05, 0, 0, "LEAD", lastDay, 1, 4, market.MCX},
	{"NICKEL", 1342.5, 0.1, 0, 0.011, "", lastDay, 1, 5, market.MCX},
	{"ELECDMBL", 4218, 1, 0, 0.012, "", lastDay, 1, 3, market.MCX},
	{"MENTHAOIL", 942.3, 0.1, 0, 0.008, "", lastDay, 1, 4, market.MCXAgri},
	{"CARDAMOM", 2612, 1, 0, 0.009, "", lastDay, 1, 5, market.MCXAgri},
	{"COTTONCNDY", 25840, 10, 0, 0.006, "", lastDay, 1, 5, market.MCXCotton},
	{"KAPAS", 1584.5, 0.5, 0, 0.007, "", lastDay, 4, 5, market.MCXCotton},
	{"USDINR", 92.4875, 0.0025, 0.25, 0.0022, "", fixing, 1, 1, market.CDS},
	{"EURINR", 108.4125, 0.0025, 0.25, 0.0042, "", fixing, 1, 3, market.CDS},
	{"GBPINR", 123.865, 0.0025, 0.25, 0.0046, "", fixing, 1, 3, market.CDS},
	{"JPYINR", 61.24, 0.0025, 0.25, 0.0048, "", fixing, 1, 4, market.CDS},
}

// loadUnderlyings makes the assets that are no shares.
func (w *world) loadUnderlyings() {
	for _, x := range indices {
		a := &asset{
			symbol: x.symbol, name: x.symbol, kind: index, base: x.price, sigma: 0.0004,
			beta: x.beta, sector: x.sector, tick: 500, band: 0.20, liquidity: 1,
			venue: market.VenueOf(x.exchange), carry: 0.065,
		}
		switch {
		case x.sector != "":
			a.sbeta = 0.7
		case x.symbol == "INDIA VIX":
			a.sigma, a.tick, a.band = 0.02, 100, 1
		case x.exchange == "MCX":
			a.sigma = 0.008
		}
		if x.exchange != "NSE" {
			a.tick = 100
		}
		w.assets[a.symbol] = w.ready(a)
	}
	for _, c := range contracts {
		a := w.assets[c.spot]
		a.under, a.lot, a.step = c.under, c.lot, inMoney(c.step)
	}
	for _, g := range goods {
		w.assets[g.under] = w.good(g.under, g.like)
	}
}

// good makes the asset of a commodity or a currency pair.
func (w *world) good(under, like string) *asset {
	for _, g := range goods {
		if g.under != under {
			continue
		}
		a := &asset{
			symbol: under, name: under, under: under, kind: commodity, sigma: g.sigma,
			tick: inMoney(g.tick), band: 0.09, liquidity: g.lots, lot: 1, step: inMoney(g.step),
			venue: g.venue, carry: 0.06,
		}
		if g.venue == market.CDS {
			a.kind, a.band, a.carry = currency, 0.05, 0.02
		}
		near := schedule{w.cal, g.venue, g.rule, g.every}.months(1, refDate+1)[0]
		days := float64(near.date - refDate)
		a.base = g.price * math.Exp(-a.carry*days/365)
		if like == "" {
			return w.ready(a)
		}
		parent := w.assets[like]
		a.sigma, a.key, a.ref, a.implied = parent.sigma, parent.key, parent.ref, parent.implied
		return a
	}
	return nil
}
