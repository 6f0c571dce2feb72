package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// WriteFile puts text into a file as a whole: a temporary file beside it is
// written, synced and renamed over it, so that whoever reads, and a machine
// that loses power, has the old text or the new. The file is the user's alone
// (0600), and so is a folder that has to be made (0700). A symbolic link is
// followed: the file it names is replaced, not the link.
func WriteFile(path string, text []byte) (err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir := filepath.Dir(path)
	if err := makePrivate(dir); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // 0600 by its own account
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(text); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// makePrivate makes a folder that is missing, for the user alone whatever the
// umask says.
func makePrivate(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// syncDir makes a rename last. Not every system can sync a folder; the file
// itself is safe by then.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

// member is a key of config.json with its value as it stands there.
type member struct {
	key   string
	value json.RawMessage
}

// configKeys are the keys we write, in the order in which new ones come.
var configKeys = []string{
	"api_key", "api_secret", "access_token", "redirect_url", "user_name", "user_id", "login_time", "api_host",
}

// Save writes changed settings into config.json, from a fresh look at the
// file: every other key stays, also those we do not know. An empty value
// removes its key. A file that is no JSON object is left as it is.
func (c Config) Save(changes map[string]string) error {
	text, found, err := read(c.Path)
	if err != nil {
		return err
	}
	var members []member
	if found && len(bytes.TrimSpace(text)) > 0 {
		check := Config{Path: c.Path}
		if err := check.decode(text); err != nil {
			return err
		}
		if members, err = split(text); err != nil {
			return &FileError{Path: c.Path, Reason: "is not a JSON object of settings", Err: err}
		}
	}
	for _, key := range configKeys {
		if value, changed := changes[key]; changed {
			members = set(members, key, value)
		}
	}
	joined, err := join(members)
	if err != nil {
		return err
	}
	if err := WriteFile(c.Path, joined); err != nil {
		return &FileError{Path: c.Path, Reason: "cannot be written: " + cause(err), Err: err}
	}
	return nil
}

// split reads an object's members in their order.
func split(text []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.Join(err, errors.New("no object"))
	}
	var members []member
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var m member
		m.key, _ = name.(string)
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}

func set(members []member, key, value string) []member {
	members = slices.DeleteFunc(members, func(m member) bool { return m.key == key && value == "" })
	if value == "" {
		return members
	}
	quoted, _ := json.Marshal(value) // a string always can be
	changed := false
	for i := range members {
		if members[i].key == key {
			members[i].value, changed = quoted, true
		}
	}
	if !changed {
		members = append(members, member{key, quoted})
	}
	return members
}

// join writes an object, a member a line.
func join(members []member) ([]byte, error) {
	var raw bytes.Buffer
	raw.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			raw.WriteByte(',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		raw.Write(key)
		raw.WriteByte(':')
		raw.Write(m.value)
	}
	raw.WriteByte('}')
	var out bytes.Buffer
	if err := json.Indent(&out, raw.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// Mend makes a config.json that others may read the user's alone, and says
// what it did; an empty text when there was nothing to do.
func (c Config) Mend() string {
	info, err := os.Stat(c.Path)
	if err != nil || info.Mode().Perm()&0o077 == 0 || !secretsMatter {
		return ""
	}
	was := info.Mode().Perm()
	if err := os.Chmod(c.Path, 0o600); err != nil {
		return fmt.Sprintf("%s can be read by others (%04o) and that cannot be changed here: run chmod 600 on it", c.Path, was)
	}
	return fmt.Sprintf("%s could be read by others (%04o); it is yours alone now (0600)", c.Path, was)
}
