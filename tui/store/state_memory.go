package store

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// How much is remembered. The rows that are written stay well under maxFile,
// beyond which none would be read.
const (
	maxRows   = 5000 // five full watchlists
	maxSymbol = 64   // bytes; the longest real ones have some 30
	keepFor   = 40 * 24 * time.Hour
)

// How far ahead a stamp is believed. Receipts are told by the exchange's clock:
// when rows are saved the latest of them tells that, and other terminals may have
// saved since; when they are loaded nobody knows it, for this machine's may be
// wrong. The older form told them by this machine's. Sessions may be those of a
// simulated exchange in its next trading day, past a weekend with holidays.
const (
	receiptSlack = 5 * time.Minute
	sessionSlack = market.Date(7)
)

// memory is what is remembered, each instrument once.
type memory struct {
	now  time.Time // the exchange's, as far as that is known
	sure bool      // it is
	rows []feed.Known
	at   map[kite.Symbol]int // where in rows
}

// asOf is an empty memory of the time that rows to be saved tell: that of the
// latest receipt.
func asOf(known []feed.Known, machine time.Time) memory {
	var latest time.Time
	for i := range known {
		if at := known[i].Row.Received; at.After(latest) {
			latest = at
		}
	}
	if latest.IsZero() {
		return memory{now: machine}
	}
	return memory{now: latest, sure: true}
}

// read adds the rows of a file's text. Lines past the most that are ever
// written are no work of ours, and not read.
func (m *memory) read(text []byte) {
	lines := min(bytes.Count(text, []byte("\n"))+1, maxRows)
	m.rows = make([]feed.Known, 0, lines)
	m.at = make(map[kite.Symbol]int, lines)
	var k feed.Known
	for line := range bytes.Lines(text) {
		if len(m.rows) == maxRows {
			return
		}
		if decode(bytes.TrimSpace(line), &k) {
			if k.Row.Received.IsZero() && !k.Row.Answered.After(m.now.Add(receiptSlack)) {
				k.Row.Received = k.Row.Answered // the older form
			}
			k.Row.Answered = time.Time{}
			m.add(k)
		}
	}
}

// add takes a row, into the one of the same instrument if there is one. One
// that tells nothing is left out.
func (m *memory) add(k feed.Known) {
	m.believe(&k)
	symbol := k.Row.Symbol
	if k.Row.Quote.LastPrice == 0 && k.Close == 0 {
		return
	}
	if i, found := m.at[symbol]; found {
		m.rows[i] = merge(m.rows[i], k)
		return
	}
	m.at[symbol] = len(m.rows)
	m.rows = append(m.rows, k)
}

// believe takes back what cannot be: a receipt in the future or without a
// price, a previous close that belongs to no session.
func (m *memory) believe(k *feed.Known) {
	if !(k.Row.Quote.LastPrice > 0) { // so put, NaN is no price either
		k.Row.Quote.LastPrice = 0
	}
	if k.Row.Quote.LastPrice == 0 || m.sure && k.Row.Received.After(m.now.Add(receiptSlack)) {
		k.Row.Received = time.Time{}
	}
	if k.Session < firstDate || k.Session > market.DateOf(m.now)+sessionSlack {
		k.Session = 0
	}
	if k.Session == 0 || !(k.Close > 0) {
		k.Close = 0
	}
}

// savable reports whether a symbol is read back as it is written.
func savable(s kite.Symbol) bool {
	text := s.String()
	parsed, err := kite.ParseSymbol(text)
	return err == nil && parsed == s && len(text) <= maxSymbol
}

// merge joins two rows of one instrument: the one received later counts, b if
// they were received at once. A previous close that another terminal learnt in
// a later session, or alone in this one, is kept.
func merge(a, b feed.Known) feed.Known {
	if b.Row.Received.Before(a.Row.Received) {
		a, b = b, a
	}
	if a.Session > b.Session || a.Session == b.Session && b.Close == 0 {
		b.Close, b.Session = a.Close, a.Session
	}
	return b
}

// forget drops the rows that are too old and, of those too many, the oldest,
// and puts the others in the order of their symbols. The map is of no use
// after it.
func (m *memory) forget() {
	oldest := m.now.Add(-keepFor)
	m.rows = slices.DeleteFunc(m.rows, func(k feed.Known) bool { return seen(&k).Before(oldest) })
	m.at = nil
	if len(m.rows) > maxRows {
		slices.SortStableFunc(m.rows, func(a, b feed.Known) int { return seen(&b).Compare(seen(&a)) })
		m.rows = m.rows[:maxRows]
	}
	slices.SortFunc(m.rows, func(a, b feed.Known) int {
		return cmp.Or(
			cmp.Compare(a.Row.Symbol.Exchange, b.Row.Symbol.Exchange),
			cmp.Compare(a.Row.Symbol.Tradingsymbol, b.Row.Symbol.Tradingsymbol),
		)
	})
}

// seen is when a row was last heard of: received, or its session's day.
func seen(k *feed.Known) time.Time {
	if k.Session == 0 || k.Row.Received.After(k.Session.Time()) {
		return k.Row.Received
	}
	return k.Session.Time()
}

// text writes the file: a line that says what it is, then a line a row.
func (m *memory) text(host string) []byte {
	name, _ := json.Marshal(host) // a text always can be
	text := fmt.Appendf(make([]byte, 0, 512*(len(m.rows)+1)), "{\"version\":%d,\"host\":%s}\n", pricesVersion, name)
	for i := range m.rows {
		text = appendRow(text, &m.rows[i])
		text = append(text, '\n')
	}
	return text
}
