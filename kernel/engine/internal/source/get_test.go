package source_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// proxied returns a session whose go command fetches from a folder: the modules
// lie under modules/PATH@VERSION in the archive.
func proxied(t *testing.T, text string) *session {
	t.Helper()
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command")
	}
	s := newSession(t, archive(text))
	s.env = append(s.env, "PATH="+filepath.Dir(goCommand), "GOPROXY=file://"+filepath.ToSlash(s.root)+"/proxy",
		"GOSUMDB=off", "GOTOOLCHAIN=local", "GOCACHE="+filepath.Join(s.root, "build"), "GOFLAGS=-modcacherw -mod=vendor")
	versions := map[string][]string{}
	root := filepath.Join(s.root, "modules")
	err = filepath.WalkDir(root, func(dir string, d os.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, dir)
		path, version, ok := strings.Cut(filepath.ToSlash(rel), "@")
		if err != nil || !ok {
			return err
		}
		s.serve(t, module.Version{Path: path, Version: version}, dir)
		versions[path] = append(versions[path], version)
		return filepath.SkipDir
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, list := range versions {
		s.write(t, "proxy/"+path+"/@v/list", strings.Join(list, "\n")+"\n")
	}
	return s
}

// serve puts a module into the proxy's folder.
func (s *session) serve(t *testing.T, m module.Version, dir string) {
	t.Helper()
	base := "proxy/" + m.Path + "/@v/" + m.Version
	s.write(t, base+".info", `{"Version": "`+m.Version+`"}`)
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, base+".mod", string(mod))
	f, err := os.Create(filepath.Join(s.root, filepath.FromSlash(base)+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := zip.CreateFromDir(f, m, dir); err != nil {
		t.Fatal(err)
	}
}

const served = `
-- modules/a.org/x@v1.0.0/go.mod --
module a.org/x

go 1.20
-- modules/a.org/x@v1.0.0/x.go --
package x

const V = "v1.0.0"
-- modules/a.org/x@v1.1.0/go.mod --
module a.org/x

go 1.20

require b.org/y v1.0.0
-- modules/a.org/x@v1.1.0/x.go --
package x

import _ "b.org/y"

const V = "v1.1.0"
-- modules/a.org/x@v1.1.0/sub/x.go --
package sub

const V = "sub"
-- modules/b.org/y@v1.0.0/go.mod --
module b.org/y

go 1.20
-- modules/b.org/y@v1.0.0/y.go --
package y

const V = "y"
-- modules/c.org/parts@v1.0.0/go.mod --
module c.org/parts

go 1.20

require b.org/y v1.0.0
-- modules/c.org/parts@v1.0.0/one/o.go --
package one

import _ "b.org/y"

const V = "one"
`

func TestGet(t *testing.T) {
	s := proxied(t, served)
	var lines []string
	get := func(what, want string) {
		t.Helper()
		got, err := s.Get(t.Context(), what, func(line string) { lines = append(lines, line) })
		if got != want || err != nil {
			t.Errorf("%%get %s: %q, %v; want %q", what, got, err, want)
		}
	}
	imports := func(path, want string) {
		t.Helper()
		if got, err := s.version(path); got != want || err != nil {
			t.Errorf("import %s: %q, %v; want %q", path, got, err, want)
		}
	}
	get("a.org/x@v1.0.0", `a.org/x v1.0.0 is there: import "a.org/x"`)
	if len(lines) == 0 || lines[0] != "downloading a.org/x v1.0.0" {
		t.Errorf("progress: %q", lines)
	}
	imports("a.org/x", "v1.0.0")
	get("a.org/x", `a.org/x v1.1.0 is there: import "a.org/x"`)
	imports("a.org/x", "v1.1.0")
	get("a.org/x/sub@v1.1.0", `a.org/x v1.1.0 is there: import "a.org/x/sub"`)
	imports("a.org/x/sub", "sub")
	get("a.org/x@v1.0.0", `a.org/x v1.0.0 is there: import "a.org/x"`)
	imports("a.org/x", "v1.0.0")
	get("c.org/parts@latest", `c.org/parts v1.0.0 is there: its packages can be imported.`)
	imports("c.org/parts/one", "one")
	get("in.org/many@v1.2.0", "in.org/many is compiled in: it can be imported as it is.")
	const refused = "in.org/many is compiled into this program, from in.org v1.2.0: another version cannot be imported"
	if _, err := s.Get(t.Context(), "in.org/many@v1.0.0", nil); err == nil || err.Error() != refused {
		t.Errorf("%%get of another version of what is compiled in: %v, want %s", err, refused)
	}
	get("a.org/x@none", "a.org/x is not needed any more.")
	if h := s.Hints(); len(h) > 0 {
		t.Errorf("hints: %q", h)
	}
}

// What was fetched is there the next time, and raises what the notebook's module
// asks for.
func TestGetIsRemembered(t *testing.T) {
	s := proxied(t, served+"-- nb/go.mod --\nmodule m\n\ngo 1.24\n\nrequire a.org/x v1.0.0\n")
	if _, err := s.Get(t.Context(), "a.org/x@v1.1.0", nil); err != nil {
		t.Fatal(err)
	}
	next := s.again()
	if got, err := next.version("a.org/x"); got != "v1.1.0" {
		t.Error(got, err)
	}
	if h := next.Hints(); len(h) > 0 {
		t.Errorf("hints: %q", h)
	}
	if data, err := os.ReadFile(filepath.Join(s.dir, "go.mod")); err != nil || strings.Contains(string(data), "v1.1.0") {
		t.Error("the notebook's go.mod has changed", err)
	}
}

// The reasons, as far as they are ours or the go command's alone.
func TestGetRefused(t *testing.T) {
	s := proxied(t, served)
	for what, want := range map[string]string{
		"./x":                 `a folder needs no %get: import "./x"`,
		"":                    `%get needs a path as github.com/google/uuid@v1.6.0: malformed module path "": empty string`,
		"fmt2":                `%get needs a path as github.com/google/uuid@v1.6.0: malformed module path "fmt2": missing dot in first path element`,
		"-x@v1.0.0":           `%get needs a path as github.com/google/uuid@v1.6.0: malformed module path "-x": leading dash`,
		"a.org/x@-u":          `%get needs a version as v1.6.0 or latest, not "-u"`,
		"a.org/x@v1 -u":       `%get needs a version as v1.6.0 or latest, not "v1 -u"`,
		"a.org/x@v1.9.9":      `go get: a.org/x@v1.9.9: `,
		"a.org/x/none@v1.1.0": `go get: module a.org/x@v1.1.0 found, but does not contain package a.org/x/none`,
	} {
		if got, err := s.Get(t.Context(), what, nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%%get %s: %q, %v; want %q", what, got, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get(ctx, "a.org/x", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	s.env = append(s.env, "PATH="+t.TempDir())
	if _, err := s.Get(t.Context(), "a.org/x", nil); err == nil || !strings.HasPrefix(err.Error(), "there is no go command here") {
		t.Errorf("without a go command: %v", err)
	}
}
