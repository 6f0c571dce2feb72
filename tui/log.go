package tui

import (
	"log/slog"

	"kitewatch/kite/feed"
	"kitewatch/kite/market"
)

// logCalls writes the calls of an event to the log, a line each: those in
// trouble as warnings. The line's own time is this machine's, at is the
// exchange's, so that a clock that is off can be seen in it. A call holds no
// secret, and the handler quotes what came from the network.
func logCalls(log *slog.Logger, calls []feed.Call) {
	for _, c := range calls {
		say := log.Info
		if c.Trouble {
			say = log.Warn
		}
		say("call", "at", c.At.In(market.IST), "name", c.Name, "asked", c.Asked,
			"took", c.Took, "answer", c.Answer, "decision", c.Decision)
	}
}
