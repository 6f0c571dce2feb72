//go:build unix

package tui

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kitewatch/kite/kitesim"
)

// The editor gets what the file was, not the sample, when it has vanished.
func TestTheEditorGetsTheFileBack(t *testing.T) {
	t.Setenv("EDITOR", `"/nowhere/my editor" -w`)
	t.Setenv("VISUAL", "")
	withFile(t, handmade, func(d *driver, path string) {
		_ = os.Remove(path)
		cmd := d.m.openEditor()
		msg := cmd().(editorReady)
		if msg.err != nil || msg.command[len(msg.command)-1] != path {
			t.Errorf("the editor is %q, %v", msg.command, msg.err)
		}
		d.wantFile(path, handmade)
	})
}

// EDITOR is read as a shell reads it, and the file's name is not.
func TestTheEditorIsTheShells(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, "my ed")
	told := filepath.Join(home, "told")
	script := "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + told + "\n"
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "ed.sh"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	file := filepath.Join(home, "my $HOME list's.toml")
	for _, editor := range []string{
		strings.ReplaceAll(folder, " ", `\ `) + "/ed.sh -w", `"$HOME/my ed/ed.sh" -w`, `~/my\ ed/ed.sh '-w'`, "'" + folder + "/ed.sh'  -w ",
	} {
		command := editorOf(func(name string) string { return map[string]string{"EDITOR": editor, "VISUAL": " "}[name] })
		command = append(command, file)
		out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
		got, _ := os.ReadFile(told)
		if want := "-w\n" + file + "\n"; err != nil || string(got) != want {
			t.Errorf("%s: %v %s, got %q, want %q", editor, err, out, got, want)
		}
		_ = os.Remove(told)
	}
}

func TestAnEditorThatIsNot(t *testing.T) {
	driveWith(t, 120, 30, "", func(*kitesim.Exchange, *Options) {}, func(d *driver) {
		command := editorOf(func(string) string { return "/nowhere/editor -w" })
		d.send(editorLeft{exec.Command(command[0], command[1:]...).Run()})
		if line := d.statusLine(); !strings.Contains(line, "the editor is not found: set EDITOR to yours") {
			t.Errorf("status line %q", line)
		}
	})
}
