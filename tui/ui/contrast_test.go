package ui

import (
	"fmt"
	"testing"
)

// designed is the palette of the designed screens: colour, contrast on the
// ground, contrast on the selection.
var designed = map[string]map[Role][3]string{
	"dark": {
		Fg:        {"#eceef1", "15.6", "12.4"},
		Text:      {"#c3c8d0", "10.8", "8.6"},
		Soft:      {"#a1aab6", "7.7", "6.1"},
		Dim:       {"#8b939f", "5.8", "4.7"},
		Up:        {"#5cc791", "8.6", "6.9"},
		Down:      {"#f27a80", "6.8", "5.4"},
		UpStale:   {"#7f9e8f", "6.2", "4.9"},
		DownStale: {"#b68a8e", "6.0", "4.8"},
		Warn:      {"#e6b450", "9.5", "7.6"},
		Accent:    {"#86b0f5", "8.2", "6.6"},
	},
	"light": {
		Fg:        {"#14171c", "17.2", "14.7"},
		Text:      {"#30363f", "11.7", "10.0"},
		Soft:      {"#515966", "6.8", "5.8"},
		Dim:       {"#606874", "5.4", "4.6"},
		Up:        {"#0b6e43", "6.0", "5.2"},
		Down:      {"#b4232e", "6.2", "5.3"},
		UpStale:   {"#526d60", "5.4", "4.6"},
		DownStale: {"#87595c", "5.6", "4.8"},
		Warn:      {"#8a5a00", "5.7", "4.9"},
		Accent:    {"#1d55b8", "6.6", "5.7"},
	},
	"contrast dark": {
		Fg:        {"#ffffff", "21.0", "10.5"},
		Text:      {"#f0f0f0", "18.4", "9.2"},
		Soft:      {"#d0d0d0", "13.6", "6.8"},
		Dim:       {"#b8b8b8", "10.6", "5.3"},
		Up:        {"#4dff9e", "16.1", "8.1"},
		Down:      {"#ff8f8f", "9.6", "4.8"},
		UpStale:   {"#9fd8b8", "13.0", "6.5"},
		DownStale: {"#e0a8a8", "10.3", "5.2"},
		Warn:      {"#ffd84d", "15.2", "7.6"},
		Accent:    {"#9ecbff", "12.4", "6.2"},
	},
	"colourblind dark": {
		Fg:        {"#eceef1", "15.6", "12.4"},
		Text:      {"#c3c8d0", "10.8", "8.6"},
		Soft:      {"#a1aab6", "7.7", "6.1"},
		Dim:       {"#8b939f", "5.8", "4.7"},
		Up:        {"#6cb0ff", "8.0", "6.4"},
		Down:      {"#f2a154", "8.6", "6.9"},
		UpStale:   {"#8198b3", "6.1", "4.9"},
		DownStale: {"#b08e6b", "6.0", "4.8"},
		Warn:      {"#f0e05a", "13.4", "10.7"},
		Accent:    {"#c9a6f5", "8.8", "7.0"},
	},
}

// The colours are the design's, and their contrasts what it says of them.
func TestContrastsAreThoseOfTheDesign(t *testing.T) {
	for name, roles := range designed {
		p := palettes[name]
		for role, want := range roles {
			got := [3]string{
				p.text[role],
				fmt.Sprintf("%.1f", contrast(t, p.text[role], p.ground)),
				fmt.Sprintf("%.1f", contrast(t, p.text[role], p.fill[Selected])),
			}
			if got != want {
				t.Errorf("%s, role %d: got %v, want %v", name, role, got, want)
			}
		}
	}
}

// A price keeps its contrast while its digits are lit, in every palette: the
// design's lowest is 6.8:1.
func TestAPriceIsReadableOnItsTick(t *testing.T) {
	for name := range designed {
		p := palettes[name]
		for _, fill := range []Ground{TickUp, TickDown} {
			if got := contrast(t, p.text[Fg], p.fill[fill]); got < 6.75 {
				t.Errorf("%s: %s on %s is %.2f", name, p.text[Fg], p.fill[fill], got)
			}
		}
	}
}

// WCAG's own examples, so that the figures above are worth something.
func TestContrastIsWCAGs(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want string
	}{{"#000000", "#ffffff", "21.00"}, {"#ffffff", "#ffffff", "1.00"}, {"#777777", "#ffffff", "4.48"}, {"#767676", "#ffffff", "4.54"}, {"#ff0000", "#ffffff", "4.00"}} {
		if got := fmt.Sprintf("%.2f", contrast(t, tt.a, tt.b)); got != tt.want {
			t.Errorf("%s on %s: got %s, want %s", tt.a, tt.b, got, tt.want)
		}
	}
}
