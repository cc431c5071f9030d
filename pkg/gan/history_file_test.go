package gan_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/gan"
)

// The histories that the study shows: what is said of them is what they say.
func TestReadHistory(t *testing.T) {
	dir := filepath.Join("..", "..", "notebooks", "results", "gan")
	for name, c := range map[string]struct {
		steps     int
		alike     bool
		collapsed bool
	}{
		"hinge-seed-0.csv":        {6000, true, false},
		"relativistic-seed-0.csv": {16000, false, false},
	} {
		h, err := gan.ReadHistory(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		last := h[len(h)-1]
		if last.Step != c.steps || last.Nearest < gan.CollapsedNearest != c.alike || h.HasCollapsed() != c.collapsed {
			t.Errorf("%s: ends at %+v, collapsed %t", name, last, h.HasCollapsed())
		}
	}
}

// What a history writes is what is read.
func TestReadHistoryRoundTrip(t *testing.T) {
	h := gan.History{{Step: 5, DiscriminatorLoss: 0.5, GeneratorLoss: 1.5, Penalty: 0.25, Margin: -1, Won: 0.75, Spread: 0.125, Nearest: 0.0625}, {Step: 7, Won: 1}}
	path := filepath.Join(t.TempDir(), "h.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("# a comment\n"); err != nil {
		t.Fatal(err)
	}
	if err := h.DataFrame().WriteCSV(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := gan.ReadHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range h {
		if len(again) != len(h) || again[i] != r {
			t.Errorf("record %d: %v, want %v", i, again, r)
		}
	}
}

func TestReadHistoryRefuses(t *testing.T) {
	const head = "step,discriminator_loss,generator_loss,penalty,margin,won,spread,nearest\n"
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "no history"},
		"other":      {"a,b\n1,2\n", `columns ["a" "b"]`},
		"no records": {head, "without records"},
		"short":      {head + "1,2\n", "wrong number of fields"},
		"no step":    {head + "x,1,1,1,1,1,1,1\n", `step "x"`},
		"backwards":  {head + "2,1,1,1,1,1,1,1\n1,1,1,1,1,1,1,1\n", "must rise"},
		"no number":  {head + "1,1,1,1,1,much,1,1\n", `won is "much"`},
	} {
		path := filepath.Join(t.TempDir(), "h.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := gan.ReadHistory(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := gan.ReadHistory(filepath.Join(t.TempDir(), "none.csv")); err == nil {
		t.Error("a file that is not there")
	}
}
