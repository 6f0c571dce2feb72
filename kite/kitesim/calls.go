package kitesim

import "time"

// Class is a group of calls that share a rate limit.
type Class string

// The classes of calls.
const (
	ClassQuote      Class = "quote"
	ClassHistorical Class = "historical"
	ClassOther      Class = "other"
	ClassLogin      Class = "login" // the login page, without limit
)

// Call is one request that arrived. It holds no secret: neither query, nor
// header, nor form.
type Call struct {
	At          time.Time // by the exchange's clock
	Wall        time.Time // by the machine's
	Method      string
	Path        string
	Class       Class
	Instruments int    // how many a quote call asked for
	Status      int    // of the reply; 0 while there is none, or when none was sent
	Fault       string // the fault that hit it
}

// keptCalls is how many calls the log holds.
const keptCalls = 4096

// callLog is a ring of the latest calls.
type callLog struct {
	ring  []Call
	count int // of all calls ever
}

// add notes a call and returns its number.
func (l *callLog) add(c Call) int {
	if len(l.ring) < keptCalls {
		l.ring = append(l.ring, c)
	} else {
		l.ring[l.count%keptCalls] = c
	}
	l.count++
	return l.count - 1
}

// end notes how call n ended, unless it has left the ring.
func (l *callLog) end(n, status int, fault string) {
	if n <= l.count-1-keptCalls {
		return
	}
	c := &l.ring[n%keptCalls]
	c.Status, c.Fault = status, fault
}

// list returns the calls in the order of their arrival.
func (l *callLog) list() []Call {
	if l.count <= keptCalls {
		return append([]Call(nil), l.ring...)
	}
	at := l.count % keptCalls
	return append(append([]Call(nil), l.ring[at:]...), l.ring[:at]...)
}

// Calls returns the latest calls, the oldest first; at most 4,096.
func (x *Exchange) Calls() []Call {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls.list()
}
