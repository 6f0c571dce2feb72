package kite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"time"

	"kitewatch/kite"
)

// exchange is a stand-in for the API that answers from testdata.
func exchange() *httptest.Server {
	files := map[string]string{
		"POST /session/token":                           "session.json",
		"DELETE /session/token":                         "logout.json",
		"GET /user/profile":                             "profile.json",
		"GET /quote/ltp":                                "ltp.json",
		"GET /quote/ohlc":                               "ohlc.json",
		"GET /quote":                                    "quote.json",
		"GET /instruments/NSE":                          "instruments.csv",
		"GET /instruments/historical/408065/5minute":    "candles.json",
		"GET /instruments/historical/13561858/{period}": "candles-oi.json",
	}
	mux := http.NewServeMux()
	for pattern, file := range files {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			text, err := os.ReadFile("testdata/" + file)
			if err != nil {
				log.Print(err)
			}
			w.Write(text)
		})
	}
	return httptest.NewServer(mux)
}

func Example() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	infy, err := kite.ParseSymbol("NSE:INFY")
	if err != nil {
		log.Fatal(err)
	}
	snapshot, err := client.Quotes(context.Background(), kite.ModeOHLC, []kite.Symbol{infy})
	switch kind := kite.KindOf(err); kind {
	case kite.None:
		quote := snapshot.Quotes[infy]
		fmt.Printf("%v %.2f, yesterday %.2f\n", infy, quote.LastPrice, quote.OHLC.Close)
	case kite.Token:
		fmt.Println("log in at", client.LoginPage(nil))
	default:
		fmt.Printf("%v: %s\n", kind, kite.Brief(err))
	}
	// Output: NSE:INFY 1558.40, yesterday 1541.30
}

func ExampleClient_LoginPage() {
	client := &kite.Client{APIKey: "kw7demokey"}
	fmt.Println(client.LoginPage(url.Values{"state": {"5c1f"}}))
	// Output: https://kite.zerodha.com/connect/login?api_key=kw7demokey&redirect_params=state%3D5c1f&v=3
}

func ExampleClient_NewSession() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey"}

	// The request token comes with the redirect after the login page.
	session, err := client.NewSession(context.Background(), "request-token", "api-secret")
	if err != nil {
		log.Fatal(err)
	}
	client = client.WithToken(session.AccessToken)
	fmt.Println(session.UserName, "until", session.Expires().Format("2 Jan 15:04 MST"))
	fmt.Println(session)
	// Output:
	// Meera Iyer until 24 Nov 06:00 IST
	// kite.Session{user_id=QT4821 api_key=kw7demokey access_token=… login_time=2026-11-23T08:41:10+05:30}
}

func ExampleClient_Profile() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	profile, err := client.Profile(context.Background())
	fmt.Println(profile.UserName, profile.Exchanges, err)
	// Output: Meera Iyer [BSE NSE] <nil>
}

func ExampleClient_EndSession() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	fmt.Println(client.EndSession(context.Background()))
	fmt.Println(client.WithToken("").EndSession(context.Background()))
	// Output:
	// <nil>
	// logout: not logged in
}

func ExampleClient_Quotes() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	symbols := []kite.Symbol{{"NSE", "NIFTY 50"}, {"NFO", "NIFTY26DECFUT"}, {"NFO", "NIFTY26NOV32000CE"}, {"NSE", "GONE"}}
	snapshot, err := client.Quotes(context.Background(), kite.ModeQuote, symbols)
	if err != nil {
		log.Fatal(err)
	}
	for _, symbol := range symbols {
		quote, ok := snapshot.Quotes[symbol]
		switch {
		case !ok:
			fmt.Println(symbol, "has no data")
		case quote.LastPrice == 0:
			fmt.Println(symbol, "has not traded")
		case !quote.Volume.Known:
			fmt.Println(symbol, quote.LastPrice, "and no volume, being an index")
		default:
			fmt.Println(symbol, quote.LastPrice, "volume", quote.Volume.N, "at", quote.LastTradeTime.Format("15:04:05"))
		}
	}
	// Output:
	// NSE:NIFTY 50 26143.35 and no volume, being an index
	// NFO:NIFTY26DECFUT 26251 volume 1126450 at 10:14:02
	// NFO:NIFTY26NOV32000CE has not traded
	// NSE:GONE has no data
}

func ExampleClient_Candles() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	to := time.Date(2026, 11, 20, 3, 55, 0, 0, time.UTC) // 09:25 in Mumbai
	candles, err := client.Candles(context.Background(), 408065, kite.Minute5, to.Add(-10*time.Minute), to)
	if err != nil {
		log.Fatal(err)
	}
	for _, candle := range candles {
		fmt.Println(candle.Time.Format("15:04"), candle.Open, candle.High, candle.Low, candle.Close, candle.Volume.N)
	}
	// Output:
	// 09:15 1541.3 1544.9 1540 1543.05 61402
	// 09:20 1543.1 1543.8 1541.2 1542 38117
	// 09:25 1542 1546 1541.95 1545.6 0
}

func ExampleClient_Instruments() {
	api := exchange()
	defer api.Close()
	client := &kite.Client{BaseURL: api.URL, HTTP: api.Client(), APIKey: "kw7demokey", AccessToken: "the-day's-token"}

	dump, err := client.Instruments(context.Background(), "NSE")
	if err != nil {
		log.Fatal(err)
	}
	defer dump.Close()
	lines := bufio.NewScanner(dump)
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	if err := lines.Err(); err != nil { // what was read is not the whole list
		log.Fatal(err)
	}
	fmt.Printf("%d of %d bytes\n", dump.Received(), dump.Length)
	// Output:
	// instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange
	// 256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE
	// 408065,1594,INFY,"INFOSYS",0,,0,0.1,1,EQ,NSE,NSE
	// 519937,2031,M&M,"MAHINDRA & MAHINDRA",0,,0,0.1,1,EQ,NSE,NSE
	// 293 of 293 bytes
}

func ExampleKindOf() {
	refused := &kite.Error{Status: 403, Type: "TokenException", Message: "Incorrect `api_key` or `access_token`."}
	err := fmt.Errorf("quote ohlc: %w", refused)
	fmt.Println(kite.KindOf(err), "·", kite.Brief(err))
	fmt.Println(kite.KindOf(&kite.Error{Status: 503}), "·", kite.Brief(&kite.Error{Status: 503}))
	fmt.Println(kite.KindOf(errors.New("disk full")))
	// Output:
	// token · TokenException: Incorrect `api_key` or `access_token`.
	// network · 503
	// other
}

func ExampleParseSymbol() {
	for _, text := range []string{"nse:infy", "NSE:NIFTY 50", "256265", "INFY"} {
		symbol, err := kite.ParseSymbol(text)
		fmt.Println(symbol, err)
	}
	// Output:
	// NSE:INFY <nil>
	// NSE:NIFTY 50 <nil>
	// 256265 <nil>
	//  "INFY" is no EXCHANGE:TRADINGSYMBOL, such as NSE:INFY
}
