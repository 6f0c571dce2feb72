package tui

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func sizeMsg(w, h int) tea.Msg { return tea.WindowSizeMsg{Width: w, Height: h} }

func texts(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, s := range all {
		set[s] = true
	}
	return set
}

func rat(s string) *big.Rat {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return v
}

// minus is nil when either is not known.
func minus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Sub(a, b)
}

// over is a in per cent of b.
func over(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Mul(new(big.Rat).Quo(a, b), rat("100"))
}

// indian writes a figure in lakhs and crores: from the right three digits,
// then always two.
func indian(v *big.Rat, decimals int) string {
	text := new(big.Rat).Abs(v).FloatString(decimals)
	whole, fraction, dotted := strings.Cut(text, ".")
	var groups []string
	for size := 3; len(whole) > size; size = 2 {
		groups = append([]string{whole[len(whole)-size:]}, groups...)
		whole = whole[:len(whole)-size]
	}
	text = strings.Join(append([]string{whole}, groups...), ",")
	if dotted {
		text += "." + fraction
	}
	if v.Sign() < 0 && strings.ContainsAny(text, "123456789") {
		return "-" + text
	}
	return text
}

func withSign(v *big.Rat, decimals int) string {
	text := indian(v, decimals)
	if v.Sign() > 0 && strings.ContainsAny(text, "123456789") {
		return "+" + text
	}
	return text
}

// counted writes a count in K, L or Cr.
func counted(n *big.Rat) string {
	sign := ""
	if n.Sign() < 0 {
		sign, n = "-", new(big.Rat).Abs(n)
	}
	if n.Cmp(rat("1000")) < 0 {
		return sign + n.FloatString(0)
	}
	hundred := rat("100")
	for _, unit := range []struct{ of, name string }{{"1000", "K"}, {"100000", "L"}, {"10000000", "Cr"}} {
		in := new(big.Rat).Quo(n, rat(unit.of))
		text := in.FloatString(2)
		switch {
		case rat(text).Cmp(hundred) < 0:
			return sign + text + unit.name
		case unit.name == "Cr":
			return sign + indian(in, 1) + unit.name
		}
	}
	return ""
}

// The figures of this file, against some written by hand.
func TestFiguresByHand(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{indian(rat("12345678.9"), 2), "1,23,45,678.90"}, {indian(rat("0.05"), 2), "0.05"}, {indian(rat("92.4125"), 4), "92.4125"},
		{indian(rat("999"), 0), "999"}, {indian(rat("1000"), 0), "1,000"}, {indian(rat("100000"), 0), "1,00,000"},
		{withSign(rat("-0.001"), 2), "0.00"}, {withSign(rat("17.1"), 2), "+17.10"}, {withSign(rat("-875"), 2), "-875.00"},
		{counted(rat("999")), "999"}, {counted(rat("99995")), "1.00L"}, {counted(rat("4218640")), "42.19L"}, {counted(rat("1234567890")), "123.5Cr"},
		{counted(rat("-1500")), "-1.50K"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

// An age counts from the last reply that held the row.
func TestAgesCountFromTheLastReply(t *testing.T) {
	_, change := listenIn(t, "[[list]]\nname = \"One\"\nsymbols = [\"NSE:INFY\", \"NSE:TCS\", \"MCX:GOLD26DECFUT\"]\n", nil)
	start{w: 120, h: 36, at: morning, faults: "503@10s+60s", change: change}.drive(t, func(d *driver) {
		d.after(9 * time.Second)
		last := d.m.line.status.LastGood
		for _, at := range []time.Duration{17, 25, 44, 64} {
			d.after(at * time.Second)
			age := int(d.m.clock.Wall.Sub(last).Seconds())
			want := fmt.Sprintf("~ stale %ds ", age)
			if age >= 60 {
				want = "~ stale 1m "
			}
			if got := d.screen(); strings.Count(got, want) != 3 {
				t.Errorf("after %ds the rows do not say %q:\n%s", at, want, got)
			}
		}
	})
}
