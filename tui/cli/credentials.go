package cli

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// credentials makes sure of api_key and api_secret. What a person types at
// the terminal is returned too, to be saved when the API has taken it.
func (a *account) credentials(ctx context.Context, in *input, timeout time.Duration) (map[string]string, error) {
	var names []string
	fields := map[string]*string{"api_key": &a.config.APIKey, "api_secret": &a.config.APISecret}
	for _, name := range []string{"api_key", "api_secret"} {
		if *fields[name] == "" {
			names = append(names, name)
		}
	}
	if len(names) > 0 && !in.terminal {
		return nil, a.missing(names...)
	}
	typed := map[string]string{}
	for _, name := range names {
		text, err := a.askFor(ctx, in, name)
		switch {
		case ctx.Err() == context.DeadlineExceeded:
			return nil, nobody(timeout)
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, a.missing(names...)
		}
		*fields[name], typed[name] = text, text
	}
	client := *a.client
	client.APIKey = a.config.APIKey
	a.client = &client
	return typed, nil
}

// askFor asks for one of the app's credentials until there is one.
func (a *account) askFor(ctx context.Context, in *input, name string) (string, error) {
	question := "api_key of your Kite Connect app (developers.kite.trade): "
	if name == "api_secret" {
		question = "api_secret, which is not shown: "
	}
	for {
		text, err := in.ask(ctx, a.env.Stderr, question, name == "api_secret")
		if err != nil || name == "api_secret" {
			a.say("")
		}
		text = strings.TrimSpace(text)
		switch {
		case err != nil:
			return "", err
		case text == "":
		case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
			a.say("That holds a blank or a character that no %s has.", name)
		default:
			return text, nil
		}
	}
}

// wantKey makes sure that calls can be signed.
func (a *account) wantKey() error {
	if a.config.APIKey == "" {
		return a.missing("api_key")
	}
	return nil
}

// missing says where credentials belong.
func (a *account) missing(names ...string) error {
	var variables []string
	for _, name := range names {
		variables = append(variables, "KITE_"+strings.ToUpper(name))
	}
	verb := "is"
	if len(names) > 1 {
		verb = "are"
	}
	return &codedError{exitBadFile, fmt.Errorf("%s %s missing: set %s, or put %s into %s (developers.kite.trade shows them)",
		strings.Join(names, " and "), verb, strings.Join(variables, " and "), strings.Join(names, " and "), absolute(a.config.Path))}
}
