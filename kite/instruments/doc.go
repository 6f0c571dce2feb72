// Package instruments holds the day's list of instruments: it downloads the
// dump, checks it, keeps it in a cache file, finds in it what a trader means,
// and says which contract a rolling symbol stands for today.
//
// Three things to know. A List is never changed once it is made, so many may
// read it at once. An instrument is known by its kite.Symbol; tokens are used
// again by the exchanges and are only good for the day. And a list replaces
// the one before only when it is whole: a short, cut off or strange one leaves
// the good one where it is.
package instruments
