//go:build !windows

package cli

// systemLimits is what this system cannot do, for the help: nothing.
const systemLimits = ""
