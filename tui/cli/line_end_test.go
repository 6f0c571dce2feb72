//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestTheReaderHasEnough: head has its lines, and nobody reads on.
func TestTheReaderHasEnough(t *testing.T) {
	for _, args := range [][]string{
		{"watch", "INFY", "TCS", "--interval", "1.1s", "--format", "plain"},
		{"candles", "INFY", "--interval", "minute", "--from", "2026-01-01"},
	} {
		b := tradeRig(t)
		cmd := b.command(nil, args...)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 3 {
			if !lines.Scan() || lines.Text() == "" {
				t.Fatalf("%v: no third line", args)
			}
		}
		out.Close()
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 0 || errs.Len() > 0 {
			t.Errorf("%v: exit code %d, %v, stderr %q", args, code, cmd.ProcessState, &errs)
		}
	}
}

// TestTheReaderLeavesBetweenPolls: nothing is asked for to learn of that.
func TestTheReaderLeavesBetweenPolls(t *testing.T) {
	b := tradeRig(t)
	cmd := b.command(nil, "watch", "INFY", "--interval", "1m", "--format", "plain")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("no line")
	}
	out.Close()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 0 || errs.Len() > 0 {
		t.Errorf("exit code %d, %v, stderr %q", code, cmd.ProcessState, &errs)
	}
	quotes := 0
	for _, c := range b.x.Calls() {
		if strings.HasPrefix(c.Path, "/quote") {
			quotes++
		}
	}
	if quotes != 1 {
		t.Errorf("%d calls for quotes, want that of the line", quotes)
	}
}

func TestAnInterruptedWatch(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		b := tradeRig(t)
		cmd := b.command(nil, "watch", "INFY", "TCS", "--interval", "1.1s")
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan()
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		rest := 1
		for lines.Scan() {
			if rest++; !json.Valid(lines.Bytes()) {
				t.Errorf("a cut line: %q", lines.Text())
			}
		}
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 130 || rest%2 != 0 || errs.Len() > 0 {
			t.Errorf("%v: exit code %d, %d lines, stderr %q", signal, code, rest, &errs)
		}
		saved, err := filepath.Glob(filepath.Join(b.home, "state", "kitewatch", "prices-*.jsonl"))
		if err != nil || len(saved) != 1 {
			t.Errorf("%v: the prices are not kept: %v, %v", signal, saved, err)
		}
	}
}

// TestASleepingReader does not keep a run that is to end.
func TestASleepingReader(t *testing.T) {
	b := tradeRig(t)
	cmd := b.command(nil, "candles", "INFY", "--interval", "minute", "--from", "2026-01-01")
	out, err := cmd.StdoutPipe() // holds 64 kB, and nobody reads
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := out.Read(first); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for its reader")
	}
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d", code)
	}
}

func TestADiskThatIsFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here")
	}
	defer full.Close()
	b := tradeRig(t)
	cmd := b.command(nil, "quote", "INFY")
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = full, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(errs.String(), "no space left") {
		t.Errorf("exit code %d, stderr %q", code, &errs)
	}
}
