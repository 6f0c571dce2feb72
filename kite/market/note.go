package market

import "fmt"

// note says what is special about the days from today until the one of the
// next (or the present) session: "Tue holiday" when a weekday between has
// none, "weekend" on one, what a special session is for. A year whose
// holidays are not known comes last.
func (c *Calendar) note(v Venue, today, opening Date) string {
	note := c.holidays(v, today, opening)
	if note == "" && today.weekend() && c.plan(v, today).end() == 0 {
		note = "weekend"
	}
	if day, ok := c.days[venueDay{v.known(), opening}]; ok {
		note = join(note, day.about())
	}
	if year := opening.year(); year > c.last || year < c.first {
		note = join(note, fmt.Sprintf("%d holidays unknown", year))
	}
	return note
}

// holidays names the weekdays without a session before the opening.
func (c *Calendar) holidays(v Venue, today, opening Date) string {
	note := ""
	for d := today; d < opening; d++ {
		day, ok := c.days[venueDay{v.known(), d}]
		switch {
		case !ok || d.weekend() || day.Kind != Shut && c.plan(v, d).end() > 0:
			continue
		case note == "":
			note = holidayNotes[d.Weekday()]
		default:
			note = d.Weekday().String()[:3] + ", " + note
		}
	}
	return note
}

// holidayNotes are ready made: Status is asked for often.
var holidayNotes = [7]string{
	"Sun holiday", "Mon holiday", "Tue holiday", "Wed holiday",
	"Thu holiday", "Fri holiday", "Sat holiday",
}

// about says what a special day with a session is.
func (d Day) about() string {
	switch d.Kind {
	case Evening:
		return "holiday, evening session"
	case Shut:
		return ""
	}
	return join(d.Name, d.Doubt)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}
