package instruments

import "strings"

// What a match of the text is worth. The best of all is that the words, put
// together, are the symbol: who types "hdfc bank" means HDFCBANK and no other.
// A name that is typed whole comes close (INFOSYS, or BANKNIFTY for NIFTY
// BANK): a company has one name, but an index fund may bear another's.
//
//	                      hdfc bank
//	HDFCBANK      = both words together             exactSymbol
//	"HDFC BANK"   = the name                        exactName
//	HDFCBANKETF   begins with them                  startsSymbol
//	"HDFC BANK …" the name begins with them         startsName
//
// Two things come from a table and not from the dump. A nickname (RIL) is the
// share's as if it were its name, but a symbol that reads so is nearer to what
// was typed, even one of BSE: exactNickname + shareWithMore = 98 is less than
// exactSymbol + shareBSE = 102. And who types the beginning of a well-known
// company's name means it nearly as much as the one whose symbol begins so:
//
//	bajaj         BAJAJ-AUTO    begins with it      startsSymbol
//	              BAJFINANCE    "BAJAJ FINANCE"     startsKnown, NIFTY 50
//	              "BAJAJ STEEL" the name            startsName
//
// With shareWithMore that is 82, still less than startsWord + indexNSE = 85:
// no share is lifted over an index. And it holds on NSE alone, or the second
// hit of "mahindra" would be M&M again, on BSE, and no other company.
//
// Otherwise each word is looked for by itself, in any order, and the row is
// worth what its worst word is: one word found in the middle of another says
// little, however well the rest fits.
//
//	bank          BANKBARODA begins with it         startsSymbol
//	              NIFTY BANK, "AXIS BANK": a word   startsWord
//	              HDFCBANK: inside                  insideSymbol
//	              "INTERBANKING": inside            insideName
//
// The steps between them are larger than those between neighbouring classes
// of instruments below, and smaller than the one from shares to options:
// HDFCBANK's option is what is meant only if something says option.
const (
	exactSymbol   = 70
	exactName     = 65
	exactNickname = 55
	startsSymbol  = 40
	startsKnown   = 39
	startsName    = 35
	startsWord    = 25
	insideSymbol  = 15
	insideName    = 10
)

// When nothing in the list has the words, words that nearly fit are taken: a
// whole word mistyped before one of which only the beginning was typed, one
// slip of the finger before two. All of them are below any true match, so that
// "hdfc bnak" is right in one word and forgiven in the other.
const (
	nearWhole  = 9
	nearStart  = 6
	secondSlip = 3 // less
	nearShort  = 2 // FIN for FINANCE, and BANK for BNK
)

// What an instrument is, is worth this much.
//
//	NIFTY BANK           63  an index that has futures: what all else is measured by
//	NIFTY IT             60  any other
//	SENSEX               55  BSE's stand behind NSE's
//	GOLD future, nearest 45  where there is no spot price, this is the price
//	RELIANCE on NSE      43  a share with derivatives: traded most
//	other shares on NSE  40
//	shares on BSE        32  the same share, less traded
//	MCX indices          30  nobody trades them
//	futures              20
//	-BE -SM -RR          12  shares that trade by other rules
//	bonds, bills          5  far more of them than anybody asks for
//	options               0  far more still
//
// An index above a future of its own name: exactSymbol + futures +
// indexContract = 95 for NIFTY26DECFUT, startsSymbol + 60 = 100 for NIFTY IT
// when "nifty" is typed. And a share that is typed whole stays above an index
// that begins alike.
const (
	indexNSE       = 60
	indexBSE       = 52
	frontGoods     = 45
	shareWithMore  = 43
	shareNSE       = 40
	shareBSE       = 32
	indexOther     = 30
	futures        = 20
	shareSeries    = 12
	bonds          = 5
	indexTraded    = 3  // more, of an index with futures
	indexContract  = 5  // futures and options on an index before those on shares
	smallContract  = -1 // GOLDM, GOLDTEN: of what is traded in larger lots, which is meant until more is typed
	secondExchange = -3 // BFO, NCO and BCD: the contract is traded more elsewhere
	strikeItself   = 8  // "24500" before 245000, within one name
)

