package market

import "testing"

func TestVenueFor(t *testing.T) {
	for _, c := range []struct {
		name  string
		facts Facts
		want  Venue
	}{
		{"plain share", Facts{Exchange: "NSE", Segment: "NSE"}, NSE},
		{"share with derivatives", Facts{Exchange: "NSE", Segment: "NSE", Derivatives: true}, NSEAuction},
		{"index", Facts{Exchange: "NSE", Segment: "INDICES"}, NSEAuction},
		{"BSE index", Facts{Exchange: "BSE", Segment: "INDICES"}, BSEAuction},
		{"BSE share", Facts{Exchange: "BSE", Segment: "BSE"}, BSE},
		{"future", Facts{Exchange: "NFO", Segment: "NFO-FUT", Derivatives: true}, NFO},
		{"gold", Facts{Exchange: "MCX", Segment: "MCX-FUT", Name: "GOLD"}, MCX},
		{"MCX index", Facts{Exchange: "MCX", Segment: "INDICES", Name: "MCXGOLDEX"}, MCX},
		{"cotton", Facts{Exchange: "MCX", Segment: "MCX-FUT", Name: "COTTONCNDY"}, MCXCotton},
		{"mentha", Facts{Exchange: "MCX", Segment: "MCX-FUT", Name: "MENTHAOIL"}, MCXAgri},
		{"NSE's crude", Facts{Exchange: "NCO", Segment: "NCO-FUT", Name: "CRUDEOIL"}, NCO},
		{"unknown", Facts{Exchange: "NSEIX"}, NSE},
		{"nothing known", Facts{}, NSE},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := VenueFor(c.facts); got != c.want {
				t.Errorf("VenueFor(%+v) = %s, want %s", c.facts, got, c.want)
			}
		})
	}
}

func TestEveryVenueHasHours(t *testing.T) {
	for _, v := range venues {
		if len(Default().hours[v]) == 0 {
			t.Errorf("%s has no hours", v)
		}
		if got := VenueOf(string(v)); got != v {
			t.Errorf("VenueOf(%q) = %s", v, got)
		}
	}
	if got := MCXAgri.Exchange(); got != "MCX" {
		t.Errorf("Exchange of %s = %s", MCXAgri, got)
	}
}
