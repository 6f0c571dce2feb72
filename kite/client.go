package kite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// What a Client with empty fields uses.
const (
	defaultBaseURL   = "https://api.kite.trade"
	defaultLoginURL  = "https://kite.zerodha.com/connect/login"
	defaultUserAgent = "kitewatch"
	defaultTimeout   = 7 * time.Second
)

// Client calls the Kite Connect API. The zero value works once it has an
// APIKey; after first use it is not changed: a login makes a copy.
type Client struct {
	BaseURL     string        // the API's root, with or without a path; empty: https://api.kite.trade
	LoginURL    string        // the login page; empty: https://kite.zerodha.com/connect/login
	APIKey      string        // of the Kite Connect app
	AccessToken string        // of the day's session; empty: not logged in
	UserAgent   string        // empty: kitewatch
	Timeout     time.Duration // for a whole call, body included; 0: 7s, as the official clients
	DumpTimeout time.Duration // the same for Instruments, where Timeout bounds each wait; 0: 2 minutes
	HTTP        *http.Client  // empty: a client of our own; its redirect policy is replaced
}

// WithToken returns a copy of c that acts in the session of accessToken.
func (c *Client) WithToken(accessToken string) *Client {
	copied := *c
	copied.AccessToken = accessToken
	return &copied
}

// CloseIdle drops the connections that no call uses. After the machine has slept
// the other end has let go of them, and the next call would wait for an answer
// until its time is up.
func (c *Client) CloseIdle() { c.http().CloseIdleConnections() }

// Check tells what is wrong with the client's addresses and credentials before
// anything is sent; every call checks the same.
func (c *Client) Check() error {
	if _, fault := c.target(request{}); fault != nil {
		return fault
	}
	return nil
}

// String describes c without its token, so that no %v can leak it.
func (c Client) String() string {
	return fmt.Sprintf("kite.Client{api_key=%s access_token=%s}", c.APIKey, masked(c.AccessToken))
}

// GoString is String: %#v is no way to the token either.
func (c Client) GoString() string { return c.String() }

// LogValue is String, for a structured log.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// request is one call, before the client's address and credentials.
type request struct {
	name    string     // what is being done, for its error: "quote ohlc"
	method  string     // empty: GET
	path    string     // below the API's root
	query   string     // encoded
	form    url.Values // the body of a POST
	secrets []string   // to be kept out of errors, beside the access token
	private bool       // the reply holds a token: no error may quote it
	opening byte       // of these at most most in a reply; 0: not counted
	most    int
}

// do sends r and decodes the data of the reply's envelope.
func do[T any](ctx context.Context, c *Client, r request) (T, http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, orDefault(c.Timeout, defaultTimeout))
	defer cancel()
	var data T
	resp, fault := c.send(ctx, r)
	if fault != nil {
		return data, nil, c.fail(r, fault)
	}
	defer resp.Body.Close()
	body, err := readBody(resp)
	if err == nil && r.opening != 0 && bytes.Count(body, []byte{r.opening}) > r.most {
		err = errTooLarge // decoded, a body of the allowed size would take a hundred times as much
	}
	if fault = bodyTrouble(ctx, resp.StatusCode, err); fault == nil {
		data, fault = decode[T](resp.StatusCode, resp.Header.Get("Content-Type"), body)
		if r.private && fault != nil && fault.Err != nil {
			fault.Err = errWithheld
		}
	}
	if fault != nil {
		fault.heed(resp.Header)
		return data, nil, c.fail(r, fault)
	}
	return data, resp.Header, nil
}

