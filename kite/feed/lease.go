package feed

import "time"

// Lease is the budget of one api_key for calls of a class, as all processes on
// the machine share it. Its methods are quick: they wait for no call and no other
// process's turn.
type Lease interface {
	// Take asks for the start of a call at now, on the wall clock. Who
	// holds a start granted for later uses it or lets it pass before asking
	// again: one at a time keeps the turns fair.
	Take(now time.Time) Grant
	// Stands reports whether a start granted for later may still be used, when
	// at has come, or before. It may not when all have been held back meanwhile,
	// when it is past by more than a moment (the process was stopped), too far
	// ahead (the clock was set), or when what all have been given was lost: then
	// Take again.
	Stands(now, at time.Time) bool
	// HoldBack tells all that the exchange has refused a call for coming too
	// soon: none starts before until, nor before the LimitWait is over of all
	// refusals in a row, whoever met them. The Grant says how long that is, and
	// is of no start.
	HoldBack(now, until time.Time) Grant
	// Served tells all that a call which started then has been answered: a row
	// of refusals before it is over.
	Served(now, start time.Time)
	// Leave says that this process calls no more.
	Leave(now time.Time)
}

// Grant is the answer of a Lease.
type Grant struct {
	Granted bool      // the start at At is ours, now or within a few seconds
	At      time.Time // wall time of the start; when not granted, of when to ask again
	Rate    float64   // calls a second over the last ten seconds, of all processes
	Sharers int       // processes that go on calling, this one among them
	Held    time.Time // wall time until which all wait after a 429; zero: they do not
	Refused int       // 429s in a row, of all processes
	Err     error     // the lease could not be kept: the start is one among those of this process alone; say so
}
