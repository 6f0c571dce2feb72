package ui

import "github.com/muesli/termenv"

// palette holds one theme's colours. ground is what the terminal's own
// background is taken to be, for the contrast test; it is never painted.
type palette struct {
	ground string
	text   [roles]string
	fill   [grounds]string

	// The same of the 240 fixed colours: the nearest that still pass the
	// contrast test. lipgloss's own choice paints the fills black or blue.
	text256 [roles]string
	fill256 [grounds]string
}

// paletteOf picks the palette. Those for dark grounds would be unreadable on
// a light terminal, so contrast and colourblind come in both.
func paletteOf(opts Options) palette {
	p := namedPalette(opts)
	if opts.Profile == termenv.ANSI256 {
		p.text, p.fill = p.text256, p.fill256
	}
	return p
}

func namedPalette(opts Options) palette {
	shade := "light"
	if opts.Dark {
		shade = "dark"
	}
	switch opts.Name {
	case "dark", "light":
		return palettes[opts.Name]
	case "contrast", "colourblind":
		return palettes[opts.Name+" "+shade]
	}
	return palettes[shade]
}

// palettes are tested for contrast: text at least 4.5:1 on the ground and the
// selection, 4.8:1 on the bars.
var palettes = map[string]palette{
	"dark": {
		ground: "#14161b",
		text: [roles]string{
			Fg: "#eceef1", Text: "#c3c8d0", Soft: "#a1aab6", Dim: "#8b939f",
			Up: "#5cc791", Good: "#5cc791", Down: "#f27a80", Stale: "#a1aab6", UpStale: "#7f9e8f", DownStale: "#b68a8e",
			Warn: "#e6b450", Accent: "#86b0f5", Spark: "#5d6a7d", Ghost: "#4a515c", Line: "#363c46", Bid: "#2c6a4d", Ask: "#7a3a41",
		},
		fill: fills("#232a36", "#1e2229", "#173f2f", "#4d262c"),
		text256: [roles]string{
			Fg: "255", Text: "251", Soft: "249", Dim: "247", Up: "78", Good: "78", Down: "210", Stale: "249", UpStale: "108", DownStale: "181",
			Warn: "179", Accent: "111", Spark: "242", Ghost: "239", Line: "237", Bid: "29", Ask: "95",
		},
		fill256: fills("236", "235", "22", "52"),
	},
	"light": {
		ground: "#fafafa",
		text: [roles]string{
			Fg: "#14171c", Text: "#30363f", Soft: "#515966", Dim: "#606874",
			Up: "#0b6e43", Good: "#0b6e43", Down: "#b4232e", Stale: "#515966", UpStale: "#526d60", DownStale: "#87595c",
			Warn: "#8a5a00", Accent: "#1d55b8", Spark: "#8390a3", Ghost: "#b4bac4", Line: "#cdd1d8", Bid: "#a6d9bf", Ask: "#f0b4b8",
		},
		fill: fills("#e2e9f5", "#ebedf0", "#c6ebd7", "#fbd7d9"),
		text256: [roles]string{
			Fg: "234", Text: "237", Soft: "240", Dim: "241", Up: "22", Good: "22", Down: "124", Stale: "240", UpStale: "241", DownStale: "241",
			Warn: "94", Accent: "25", Spark: "103", Ghost: "250", Line: "252", Bid: "151", Ask: "217",
		},
		fill256: fills("254", "255", "194", "224"),
	},
	"contrast dark": {
		ground: "#000000",
		text: [roles]string{
			Fg: "#ffffff", Text: "#f0f0f0", Soft: "#d0d0d0", Dim: "#b8b8b8",
			Up: "#4dff9e", Good: "#4dff9e", Down: "#ff8f8f", Stale: "#d0d0d0", UpStale: "#9fd8b8", DownStale: "#e0a8a8",
			Warn: "#ffd84d", Accent: "#9ecbff", Spark: "#c0c8d8", Ghost: "#808080", Line: "#6a6a6a", Bid: "#00693a", Ask: "#8f1420",
		},
		fill: fills("#2a3f66", "#262626", "#00693a", "#8f1420"),
		text256: [roles]string{
			Fg: "231", Text: "255", Soft: "252", Dim: "250", Up: "85", Good: "85", Down: "210", Stale: "252", UpStale: "151", DownStale: "181",
			Warn: "221", Accent: "153", Spark: "251", Ghost: "244", Line: "242", Bid: "22", Ask: "88",
		},
		fill256: fills("18", "235", "22", "88"),
	},
	"contrast light": {
		ground: "#ffffff",
		text: [roles]string{
			Fg: "#000000", Text: "#0d0d0d", Soft: "#262626", Dim: "#3d3d3d",
			Up: "#004d29", Good: "#004d29", Down: "#8a0a16", Stale: "#262626", UpStale: "#2f4a3d", DownStale: "#663338",
			Warn: "#5c3c00", Accent: "#003a8c", Spark: "#4a5568", Ghost: "#8a8f98", Line: "#9aa0a8", Bid: "#66bb8f", Ask: "#e88a92",
		},
		fill: fills("#c9d9f5", "#e4e6ea", "#a6e0c0", "#ffc2c6"),
		text256: [roles]string{
			Fg: "16", Text: "232", Soft: "235", Dim: "237", Up: "22", Good: "22", Down: "88", Stale: "235", UpStale: "238", DownStale: "238",
			Warn: "58", Accent: "24", Spark: "240", Ghost: "246", Line: "247", Bid: "114", Ask: "174",
		},
		fill256: fills("189", "254", "157", "217"),
	},
	"colourblind dark": {
		ground: "#14161b",
		text: [roles]string{
			Fg: "#eceef1", Text: "#c3c8d0", Soft: "#a1aab6", Dim: "#8b939f",
			Up: "#6cb0ff", Good: "#6cb0ff", Down: "#f2a154", Stale: "#a1aab6", UpStale: "#8198b3", DownStale: "#b08e6b",
			Warn: "#f0e05a", Accent: "#c9a6f5", Spark: "#5d6a7d", Ghost: "#4a515c", Line: "#363c46", Bid: "#28527f", Ask: "#7a5020",
		},
		fill: fills("#232a36", "#1e2229", "#1b3a5e", "#543510"),
		text256: [roles]string{
			Fg: "255", Text: "251", Soft: "249", Dim: "247", Up: "75", Good: "75", Down: "215", Stale: "249", UpStale: "109", DownStale: "143",
			Warn: "221", Accent: "183", Spark: "242", Ghost: "239", Line: "237", Bid: "24", Ask: "94",
		},
		fill256: fills("236", "235", "18", "58"),
	},
	"colourblind light": {
		ground: "#fafafa",
		text: [roles]string{
			Fg: "#14171c", Text: "#30363f", Soft: "#515966", Dim: "#606874",
			Up: "#0a55b0", Good: "#0a55b0", Down: "#984300", Stale: "#515966", UpStale: "#4a6585", DownStale: "#7d5b3b",
			Warn: "#655a00", Accent: "#7434b5", Spark: "#8390a3", Ghost: "#b4bac4", Line: "#cdd1d8", Bid: "#a9c8ee", Ask: "#efc096",
		},
		fill: fills("#e2e9f5", "#ebedf0", "#cfe2fa", "#fbdcc0"),
		text256: [roles]string{
			Fg: "234", Text: "237", Soft: "240", Dim: "241", Up: "25", Good: "25", Down: "94", Stale: "240", UpStale: "60", DownStale: "240",
			Warn: "58", Accent: "91", Spark: "103", Ghost: "250", Line: "252", Bid: "153", Ask: "223",
		},
		fill256: fills("254", "255", "189", "223"),
	},
}

func fills(selected, bar, tickUp, tickDown string) [grounds]string {
	return [grounds]string{
		Selected: selected, SelectedName: selected, Bar: bar, StatusBar: bar, TickUp: tickUp, TickDown: tickDown,
	}
}
