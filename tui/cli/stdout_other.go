//go:build !unix

package cli

import "os"

// onReaderGone has no way to know here; the next write tells.
func onReaderGone(*os.File, func()) (stop func()) { return func() {} }
