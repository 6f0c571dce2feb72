// Package feed is the loop that asks for quotes: it owns the schedule, the
// batches, the budget of calls, the retries and the staleness, and tells what
// it learns as events. Whoever shows them decides nothing about the network.
//
// Three things to know. A Row holds facts and the times they were learnt, and
// Row.State says what they are worth at a moment: a row ages by itself, even
// if the loop hangs or the machine slept. What to do after a failed call is
// one table (plan.after), by kind of error. And everything that decides takes
// the time as an argument; only feed.go reads the clock.
package feed
