// Package kite calls Zerodha's Kite Connect v3 API: login, profile, quotes,
// candles and the daily list of instruments. It can only read: no call that
// places, changes or cancels an order exists here.
//
// Three things to know:
//
//   - It never retries, waits, paces, logs or touches a disk. A call is one
//     request, bounded in time and size; what to do after a failure is the
//     caller's to decide, by [KindOf].
//   - A value that did not arrive stays unknown: a [Price] of 0, a [Count] not
//     Known, a zero [Time], a symbol absent from [Snapshot.Quotes]. One bad field
//     costs that field, never the reply. A market screen that mistakes missing
//     for zero shows a fall of 100%.
//   - No error, and nothing printed by %v, holds a secret, even where the server
//     echoes one back.
//
// Times are exchange times in IST, a fixed zone: the API writes them without
// one, and no system's zone files are needed to read them.
package kite
