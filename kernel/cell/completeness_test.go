package cell_test

import (
	"testing"

	"github.com/crococlock/crococlock/kernel/cell"
)

func TestCompleteness(t *testing.T) {
	for code, want := range map[string]struct{ status, indent string }{
		"":                      {"complete", ""},
		"x := 1":                {"complete", ""},
		"x++":                   {"complete", ""},
		"for {":                 {"incomplete", "\t"},
		"f(func() {":            {"incomplete", "\t\t"},
		"x := 1 +":              {"incomplete", "\t"},
		"`raw":                  {"incomplete", ""},
		"/* comment":            {"incomplete", ""},
		"x := 1 }":              {"invalid", ""},
		"\"open":                {"invalid", ""},
		"%cd /tmp":              {"complete", ""},
		"!ls\nfor {":            {"incomplete", "\t"},
		"fmt.Println?":          {"complete", ""},
		"x := 1 // a comment (": {"complete", ""},
	} {
		if status, indent := cell.Completeness(code); status != want.status || indent != want.indent {
			t.Errorf("%q is %q with indent %q, want %q with %q", code, status, indent, want.status, want.indent)
		}
	}
}

func TestAsked(t *testing.T) {
	for code, want := range map[string]string{
		"fmt.Println?": "fmt.Println",
		" ??größe ":    "größe",
		"?x":           "x",
		"x":            "",
		"x? y":         "",
		"?1":           "",
	} {
		if got := cell.Asked(code); got != want {
			t.Errorf("%q asks about %q, want %q", code, got, want)
		}
	}
}
