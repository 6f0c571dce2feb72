// Package detail is the detail pane: one instrument whole. Its quote, its
// order book, what the contract is, and a chart of candles that grows with
// every poll.
//
// Three things to know. The pane fetches nothing: Wants tells what the chart
// needs next, each piece once, and SetCandles takes the answer, if it is the
// one that was asked for last. Candles that the API has not told of yet are
// made from the polled prices, and its own overwrite them as soon as it has.
// And the chart has no time axis in the strict sense: candles stand side by
// side, so nights, weekends and holidays take no room.
package detail
