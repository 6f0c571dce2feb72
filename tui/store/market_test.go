package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kitewatch/kite/market"
)

// corrected returns the built-in calendar with a file's corrections over it.
func corrected(t *testing.T, text string) *market.Calendar {
	t.Helper()
	table, warnings, err := parseMarket("market.toml", []byte(text))
	if err != nil || len(warnings) > 0 {
		t.Fatalf("error %v, warnings %q", err, warnings)
	}
	return market.Default().With(table)
}

func istMinute(t *testing.T, at string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, market.IST)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// statusLine is a moment's status in one line: phase, next change, note.
func statusLine(s market.Status) string {
	return s.Phase.String() + " until " + s.Until.Format("02 Jan 15:04") + "; " + s.Note
}

func TestCorrectionsChangeTheDay(t *testing.T) {
	for _, c := range []struct {
		name, text string
		venue      market.Venue
		at, want   string
	}{
		{"without a file", "", market.NSE, "2027-01-26 10:00", "open until 26 Jan 15:30; 2027 holidays unknown"},
		{"a known year", "known_years = [2027]", market.NSE, "2027-01-25 10:00", "open until 25 Jan 15:30; "},
		{"a known year, not in a list", "known_years = 2027", market.NSE, "2027-01-25 10:00", "open until 25 Jan 15:30; "},
		{"a holiday", "known_years = [2027]\n[[holiday]]\ndate = 2027-01-26\nname = \"Republic Day\"",
			market.NSEAuction, "2027-01-26 10:00", "closed until 27 Jan 09:00; Tue holiday"},
		{"commodities open in its evening", "known_years = [2027]\n[[holiday]]\ndate = 2027-01-26",
			market.MCX, "2027-01-26 10:00", "closed until 26 Jan 17:00; holiday, evening session"},
		{"unless they rest too", "known_years = [2027]\n[[holiday]]\ndate = 2027-01-26\nevening = false",
			market.MCX, "2027-01-26 20:00", "closed until 27 Jan 09:00; Tue holiday"},
		{"a holiday of some", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE\", \"mcx\"]",
			market.BSE, "2026-12-01 10:00", "open until 01 Dec 15:30; "},
		{"of those some", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE\", \"mcx\"]",
			market.MCXCotton, "2026-12-01 10:00", "closed until 01 Dec 17:00; holiday, evening session"},
		{"a holiday that is none", "[[session]]\ndate = 2026-12-25\nname = \"Christmas cancelled\"",
			market.NFO, "2026-12-25 10:00", "open until 25 Dec 15:40; Christmas cancelled"},
		{"a Saturday", "[[session]]\ndate = 2026-12-05\nname = \"Recovery drill\"\nexchanges = \"NSE\"\nopen = [\"11:30-12:30\", \"09:15-10:00\"]",
			market.NSE, "2026-12-05 10:15", "closed until 05 Dec 11:30; Recovery drill"},
		{"and nobody else's", "[[session]]\ndate = 2026-12-05\nexchanges = [\"NSE\"]\nopen = \"09:15-10:00\"",
			market.BSE, "2026-12-05 09:30", "closed until 07 Dec 09:00; weekend"},
		{"an hour's session", "[[session]]\ndate = 2026-11-08\nname = \"Muhurat\"\npre_open = \"17:45 – 18:00\"\nopen = \"18:00-19:00\"",
			market.CDS, "2026-11-08 17:50", "pre-open until 08 Nov 18:00; Muhurat"},
		{"a doubt", "[[session]]\ndate = 2026-11-08\nname = \"Muhurat\"\nopen = \"18:00-19:00\"\ndoubt = \"from a newspaper\"",
			market.BCD, "2026-11-08 18:50", "open until 08 Nov 19:00; Muhurat, from a newspaper"},
		{"a morning session alone", "[[session]]\ndate = 2026-12-31\nexchanges = [\"MCX\"]\nopen = \"9:00-17:00\"",
			market.MCX, "2026-12-31 16:00", "open until 31 Dec 17:00; "},
		{"new hours", "[[hours]]\nexchanges = [\"CDS\"]\nsince = 2026-12-01\nopen = \"09:00-19:30\"",
			market.CDS, "2026-12-02 18:00", "open until 02 Dec 19:30; "},
		{"not before their day", "[[hours]]\nexchanges = [\"CDS\"]\nsince = 2026-12-01\nopen = \"09:00-19:30\"",
			market.CDS, "2026-11-30 18:00", "closed until 01 Dec 09:00; "},
		{"till midnight", "[[hours]]\nexchanges = [\"NCO\"]\nsince = 2026-12-01\nopen = \"09:00-24:00\"",
			market.NCO, "2026-12-02 23:57", "open until 03 Dec 00:00; "},
		{"of New York's winter", "[[hours]]\nexchanges = [\"MCX:AGRI\"]\nsince = 2026-01-01\nseason = \"us-winter\"\nopen = \"09:00-21:00\"",
			market.MCXAgri, "2026-12-02 18:00", "open until 02 Dec 21:00; "},
		{"not of its summer", "[[hours]]\nexchanges = [\"MCX:AGRI\"]\nsince = 2026-01-01\nseason = \"us-winter\"\nopen = \"09:00-21:00\"",
			market.MCXAgri, "2026-07-02 18:00", "closed until 03 Jul 09:00; "},
		{"of its summer", "[[hours]]\nexchanges = [\"MCX\"]\nsince = 2026-01-01\nseason = \"us-summer\"\nopen = \"09:00-22:00\"",
			market.MCX, "2026-07-02 18:00", "open until 02 Jul 22:00; "},
		{"a part of an exchange", "[[hours]]\nexchanges = [\"NSE:AUCTION\"]\nsince = 2026-12-01\npre_open = \"09:00-09:15\"\nopen = \"09:15-15:00\"\nauction = \"15:00-15:20\"",
			market.NSEAuction, "2026-12-02 15:05", "auction until 02 Dec 15:20; "},
		{"not the rest of it", "[[hours]]\nexchanges = [\"NSE:AUCTION\"]\nsince = 2026-12-01\nopen = \"09:15-15:00\"",
			market.NSE, "2026-12-02 15:05", "open until 02 Dec 15:30; "},
		{"a list in braces", "holiday = [{date = 2026-12-01, name = \"One\"}, {date = \"2026-12-02\"}]",
			market.NSE, "2026-12-02 10:00", "closed until 03 Dec 09:00; Wed holiday"},
		{"Windows' text", "\ufeff# mine\r\n[[holiday]]\r\ndate = 2026-12-01\r\n",
			market.NSE, "2026-12-01 10:00", "closed until 02 Dec 09:00; Tue holiday"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := statusLine(corrected(t, c.text).Status(c.venue, istMinute(t, c.at))); got != c.want {
				t.Errorf("%s at %s: %q, want %q", c.venue, c.at, got, c.want)
			}
		})
	}
}

