package cli

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionSaysWhatItWasBuiltOf(t *testing.T) {
	checkout := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc1234def5678900000000000000000000000ff"},
		{Key: "vcs.time", Value: "2026-11-24T04:26:12Z"},
		{Key: "vcs.modified", Value: "false"},
	}
	edited := append(append([]debug.BuildSetting{}, checkout[:2]...), debug.BuildSetting{Key: "vcs.modified", Value: "true"})
	tests := []struct {
		name                       string
		module                     string
		settings                   []debug.BuildSetting
		release, commit, committed string
		want                       string
	}{
		{name: "a tagged commit", module: "v1.2.3", settings: checkout, want: "1.2.3 (commit abc1234, 2026-11-24, go1.26, linux/amd64)"},
		{name: "a release that the linker names", module: "(devel)", settings: checkout, release: "v1.3.0",
			want: "1.3.0 (commit abc1234, 2026-11-24, go1.26, linux/amd64)"},
		{name: "a checkout with edits", module: "v0.0.0-20261124042612-abc1234def56+dirty", settings: edited,
			want: "devel (commit abc1234 modified, 2026-11-24, go1.26, linux/amd64)"},
		{name: "a commit after a tag", module: "v1.2.4-0.20261124042612-abc1234def56", settings: checkout,
			want: "devel (commit abc1234, 2026-11-24, go1.26, linux/amd64)"},
		{name: "a release candidate", module: "v2.0.0-rc.1", settings: checkout, want: "2.0.0-rc.1 (commit abc1234, 2026-11-24, go1.26, linux/amd64)"},
		{name: "no repository", module: "(devel)", want: "devel (commit not recorded, go1.26, linux/amd64)"},
		{name: "an archive's build, which the linker tells all", release: "1.2.3", commit: "0123456", committed: "2026-11-20",
			want: "1.2.3 (commit 0123456, 2026-11-20, go1.26, linux/amd64)"},
		{name: "a commit of two letters", release: "1", commit: "ab", want: "1 (commit ab, go1.26, linux/amd64)"},
	}
	defer func(r, c, d string) { release, commit, committed = r, c, d }(release, commit, committed)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			release, commit, committed = tt.release, tt.commit, tt.committed
			info := &debug.BuildInfo{GoVersion: "go1.26", Main: debug.Module{Version: tt.module}, Settings: tt.settings}
			if got := built(info, "linux/amd64"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestVersionOfThisBuildIsOneLine(t *testing.T) {
	if got := version(); got == "" || strings.ContainsAny(got, "\n\x1b") || !strings.Contains(got, "go1") {
		t.Errorf("version %q", got)
	}
}
