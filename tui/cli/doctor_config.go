package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"kitewatch/kite"
	"kitewatch/tui/store"
	"kitewatch/tui/ui"
)

// loadConfig reads config.json and the environment. A credential that cannot be
// sent is told in its own line, and not for a fault of the file.
func (d *checkup) loadConfig() {
	var file *store.FileError
	d.config, d.configErr = store.LoadConfig(d.paths.Config, d.flags.apiURL, d.env.Getenv)
	if errors.As(d.configErr, &file) && file.Line == 0 && d.unsendable() != "" {
		d.configErr = nil
	}
	if d.configErr != nil {
		d.config = store.Config{Path: d.paths.Config}
		for name, value := range map[string]*string{
			"api_key": &d.config.APIKey, "api_secret": &d.config.APISecret, "access_token": &d.config.AccessToken,
		} {
			*value = d.fromEnvironment(name)
		}
		return
	}
	d.saved, _ = store.LoadConfig(d.paths.Config, d.flags.apiURL, func(string) string { return "" })
}

// fromEnvironment is a credential of the environment; empty: it has none.
func (d *checkup) fromEnvironment(name string) string {
	return strings.TrimSpace(d.env.Getenv("KITE_" + strings.ToUpper(name)))
}

// lookAtServer tells which API is used.
func (d *checkup) lookAtServer() {
	if err := d.client.Check(); err != nil && d.unsendable() == "" {
		d.badServer = true
		d.bad(exitUsage, "server", kite.Brief(err)+d.told("api-url", ""), mendAddress("api-url"))
		return
	}
	if flag, err := d.flags.badAddress(); err != nil {
		d.bad(exitUsage, "server", err.Error()+d.told(flag, ""), mendAddress(flag))
		return
	}
	if d.ofKite() {
		d.ok("server", "Kite's own, "+d.server)
		return
	}
	d.ok("server", d.server+d.told("api-url", "")+", not Kite's own: session, list, state and budget are kept apart by it")
}

// mendAddress says what the address of a server looks like.
func mendAddress(flag string) string {
	return "Give an address such as " + examples[flag] + ", or none: that is Kite's own."
}

// ofKite reports that the API is Kite's own, which lives by the true time.
func (d *checkup) ofKite() bool { return store.HostOf(d.flags.apiURL) == "" }

// unsendable names the credential, of the file or the environment, that no call
// can carry; empty: none.
func (d *checkup) unsendable() string {
	for _, c := range []struct{ name, value string }{
		{"api_key", d.config.APIKey}, {"access_token", d.config.AccessToken},
	} {
		if strings.ContainsFunc(c.value, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return c.name
		}
	}
	return ""
}

// lookAtConfig tells which config.json is read, and whether it can be.
func (d *checkup) lookAtConfig() {
	path := absolute(d.paths.Config)
	_, missing := os.Lstat(d.paths.Config)
	other := filepath.Join(filepath.Dir(d.paths.Market), "config.json")
	_, shadowed := os.Stat(other)
	here := d.origins["config"] == "" && !filepath.IsAbs(d.paths.Config)
	switch {
	case d.configErr != nil:
		d.bad(exitBadFile, "config", path+d.told("config", "")+": "+reason(d.configErr), mendFile(path, d.configErr))
	case errors.Is(missing, fs.ErrNotExist) && d.origins["config"] != "":
		d.warn("config", path+d.told("config", "")+" is not there", "Correct the path, or log in with kitewatch login, which makes the file.")
	case errors.Is(missing, fs.ErrNotExist):
		d.ok("config", "none yet; kitewatch login makes "+path)
	case here && shadowed == nil && path != other:
		d.warn("config", path+" is read, being in the current folder, and "+other+" is not",
			"Start kitewatch in another folder, or say which: --config "+quoted(other))
	case here:
		d.ok("config", path+" (in the current folder), read without error")
	default:
		d.ok("config", path+d.told("config", "")+", read without error")
	}
}

// mendFile says what to do about a file that cannot be read.
func mendFile(path string, err error) string {
	var file *store.FileError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return `Make it yours: sudo chown "$USER" ` + quoted(path) + " && chmod 600 " + quoted(path)
	case errors.As(err, &file) && file.Line > 0:
		return "Correct that place in an editor."
	}
	return "Move it away, or name another file."
}

// lookAtPermissions tells who else may read or replace config.json.
func (d *checkup) lookAtPermissions() {
	path := absolute(d.paths.Config)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	file, matter, err := store.Permissions(path)
	if info, _ := os.Stat(path); err != nil || !matter || !info.Mode().IsRegular() {
		return
	}
	dir, _, _ := store.Permissions(filepath.Dir(path))
	found := fmt.Sprintf("config.json %04o, its folder %04o", file.Perm(), dir.Perm())
	switch {
	case file.Perm()&0o077 != 0:
		who := ": others on this machine can read it"
		if dir.Perm()&0o011 == 0 {
			who = ": others could read it, did its folder not keep them out"
		}
		d.warn("permissions", found+who,
			"Run chmod 600 "+quoted(path)+" (the next start of kitewatch does it too).")
	case dir.Perm()&0o022 != 0 && dir&fs.ModeSticky == 0:
		d.warn("permissions", found+": others on this machine can put another file in its place",
			"Run chmod 700 "+quoted(filepath.Dir(path)))
	default:
		d.ok("permissions", found)
	}
}

