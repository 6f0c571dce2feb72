package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// topic is a term and what is said of it.
type topic struct{ term, about string }

// exitCodes is what scripts are promised.
var exitCodes = []struct {
	code  int
	about string
}{
	{exitDone, "done"},
	{exitFailed, "failed: the API refuses, or there is nothing to show"},
	{exitUsage, "usage: a flag or an argument that is none"},
	{exitLogin, "login needed"},
	{exitBadFile, "a bad file or symbol"},
	{exitRateLimited, "rate limited: the API wants fewer calls"},
	{exitNetwork, "network given up, after all retries"},
	{exitInterrupted, "interrupted, by Ctrl-C or another signal"},
}

// files are those that are kept.
var files = []topic{
	{"./config.json, else ~/.config/kitewatch/config.json", "api_key, api_secret, redirect_url, alert_command and the session; readable by you alone"},
	{"./watchlist.toml, else ~/.config/kitewatch/watchlist.toml", "the lists and settings; yours to edit, also while kitewatch runs"},
	{"~/.config/kitewatch/market.toml", "optional: your corrections of trading hours and holidays"},
	{"~/.cache/kitewatch/", "the day's list of instruments, and the one of the trading day before"},
	{"~/.local/state/kitewatch/", "previous closes, last prices, alerts that have fired, the alert log, and the next free call that all kitewatch share"},
}

// The variables that no flag stands for. They are read where they are used, of
// which the test of this table keeps count.
var variables = []topic{
	{"KITE_API_KEY, KITE_API_SECRET, KITE_ACCESS_TOKEN", "credentials; they win over config.json. No secret is ever a flag"},
	{"NO_COLOR", "set to anything: no colour, as with --no-color"},
	{"XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME", "other places for the folders below"},
	{"VISUAL, EDITOR", "what the key e opens watchlist.toml with"},
	{"TERM, COLORTERM, COLORFGBG", "what the terminal can show, and whether it is dark"},
	{"LC_ALL, LC_CTYPE, LANG", "a character set that is not UTF-8: ASCII only"},
	{"TMUX", "notifications and copies are passed through tmux"},
	{"SSH_CONNECTION, SSH_TTY", "login opens no browser here, and says so"},
	{"DISPLAY, WAYLAND_DISPLAY", "whether there is a desktop that a browser can open on"},
	{"KITEWATCH_SYMBOL, KITEWATCH_EXCHANGE, KITEWATCH_TRADINGSYMBOL, KITEWATCH_KIND, KITEWATCH_LEVEL, KITEWATCH_PRICE, " +
		"KITEWATCH_BEFORE, KITEWATCH_CHANGE_PCT, KITEWATCH_TIME, KITEWATCH_TEXT", "not read but set, for the program of alert_command: the alert that has fired"},
	{"HTTPS_PROXY, NO_PROXY", "a proxy for the API, and what goes without one"},
}

// limits are what a system cannot do.
var limits = []topic{
	{"Windows", "No signal tells that the terminal was closed, and Ctrl-Z does not suspend. Other users are kept out of " +
		"config.json and the log by the rights of your profile's folder: permission bits mean nothing, and are neither set " +
		"nor checked. A program that alert_command starts is stopped alone, without those that it started. The terminal " +
		"is not asked whether it is dark: say theme = \"light\" in watchlist.toml if it is not. The folders are below %LOCALAPPDATA%."},
	{"macOS", "Nothing is missing. The folders are those of XDG only where its variables are set; else they are in ~/Library."},
}

// furtherExits are the exit codes of commands whose own text has none.
var furtherExits = map[string]string{
	"kitewatch sim":         "Exit codes: 1 it cannot serve at that address; 2 usage; 130 interrupted.",
	"kitewatch instruments": "Exit codes: those of its commands; 2 usage.",
}

// document completes the help of all commands by what is known elsewhere: the
// exit codes, the variables, and the fields of what is printed.
func document(root *cobra.Command) {
	for _, cmd := range commands(root) {
		if text := fieldsHelp(cmd.CommandPath()); text != "" {
			cmd.Long += "\n\n" + text
		}
		if text := furtherExits[cmd.CommandPath()]; text != "" {
			cmd.Long += "\n\n" + text
		}
		if cmd.CommandPath() == "kitewatch instruments" {
			cmd.Example = "  kitewatch instruments search banknifty dec fut\n  kitewatch instruments refresh"
		}
	}
	var text strings.Builder
	text.WriteString("\n\nExit codes:\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&text, "  %3d  %s\n", e.code, e.about)
	}
	text.WriteString("\nEnvironment: each flag that serves everywhere has a variable, such as\n" +
		"KITEWATCH_CONFIG for --config; a flag wins. Credentials: KITE_API_KEY,\n" +
		"KITE_API_SECRET, KITE_ACCESS_TOKEN, or config.json. The rest: kitewatch man.")
	if systemLimits != "" {
		text.WriteString("\n\n" + wrapped(systemLimits, lineWidth))
	}
	root.Long += text.String()
}

// lineWidth is that of the help.
const lineWidth = 80

// wrapped breaks a text into lines of so many bytes.
func wrapped(text string, most int) string {
	var out strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case width+1+len(word) > most:
			out.WriteByte('\n')
			width = 0
		default:
			out.WriteByte(' ')
			width++
		}
		out.WriteString(word)
		width += len(word)
	}
	return out.String()
}
