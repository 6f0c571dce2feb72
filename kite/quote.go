package kite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Mode says how much a quote call brings. All three share one limit of one
// call a second.
type Mode int

// The quote calls, from the smallest reply to the largest.
const (
	ModeLTP   Mode = iota // GET /quote/ltp: last price; 1,000 instruments a call
	ModeOHLC              // GET /quote/ohlc: and the day's open, high, low, previous close; 1,000
	ModeQuote             // GET /quote: and depth, volume, OI, circuits, trade times; 500
)

// modes holds what the three calls differ in (docs, /market-quotes). Newer docs
// than the page market-data-and-instruments, which is still up and says 250.
var modes = [...]struct {
	name, path string
	max        int
}{
	ModeLTP:   {"ltp", "quote/ltp", 1000},
	ModeOHLC:  {"ohlc", "quote/ohlc", 1000},
	ModeQuote: {"quote", "quote", 500},
}

func (m Mode) valid() bool { return m >= 0 && int(m) < len(modes) }

// Max returns how many instruments a call may ask for; beyond it the API
// refuses the whole call. The length of the URL may well be the closer bound.
func (m Mode) Max() int {
	if !m.valid() {
		return 0
	}
	return modes[m].max
}

// String returns ltp, ohlc or quote.
func (m Mode) String() string {
	if !m.valid() {
		return fmt.Sprintf("Mode(%d)", int(m))
	}
	return modes[m].name
}

