package instruments

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/market"
)

// formOf returns a list's cache form.
func formOf(t testing.TB, l *List) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.writeTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func small(t *testing.T) *List {
	t.Helper()
	l := parsed(t, niftyRow+infyRow+
		`12345858,48226,WIPRO26DEC247.5CE,"WIPRO",0,2026-12-29,247.5,0.05,3000,CE,NFO-OPT,NFO`+"\n")
	l.fetched, l.day, l.bad = moment(t, "2026-11-23 08:31:07"), market.On(2026, time.November, 23), 2
	return l
}

func TestFormKeepsAList(t *testing.T) {
	want := small(t)
	file := formOf(t, want)
	got, err := readForm(iotest.OneByteReader(bytes.NewReader(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(want), contents(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !got.Fetched().Equal(want.Fetched()) || got.Fetched().Location() != market.IST || got.day != want.day || got.Bad() != 2 {
		t.Errorf("fetched %v, day %d, %d bad", got.Fetched(), got.day, got.Bad())
	}
	for i := range want.Len() {
		in := want.At(i)
		row, ok := got.Find(in.Symbol)
		if token, ok2 := got.Token(in.InstrumentToken); row != i || token != i || !ok || !ok2 {
			t.Errorf("%s is found at %d and %d, want %d", in.Symbol, row, token, i)
		}
	}
}

// TestFormOnDisk pins the bytes: what changes them needs another version.
func TestFormOnDisk(t *testing.T) {
	const want = 0xa6e66ddc
	if got := crc32.ChecksumIEEE(formOf(t, small(t))); got != want {
		t.Errorf("the form has changed: checksum %#x, want %#x", got, want)
	}
}

func TestDamagedForms(t *testing.T) {
	file := formOf(t, small(t))
	change := func(at int, value byte) []byte {
		c := bytes.Clone(file)
		c[at] = value
		return c
	}
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "it is cut off"},
		{"shorter than its header", file[:headerSize-1], "it is cut off"},
		{"only its header", file[:headerSize], "it has not the size"},
		{"a byte short", file[:len(file)-1], "it has not the size"},
		{"a byte long", append(bytes.Clone(file), 0), "it has not the size"},
		{"something else", bytes.Repeat([]byte("instrument_token,"), 9), "it is no list of instruments"},
		{"of another version", change(atVersion, 9), "another version"},
		{"no rows", change(atRows, 0), "its header is damaged"},
		{"rows without end", change(atRows+3, 0xff), "its header is damaged"},
		{"text without end", change(atTextSize+3, 0xff), "its header is damaged"},
		{"another number of terms", change(atTermsCount, 4), "it has not the size"},
		{"another time", change(atFetched, file[atFetched]^1), "its checksum is wrong"},
		{"another last byte", change(len(file)-1, file[len(file)-1]^1), "its checksum is wrong"},
		{"another first byte", change(headerSize, file[headerSize]^1), "its checksum is wrong"},
	} {
		l, err := readForm(bytes.NewReader(tt.file), int64(len(tt.file)))
		if l != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %q", tt.name, l != nil, err, tt.want)
		}
	}
	if _, err := readForm(bytes.NewReader(file[:len(file)-9]), int64(len(file))); err == nil || err.Error() != "it is cut off" {
		t.Errorf("cut off while it is read: %v", err)
	}
	if _, err := readForm(io.MultiReader(bytes.NewReader(file[:99]), iotest.ErrReader(io.ErrClosedPipe)), int64(len(file))); err != io.ErrClosedPipe {
		t.Errorf("a reader's error: %v", err)
	}
}

// FuzzReadForm reads any bytes, also with the checksum set right, so that what is
// behind it is reached.
func FuzzReadForm(f *testing.F) {
	l, err := Parse(strings.NewReader(dumpHead + niftyRow + infyRow))
	if err != nil {
		f.Fatal(err)
	}
	file := formOf(f, l)
	f.Add(file, true)
	f.Add(file[:len(file)-3], false)
	f.Add(append(bytes.Clone(file), 1), true)
	f.Fuzz(func(t *testing.T, file []byte, mend bool) {
		if mend && len(file) > headerSize {
			file = bytes.Clone(file)
			binary.LittleEndian.PutUint32(file[atChecksum:], crc32.Checksum(file[atFetched:], castagnoli))
		}
		l, err := readForm(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		for i := range l.Len() {
			in := l.At(i)
			l.Find(in.Symbol)
			l.Token(in.InstrumentToken)
		}
		if _, ok := l.Token(3); ok && l.Len() == 0 {
			t.Error("found in an empty list")
		}
	})
}

// TestAHeaderAsksForNoMemory reads headers that name large parts, without them.
func TestAHeaderAsksForNoMemory(t *testing.T) {
	file := formOf(t, small(t))[:headerSize]
	binary.LittleEndian.PutUint32(file[atRows:], maxRows)
	binary.LittleEndian.PutUint32(file[atTextSize:], maxAllText)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		if _, err := readForm(bytes.NewReader(file), headerSize); err == nil {
			t.Fatal("read")
		}
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes allocated", got)
	}
}
