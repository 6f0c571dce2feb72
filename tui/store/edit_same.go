package store

import (
	"math"
	"time"
)

// same compares two values as the decoder makes them. Unlike reflection it
// takes nan for equal to itself and [[x]] for equal to x = [{…}].
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, v := range a {
			if w, ok := b[name]; !ok || !same(v, w) {
				return false
			}
		}
		return true
	case []any, []map[string]any:
		x, y := elements(a), elements(b)
		if y == nil || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !same(x[i], y[i]) {
				return false
			}
		}
		return true
	case float64:
		b, ok := b.(float64)
		return ok && (a == b || math.IsNaN(a) && math.IsNaN(b))
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b) && a.Location().String() == b.Location().String()
	}
	return a == b
}

// elements returns what an array holds; nil when v is none.
func elements(v any) []any {
	switch v := v.(type) {
	case []any:
		return append([]any{}, v...)
	case []map[string]any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = v[i]
		}
		return all
	}
	return nil
}
