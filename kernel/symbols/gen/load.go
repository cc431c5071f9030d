package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// A platform is what Go compiles for.
type platform struct{ os, arch string }

// platforms are those that the engine runs on. The first describes what all
// share.
var platforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

func (p platform) String() string { return p.os + "/" + p.arch }

// goCommand is a go command for the platform, whatever this machine's settings.
func (p platform) goCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch,
		"CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0")
	cmd.Stderr = os.Stderr
	return cmd
}

// A program is everything that is compiled in, type-checked for one platform.
type program struct {
	platform   platform
	fset       *token.FileSet
	packages   map[string]*pack // by path, dependencies included
	compiledIn []*pack          // sorted by path
}

// A pack is a type-checked package. Bodies of functions have not been checked,
// and the syntax has been forgotten.
type pack struct {
	listed
	prog  *program
	types *types.Package
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles               []string
	ImportMap             map[string]string
	Standard, DepOnly     bool
	Module                *struct{ GoVersion string }
	Error                 *struct{ Err string }
}

func load(p platform, paths []string) (*program, error) {
	list, err := goList(p, paths)
	if err != nil {
		return nil, err
	}
	prog := &program{platform: p, fset: token.NewFileSet(), packages: map[string]*pack{}}
	for _, l := range list { // dependencies come first
		pkg := &pack{listed: l, prog: prog}
		if err := pkg.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", l.ImportPath, err)
		}
		prog.packages[l.ImportPath] = pkg
		if !l.DepOnly {
			prog.compiledIn = append(prog.compiledIn, pkg)
		}
	}
	sort.Slice(prog.compiledIn, func(i, j int) bool {
		return prog.compiledIn[i].ImportPath < prog.compiledIn[j].ImportPath
	})
	return prog, nil
}

func goList(p platform, paths []string) ([]listed, error) {
	args := append([]string{"list", "-e", "-deps", "-json=ImportPath,Name,Dir,GoFiles,ImportMap,Standard,DepOnly,Module,Error"}, paths...)
	cmd := p.goCommand(args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var list []listed
	for dec := json.NewDecoder(out); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if l.Error != nil && !strings.Contains(l.Error.Err, "build constraints exclude all Go files") {
			return nil, errors.New(l.Error.Err)
		}
		list = append(list, l)
	}
	return list, cmd.Wait()
}

func (p *pack) check() error {
	if p.ImportPath == "unsafe" {
		p.types = types.Unsafe
		return nil
	}
	if len(p.GoFiles) == 0 { // not there on this platform
		p.types = types.NewPackage(p.ImportPath, path.Base(p.ImportPath))
		p.types.MarkComplete()
		return nil
	}
	files, err := p.parse(parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	p.types, err = p.config(true).Check(p.ImportPath, p.prog.fset, files, nil)
	return err
}

func (p *pack) parse(mode parser.Mode) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		src, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(p.prog.fset, p.ImportPath+"/"+name, src, mode)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (p *pack) config(ignoreBodies bool) *types.Config {
	conf := &types.Config{
		Importer:         importer{p},
		Sizes:            types.SizesFor("gc", p.prog.platform.arch),
		IgnoreFuncBodies: ignoreBodies,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + strings.TrimPrefix(p.Module.GoVersion, "go")
	}
	return conf
}

// An importer finds what a package imports among those checked before it.
type importer struct{ p *pack }

func (i importer) Import(path string) (*types.Package, error) {
	if mapped, ok := i.p.ImportMap[path]; ok {
		path = mapped
	}
	pkg, ok := i.p.prog.packages[path]
	if !ok {
		return nil, fmt.Errorf("go list did not list %s", path)
	}
	return pkg.types, nil
}
