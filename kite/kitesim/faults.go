package kitesim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kitewatch/kite/market"
)

// Fault is something that goes wrong, to rehearse with.
type Fault struct {
	Name  string        // 503, hang, expire…
	Value string        // what some need: drop=NSE:INFY
	At    time.Duration // from when: since the start or, with Clock, since midnight IST of the exchange's clock
	Clock bool          // At is a clock time
	For   time.Duration // for how long; 0: for ever
}

// ParseFault reads NAME[=VALUE][@START][+DURATION]: START is a duration from
// the exchange's start or a clock time, DURATION how long it lasts. Without
// them it begins at once and lasts for ever.
//
//	503@30s+60s    expire@2m    429=5@09:30+10s    drop=NSE:INFY
func ParseFault(text string) (Fault, error) {
	var f Fault
	head, length, timed := strings.Cut(text, "+")
	head, start, placed := strings.Cut(head, "@")
	f.Name, f.Value, _ = strings.Cut(head, "=")
	if err := f.check(strings.Contains(head, "=")); err != nil {
		return Fault{}, err
	}
	if placed {
		if err := f.start(start); err != nil {
			return Fault{}, err
		}
	}
	if timed {
		d, err := time.ParseDuration(length)
		if err != nil || d <= 0 {
			return Fault{}, fmt.Errorf("fault %q: how long is a duration such as 60s after the +", text)
		}
		f.For = d
	}
	return f, nil
}

// check tells whether the name is known and its value is of its kind.
func (f Fault) check(valued bool) error {
	e, ok := effects[f.Name]
	if !ok {
		return fmt.Errorf("fault %q is not known; there are %s", f.Name, strings.Join(FaultNames(), ", "))
	}
	bad := false
	switch e.value {
	case "":
		bad = valued
	case "symbol":
		bad = f.Value == ""
	case "seconds":
		n, err := strconv.Atoi(f.Value)
		bad = valued && (err != nil || n < 0 || n > 86400)
	case "duration":
		d, err := time.ParseDuration(f.Value)
		bad = valued && (err != nil || d < 0 || d > time.Hour)
	default:
		bad = valued && !slices.Contains(strings.Split(e.value, "|"), f.Value)
	}
	if bad {
		return fmt.Errorf("fault %s: it takes %s", f.Name, e.usage(f.Name))
	}
	return nil
}

// start reads what follows the @.
func (f *Fault) start(text string) error {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if at, err := time.Parse(layout, text); err == nil {
			f.Clock = true
			f.At = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
			return nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return fmt.Errorf("fault %s@%s: it starts after a duration such as 30s or at a clock time such as 09:30", f.Name, text)
	}
	f.At = d
	return nil
}

// String writes a fault as ParseFault reads it.
func (f Fault) String() string {
	text := f.Name
	if f.Value != "" {
		text += "=" + f.Value
	}
	if f.Clock {
		text += "@" + time.Time{}.Add(f.At).Format("15:04:05")
	} else if f.At > 0 {
		text += "@" + f.At.String()
	}
	if f.For > 0 {
		text += "+" + f.For.String()
	}
	return text
}

// FaultNames returns the names of all faults.
func FaultNames() []string {
	names := make([]string, 0, len(effects))
	for name := range effects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// armed is a fault with its times worked out, by the machine's clock.
type armed struct {
	Fault
	from, until time.Time // until is zero for ever
}

// AddFault switches a fault on. Its times count from now, so that a test may
// add one in mid-run; those of Config count from the start of the exchange.
func (x *Exchange) AddFault(f Fault) {
	a := armed{Fault: f, from: x.config.Now().Add(f.At)}
	if f.Clock {
		now := x.Time()
		at := market.DateOf(now).Time().Add(f.At)
		over := !at.After(now)
		if f.For > 0 || f.Name != "expire" { // one that has begun goes on
			over = f.For > 0 && !at.Add(f.For).After(now)
		}
		if over {
			at = at.Add(24 * time.Hour)
		}
		a.from = at.Add(-x.config.Offset)
	}
	if f.For > 0 {
		a.until = a.from.Add(f.For)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.faults = append(x.faults, a)
}

// ClearFaults switches all faults off. A session that one has ended stays so.
func (x *Exchange) ClearFaults() {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.config.Now()
	for token, s := range x.sessions {
		if x.expired(s, now) {
			delete(x.sessions, token)
		}
	}
	x.faults = nil
}

// active reports whether a fault is on.
func (a *armed) active(now time.Time) bool {
	return !now.Before(a.from) && (a.until.IsZero() || now.Before(a.until))
}

// expired reports whether a fault has ended a session: one that fell due since
// its login. The caller holds the lock.
func (x *Exchange) expired(s session, now time.Time) bool {
	for i := range x.faults {
		f := &x.faults[i]
		if f.Name == "expire" && !now.Before(f.from) && !f.from.Before(s.wall) {
			return true
		}
	}
	return false
}
