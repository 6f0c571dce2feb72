//go:build linux

package instruments

import (
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/kitesim"
)

// fullEnv lets a child write files of 4 kB at most, as a disk that is full.
const fullEnv = "KITEWATCH_TEST_FULL"

func init() {
	if os.Getenv(fullEnv) == "" {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: 4096}); err != nil {
		panic(err)
	}
}

func TestAFullDiskLeavesTheCacheAsItIs(t *testing.T) {
	r := newRig(t, "2026-11-20 09:00:00")
	r.refresh()
	before := r.files()
	x := kitesim.New(kitesim.Config{Rows: 1, Offset: kitesim.MorningOffset(time.Now())})
	server, err := kitesim.Listen("127.0.0.1:0", x)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	p := start(t, r.cache.Dir, server.URL(), fullEnv+"=1")
	p.begin()
	text, _ := io.ReadAll(p.out)
	if err := p.Wait(); err == nil || !strings.Contains(string(text), "instrument list is used but not kept in "+r.cache.Dir) {
		t.Errorf("%v: %s", err, text)
	}
	if diff := cmp.Diff(before, r.files()); diff != "" {
		t.Error("the cache has changed")
	}
}
