package feed

import "time"

// SetWall replaces the machine's wall clock, before Run.
func (f *Feed) SetWall(wall func(time.Time) time.Time) { f.wall = wall }
