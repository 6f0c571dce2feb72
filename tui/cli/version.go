package cli

import (
	"cmp"
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
)

// What a release says of itself, by the linker:
//
//	-ldflags "-X kitewatch/tui/cli.release=1.2.3"
//
// commit and committed (a day, YYYY-MM-DD) serve a build from an archive, which
// has no repository to be asked.
var release, commit, committed string

// shortCommit is as much of a commit's name as people write.
const shortCommit = 7

// madeUp is the version that Go gives to a commit without a tag. It repeats the
// commit and its time, which are told beside it.
var madeUp = regexp.MustCompile(`^v\d+\.\d+\.\d+-(.*\.)?\d{14}-[0-9a-f]{12}$`)

// version is what --version says: the release, and of what it was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return built(info, runtime.GOOS+"/"+runtime.GOARCH)
}

// built writes the version of a build for a system.
func built(info *debug.BuildInfo, system string) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	parts := []string{"commit not recorded"}
	if name := cmp.Or(commit, settings["vcs.revision"]); name != "" {
		parts[0] = "commit " + name[:min(shortCommit, len(name))]
		if settings["vcs.modified"] == "true" {
			parts[0] += " modified"
		}
	}
	if day := dayOf(info); day != "" {
		parts = append(parts, day)
	}
	parts = append(parts, cmp.Or(info.GoVersion, runtime.Version()), system)
	return fmt.Sprintf("%s (%s)", numbered(info.Main.Version), strings.Join(parts, ", "))
}

// dayOf is the day of the commit, YYYY-MM-DD, in whatever zone it was told;
// empty: not known.
func dayOf(info *debug.BuildInfo) string {
	told := committed
	for _, s := range info.Settings {
		if s.Key == "vcs.time" && told == "" {
			told = s.Value
		}
	}
	day, _, _ := strings.Cut(told, "T")
	return day
}

// builtOn is the day of this build's commit.
func builtOn() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return committed
	}
	return dayOf(info)
}

// numbered is the release's number; a build of no tagged commit has none.
func numbered(module string) string {
	module = strings.TrimSuffix(module, "+dirty") // told as modified
	if module == "(devel)" || madeUp.MatchString(module) {
		module = ""
	}
	return cmp.Or(strings.TrimPrefix(cmp.Or(release, module), "v"), "devel")
}
