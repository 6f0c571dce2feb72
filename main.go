// Command kitewatch is a terminal monitor of live quotes for Indian markets
// over Zerodha's Kite Connect v3 API.
package main

import (
	_ "early.kitewatch/terminal" // before Bubble Tea
	_ "embed"
	"os"

	"kitewatch/tui/cli"
)

//go:embed watchlist.toml
var sample []byte

func main() {
	os.Exit(cli.Main(cli.Env{
		Args:   os.Args[1:],
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Sample: sample,
	}))
}