// label is the text of an instrument, or of a family of contracts, in the form
// in which it is searched: the symbol, another name and nicknames, squeezed to
// capitals and digits, so that '&', '-', '.' and blanks do not matter.
//
//	NSE:M&M "MAHINDRA & MAHINDRA"              MM|MAHINDRAMAHINDRA
//	                                           ^^ ^       ^           starts
//	NSE:RELIANCE "RELIANCE INDUSTRIES"  RELIANCE|RELIANCEINDUSTRIES|RIL
//	                                    ^        ^       ^          ^
type label struct {
	text   string
	starts uint64 // bit i: a word starts at text[i]; bytes past 64 start none
	symbol uint16 // length of the symbol in text
	name   uint16 // where symbol and name end, and nicknames begin
	fame   uint8  // see known
	lead   bool
}

const separator = '|'

// symbolText is the squeezed symbol.
func (l *label) symbolText() string { return l.text[:l.symbol] }

// nameText is the squeezed name, empty when it says nothing the symbol does not.
func (l *label) nameText() string {
	if l.symbol == l.name {
		return ""
	}
	return l.text[l.symbol+1 : l.name]
}

// appendLabel squeezes symbol, name and nicknames to the end of an arena, and
// returns the label, which has no text until the arena is one.
func appendLabel(arena []byte, symbol, name string, k known) ([]byte, label) {
	from, one := len(arena), label{fame: k.fame, lead: k.lead}
	arena = squeeze(arena, from, symbol, &one.starts)
	end := len(arena)
	one.symbol = uint16(end - from)
	arena = append(arena, separator)
	arena = squeeze(arena, from, name, &one.starts)
	if string(arena[from:end]) == string(arena[end+1:]) || len(arena) == end+1 {
		arena = arena[:end]
		if one.symbol < 64 {
			one.starts &= 1<<one.symbol - 1
			one.starts |= nameStarts(symbol, name)
		}
	}
	one.name = uint16(len(arena) - from)
	for nick := range strings.SplitSeq(k.also, string(separator)) {
		if nick != "" {
			arena = append(arena, separator)
			arena = squeeze(arena, from, nick, &one.starts)
		}
	}
	return arena, one
}

// nameStarts marks the words of a name that reads as its symbol does but is
// parted otherwise: "HDFC BANK" for HDFCBANK.
func nameStarts(symbol, name string) uint64 {
	var starts uint64
	if name != symbol {
		squeeze(make([]byte, 0, 64), 0, name, &starts)
	}
	return starts
}

// squeeze appends a text's letters, raised, and digits, and marks where its
// words start, counted from from.
func squeeze(arena []byte, from int, text string, starts *uint64) []byte {
	fresh := true
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c >= 'A' && c <= 'Z', isDigit(c):
		default:
			fresh = true
			continue
		}
		if at := len(arena) - from; fresh && at < 64 {
			*starts |= 1 << at
		}
		arena, fresh = append(arena, c), false
	}
	return arena
}

// squeezed is a text's letters, raised, and digits.
func squeezed(text string) string {
	var starts uint64
	return string(squeeze(make([]byte, 0, 64), 0, text, &starts))
}

// whole is what words put together are worth when the label is, or begins
// with, them; 0 when it does not.
func (l *label) whole(joined string) int {
	symbol, name, nickname := l.symbolText(), l.nameText(), l.nickname(joined)
	switch {
	case symbol == joined:
		return exactSymbol
	case name == joined:
		return exactName
	case nickname == exactNickname:
		return exactNickname
	case strings.HasPrefix(symbol, joined):
		return startsSymbol
	case !strings.HasPrefix(name, joined):
		return nickname
	case l.lead:
		return startsKnown
	}
	return startsName
}

// find is what one word is worth, by the best of the places where it stands; 0
// when it stands nowhere.
func (l *label) find(word string) int {
	best := 0
	for at := 0; ; at++ {
		next := strings.Index(l.text[at:], word)
		if next < 0 {
			return best
		}
		at += next
		switch {
		case at == 0:
			return startsSymbol
		case at < 64 && l.starts>>at&1 != 0:
			return startsWord
		case at < int(l.symbol):
			best = insideSymbol
		default:
			best = max(best, insideName)
		}
	}
}
