package cli

// systemLimits is what this system cannot do, for the help.
var systemLimits = "On Windows: " + limits[0].about
