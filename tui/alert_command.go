package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"kitewatch/kite/market"
	"kitewatch/tui/alert"
	"kitewatch/tui/alerts"
)

// What the user's alert_command may take of the machine: a market that falls
// through a hundred levels at 09:15 must not start a hundred programs, and one
// that hangs must not stay.
const (
	commandTime     = 10 * time.Second
	commandsAtOnce  = 4
	commandsAMinute = 30
)

// alertCommand is the user's program for alerts. The root holds it, and alone
// calls run.
type alertCommand struct {
	args   []string // the program and its arguments; none: there is no program
	limit  time.Duration
	turns  chan struct{} // as many as may run at once
	starts []time.Time   // wall times within the last minute
}

func newAlertCommand(args []string) *alertCommand {
	return &alertCommand{args: args, limit: commandTime, turns: make(chan struct{}, commandsAtOnce)}
}

// alertRan says that the alert_command was run for a crossing, or why it was not,
// or how it failed; run sends it, the root acts.
type alertRan struct {
	level alert.Level
	err   error
}

// errLeft is why a program that was still running, or waited for its turn, has
// not done its work.
var errLeft = errors.New("kitewatch has ended, and it with it")

var errManyAlerts = fmt.Errorf("not run: more than %d alerts in a minute", commandsAMinute)

// run starts the program for a crossing, at the wall time now. One for which
// there is no turn waits; one too many within a minute is not run, and said.
func (c *alertCommand) run(ctx context.Context, f alert.Fired, now time.Time) tea.Cmd {
	if len(c.args) == 0 {
		return nil
	}
	c.starts = slices.DeleteFunc(c.starts, func(at time.Time) bool { return now.Sub(at).Abs() >= time.Minute })
	if len(c.starts) >= commandsAMinute {
		return func() tea.Msg { return alertRan{f.Level, errManyAlerts} }
	}
	c.starts = append(c.starts, now)
	args, limit, turns := c.args, c.limit, c.turns
	return func() tea.Msg {
		select {
		case turns <- struct{}{}:
		case <-ctx.Done():
			return alertRan{f.Level, fmt.Errorf("not run: %w", errLeft)}
		}
		defer func() { <-turns }()
		return alertRan{f.Level, runProgram(ctx, limit, args, alertEnv(os.Environ(), f))}
	}
}

// runProgram runs a program without a shell, its input and output the null
// device, and waits for it to end. At the limit, and when the screen is left, it
// is killed with all that it has started and that did not leave its group.
func runProgram(ctx context.Context, limit time.Duration, args, env []string) error {
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(timed, args[0], args[1:]...)
	cmd.Env = env
	cmd.WaitDelay = time.Second // for a process that cannot be killed
	ownGroup(cmd)
	err := cmd.Run()
	switch {
	case err != nil && ctx.Err() != nil:
		return errLeft
	case err != nil && errors.Is(timed.Err(), context.DeadlineExceeded):
		return fmt.Errorf("ended, having taken %v", limit)
	}
	return err
}

// alertEnv is the environment with a crossing's values, which are made for
// scripts: figures without grouping, what is not known empty. Our own secrets are
// none of that program's business.
func alertEnv(environ []string, f alert.Fired) []string {
	env := slices.DeleteFunc(slices.Clone(environ), func(v string) bool {
		return len(v) >= len(secretPrefix) && strings.EqualFold(v[:len(secretPrefix)], secretPrefix)
	})
	figure := func(v float64, decimals int, known bool) string {
		if !known {
			return ""
		}
		return strconv.FormatFloat(v, 'f', decimals, 64)
	}
	s := f.Level.Symbol
	return append(env,
		"KITEWATCH_SYMBOL="+s.String(),
		"KITEWATCH_EXCHANGE="+s.Exchange,
		"KITEWATCH_TRADINGSYMBOL="+s.Tradingsymbol,
		"KITEWATCH_KIND="+f.Level.Kind.String(),
		"KITEWATCH_LEVEL="+figure(f.Level.Value, -1, true),
		"KITEWATCH_PRICE="+figure(f.Price, f.Decimals, true),
		"KITEWATCH_BEFORE="+figure(f.Before, f.Decimals, f.Before > 0),
		"KITEWATCH_CHANGE_PCT="+figure(f.ChangePct, 2, f.ChangeKnown),
		"KITEWATCH_TIME="+f.At.In(market.IST).Format(time.RFC3339),
		"KITEWATCH_TEXT="+alerts.Said([]alert.Fired{f}),
	)
}

// secretPrefix begins the variables that may hold credentials: KITE_API_KEY,
// KITE_API_SECRET, KITE_ACCESS_TOKEN.
const secretPrefix = "KITE_"
