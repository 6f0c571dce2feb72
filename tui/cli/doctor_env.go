package cli

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// lookAtProxy tells whether calls go through a proxy. Of its address only the
// host is shown: a password may stand before it.
func (d *checkup) lookAtProxy() {
	named, unreadable := "", false
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
		if d.env.Getenv(name) != "" {
			named = name
			unreadable = !isProxy(d.env.Getenv(name))
			break
		}
	}
	address := d.flags.apiURL
	if address == "" {
		address = "https://" + d.server
	}
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return // the server's line says so
	}
	proxy, err := http.ProxyFromEnvironment(request)
	switch {
	case err != nil, unreadable:
		d.warn("proxy", named+" is no address of a proxy", "Correct it, such as http://proxy.example:3128, or unset it.")
	case proxy != nil:
		d.proxy = proxy.Host
		d.ok("proxy", "calls to "+request.URL.Host+" go through "+proxy.Scheme+"://"+proxy.Host+" ("+named+")")
	case strings.EqualFold(named, "ALL_PROXY"):
		d.warn("proxy", named+" is set and means nothing to kitewatch: calls go straight to "+request.URL.Host,
			"Set HTTPS_PROXY if they are to go through it.")
	case named != "":
		d.ok("proxy", named+" is set and not for "+request.URL.Host+": calls go there straight")
	default:
		d.ok("proxy", "none: calls go straight to "+request.URL.Host)
	}
}

// isProxy reports whether a value is read as a proxy's address, with or without
// its http://. One that is not goes unseen.
func isProxy(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	return err == nil && u.Host != ""
}

// credentialVariables are those that hold credentials.
var credentialVariables = []string{"KITE_API_KEY", "KITE_API_SECRET", "KITE_ACCESS_TOKEN"}

// addressVariables are those whose value may hold more than is to be shown.
var addressVariables = []string{variable("api-url"), variable("login-url"), variable("ws-url")}

// alertVariables are what an alert_command is given, by tui/alert_command.go:
// it may well be this program.
var alertVariables = []string{"SYMBOL", "EXCHANGE", "TRADINGSYMBOL", "KIND", "LEVEL", "PRICE", "BEFORE", "CHANGE_PCT", "TIME", "TEXT"}

// lookAtVariables tells which variables of ours are set, and which look like
// ours and are none: a misspelt one would go unseen.
func (d *checkup) lookAtVariables() {
	var flags sharedFlags
	known := append([]string{variable("no-color")}, credentialVariables...)
	for _, t := range flags.texts() {
		known = append(known, variable(t.name))
	}
	var set, strange []string
	for _, v := range d.variables {
		name, value, _ := strings.Cut(v, "=")
		ours, isOurs := strings.CutPrefix(name, "KITEWATCH_")
		switch {
		case value == "" || !isOurs && !strings.HasPrefix(name, "KITE_") || slices.Contains(alertVariables, ours):
		case !slices.Contains(known, name):
			if isOurs || nearest(name, known) != "" { // KITE_… may be another program's
				strange = append(strange, name)
			}
		case slices.Contains(credentialVariables, name):
			set = append(set, name)
		case slices.Contains(addressVariables, name):
			set = append(set, name+"="+bare(value))
		default:
			set = append(set, name+"="+value)
		}
	}
	slices.Sort(set)
	slices.Sort(strange)
	found := "none of kitewatch's is set"
	if len(set) > 0 {
		found = strings.Join(set, ", ")
	}
	if len(strange) == 0 {
		d.ok("environment", found)
		return
	}
	verb := " means"
	if len(strange) > 1 {
		verb = " mean"
	}
	told := strange[:min(len(strange), maxNamed)]
	mend := "Unset it; kitewatch --help lists the flags, by which the variables are named."
	if meant := nearest(strange[0], known); meant != "" {
		mend = "If " + meant + " is meant, rename " + strange[0] + "."
	}
	d.warn("environment", found+"; "+strings.Join(told, ", ")+more(len(strange)-len(told))+verb+" nothing here", mend)
}

// bare is an address without what may be secret in it.
func bare(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "(no address)"
	}
	return u.Scheme + "://" + u.Host
}

// nearest is the known name that is most likely meant by another; empty: none
// is near.
func nearest(name string, known []string) string {
	squeeze := strings.NewReplacer("KITEWATCH", "KITE", "_", "").Replace
	best, least := "", 3
	for _, k := range known {
		if d := edits(squeeze(name), squeeze(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// edits counts the letters to put in, take out or change to make one word of
// another.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