// source tells where a credential is from, and whether the environment's hides
// another one of the file.
func (d *checkup) source(name, inFile string) (from string, differs bool) {
	own := d.fromEnvironment(name)
	switch {
	case own != "":
		return "KITE_" + strings.ToUpper(name) + " in the environment", inFile != "" && inFile != own
	case inFile != "":
		return "config.json", false
	}
	return "", false
}

// developers is where Kite shows an app's credentials.
const developers = "developers.kite.trade"

func (d *checkup) lookAtKey() {
	from, differs := d.source("api_key", d.saved.APIKey)
	switch {
	case from == "" && d.configErr != nil:
		return // nobody knows, and the file's line has said why
	case from == "":
		d.bad(exitBadFile, "api_key", "none, neither in the environment nor in config.json",
			"Create an app at "+developers+", then run kitewatch login, which asks for both; or set KITE_API_KEY. Without an account: kitewatch --demo")
	case d.unsendable() == "api_key":
		d.bad(exitBadFile, "api_key", "holds a blank or a character that no api_key has; from "+from, "Copy it anew from "+developers+".")
	case differs:
		d.warn("api_key", "set, from "+from+", which wins over another one in config.json",
			"Unset KITE_API_KEY, or take api_key out of config.json.")
	default:
		d.ok("api_key", "set, from "+from)
	}
}

func (d *checkup) lookAtSecret() {
	from, differs := d.source("api_secret", d.saved.APISecret)
	secret := d.config.APISecret
	switch {
	case from == "" && d.configErr != nil:
		return
	case from == "" && d.config.AccessToken != "":
		d.warn("api_secret", "none, and the next login needs it", "Run kitewatch login, which asks for it; or set KITE_API_SECRET.")
	case from == "":
		d.bad(exitBadFile, "api_secret", "none, and a login needs it", "Run kitewatch login, which asks for it; or set KITE_API_SECRET.")
	case secret == d.config.APIKey:
		d.bad(exitBadFile, "api_secret", "is the same text as api_key, so every login is refused; from "+from, "Copy the API secret from "+developers+".")
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		d.bad(exitBadFile, "api_secret", "holds a blank or a character that no api_secret has; from "+from, "Copy it anew from "+developers+".")
	case differs:
		d.warn("api_secret", "set, from "+from+", which wins over another one in config.json",
			"Unset KITE_API_SECRET, or take api_secret out of config.json.")
	default:
		d.ok("api_secret", "set, from "+from)
	}
}

// lookAtRedirect tells how the browser comes back from a login.
func (d *checkup) lookAtRedirect() {
	address, _ := listenAddress(d.config.RedirectURL, "")
	shown := "redirect_url, which is no address"
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		u.User, u.RawQuery, u.Fragment = nil, "", ""
		shown = u.String()
	}
	ear, err := kite.ListenRedirect(address, "")
	var system syscall.Errno
	switch {
	case err == nil:
		ear.Close()
		d.ok("redirect_url", shown+", and its port is free; it must be the one registered with the app")
	case errors.Is(err, kite.ErrNotLoopback) && strings.HasPrefix(shown, "http"):
		d.ok("redirect_url", shown+" is not http on this machine, so a login goes by paste")
	case errors.Is(err, kite.ErrNotLoopback):
		d.warn("redirect_url", ui.Clean(shown), "Put the one registered with the app into config.json, such as "+defaultRedirect)
	case errors.Is(err, syscall.EADDRINUSE):
		d.warn("redirect_url", shown+": another program listens at its port, so the browser comes back to that",
			"End that program (it may be another kitewatch that waits for its login), or log in by paste.")
	case errors.Is(err, fs.ErrPermission):
		d.warn("redirect_url", shown+": its port is for the system alone",
			"Register "+defaultRedirect+" with the app and in config.json, or log in by paste.")
	case errors.As(err, &system):
		d.warn("redirect_url", shown+": nothing can listen there ("+system.Error()+")", "Log in by paste, or register "+defaultRedirect)
	default:
		d.warn("redirect_url", shown+": nothing can listen there", "Log in by paste, or register "+defaultRedirect)
	}
}

// lookAtCommand tells whether the program that is told of alerts can be run.
func (d *checkup) lookAtCommand() {
	if len(d.config.AlertCommand) == 0 {
		return
	}
	args, refused := d.config.Command(d.origins["config"] != "")
	if refused != "" {
		d.warn("alert_command", refused, "Correct it in config.json; the bell and the alert log work without it.")
		return
	}
	program, err := exec.LookPath(args[0])
	var why *exec.Error
	switch {
	case errors.As(err, &why):
		d.warn("alert_command", "cannot be run: "+args[0]+": "+why.Err.Error(), "Install it, or correct alert_command in config.json.")
	case err != nil:
		d.warn("alert_command", "cannot be run: "+err.Error(), "Correct alert_command in config.json.")
	default:
		d.ok("alert_command", program+", with "+several(len(args)-1, "argument"))
	}
}