// MarshalText gives the text of String.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads ltp, ohlc or quote.
func (m *Mode) UnmarshalText(text []byte) error {
	for i, mode := range modes {
		if mode.name == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no mode: ltp, ohlc or quote", text)
}

// OHLC holds the day's prices. Close is the previous trading day's close while
// the market is open; after the overnight reset it equals the last price (forum
// thread 5415).
type OHLC struct {
	Open  Price `json:"open"`
	High  Price `json:"high"`
	Low   Price `json:"low"`
	Close Price `json:"close"`
}

// Level is one level of the order book; Price 0 means no order.
type Level struct {
	Price    Price `json:"price"`
	Quantity Count `json:"quantity"`
	Orders   Count `json:"orders"`
}

// Depth is the order book's best five levels a side, the best first whatever
// order the reply had. The API pads it with zeros.
type Depth struct {
	Buy  [5]Level `json:"buy"`
	Sell [5]Level `json:"sell"`
}

// sort puts the best levels first, and those without an order last.
func (d *Depth) sort() {
	best := func(sign Price) func(a, b Level) int {
		return func(a, b Level) int {
			if a.Price == 0 || b.Price == 0 {
				return cmp.Compare(b.Price, a.Price)
			}
			return cmp.Compare(sign*a.Price, sign*b.Price)
		}
	}
	slices.SortStableFunc(d.Buy[:], best(-1))
	slices.SortStableFunc(d.Sell[:], best(1))
}

// Quote is one instrument's part of a reply, with the fields its mode brings.
// Every field may be missing: an index has neither book nor volume. The wire's
// net_change is left out, being 0 for equities (staff, forum comment 23121).
type Quote struct {
	InstrumentToken   uint32 `json:"instrument_token"` // 0: not known
	Timestamp         Time   `json:"timestamp"`        // of the exchange's packet
	LastTradeTime     Time   `json:"last_trade_time"`  // null if never traded
	LastPrice         Price  `json:"last_price"`
	LastQuantity      Count  `json:"last_quantity"`
	AveragePrice      Price  `json:"average_price"` // the day's volume-weighted average
	Volume            Count  `json:"volume"`        // traded today
	BuyQuantity       Count  `json:"buy_quantity"`  // pending, all levels
	SellQuantity      Count  `json:"sell_quantity"`
	OHLC              OHLC   `json:"ohlc"`
	OI                Count  `json:"oi"` // open interest, a float on the wire; 0 for cash
	OIDayHigh         Count  `json:"oi_day_high"`
	OIDayLow          Count  `json:"oi_day_low"`
	LowerCircuitLimit Price  `json:"lower_circuit_limit"` // moves within the day at times
	UpperCircuitLimit Price  `json:"upper_circuit_limit"`
	Depth             Depth  `json:"depth"`
}

// Snapshot is the reply to one quote call.
type Snapshot struct {
	Mode   Mode
	Quotes map[Symbol]Quote // what the reply held; an instrument without data is absent
	Date   time.Time        // the reply's Date header; zero when absent, or when an Age says a cache answered
}

// Quotes asks for the given instruments in one call, each once. The API leaves
// out what it does not know or has no data for, and it is absent from the
// Snapshot too; that is no error (docs, /market-quotes). No symbols, too many for
// the mode, or one that names nothing is an Input error, and nothing is sent.
func (c *Client) Quotes(ctx context.Context, mode Mode, symbols []Symbol) (Snapshot, error) {
	r := request{name: "quote " + mode.String()}
	if mode == ModeQuote {
		r.name = "quote"
	}
	fault := ask(&r, mode, symbols)
	if fault != nil {
		return Snapshot{}, c.fail(r, fault)
	}
	rows, header, err := do[quoteRows](ctx, c, r)
	if err == nil && rows == nil {
		err = c.fail(r, misshapen(http.StatusOK, "reply without quotes"))
	}
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{Mode: mode, Quotes: rows.of(symbols), Date: replyDate(header)}, nil
}

// ask puts the symbols into r, or tells why they cannot be asked for.
func ask(r *request, mode Mode, symbols []Symbol) *Error {
	refuse := func(format string, args ...any) *Error {
		return &Error{Message: fmt.Sprintf(format, args...), kind: Input}
	}
	if !mode.valid() {
		return refuse("no such mode: %d", int(mode))
	}
	var query strings.Builder
	asked := make(map[Symbol]bool, len(symbols))
	for _, symbol := range symbols {
		switch {
		case !symbol.askable():
			return refuse("%q is no EXCHANGE:TRADINGSYMBOL", symbol.String())
		case asked[symbol]:
			continue
		case len(asked) > 0:
			query.WriteByte('&')
		}
		asked[symbol] = true
		query.WriteString("i=")
		query.WriteString(symbol.query())
	}
	switch {
	case len(asked) == 0:
		return refuse("no instruments to ask for")
	case len(asked) > mode.Max():
		return refuse("%d instruments are too many for a call: the API takes %d", len(asked), mode.Max())
	}
	r.path, r.query = modes[mode].path, query.String()
	r.opening, r.most = '{', (len(asked)+1)*objectsPerQuote
	return nil
}

// objectsPerQuote is well above the objects in one row of /quote: itself, its
// ohlc, its depth and that one's ten levels.
const objectsPerQuote = 32

// quoteRows is the data of a quote reply, by the keys as the API writes them.
type quoteRows map[string]*quoteRow

// quoteRow is a Quote as encoding/json reads it.
type quoteRow Quote

// UnmarshalJSON reads the token by our own reading of it, and lets a field of the
// wrong type cost nothing but itself.
func (q *quoteRow) UnmarshalJSON(b []byte) error {
	wire := struct {
		*Quote
		InstrumentToken token `json:"instrument_token"`
	}{Quote: (*Quote)(q)}
	err := json.Unmarshal(b, &wire)
	q.InstrumentToken = uint32(wire.InstrumentToken)
	if mismatch := (*json.UnmarshalTypeError)(nil); errors.As(err, &mismatch) {
		return nil
	}
	return err
}

// of returns the rows of the symbols asked for. A row that is null, a string, an
// array or otherwise holds nothing known is as good as absent.
func (rows quoteRows) of(symbols []Symbol) map[Symbol]Quote {
	quotes := make(map[Symbol]Quote, len(rows))
	for _, symbol := range symbols {
		if row := rows[symbol.String()]; row != nil && *row != (quoteRow{}) {
			quote := Quote(*row)
			quote.Depth.sort()
			quotes[symbol] = quote
		}
	}
	return quotes
}
