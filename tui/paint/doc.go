// Package paint stands between Bubble Tea and the terminal, and sends of a
// frame what differs from what the terminal shows.
//
// Bubble Tea v1 writes each line that has changed whole: where a few digits
// move in every row of a table, nine bytes in ten are colours and text that are
// there already, and over SSH that is felt. A Painter reads the frames, keeps
// the cells they leave behind, and sends the cells that differ.
//
// Three things to know. It only ever interprets the frames of the alternate
// screen, whose grammar is small and strict; every other write passes as it is,
// and unless it is known to leave the cells alone, all that was believed of them
// is forgotten, so that the lines written next are written whole. Positions are
// absolute, and every text that follows a character whose width terminals
// dispute is placed anew: such a character cannot push a price aside. And for
// every two dozen rows that frames bring, one is written whole in its turn
// although it is believed to be there, so that what something else has drawn over
// the screen goes by and by; a resize, or leaving the screen and coming back,
// mends it at once.
package paint
