package kitesim

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/market"
)

const dumpHeader = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange\n"

// exchanges are those that the API serves a dump of.
var exchanges = []string{"NSE", "BSE", "NFO", "BFO", "CDS", "BCD", "MCX", "NCO"}

// dump answers /instruments and /instruments/EXCHANGE. It asks for no
// credentials: the real one was seen to answer without.
func (x *Exchange) dump(r *http.Request) reply {
	exchange := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/instruments"), "/")
	if exchange != "" && !known(exchange) {
		return invalid("Invalid exchange.")
	}
	rep := reply{status: http.StatusOK, kind: "text/csv"}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		rep.header = map[string]string{"Content-Encoding": "gzip"}
		rep.body = x.world.today(x.Time()).compressed(exchange)
		return rep
	}
	rep.body = x.world.today(x.Time()).text(exchange)
	return rep
}

func known(exchange string) bool {
	for _, e := range exchanges {
		if e == exchange {
			return true
		}
	}
	return false
}

// today is the list that holds now. A list is not changed once made, but for
// what it keeps to be quicker, which it guards.
func (w *world) today(now time.Time) *list {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.list(now)
}

// compressed is the dump's text compressed, kept for the day.
func (l *list) compressed(exchange string) []byte {
	l.zipping.Lock()
	defer l.zipping.Unlock()
	if l.zipped[exchange] == nil {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is a valid one
		_, _ = z.Write(l.text(exchange))                // a buffer takes all
		_ = z.Close()
		l.zipped[exchange] = b.Bytes()
	}
	return l.zipped[exchange]
}

// text writes the day's dump, of one exchange or ("") of all.
func (l *list) text(exchange string) []byte {
	b := make([]byte, 0, 96*len(l.rows)+len(dumpHeader))
	b = append(b, dumpHeader...)
	var day market.Date // of the latest row
	var text []byte     // and how it is written
	for i := range l.rows {
		in := &l.rows[i]
		if exchange != "" && parts[in.part].exchange != exchange {
			continue
		}
		if in.expiry != day {
			day, text = in.expiry, nil
			if day != 0 {
				text = day.Time().AppendFormat(nil, time.DateOnly)
			}
		}
		b = in.appendRow(b, text)
	}
	return b
}

// appendRow writes a row as the real dump does: a name is quoted, a missing
// one is not; last_price is always 0; an index has neither tick nor lot.
func (in *instrument) appendRow(b, expiry []byte) []byte {
	p := parts[in.part]
	b = strconv.AppendUint(b, uint64(in.token()), 10)
	b = append(b, ',')
	b = strconv.AppendUint(b, uint64(in.exchange), 10)
	b = append(b, ',')
	b = append(b, in.symbol...)
	b = append(b, ',')
	if in.name != "" {
		b = append(b, '"')
		b = append(b, in.name...)
		b = append(b, '"')
	}
	b = append(b, ",0,"...)
	b = append(b, expiry...)
	b = append(b, ',')
	b = in.strike.appendTo(b)
	b = append(b, ',')
	tick := in.tick
	if in.isIndex() {
		tick = 0
	}
	b = tick.appendTo(b)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(in.lot), 10)
	for _, text := range []string{classNames[in.class], p.segment, p.exchange} {
		b = append(b, ',')
		b = append(b, text...)
	}
	return append(b, '\n')
}
