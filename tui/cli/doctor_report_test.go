package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kitewatch/tui/ui"
)

var sampleFindings = []finding{
	{check: "config", status: statusOK, found: "/home/asha/.config/kitewatch/config.json, read without error"},
	{check: "permissions", status: statusWarn, found: "config.json 0644, its folder 0755: others on this machine can read it",
		mend: "Run chmod 600 /home/asha/.config/kitewatch/config.json (the next start of kitewatch does it too)."},
	{check: "session", status: statusBad, found: "not logged in, \x1b[31mand\u202e more", mend: "Run kitewatch login, once a day.", code: exitLogin},
}

func TestReportIsATableForAReader(t *testing.T) {
	var out bytes.Buffer
	r := &report{out: &out, width: 80, glyphs: ui.NewTheme(ui.Options{}).Glyphs}
	if err := r.add(sampleFindings); err != nil {
		t.Fatal(err)
	}
	want := `● ok    config         /home/asha/.config/kitewatch/config.json, read without
                       error
▲ warn  permissions    config.json 0644, its folder 0755: others on this machine
                       can read it
                       › Run chmod 600 /home/asha/.config/kitewatch/config.json
                         (the next start of kitewatch does it too).
× bad   session        not logged in, [31mand more
                       › Run kitewatch login, once a day.
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("the table is not as designed (-want +got):\n%s", diff)
	}
}

func TestReportIsARecordAFindingInData(t *testing.T) {
	for format, want := range map[string]string{
		"json":  `{"check":"config","status":"ok","found":"/home/asha/.config/kitewatch/config.json, read without error","mend":null}` + "\n",
		"csv":   "check,status,found,mend\nconfig,ok,\"/home/asha/.config/kitewatch/config.json, read without error\",\n",
		"plain": "config\tok\t/home/asha/.config/kitewatch/config.json, read without error\t\n",
	} {
		var out bytes.Buffer
		r := newReport(Env{Getenv: func(string) string { return "" }}, &out, format)
		if err := errors.Join(r.add(sampleFindings[:1]), r.end()); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != want {
			t.Errorf("%s: got %q, want %q", format, got, want)
		}
	}
}

func TestVerdictIsThatOfTheFirstBadFinding(t *testing.T) {
	network := finding{check: "network", status: statusBad, code: exitNetwork}
	for _, tc := range []struct {
		name     string
		findings []finding
		code     int
		text     string
	}{
		{"all well", sampleFindings[:1], 0, "1 check, nothing bad, no warnings."},
		{"a warning", sampleFindings[:2], 0, "2 checks, nothing bad, 1 warning."},
		{"one is bad", sampleFindings, 3, "1 of 3 checks is bad: session; 1 warning"},
		{"two are", append([]finding{network}, sampleFindings...), 9, "2 of 4 checks are bad, and the first to mend is network; 1 warning"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := verdict(tc.findings)
			code := 0
			if err != nil {
				got = err.Error()
				code = code1(err)
			}
			if code != tc.code || got != tc.text {
				t.Errorf("exit %d, %q; want %d, %q", code, got, tc.code, tc.text)
			}
		})
	}
}

// code1 is code, by a name that a variable does not hide.
func code1(err error) int { return code(err) }

func FuzzWrap(f *testing.F) {
	f.Add("Run chmod 600 /home/asha/.config/kitewatch/config.json now", 20)
	f.Add("", 0)
	f.Add("M&M — ₹1,23,456.70", 5)
	f.Add("00\xe20 0", 5)
	f.Fuzz(func(t *testing.T, text string, width int) {
		lines := wrap(text, width)
		if got, want := strings.Fields(strings.Join(lines, " ")), strings.Fields(text); !cmp.Equal(got, want) && len(got)+len(want) > 0 {
			t.Fatalf("words %q became %q", want, got)
		}
		for _, line := range lines {
			if strings.Contains(line, " ") && ui.Width(line) > width && len(strings.Fields(line)) > 1 {
				t.Fatalf("%q is wider than %d", line, width)
			}
		}
	})
}

func TestQuotedIsWhatAShellTakes(t *testing.T) {
	for path, want := range map[string]string{
		"/home/asha/config.json": "/home/asha/config.json", "/My Files/x": "'/My Files/x'", "": "''", "/it's": `'/it'\''s'`, "/$HOME": "'/$HOME'",
	} {
		if got := quoted(path); got != want {
			t.Errorf("quoted(%q) = %s, want %s", path, got, want)
		}
	}
}
