// Package requests is the request log: the last calls to the API, what came
// back, and what was decided about it.
//
// Three things to know. A call is known by a running number, so the cursor
// stays on its call while new ones arrive above it. A call's line is made once,
// when it is added: View only joins those on the screen. And no secret can be
// shown, since a feed.Call holds none; what it quotes of a reply is stripped of
// all that is not plain text.
package requests
