package store

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"kitewatch/tui/alert"
)

// The other processes are the test binary again, as the variable says.
const alertVar = "KITEWATCH_TEST_ALERTS"

func init() {
	if dir := os.Getenv(alertVar); dir != "" {
		late, _ := strconv.Atoi(os.Args[1])
		watchAlerts(dir, time.Duration(late)*time.Second)
		os.Exit(0)
	}
}

// watchAlerts is a kitewatch whose polls come late by so much. For each line of
// its input it sees the price go back and cross its level, and says whether that
// is its to tell.
func watchAlerts(dir string, late time.Duration) {
	book := alert.NewBook()
	level := levelOf("INFY", alert.Above, 1600)
	book.Set([]alert.Level{level})
	in := bufio.NewScanner(os.Stdin)
	for round := 0; in.Scan(); round++ {
		start := morning.Add(time.Duration(round)*time.Minute + late)
		fired := append(pollOf(book, level, start, 1590), pollOf(book, level, start.Add(20*time.Second), 1601)...)
		won, err := ClaimAlerts(dir, alertHost, late.String(), fired)
		fmt.Println("seen", len(fired), "told", len(won), err)
	}
}

// terminal is such a process.
type terminal struct {
	in  io.WriteCloser
	out *bufio.Scanner
}

func startTerminal(t *testing.T, dir string, late int) terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0], strconv.Itoa(late))
	cmd.Env = append(os.Environ(), alertVar+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	return terminal{in, bufio.NewScanner(out)}
}

// TestProcessesTellACrossingOnce runs three terminals through crossings, which
// all of them see and one of them tells.
func TestProcessesTellACrossingOnce(t *testing.T) {
	dir := t.TempDir()
	var terminals []terminal
	for late := range 3 {
		terminals = append(terminals, startTerminal(t, dir, late))
	}
	for round := range 15 {
		for _, p := range terminals {
			io.WriteString(p.in, "go\n")
		}
		told := 0
		for i, p := range terminals {
			if !p.out.Scan() {
				t.Fatalf("terminal %d has ended", i)
			}
			line := p.out.Text()
			if !strings.HasPrefix(line, "seen 1 ") || !strings.HasSuffix(line, "<nil>") {
				t.Errorf("round %d, terminal %d: %s", round, i, line)
			}
			if strings.Contains(line, "told 1") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("round %d: %d terminals told it, want 1", round, told)
		}
	}
}
