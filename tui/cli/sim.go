package cli

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kitewatch/kite/kitesim"
)

// simFlags are those of the simulated exchange.
type simFlags struct {
	addr   string
	rows   int
	seed   uint64
	faults []string
	at     string
}

func newSim(env Env) *cobra.Command {
	var f simFlags
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Serve a simulated exchange for any Kite Connect client",
		Long: `sim serves the API on loopback: login page, instrument dump, quotes and
candles in the real wire format. It prints a line each of url, login_url,
ws_url, api_key, api_secret and a valid access_token, and serves until
interrupted. Its clock, which its Date headers tell, starts at 10:14 IST of
the last trading day unless --at says otherwise.

Faults, each as NAME[=VALUE][@START][+LENGTH], such as 503@30s+60s, expire@2m,
hang@09:30+10s, 429=20 (its Retry-After) and drop=NSE:INFY:
` + faultList() + `.`,
		Example: `  kitewatch sim
  kitewatch sim --fault 503@10s+12s --fault expire@2m
  kitewatch sim --addr 127.0.0.1:9000 --rows 120000 --at now`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("sim takes no arguments, got %q", args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.rows == 0 {
				return usage("--rows 0 is not between 1 and 250000")
			}
			if err := f.checkAddr(); err != nil {
				return err
			}
			x, err := f.exchange(time.Now())
			if err != nil {
				return err
			}
			server, err := kitesim.Listen(f.addr, x)
			if err != nil {
				return err
			}
			defer server.Close()
			_, err = fmt.Fprintf(env.Stdout, "url=%s\nlogin_url=%s\nws_url=%s\napi_key=%s\napi_secret=%s\naccess_token=%s\n",
				server.URL(), server.LoginURL(), server.WSURL(), x.APIKey(), x.APISecret(), x.NewAccessToken())
			if err != nil { // nobody knows where it serves
				return fmt.Errorf("its address and keys cannot be written: %w", err)
			}
			<-cmd.Context().Done()
			return cmd.Context().Err()
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8765", "loopback `address` to serve on; port 0 picks one")
	flags.IntVar(&f.rows, "rows", 20_000, "rows of the instrument dump, up to 250000")
	flags.Uint64Var(&f.seed, "seed", 1, "of prices and instruments")
	f.registerRehearsal(cmd)
	return cmd
}

// checkAddr refuses what is no place to serve on, or one that is open to others.
func (f *simFlags) checkAddr() error {
	host, port, err := net.SplitHostPort(f.addr)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		return usage("--addr %q is no address such as 127.0.0.1:8765", f.addr)
	}
	if !isLoopback(host) {
		return usage("--addr %s is not loopback, and no other machine is served: use 127.0.0.1:%s", f.addr, port)
	}
	return nil
}

// faultList are the names of all faults, in lines.
func faultList() string {
	return wrapped(strings.Join(kitesim.FaultNames(), ", "), 78)
}

// registerRehearsal adds what the demo has too.
func (f *simFlags) registerRehearsal(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.faults, "fault", nil,
		"rehearse a `FAULT`, such as 503@30s+60s (from 30s on, for 60s), expire@2m, hang, 429, permission; repeatable")
	cmd.Flags().StringVar(&f.at, "at", "10:14", "`time` of day, HH:MM IST, at which its clock starts; now: the machine's own")
}

// exchange makes the exchange that the flags describe.
func (f *simFlags) exchange(now time.Time) (*kitesim.Exchange, error) {
	if f.rows < 0 || f.rows > 250_000 {
		return nil, usage("--rows %d is not between 1 and 250000", f.rows)
	}
	cfg := kitesim.Config{Rows: f.rows, Seed: f.seed}
	for _, text := range f.faults {
		fault, err := kitesim.ParseFault(text)
		if err != nil {
			return nil, usage("--fault %s: %w", text, err)
		}
		cfg.Faults = append(cfg.Faults, fault)
	}
	offset, err := f.offset(now)
	if err != nil {
		return nil, err
	}
	cfg.Offset = offset
	return kitesim.New(cfg), nil
}

// offset turns --at into how far the exchange's clock is from the machine's.
func (f *simFlags) offset(now time.Time) (time.Duration, error) {
	if f.at == "now" {
		return 0, nil
	}
	at, err := time.Parse("15:04", f.at)
	if err != nil {
		return 0, usage("--at %q is neither HH:MM nor now", f.at)
	}
	morning := kitesim.MorningOffset(now)
	wanted := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return morning + wanted - (10*time.Hour + 14*time.Minute), nil
}
