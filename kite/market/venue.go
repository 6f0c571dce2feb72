package market

import "slices"

// Venue names what shares trading hours: an exchange, or a part of it.
type Venue string

// The venues with hours of their own.
const (
	NSE        Venue = "NSE"         // cash without a closing auction: stocks without derivatives, bonds
	NSEAuction Venue = "NSE:AUCTION" // stocks with derivatives, and the indices
	BSE        Venue = "BSE"
	BSEAuction Venue = "BSE:AUCTION"
	NFO        Venue = "NFO"
	BFO        Venue = "BFO"
	CDS        Venue = "CDS"
	BCD        Venue = "BCD"
	MCX        Venue = "MCX"        // bullion, metals, energy
	MCXCotton  Venue = "MCX:COTTON" // farm goods with a price abroad
	MCXAgri    Venue = "MCX:AGRI"   // farm goods at home
	NCO        Venue = "NCO"
)

// venues are all of them, an exchange's own first.
var venues = []Venue{
	NSE, NSEAuction, BSE, BSEAuction, NFO, BFO, CDS, BCD, MCX, MCXCotton, MCXAgri, NCO,
}

// VenuesOf returns an exchange's venues, for corrections that name exchanges.
func VenuesOf(exchange string) []Venue {
	var list []Venue
	for _, v := range venues {
		if v.Exchange() == exchange {
			list = append(list, v)
		}
	}
	return list
}

// Exchange returns the exchange a venue belongs to, for the screen.
func (v Venue) Exchange() string {
	for i := range v {
		if v[i] == ':' {
			return string(v[:i])
		}
	}
	return string(v)
}

// known returns the venue whose hours are used for v: v itself or, for an
// exchange the table does not have, NSE's.
func (v Venue) known() Venue {
	if slices.Contains(venues, v) {
		return v
	}
	return NSE
}

// VenueOf returns the venue of an instrument known by its exchange alone. For
// a stock with derivatives and for an index VenueFor knows better.
func VenueOf(exchange string) Venue { return Venue(exchange).known() }

// Facts are what decides an instrument's venue, from its row of the dump.
type Facts struct {
	Exchange    string // NSE
	Segment     string // INDICES for an index
	Name        string // of a commodity: COTTONCNDY
	Derivatives bool   // a stock on which futures or options are traded
}

// VenueFor returns the venue of an instrument.
func VenueFor(f Facts) Venue {
	auction := f.Segment == "INDICES" || f.Derivatives
	switch v := VenueOf(f.Exchange); {
	case v == NSE && auction:
		return NSEAuction
	case v == BSE && auction:
		return BSEAuction
	case v == MCX:
		return commodity(f.Name)
	default:
		return v
	}
}

// commodity returns the venue of an MCX contract by its name. What the lists
// lack keeps the long hours of metal and energy.
func commodity(name string) Venue {
	switch name {
	case "COTTON", "COTTONCNDY", "COTTONOIL", "KAPAS", "CPO":
		return MCXCotton
	case "CARDAMOM", "MENTHAOIL", "CASTORSEED", "RUBBER", "BLACKPEPPER":
		return MCXAgri
	}
	return MCX
}
