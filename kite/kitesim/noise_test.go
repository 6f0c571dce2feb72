package kitesim

import (
	"math"
	"testing"
	"time"

	"kitewatch/kite/market"
)

func TestWalkIsScaled(t *testing.T) {
	sum, n, most, far := 0.0, 0.0, 0.0, 0.0
	for key := range uint64(60) {
		for date := 14000; date < 25000; date++ {
			x := walk(mix(key, 7), float64(date))
			change := x - walk(mix(key, 7), float64(date-1))
			sum, n = sum+change*change, n+1
			most, far = max(most, math.Abs(change)), max(far, math.Abs(x))
		}
	}
	if got := math.Sqrt(sum / n); got < 0.95 || got > 1.05 {
		t.Errorf("a day's change is %.3f on average, want 1", got)
	}
	// Circuits of shares lie at 10%: with the largest volatilities no day's
	// change may reach them.
	if most > 4.2 || far > 58 {
		t.Errorf("largest change %.2f, farthest %.1f", most, far)
	}
	t.Logf("average %.3f largest %.2f farthest %.1f", math.Sqrt(sum/n), most, far)
}

func TestWorkday(t *testing.T) {
	for date := market.On(1960, 1, 1); date < market.On(2040, 1, 1); date++ {
		step := workday(date+1) - workday(date)
		if weekend := date.Weekday() >= time.Friday || date.Weekday() == time.Sunday; step <= 0 || step > 1 || weekend == (step == 1) {
			t.Fatalf("from %s on %v", date.Time(), step)
		}
	}
}

func TestBridge(t *testing.T) {
	w := weights(375)
	if w[0] != 0 || math.Abs(w[375]-1) > 1e-9 {
		t.Fatalf("weights run from %v to %v", w[0], w[375])
	}
	sum := 0.0
	for key := range uint64(400) {
		path := make([]float64, 376)
		path[375] = 5
		bridge(path, w, key, 1)
		if path[0] != 0 || path[375] != 5 {
			t.Fatalf("its ends moved: %v, %v", path[0], path[375])
		}
		d := path[187] - 5*w[187]
		sum += d * d
	}
	want := w[187] * (1 - w[187])
	if got := sum / 400; math.Abs(got-want) > 0.2*want {
		t.Errorf("variance in the middle %.3f, want %.3f", got, want)
	}
}

func TestNormalIsBounded(t *testing.T) {
	sum, squares := 0.0, 0.0
	for i := range uint64(100000) {
		x := normal(mix(1, i))
		if math.Abs(x) > 3.47 {
			t.Fatalf("%v is out of bounds", x)
		}
		sum, squares = sum+x, squares+x*x
	}
	if math.Abs(sum/1e5) > 0.02 || math.Abs(squares/1e5-1) > 0.02 {
		t.Errorf("mean %.3f, variance %.3f", sum/1e5, squares/1e5)
	}
}

func TestOptionPrices(t *testing.T) {
	const spot = 24400
	option := func(c class, strike, years float64) float64 {
		in := instrument{class: c, strike: inMoney(strike), asset: &asset{implied: 0.13}}
		return in.option(spot, years)
	}
	last := math.Inf(1)
	for strike := 23000.0; strike <= 26000; strike += 50 {
		c, p := option(call, strike, 0.05), option(put, strike, 0.05)
		parity := spot - strike*math.Exp(-interest*0.05)
		if math.Abs(c-p-parity) > 0.01 {
			t.Errorf("strike %v: call %.2f less put %.2f is %.2f, want %.2f", strike, c, p, c-p, parity)
		}
		if c > last || c < 0 || p < 0 {
			t.Errorf("strike %v: call %.2f after %.2f, put %.2f", strike, c, last, p)
		}
		last = c
	}
	if got := option(call, 24000, 0); got != 400 {
		t.Errorf("at expiry %v, want 400", got)
	}
	if got := option(put, 24000, 0); got != 0 {
		t.Errorf("at expiry %v, want 0", got)
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		m    money
		want string
	}{
		{0, "0"}, {10750000, "1075"}, {15413000, "1541.3"}, {924875, "92.4875"},
		{100, "0.01"}, {-42000, "-4.2"}, {inMoney(0.0025), "0.0025"}, {inMoney(172.5), "172.5"},
	} {
		if got := string(c.m.appendTo(nil)); got != c.want {
			t.Errorf("%d is written %s, want %s", int64(c.m), got, c.want)
		}
	}
}
