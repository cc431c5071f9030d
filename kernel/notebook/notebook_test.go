package notebook_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// Every fixture, in each format and layout, is written as it was read.
func TestRewriteIsIdentical(t *testing.T) {
	files, err := filepath.Glob("testdata/format/*.ipynb")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d fixtures, %v", len(files), err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		nb, err := notebook.Parse(want)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got := nb.Bytes(); !bytes.Equal(got, want) {
			t.Errorf("%s: rewritten as\n%s", file, got)
		}
		for _, c := range nb.Cells() { // what is read and set again is the same too
			if c.Type() == "code" {
				c.SetOutputs(c.Outputs())
				c.SetExecutionCount(c.ExecutionCount())
			}
		}
		if got := nb.Bytes(); !bytes.Equal(got, want) {
			t.Errorf("%s: outputs set again give\n%s", file, got)
		}
	}
}

func TestCells(t *testing.T) {
	nb, err := notebook.Read("testdata/format/v4_5.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if _, minor := nb.Format(); minor != 5 || nb.KernelName() != "gophernotes" || nb.Language() != "go" {
		t.Errorf("format 4.%d, kernel %q, language %q", minor, nb.KernelName(), nb.Language())
	}
	c := nb.Cells()[1]
	if c.Type() != "code" || c.Source() != "x := 1\nfmt.Println(x)" || c.ID() != "cell-1" || !c.HasTag("parameters") || c.ExecutionCount() != 1 {
		t.Errorf("cell %q %q %q %q %d", c.Type(), c.Source(), c.ID(), c.Tags(), c.ExecutionCount())
	}
	out := c.Outputs()
	if len(out) != 3 || out[0].Text != "1\n2\n" || out[1].MIME("text/html") != "<p>\na</p>" || out[1].MIME("application/json") != `{"a":null,"b":[1,2.50]}` || out[2].EName != "E" {
		t.Errorf("outputs %+v", out)
	}
}

func TestParseErrors(t *testing.T) {
	whole, err := os.ReadFile("testdata/format/v4_5.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"Empty":     {"", "unexpected end"},
		"Truncated": {string(whole[:len(whole)/2]), "line"},
		"Text":      {"# notes\n", "invalid character"},
		"List":      {"[]", "not a JSON object"},
		"OtherJSON": {`{"a":1}`, "nbformat"},
		"Version3":  {`{"nbformat":3,"worksheets":[]}`, "nbformat 3"},
		"Version5":  {`{"nbformat":5,"nbformat_minor":0,"cells":[]}`, "newer than"},
		"BadSource": {`{"nbformat":4,"cells":[{"cell_type":"code","source":3}]}`, "cell 1: its source"},
		"NoCells":   {`{"nbformat":4}`, "cells"},
		"BadCell":   {`{"nbformat":4,"cells":[1]}`, "cell 1"},
		"BadType":   {`{"nbformat":4,"cells":[{"cell_type":"code"},{"cell_type":"heading"}]}`, "cell 2"},
		"NotUTF8":   {"{\"nbformat\":4,\"cells\":[],\"a\":\"\xff\"}", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := notebook.Parse([]byte(c.data))
			if !errors.Is(err, notebook.ErrNotNotebook) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestMissingIDs(t *testing.T) {
	const cells = `"cells":[{"cell_type":"code","metadata":{},"source":"a"},{"cell_type":"code","metadata":{},"source":"a"},{"cell_type":"code","id":"mine","metadata":{},"source":""}]`
	ids := func(minor string) []string {
		nb, err := notebook.Parse([]byte(`{` + cells + `,"nbformat":4,"nbformat_minor":` + minor + `}`))
		if err != nil {
			t.Fatal(err)
		}
		nb.AddMissingIDs()
		var ids []string
		for _, c := range nb.Cells() {
			ids = append(ids, c.ID())
		}
		return ids
	}
	got, again := ids("5"), ids("5")
	if got[0] == "" || got[1] == "" || got[0] == got[1] || got[2] != "mine" {
		t.Errorf("ids %q", got)
	}
	if again[0] != got[0] || again[1] != got[1] {
		t.Errorf("ids differ from run to run: %q, %q", got, again)
	}
	if old := ids("4"); old[0] != "" || old[2] != "" {
		t.Errorf("format 4.4 has ids %q", old)
	}
}

func TestWriteFileFollowsLinkAndKeepsMode(t *testing.T) {
	dir := t.TempDir()
	nb, err := notebook.Read("testdata/format/v4_5.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	file, link := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "link.ipynb")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := nb.WriteFile(link); err != nil {
		t.Fatal(err)
	}
	st, err := os.Lstat(file)
	if err != nil || st.Mode().Perm() != 0o600 || st.Size() != int64(len(nb.Bytes())) {
		t.Errorf("file %v, %v", st, err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", st, err)
	}
	if err := nb.WriteFile(filepath.Join(dir, "none", "b.ipynb")); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/format/*.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := notebook.Parse(data)
		if err != nil {
			return
		}
		once := nb.Bytes()
		again, err := notebook.Parse(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		if !bytes.Equal(again.Bytes(), once) {
			t.Errorf("not stable:\n%s\n%s", once, again.Bytes())
		}
		for _, c := range nb.Cells() {
			c.SetOutputs(c.Outputs())
		}
		notebook.Check(nb)
	})
}
