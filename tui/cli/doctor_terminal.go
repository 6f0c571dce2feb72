package cli

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"
)

// The smallest terminal that the screen is drawn in, in cells.
const (
	leastColumns = 40
	leastRows    = 10
)

// lookAtTerminal tells whether the screen can be shown here.
func (d *checkup) lookAtTerminal() {
	kind := cmp.Or(d.env.Getenv("TERM"), "not set")
	width, height, err := term.GetSize(d.env.Stdout.Fd())
	found := fmt.Sprintf("%d columns and %d rows, TERM is %s", width, height, kind)
	if d.env.Getenv("TMUX") != "" {
		found += ", in tmux"
	}
	switch {
	case !isTerminal(d.env.Stdout):
		d.ok("terminal", "stdout is none here, TERM is "+kind+"; the screen needs one, the other commands do not")
	case err != nil:
		d.warn("terminal", "does not tell its size, TERM is "+kind, "Use another terminal.")
	case width < leastColumns || height < leastRows:
		d.warn("terminal", found, fmt.Sprintf("Make it larger: the screen needs %d by %d.", leastColumns, leastRows))
	case (kind == "not set" || kind == "dumb") && runtime.GOOS != "windows":
		d.warn("terminal", found, "Set TERM to what your terminal is, such as xterm-256color.")
	default:
		d.ok("terminal", found)
	}
}

// lookAtColours tells how many colours the screen will use, and why.
func (d *checkup) lookAtColours() {
	why := ""
	for _, name := range []string{variable("no-color"), "NO_COLOR"} {
		if v := d.env.Getenv(name); name == "NO_COLOR" && v != "" || isSet(v) {
			why = name + " is set"
		}
	}
	if d.flags.noColor {
		d.ok("colours", "none: "+cmp.Or(why, "--no-color")+"; states are told by glyph and word")
		return
	}
	if !isTerminal(d.env.Stdout) {
		return
	}
	seen := "COLORTERM is " + cmp.Or(d.env.Getenv("COLORTERM"), "not set")
	switch termenv.NewOutput(d.env.Stdout).EnvColorProfile() {
	case termenv.TrueColor:
		d.ok("colours", "16 million; "+seen)
	case termenv.ANSI256:
		d.ok("colours", "256; "+seen+" (truecolor would bring finer ones, where the terminal has them)")
	case termenv.ANSI:
		d.warn("colours", "16; "+seen, "Set TERM to what your terminal is, such as xterm-256color.")
	default:
		d.warn("colours", "none; "+seen, "Set TERM to what your terminal is; states are told by glyph and word all the same.")
	}
}

// lookAtLocale tells whether the glyphs of the screen can be written.
func (d *checkup) lookAtLocale() {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := d.env.Getenv(name)
		switch {
		case value == "":
			continue
		case utf8Locale(d.env):
			d.ok("locale", name+" is "+value+": UTF-8")
		default:
			d.warn("locale", name+" is "+value+", which is not UTF-8: plain letters stand for the marks of the screen",
				"Set "+name+" to C.UTF-8 or en_IN.UTF-8.")
		}
		return
	}
	d.ok("locale", "none is set, which is taken for UTF-8")
}

// lookAtBackground tells what the terminal says of its background, by which the
// theme is chosen. One that does not answer is waited for as long as the screen
// does: see answerTime.
func (d *checkup) lookAtBackground() {
	if !isTerminal(d.env.Stdout) || d.env.Stdin == nil || !isTerminal(d.env.Stdin) {
		return
	}
	const mend = `If it is light, put theme = "light" into watchlist.toml.`
	shade := map[bool]string{true: "dark", false: "light"}
	fields := strings.Split(d.env.Getenv("COLORFGBG"), ";")
	_, err := strconv.Atoi(fields[len(fields)-1])
	multiplexer := slices.ContainsFunc([]string{"screen", "tmux", "dumb"}, func(kind string) bool {
		return strings.HasPrefix(d.env.Getenv("TERM"), kind)
	})
	switch {
	case len(fields) > 1 && err == nil:
		d.ok("background", shade[hasDarkBackground(d.env)]+", by COLORFGBG")
	case multiplexer:
		d.ok("background", "taken for dark: a "+d.env.Getenv("TERM")+" is not asked. "+mend)
	case !foreground(d.env.Stdin.Fd()):
		d.ok("background", "not asked, since this runs behind a shell's &")
	default:
		answer := ask(os.Stdin, d.env.Stdout, askBackground, func(text []byte) bool { return otherAnswer.Match(text) })
		if backgroundAnswer.Match(answer) {
			d.ok("background", shade[isDarkColour(answer)]+", as the terminal says")
			return
		}
		d.ok("background", "taken for dark: the terminal does not say. "+mend)
	}
}

// lookAtBrowser tells how a login will go here.
func (d *checkup) lookAtBrowser() {
	w := await{account: &account{env: d.env}}
	if w.remote() {
		d.ok("browser", "none here, this is a shell over SSH: open the login page on your own machine and paste where it ends")
		return
	}
	if runtime.GOOS == "linux" && d.env.Getenv("DISPLAY") == "" && d.env.Getenv("WAYLAND_DISPLAY") == "" {
		d.ok("browser", "none here, there is no display: open the login page elsewhere and paste where it ends")
		return
	}
	d.ok("browser", "opens the login page; a paste works too")
}
