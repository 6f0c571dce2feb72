// Package alerts is the alerts pane: every level that is set, how far the price
// is from it, and what has fired.
//
// Three things to know. A level is known by itself, so the cursor stays on it
// whatever fires above. What has fired stands on top until it is acknowledged,
// the latest first; below it all levels keep the watchlist's order, since rows
// that moved with each poll could not be read. And a line is drawn only while it
// is on the screen: with the pane shut, new prices cost a look-up each.
package alerts