// send builds a request and sends it, the only place that does: with the
// headers, to the API's root alone, over TLS but for loopback.
func (c *Client) send(ctx context.Context, r request) (*http.Response, *Error) {
	target, fault := c.target(r)
	if fault != nil {
		return nil, fault
	}
	var body io.Reader = once{}
	if r.form != nil {
		body = strings.NewReader(r.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return nil, &Error{Message: "the request cannot be built", Err: unwrapURL(err), kind: Input}
	}
	req.Header.Set("X-Kite-Version", "3")
	req.Header.Set("User-Agent", orDefault(c.UserAgent, defaultUserAgent))
	// Asked for here, and unpacked in readBody and Dump: left to net/http, the
	// length on the wire and the bytes read of it would be lost.
	req.Header.Set("Accept-Encoding", "gzip")
	if r.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.APIKey != "" && c.AccessToken != "" {
		req.Header.Set("Authorization", "token "+c.APIKey+":"+c.AccessToken)
	}
	resp, err := c.http().Do(req)
	if err == nil {
		return resp, nil
	}
	if errors.As(err, &fault) { // by checkRedirect
		refused := *fault
		if resp != nil {
			refused.Status = resp.StatusCode
		}
		return nil, &refused
	}
	return nil, trouble(ctx, unwrapURL(err))
}

// once is an empty body that cannot be had a second time. A GET without a body
// is sent anew by net/http, at once and unseen, when the reused connection
// under it breaks; whether and when to try again is for the caller to say. (It
// also keeps a 307 or 308 from being followed; the API sends neither.)
type once struct{}

func (once) Read([]byte) (int, error) { return 0, io.EOF }

// target returns the URL of r, or why nothing may be sent there.
func (c *Client) target(r request) (string, *Error) {
	refuse := func(why string) (string, *Error) { return "", &Error{Message: why, kind: Input} }
	root, err := url.Parse(c.baseURL())
	switch {
	case err != nil:
		return "", &Error{Message: "the API address is no URL: " + unwrapURL(err).Error(), Err: unwrapURL(err), kind: Input}
	case root.Scheme != "https" && root.Scheme != "http":
		return refuse("the API address must begin with https://")
	case root.Hostname() == "":
		return refuse("the API address names no host")
	case root.User != nil:
		return refuse("the API address must not hold a user name or password")
	case root.Scheme == "http" && !isLoopback(root.Hostname()):
		return refuse("the API address needs https: plain http is for loopback only")
	case hasControl(c.APIKey + c.UserAgent):
		return refuse("the api_key or the user agent holds a control character")
	case hasControl(c.AccessToken):
		return "", &Error{Message: "the access_token holds a control character", kind: Token}
	}
	target := root.JoinPath(r.path)
	target.RawQuery, target.Fragment = r.query, ""
	return target.String(), nil
}

func (c *Client) baseURL() string { return orDefault(c.BaseURL, defaultBaseURL) }

// fail names what was being done and clears every text of the client's secrets.
func (c *Client) fail(r request, fault *Error) error {
	secrets := spellings(append([]string{c.AccessToken}, r.secrets...))
	fault.Type, fault.Message = tidy(fault.Type, secrets), tidy(fault.Message, secrets)
	if fault.Err != nil && fault.kind != Canceled {
		fault.Err = &cause{tidy(fault.Err.Error(), secrets), fault.Err}
	}
	return fmt.Errorf("%s: %w", r.name, fault)
}

// shared serves every Client without one of its own. It speaks HTTP/1.1 alone,
// since a Dialer is set and HTTP/2 not asked for: one call at a time needs no
// more. There a call that times out takes its connection with it, where HTTP/2
// goes on using one that died in the machine's sleep; and once, below HTTP/2, is
// a GET with a body, which some gateways refuse.
var shared = &http.Client{Transport: &http.Transport{
	Proxy:                  http.ProxyFromEnvironment,
	DialContext:            (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
	TLSHandshakeTimeout:    5 * time.Second,
	MaxIdleConnsPerHost:    2,
	MaxConnsPerHost:        8,
	IdleConnTimeout:        25 * time.Second, // before a server's own: a call on a connection it has just closed is lost
	MaxResponseHeaderBytes: 64 << 10,
}}

// http returns the client to send with: the given one or the shared one, with
// our redirect policy and no cookies. The API sets none that matter, and one set
// by a proxy's page should not come back with a token beside it.
func (c *Client) http() *http.Client {
	copied := *orDefault(c.HTTP, shared)
	copied.CheckRedirect, copied.Jar = checkRedirect, nil
	return &copied
}

// checkRedirect refuses all that a server redirects. The API redirects nothing;
// a captive portal or a typing error in the address does, and the token is not
// theirs to see. Within the same origin a redirect would be followed at once,
// past the feed, which counts the calls of a second.
func checkRedirect(*http.Request, []*http.Request) error {
	return &Error{Message: "redirect refused", kind: Other}
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// unwrapURL takes the cause out of an error that holds a whole URL: that of the
// logout has the access token in its query.
func unwrapURL(err error) error {
	for withURL := (*url.Error)(nil); errors.As(err, &withURL); {
		err = withURL.Err
	}
	return err
}

func orDefault[T comparable](given, otherwise T) T {
	var empty T
	if given == empty {
		return otherwise
	}
	return given
}