func TestAHolidayHasItsName(t *testing.T) {
	cal := corrected(t, "[[holiday]]\ndate = 2026-12-01\nname = \" Guru Purab \"")
	for _, v := range []market.Venue{market.NSE, market.MCX} {
		if got, ok := cal.Holiday(v, istMinute(t, "2026-12-01 10:00")); got != "Guru Purab" || !ok {
			t.Errorf("%s: %q, %v", v, got, ok)
		}
	}
}

func TestMarketErrorsNameThePlace(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"syntax", "[[holiday]]\ndate = \n", ":2:8: "},
		{"hours without quotes", "[[session]]\ndate = 2026-12-01\nopen = 09:15-10:00", ":3:8: open must be a text in quotes"},
		{"a table not closed", "known_years = [2027]\n[[holiday]", ":2:10: "},
		{"not TOML at all", "26 January", ":1:4: "},
		{"a key without end", strings.Repeat("a.", 100_000), ":1:200000: "},
		{"nested without end", "x = " + strings.Repeat("[", 100_000), ":1:10005: "},
		{"single brackets", "[holiday]\ndate = 2026-12-01", ":1:2: [holiday] needs double brackets: [[holiday]]"},
		{"a key twice", "[[holiday]]\ndate = 2026-12-01\n  date = 2026-12-02", ":3:3: date stands here a second time"},
		{"no date", "[[holiday]]\nname = \"x\"", ":1:3: holiday needs date = 2027-01-26 or the like"},
		{"a date that is none", "[[holiday]]\ndate = 2027-02-29", ":2:8: 2027-02-29 is no day of the calendar"},
		{"a date the wrong way round", "[[holiday]]\ndate = \"26-01-2027\"", ":2:8: 26-01-2027 is no day"},
		{"a date with a time", "[[holiday]]\ndate = 2027-01-26T10:00:00", ":2:8: date must be a day such as 2027-01-26"},
		{"a date that is a list", "[[holiday]]\ndate = [2027-01-26]", ":2:1: date must be a day"},
		{"a date long ago", "[[holiday]]\ndate = 0207-01-26", ":2:8: 0207-01-26 is not between 2000 and 2099"},
		{"a name that is none", "[[holiday]]\ndate = 2026-12-01\nname = 5", ":3:8: name must be a text in quotes"},
		{"an unknown exchange", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\n  \"NSE\",\n  \"NYSE\"]", ":5:3: \"NYSE\" is no exchange: there are NSE, BSE"},
		{"an unknown part of one", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"MCX:GOLD\"]", ":3:14: \"MCX:GOLD\" is no exchange"},
		{"an exchange with a colon", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE:\"]", "\"NSE:\" is no exchange"},
		{"no exchange", "[[holiday]]\ndate = 2026-12-01\nexchanges = []", ":3:1: exchanges must be a text"},
		{"exchanges that are numbers", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE\", 5]", ":3:21: exchanges must hold nothing but texts"},
		{"an evening that is a time", "[[holiday]]\ndate = 2026-12-01\nevening = \"17:00\"", ":3:11: evening must be true or false"},
		{"hours that end first", "[[session]]\ndate = 2026-12-01\nopen = \"19:00-18:00\"", ":3:8: 19:00-18:00 ends before it begins"},
		{"hours of no length", "[[session]]\ndate = 2026-12-01\nopen = \"18:00-18:00\"", ":3:8: 18:00-18:00 ends when it begins"},
		{"hours that are none", "[[session]]\ndate = 2026-12-01\nopen = [\"18:00-19:00\", \"18:30\"]", ":3:24: \"18:30\" are no hours"},
		{"hours past midnight", "[[session]]\ndate = 2026-12-01\nopen = \"18:00-24:30\"", ":3:8: \"18:00-24:30\" are no hours"},
		{"hours that overlap", "[[session]]\ndate = 2026-12-01\nopen = [\"10:00-12:00\", \"09:00-10:01\"]", ":3:9: 10:00-12:00 overlaps 09:00-10:01"},
		{"a pre-open within", "[[session]]\ndate = 2026-12-01\npre_open = \"09:00-09:20\"\nopen = \"09:15-15:30\"", ":4:8: 09:15-15:30 overlaps 09:00-09:20"},
		{"a pre-open alone", "[[session]]\ndate = 2026-12-01\npre_open = \"09:00-09:15\"", ":3:12: there is no open = "},
		{"hours of nobody", "\n[[hours]]\nsince = 2026-12-01\nopen = \"09:00-10:00\"", ":2:3: hours need exchanges"},
		{"hours without a day", "[[hours]]\nexchanges = [\"MCX\"]\nopen = \"09:00-10:00\"", ":1:3: hours needs since = "},
		{"hours without hours", "[[hours]]\nexchanges = [\"MCX\"]\nsince = 2026-12-01", ":1:3: hours need open = "},
		{"India's winter", "[[hours]]\nexchanges = [\"MCX\"]\nsince = 2026-12-01\nseason = \"winter\"\nopen = \"09:00-10:00\"",
			":4:10: season = \"winter\" is neither us-summer nor us-winter"},
		{"a year that is none", "known_years = [2026, 27]", ":1:22: known_years holds years from 2000 to 2099"},
		{"a year in quotes", "known_years = \"2027\"", ":1:15: known_years must be a list of years"},
		{"a gap between years", "known_years = [2029, 2027]", ":1:1: known_years leaves a year out"},
	} {
		_, _, err := parseMarket("market.toml", []byte(c.text))
		var file *FileError
		if !errors.As(err, &file) || !strings.HasPrefix(strings.TrimPrefix(err.Error(), "market.toml"), c.want) && !strings.Contains(file.Reason, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestMarketWarnings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"an unknown key", "colour = 1\n[[holiday]]\ndate = 2026-12-01\n nmae = \"x\"", []string{
			"market.toml:1:1: colour means nothing here", "market.toml:4:2: nmae means nothing here"}},
		{"an unknown table", "[[vacation]]\ndate = \"soon\"", []string{"market.toml:1:3: vacation means nothing here"}},
		{"a key in a table of ours", "[[holiday.more]]\ndate = \"soon\"", []string{"market.toml:1:3: holiday.more means nothing here"}},
		{"one day twice", "[[holiday]]\ndate = 2026-12-01\n\n[[session]]\ndate = 2026-12-01\nexchanges = [\"NSE\", \"BSE\"]",
			[]string{"market.toml:6:1: NSE has an entry for this day already, in line 1: this one counts"}},
		{"one day twice for all", "[[holiday]]\ndate = 2026-12-01\n[[session]]\ndate = 2026-12-01",
			[]string{"market.toml:3:3: NSE has an entry for this day already, in line 1: this one counts"}},
		{"one day for different ones", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE\"]\n[[session]]\ndate = 2026-12-01\nexchanges = [\"BSE\"]", nil},
		{"an exception for a part", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"MCX\", \"MCX\"]\n[[session]]\ndate = 2026-12-01\nexchanges = [\"MCX:AGRI\"]", nil},
		{"hours twice", "[[hours]]\nexchanges = \"MCX\"\nsince = 2026-12-01\nopen = \"09:00-10:00\"\n[[hours]]\nexchanges = \"MCX\"\nsince = 2026-12-01\nopen = \"09:00-11:00\"",
			[]string{"market.toml:6:1: MCX has an entry for this day already, in line 1: this one counts"}},
		{"hours of two seasons", "[[hours]]\nexchanges = \"MCX\"\nsince = 2026-12-01\nseason = \"us-summer\"\nopen = \"09:00-10:00\"\n[[hours]]\nexchanges = \"MCX\"\nsince = 2026-12-01\nseason = \"us-winter\"\nopen = \"09:00-11:00\"", nil},
		{"an evening of nobody", "[[holiday]]\ndate = 2026-12-01\nexchanges = [\"NSE\"]\nevening = true",
			[]string{"market.toml:4:1: evening means nothing here: only MCX and NCO trade in the evening"}},
	} {
		_, got, err := parseMarket("market.toml", []byte(c.text))
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
		}
	}
}

