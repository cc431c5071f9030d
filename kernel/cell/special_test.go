package cell_test

import (
	"reflect"
	"testing"

	"github.com/crococlock/crococlock/kernel/cell"
)

func TestSpecials(t *testing.T) {
	for code, want := range map[string]struct {
		special []cell.Special
		rest    string
	}{
		"":         {nil, ""},
		"x := 1":   {nil, "x := 1"},
		"%cd a b ": {[]cell.Special{{Line: 1, Text: "cd a b"}}, ""},
		"\n!ls\n  $ echo two\nx\n%help": {[]cell.Special{{Line: 2, Command: true, Text: "ls"}, {Line: 3, Command: true, Text: "echo two"}},
			"\n\n\nx\n%help"},
		"// a comment\n!ls": {nil, "// a comment\n!ls"},
		"$":                 {[]cell.Special{{Line: 1, Command: true}}, ""},
	} {
		special, rest := cell.Specials(code)
		if !reflect.DeepEqual(special, want.special) || rest != want.rest {
			t.Errorf("%q has %+v before %q, want %+v before %q", code, special, rest, want.special, want.rest)
		}
	}
}
