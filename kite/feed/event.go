package feed

import (
	"time"

	"kitewatch/kite"
	"kitewatch/kite/market"
)

// Clock is the pair of times a screen needs: this machine's wall clock, by
// which ages are counted, and the exchange's, by which prices are dated.
type Clock struct {
	Wall   time.Time     // this machine's, without its monotonic reading
	Offset time.Duration // exchange less machine, from the Date headers of replies
	Doubt  bool          // the last reply has told another Offset, and none has confirmed or refuted it
	Drift  time.Duration // wall clock less the machine's running time, from any start: it jumps when the clock is set and when the machine sleeps
}

// Exchange returns the exchange's time, in IST.
func (c Clock) Exchange() time.Time { return c.Wall.Add(c.Offset).In(market.IST) }

// Row is all that is known of one instrument. It holds facts and the times
// they were learnt; what they amount to at a moment is told by State, so that
// a row ages even if nothing is heard any more.
type Row struct {
	Symbol    kite.Symbol
	Quote     kite.Quote    // the latest known value of each field, merged over modes
	PrevClose kite.Price    // what the change is computed from; 0: not known
	Session   market.Date   // the session whose change that gives; 0: not known
	Decimals  int           // of its prices, from the tick size; at least 2
	Venue     market.Venue  // whose hours it keeps
	Answered  time.Time     // wall time of the last good reply to a call that asked for it; zero: never
	Received  time.Time     // wall time of the last reply that held a price of it; zero: never
	Full      time.Time     // wall time of the last /quote reply that held a price of it; zero: none has in this run
	Drift     time.Duration // the Clock's when it was received
	Changed   time.Time     // exchange time when its price was last seen to change; zero: not yet
	Cycle     time.Duration // planned time from one reply to the next
	Missing   bool          // asked for, and absent from the last good reply
	Trades    bool          // its price moves although the table says closed
}

// Change is the last price less the previous close, in rupees; false when
// either is not known. It is computed here because the API's net_change is 0
// for equities.
func (r Row) Change() (float64, bool) {
	if r.Quote.LastPrice == 0 || r.PrevClose == 0 {
		return 0, false
	}
	return float64(r.Quote.LastPrice - r.PrevClose), true
}

// Whole reports that the last reply that held it was a full one, so that its book
// is as old as its price. A book that is older tells nothing: orders come and go
// between two trades.
func (r Row) Whole() bool { return !r.Full.IsZero() && r.Full.Equal(r.Received) }

// AtLimit reports a price that stands at one of the day's limits: whether it is
// locked there only the book tells.
func (r Row) AtLimit() bool {
	q := &r.Quote
	return q.LastPrice > 0 && (q.UpperCircuitLimit > 0 && q.LastPrice >= q.UpperCircuitLimit || q.LastPrice <= q.LowerCircuitLimit)
}

// Past reports that the change is that of a session before today's: the next
// one has not traded yet.
func (r Row) Past(c Clock) bool {
	return r.Session != 0 && r.Session < market.DateOf(c.Exchange()) && !r.Trades
}

// Known is what is worth remembering of the row for the next run, on whose
// machine the clock may be another.
func (r Row) Known(c Clock) Known {
	k := Known{Row: r}
	if !r.Received.IsZero() {
		k.Row.Received = r.Heard(c)
	}
	if r.PrevClose > 0 {
		k.Close, k.Session = r.PrevClose, r.Session
	}
	return k
}

// ChangePct is the change in percent of the previous close.
func (r Row) ChangePct() (float64, bool) {
	change, ok := r.Change()
	return change * 100 / float64(max(r.PrevClose, 1e-9)), ok
}

// State is what a row's price is worth at a moment.
type State int

// The states of a row, each told apart on the screen.
const (
	NoData  State = iota // never had, or absent from the reply
	Live                 // fresh, and the instrument trades
	Quiet                // fresh, and no trade for a minute or more
	Auction              // fresh, and the price may stand still or be indicative
	Stale                // the last reply is too old
	Closed               // the market is shut; the price is the last one
)

// Condition is what the loop as a whole is at.
type Condition int

// The conditions of the loop.
const (
	Starting     Condition = iota // no call has ended yet
	Polling                       // the last poll was good
	Retrying                      // a call failed and is tried again at Next
	Down                          // retries used up; the next poll is at Next
	Limited                       // HTTP 429; all wait until Next
	Failed                        // the server's own error or a refused call, shown as it is
	LoginNeeded                   // stopped: TokenException
	NoPermission                  // stopped: PermissionException
	Paused                        // stopped by the user
)

// Status is the loop's own state, whole; each replaces the one before.
type Status struct {
	Condition   Condition
	Uses        int           // how often Use had been called: which session this is told of
	Reason      string        // in trouble: what failed, in a few words
	Attempt     int           // Retrying: which retry comes next, from 1
	Retries     int           // Retrying: of how many
	Next        time.Time     // wall time of the next call; zero while stopped
	Since       time.Time     // wall time the trouble began; zero without trouble
	LastGood    time.Time     // wall time of the last reply that brought a price; zero: none has
	Offset      time.Duration // exchange's clock less this machine's
	Doubt       bool          // the last reply has told another Offset: what hour it is for the exchange is a guess until the next confirms or refutes it
	ClockKnown  bool          // Offset is more than a guess: a reply has confirmed it
	Claimed     time.Duration // until then, in Doubt: the Offset that one reply alone tells
	Pace        time.Duration // planned time from poll to poll
	Cycle       time.Duration // time to poll everything once; more than Pace when lists take turns
	Slowed      bool          // Pace is slower than asked for, after a 429
	Resting     bool          // Pace is slower because the markets of all that is shown are shut
	Skipped     int           // replies in a row that the exchange itself could not make sense of
	Calls       int           // calls in a cycle
	FailedCalls int           // of them, how many failed when last tried
	FailedRows  int           // rows that wait for those
	Rate        float64       // calls a second over the last ten seconds, of all processes that share the api_key
	Sharers     int           // how many those are, this one among them; 0: not known
	Unshared    string        // why the budget cannot be shared with other processes; empty: it is
	Symbols     int           // distinct instruments polled
}

// Clock is a reading of the machine's clocks with what is known of the
// exchange's.
func (s Status) Clock(c Clock) Clock {
	c.Offset, c.Doubt = s.Offset, s.Doubt
	return c
}

// Call is a call that has ended, for the request log. It holds no address, no
// key and no token.
type Call struct {
	At       time.Time     // when it started, in the exchange's time
	Name     string        // what was asked for: ltp, ohlc, quote, candles, profile, session, instruments
	Asked    int           // for how many instruments; 0: it is not of that kind
	Took     time.Duration // until its answer was read, or it failed
	Answer   string        // what came: "200 · 23 of 24 rows", "503", "timeout after 7s"
	Trouble  bool          // it failed
	Decision string        // what is done about it: "next in 5s", "retry 1 of 3 in 2s"
}

// MaxCalls is how many calls the request log holds, and an event at most.
const MaxCalls = 50

// Event is news for whoever shows the feed. One not yet taken is merged with
// what follows, so a slow reader gets the latest values and never a queue.
type Event struct {
	Rows   []Row  // rows that are new or have changed since the event before
	Calls  []Call // calls that have ended since, oldest first
	Status Status
}

// Known is what was known of an instrument when the program last ended: it
// makes the first frame useful, and the change right after the close.
type Known struct {
	Row     Row         // its Symbol, Quote, Received (in the exchange's time) and Changed
	Close   kite.Price  // the previous close during Session; 0: not known
	Session market.Date // the last one in which it was seen to trade; 0: none
}
