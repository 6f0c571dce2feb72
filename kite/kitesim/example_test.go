package kitesim_test

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"kitewatch/kite/kitesim"
)

// An exchange in memory, its clock at a Monday morning.
func ExampleExchange_Pipe() {
	monday := time.Date(2026, time.November, 23, 4, 44, 0, 0, time.UTC)
	x := kitesim.New(kitesim.Config{Now: func() time.Time { return monday }})
	pipe := x.Pipe()
	defer pipe.Close()
	transport := &http.Transport{DialContext: pipe.DialContext}
	defer transport.CloseIdleConnections()

	request, _ := http.NewRequest("GET", pipe.URL()+"/quote/ohlc?i=NSE:NIFTY+50", nil)
	request.Header.Set("Authorization", "token "+x.APIKey()+":"+x.NewAccessToken())
	reply, err := transport.RoundTrip(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reply.Body.Close()
	body, _ := io.ReadAll(reply.Body)
	fmt.Println(reply.Header.Get("Date"))
	fmt.Println(string(body))
	// Output:
	// Mon, 23 Nov 2026 04:44:00 GMT
	// {"status":"success","data":{"NSE:NIFTY 50":{"instrument_token":256265,"last_price":24488,"ohlc":{"open":24434.55,"high":24527.7,"low":24423.9,"close":24373.95}}}}
}

// What a trader may rehearse.
func ExampleParseFault() {
	for _, text := range []string{"503@30s+60s", "expire@09:30", "drop=NSE:INFY", "drop"} {
		fault, err := kitesim.ParseFault(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(fault)
	}
	// Output:
	// 503@30s+1m0s
	// expire@09:30:00
	// drop=NSE:INFY
	// fault drop: it takes a symbol, drop=NSE:INFY
}
