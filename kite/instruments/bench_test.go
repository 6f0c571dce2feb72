package instruments

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"kitewatch/kite"
	"kitewatch/kite/kitesim"
	"kitewatch/kite/market"
)

// dumpOf returns the simulated exchange's dump of so many rows.
func dumpOf(tb testing.TB, rows int) []byte {
	tb.Helper()
	now := time.Date(2026, time.November, 23, 10, 14, 0, 0, market.IST)
	pipe := kitesim.New(kitesim.Config{Rows: rows, Now: func() time.Time { return now }}).Pipe()
	defer pipe.Close()
	transport := &http.Transport{DialContext: pipe.DialContext}
	defer transport.CloseIdleConnections()
	client := &kite.Client{BaseURL: pipe.URL(), HTTP: &http.Client{Transport: transport}}
	dump, err := client.Instruments(context.Background(), "")
	if err != nil {
		tb.Fatal(err)
	}
	defer dump.Close()
	text, err := io.ReadAll(dump)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

var (
	day120k = sync.OnceValue(func() []byte { return dumpOf(new(testing.B), 120_000) })
)

func BenchmarkParse(b *testing.B) {
	text := day120k()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	var l *List
	for b.Loop() {
		var err error
		if l, err = Parse(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(l.Len()), "ns/row")
	b.ReportMetric(float64(headerSize+len(l.body))/1e6, "MB-kept")
}

// BenchmarkParseCSV is what Parse is measured by: encoding/csv at its quickest
// and strconv, the same columns, nothing kept.
func BenchmarkParseCSV(b *testing.B) {
	text := day120k()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows = parseCSV(b, text)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
}

func parseCSV(tb testing.TB, text []byte) (rows int) {
	r := csv.NewReader(bytes.NewReader(text))
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		tb.Fatal(err)
	}
	for ; ; rows++ {
		row, err := r.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range []int{colToken, colExchangeToken, colLot} {
			if _, err := strconv.ParseUint(row[c], 10, 32); err != nil {
				tb.Fatal(err)
			}
		}
		for _, c := range []int{colStrike, colTick} {
			if _, err := strconv.ParseFloat(row[c], 64); err != nil {
				tb.Fatal(err)
			}
		}
		if row[colExpiry] != "" {
			if _, err := time.Parse(time.DateOnly, row[colExpiry]); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func BenchmarkReadForm(b *testing.B) {
	l, err := Parse(bytes.NewReader(day120k()))
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	if err := l.writeTo(&file); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, err := readForm(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	l, err := Parse(bytes.NewReader(day120k()))
	if err != nil {
		b.Fatal(err)
	}
	var symbols []kite.Symbol
	for i := 0; i < l.Len(); i += 117 {
		symbols = append(symbols, l.At(i).Symbol)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, ok := l.Find(symbols[i%len(symbols)]); !ok {
			b.Fatal("not found")
		}
		i++
	}
}

func BenchmarkAt(b *testing.B) {
	l, err := Parse(bytes.NewReader(day120k()))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i, strikes := 0, 0.0
	for b.Loop() {
		if i++; i == l.Len() {
			i = 0
		}
		strikes += l.At(i).Strike
	}
	if strikes == 0 {
		b.Fatal("no strikes")
	}
}