func TestTheLaterOfTwoEntriesCounts(t *testing.T) {
	table, _, err := parseMarket("market.toml", []byte("[[holiday]]\ndate = 2026-12-01\n[[session]]\ndate = 2026-12-01\nopen = \"10:00-11:00\""))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := statusLine(market.Default().With(table).Status(market.MCX, istMinute(t, "2026-12-01 10:30"))), "open until 01 Dec 11:00; "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestManyWarningsAreCounted(t *testing.T) {
	_, got, err := parseMarket("market.toml", []byte(strings.Repeat("[[vacation]]\n", 25)))
	if err != nil || len(got) != maxWarnings+1 || got[maxWarnings] != "market.toml: and 15 more" {
		t.Errorf("%v, %d warnings: %q", err, len(got), got)
	}
}

func TestAnEndlessNameIsCutWhereItIsTold(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("k", 100_000) + " = 1", strings.Repeat("a.", 50_000) + "a = 1",
		"[[holiday]]\ndate = \"" + strings.Repeat("9", 100_000) + "\"",
	} {
		_, warnings, err := parseMarket("market.toml", []byte(text))
		told := strings.Join(warnings, "")
		if err != nil {
			told += err.Error()
		}
		if !strings.HasPrefix(told, "market.toml:") || len(told) > 2*textLimit {
			t.Errorf("%.20s…: told in %d letters: %.80s", text, len(told), told)
		}
	}
}

