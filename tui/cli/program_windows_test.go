package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What pty_test.go has where there are pseudo-terminals.

// binary is the program, built once by TestMain.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kitewatch-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "kitewatch.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "kitewatch").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// environment is what the program sees: nothing of the machine's own files.
func environment(home string, extra ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "SystemRoot=" + os.Getenv("SystemRoot"),
		"USERPROFILE=" + home, "LOCALAPPDATA=" + home, "APPDATA=" + home, "TMP=" + home, "TEMP=" + home,
	}, extra...)
}
