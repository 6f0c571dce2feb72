package cli

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// answerTime is how long the terminal has to say what its background is. One
// that knows answers within milliseconds; over a slow line the theme is the dark
// one, and theme in watchlist.toml says better.
const answerTime = 250 * time.Millisecond

// askBackground is OSC 11, and behind it a question that every terminal answers
// (DA1): its answer ends the wait where OSC 11 is not known.
const askBackground = "\x1b]11;?\x1b\\\x1b[c"

var (
	backgroundAnswer = regexp.MustCompile(`\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})`)
	otherAnswer      = regexp.MustCompile(`\x1b\[\?[0-9;]*c`)
)

// hasDarkBackground tells whether the terminal's background is dark: by what
// some terminals put into the environment, else by asking. Multiplexers stand
// between several terminals and are not asked.
func hasDarkBackground(env Env) bool {
	if fields := strings.Split(env.Getenv("COLORFGBG"), ";"); len(fields) > 1 {
		if n, err := strconv.Atoi(fields[len(fields)-1]); err == nil {
			return n < 7 || n == 8
		}
	}
	for _, multiplexer := range []string{"screen", "tmux", "dumb"} {
		if strings.HasPrefix(env.Getenv("TERM"), multiplexer) {
			return true
		}
	}
	answer := ask(os.Stdin, env.Stdout, askBackground, func(text []byte) bool { return otherAnswer.Match(text) })
	return isDarkColour(answer)
}

// isDarkColour reads an answer to OSC 11; without one it is dark.
func isDarkColour(answer []byte) bool {
	m := backgroundAnswer.FindSubmatch(answer)
	if m == nil {
		return true
	}
	var level [3]float64
	for i := range level {
		n, _ := strconv.ParseUint(string(m[i+1]), 16, 16)
		level[i] = float64(n) / float64(uint64(1)<<(4*len(m[i+1]))-1)
	}
	return 0.299*level[0]+0.587*level[1]+0.114*level[2] < 0.5 // as bright as it looks (ITU-R BT.601)
}
