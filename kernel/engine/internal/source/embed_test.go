package source_test

import (
	"embed"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const embedding = `
-- nb/e/e.go --
package e

import "embed"

//go:embed text.txt
var Text string

type bytes []byte

//go:embed "with space.txt"

// A comment may come between.
var Data bytes

var (
	//go:embed tree text.txt
	//go:embed *.md
	Files embed.FS

	//go:embed all:tree
	All embed.FS
)
-- nb/e/text.txt --
text
-- nb/e/with space.txt --
space
-- nb/e/read.md --
read
-- nb/e/tree/a.txt --
a
-- nb/e/tree/b/c.txt --
c
-- nb/e/tree/b.txt --
b
-- nb/e/tree/b/d/e.txt --
e
-- nb/e/tree/.hidden --
h
-- nb/e/tree/_hidden/x --
h
-- nb/e/tree/module/go.mod --
module m
-- nb/e/tree/module/x --
not mine
`

func TestEmbeds(t *testing.T) {
	s := newSession(t, archive(embedding))
	if _, err := s.Import("./e"); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for _, e := range s.Embeds(s.Unit("./e")) {
		values[e.Var.Name()] = e.Value
	}
	if values["Text"] != "text\n" {
		t.Errorf("Text is %q", values["Text"])
	}
	if b, ok := values["Data"].([]byte); !ok || string(b) != "space\n" {
		t.Errorf("Data is %q", values["Data"])
	}
	want := []string{"text.txt", "read.md", "tree/a.txt", "tree/b.txt", "tree/b/c.txt", "tree/b/d/e.txt"}
	checkFS(t, values["Files"], want)
	checkFS(t, values["All"], append(want[2:len(want):len(want)], "tree/.hidden", "tree/_hidden/x"))
}

// checkFS tests that a value is an embed.FS of exactly these files.
func checkFS(t *testing.T, value any, files []string) {
	t.Helper()
	tree, ok := value.(embed.FS)
	if !ok {
		t.Fatalf("%T", value)
	}
	if err := fstest.TestFS(tree, files...); err != nil {
		t.Error(err)
	}
	n := 0
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if n != len(files) || err != nil {
		t.Errorf("%d files, %v; want %d", n, err, len(files))
	}
}

func TestEmbedChanges(t *testing.T) {
	s := newSession(t, archive(embedding))
	first, err := s.Import("./e")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Import("./e"); again != first {
		t.Error("read again")
	}
	s.write(t, "nb/e/text.txt", "another text\n")
	second, err := s.Import("./e")
	if err != nil || second == first {
		t.Fatal("not read again", err)
	}
	for _, e := range s.Embeds(s.Unit("./e")) {
		if e.Var.Name() == "Text" && e.Value != "another text\n" {
			t.Errorf("%q", e.Value)
		}
	}
	s.write(t, "nb/e/tree/more.txt", "more\n")
	if third, err := s.Import("./e"); err != nil || third == second {
		t.Error("not read again", err)
	}
}

func TestEmbedRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no match":       {"//go:embed absent\nvar X string", "e/e.go:6:5: go:embed: pattern absent: no files match"},
		"outside":        {"//go:embed ../x\nvar X string", "e/e.go:6:5: go:embed: pattern ../x: it may not leave the package's folder"},
		"two for one":    {"//go:embed e.go f.txt\nvar X string", "e/e.go:6:5: go:embed: X has room for one file, and 2 match"},
		"type":           {"//go:embed e.go\nvar X int", "e/e.go:6:5: go:embed: X cannot hold a file: its type is int"},
		"two variables":  {"//go:embed e.go\nvar X, Y string", "e/e.go:6:5: go:embed: it is for one variable without a value"},
		"value":          {"//go:embed e.go\nvar X = \"\"", "e/e.go:6:5: go:embed: it is for one variable without a value"},
		"no variable":    {"//go:embed e.go\nfunc F() {}", "e/e.go:5:1: go:embed: it is for the variable that is declared next"},
		"in a function":  {"func F() {\n//go:embed e.go\nvar x string\n_ = x\n}", "e/e.go:6:1: go:embed: it is for the variable that is declared next"},
		"above a group":  {"//go:embed e.go\nvar (\nX string\n)", "e/e.go:5:1: go:embed: it is for the variable that is declared next"},
		"at the end":     {"//go:embed e.go", "e/e.go:5:1: go:embed: it is for the variable that is declared next"},
		"quoted wrongly": {"//go:embed \"e.go\nvar X string", "e/e.go:5:1: go:embed: invalid quoted string \"e.go"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			s := newSession(t, archive("-- nb/e/f.txt --\n-- nb/e/e.go --\npackage e\n\nimport _ \"embed\"\n\n"+c.text+"\n"))
			if _, err := s.Import("./e"); err == nil || err.Error() != c.want {
				t.Errorf("%v; want %s", err, c.want)
			}
		})
	}
	s := newSession(t, archive("-- nb/e/e.go --\npackage e\n\n//go:embed e.go\nvar X string\n"))
	if _, err := s.Import("./e"); err == nil || err.Error() != `e/e.go:3:1: go:embed: its file has to import "embed"` {
		t.Error(err)
	}
}
