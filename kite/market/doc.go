// Package market knows when Indian markets trade: hours, holidays, phases.
//
// Three things to know. Everything is advice: exchanges change hours and
// holidays late, so whoever sees a fresh trade believes the trade. Hours and
// holidays are data with the day from which they hold; a Calendar is built
// from them, and With lays a user's corrections over it. The package reads no
// clock and no zone file: the moment is an argument, in any zone, and IST is a
// fixed one.
package market
