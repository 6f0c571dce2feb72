// Package kitesim is a simulated exchange: the part of Zerodha's Kite Connect
// v3 API that kitewatch uses, in the real wire format, on loopback or in
// memory. The demo runs on it, tests run on it, and the official clients run
// on it unchanged.
//
// Three things to know. Prices, contracts and the dump are pure functions of
// the seed and of the exchange's clock: the same moment asked twice, in any
// order, shows the same. The clock is the machine's plus an offset, and every
// reply's Date header tells it. Nothing here needs or accepts a real
// credential, and it listens on loopback only.
//
// It imports nothing of ours but market, and writes the wire format by itself,
// so that a field misread by the client cannot cancel out in the tests.
package kitesim
