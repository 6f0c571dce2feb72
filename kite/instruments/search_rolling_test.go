package instruments

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSearchRolling: who types a rolling symbol is offered that, and nothing
// that is only at the money by chance.
func TestSearchRolling(t *testing.T) {
	x := NewIndex(simList(t, 120000))
	for _, c := range []struct{ query, want string }{
		{"nifty@fut1", "NFO:NIFTY@FUT1"},
		{" NFO:NIFTY@FUT2 ", "NFO:NIFTY@FUT2"},
		{"nifty @fut1", "NFO:NIFTY@FUT1"},
		{"bank nifty@fut1", "NFO:BANKNIFTY@FUT1"},
		{"nifty bank@fut1", "NFO:BANKNIFTY@FUT1"},
		{"m&m@fut1", "NFO:M&M@FUT1, BFO:M&M@FUT1"},
		{"mm@fut1", "NFO:M&M@FUT1, BFO:M&M@FUT1"},
		{"infosys@fut1", "NFO:INFY@FUT1, BFO:INFY@FUT1"},
		{"sensex@fut1", "BFO:SENSEX@FUT1"},
		{"gold@fut1", "MCX:GOLD@FUT1, NCO:GOLD@FUT1"},
		{"mcx:gold@fut1", "MCX:GOLD@FUT1"},
		{"usdinr@fut1", "CDS:USDINR@FUT1, BCD:USDINR@FUT1"},
		{"cds:usdinr@atmce", "CDS:USDINR@ATMCE"},
		{"crudeoil@atm+2pe", "MCX:CRUDEOIL@ATM+2PE, NCO:CRUDEOIL@ATM+2PE"},

		{"nifty@", "NFO:NIFTY@FUT1, NFO:NIFTY@FUT2, NFO:NIFTY@FUT3, NFO:NIFTY@ATMCE, NFO:NIFTY@ATMPE"},
		{"nifty@f", "NFO:NIFTY@FUT1, NFO:NIFTY@FUT2, NFO:NIFTY@FUT3"},
		{"nifty@a", "NFO:NIFTY@ATMCE, NFO:NIFTY@ATMPE"},
		{"nifty@atm", "NFO:NIFTY@ATMCE, NFO:NIFTY@ATMPE"},
		{"nifty@atm+", "NFO:NIFTY@ATM+1CE, NFO:NIFTY@ATM+1PE"},
		{"nifty@atm-12", "NFO:NIFTY@ATM-12CE, NFO:NIFTY@ATM-12PE"},
		{"nifty@atm-2p", "NFO:NIFTY@ATM-2PE"},
		{"nifty@atm-2pe", "NFO:NIFTY@ATM-2PE"},

		{"nifty", ""},
		{"nse:nifty@fut1", ""},
		{"nifty@fut4", ""},
		{"nifty@atm+99ce", ""},
		{"nifty@atm1", ""},
		{"nifty@fut1 x", ""},
		{"@fut1", ""},
		{"qwertz@fut1", ""},
	} {
		r := x.Search(c.query, monday, 5)
		var got []string
		for _, one := range r.Rolling {
			got = append(got, one.Symbol().String())
		}
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.query, diff)
		}
		if _, what, _ := strings.Cut(c.query, "@"); strings.HasPrefix(what, "a") && r.Total != 0 {
			t.Errorf("%q has %d hits", c.query, r.Total)
		}
	}
}

// TestSearchRollingListed: what is only begun is told as far as it is listed;
// what is typed is told in any case, and then says itself what is missing.
func TestSearchRollingListed(t *testing.T) {
	x := NewIndex(listOf(t, rollRows...))
	for _, c := range []struct {
		query string
		want  int
	}{{"reliance@", 1}, {"reliance@fut", 1}, {"reliance@fut2", 1}, {"gold@", 4}, {"goldm@a", 0}, {"goldm@atmce", 1}} {
		if got := x.Search(c.query, monday, 5).Rolling; len(got) != c.want {
			t.Errorf("%q offers %v", c.query, got)
		}
	}
}