func TestLoadMarket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "market.toml")
	table, warnings, err := LoadMarket(path)
	if err != nil || warnings != nil || table.Hours != nil || table.Days != nil || table.Last != 0 {
		t.Errorf("no file: %+v, %q, %v", table, warnings, err)
	}
	if err := os.WriteFile(path, []byte("known_years = [2027, 2028]\n[[holiday]]\ndate = 2027-01-26\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, _, err = LoadMarket(path)
	if err != nil || table.First != 2027 || table.Last != 2028 || len(table.Days) != 2 {
		t.Errorf("%+v, %v", table, err)
	}
	if _, _, err = LoadMarket(filepath.Dir(path)); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
	if got := Home("home").Market; got != filepath.Join("home", "market.toml") {
		t.Errorf("in a home of its own it is %s", got)
	}
	if got, err := (Paths{}).Resolve(); err != nil || filepath.Base(got.Market) != "market.toml" || filepath.Dir(got.Market) == "." {
		t.Errorf("it is %s", got)
	}
}

func TestEveryExchangeOfTheFileHasVenues(t *testing.T) {
	all := 0
	for _, name := range marketExchanges {
		if len(market.VenuesOf(name)) == 0 {
			t.Errorf("%s has none", name)
		}
		all += len(market.VenuesOf(name))
	}
	if all != 12 {
		t.Errorf("%d venues in all, want 12: a new one may belong into the list", all)
	}
}

// Whatever the text, it is read or refused with a place in the file; what is
// read is a calendar that can be asked.
func FuzzParseMarket(f *testing.F) {
	for _, seed := range []string{
		"", "known_years = [2027]\n[[holiday]]\ndate = 2027-01-26\nname = \"Republic Day\"\nexchanges = [\"NSE\", \"MCX:AGRI\"]\nevening = false\n",
		"[[session]]\ndate = 2026-11-08\npre_open = \"17:45-18:00\"\nopen = [\"18:00-19:00\", \"20:00-24:00\"]\ndoubt = '''x'''\n",
		"[[hours]]\nexchanges = \"MCX\"\nsince = \"2026-11-02\"\nseason = \"us-winter\"\nopen = \"09:00-23:55\"\nauction = \"23:55-23:56\"\n",
		"holiday = [{date = 2026-12-01}, {a.b = [[]]}]\n[a.\"b\"]\nx = 1.5\n", "\ufeff[[x]]\r\n\"\" = 0x1\n", "a = [1,\n", "\xff = 1", "[[hours",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		table, warnings, err := parseMarket("market.toml", text)
		var file *FileError
		if err != nil && (!errors.As(err, &file) || file.Line < 1 || file.Column < 1 || file.Reason == "") {
			t.Fatalf("%q: %v", text, err)
		}
		if len(warnings) > maxWarnings+1 {
			t.Fatalf("%d warnings", len(warnings))
		}
		cal := market.Default().With(table)
		at := time.Date(2026, 11, 8, 18, 0, 0, 0, market.IST)
		if len(table.Days) > 0 {
			at = table.Days[0].Date.Time().Add(18 * time.Hour)
		}
		for _, v := range market.VenuesOf("MCX") {
			from := time.Time{}
			for _, s := range cal.Sessions(v, at) {
				if s.Start.Before(from) || !s.Start.Before(s.End) {
					t.Fatalf("%q: sessions %v", text, cal.Sessions(v, at))
				}
				from = s.End
			}
			cal.Status(v, at)
		}
	})
}
