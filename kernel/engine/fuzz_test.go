package engine_test

import (
	"context"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
	"github.com/crococlock/crococlock/kernel/engine/internal/randprog"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// TestRandomPrograms compares the engine with the compiler. FUZZ_PROGRAMS is how
// many programs are compared, FUZZ_SEED the first one's seed, FUZZ_SHRINK how
// many of those that differ are made small, which takes a while.
func TestRandomPrograms(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is not there: it is what the engine is compared with")
	}
	n, seed := 60, uint64(1)
	if s := os.Getenv("FUZZ_PROGRAMS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("FUZZ_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	z := &fuzz{t: t, imports: map[string]*types.Package{}, shrink: 1}
	if s := os.Getenv("FUZZ_SHRINK"); s != "" {
		z.shrink, _ = strconv.Atoi(s)
	}
	const batch = 200
	for ; n > 0; n -= batch {
		z.compare(seed, min(n, batch))
		seed += batch
	}
	t.Logf("%d programs compared, %d left out", z.compared, z.refused)
	if z.refused > z.compared/4 {
		t.Errorf("%d of %d programs are refused by the type checker", z.refused, z.refused+z.compared)
	}
}

type fuzz struct {
	t                 *testing.T
	imports           map[string]*types.Package
	compared, refused int
	shrink            int // how many programs may yet be made small
}

// Import imports a package for the type checker.
func (z *fuzz) Import(path string) (*types.Package, error) {
	return symbols.Import(token.NewFileSet(), z.imports, path)
}

func (z *fuzz) compare(seed uint64, n int) {
	var ps []*randprog.Program
	for i := range uint64(n) {
		p := randprog.New(seed + i)
		if _, err := randprog.Check(p, z); err != nil {
			z.refused++
			if z.refused <= 3 {
				z.t.Log(err)
			}
			continue
		}
		ps = append(ps, p)
	}
	want := z.compiled(ps)
	for i, p := range ps {
		if want[i] == "" {
			z.t.Logf("seed %d takes too long when it is compiled", p.Seed)
			z.refused++
			continue
		}
		z.compared++
		for _, w := range ways {
			if got := w.run(p); !alike(got, want[i]) {
				z.report(p, w, want[i], got)
				break
			}
		}
	}
}

// A way to give a program to the engine.
type way struct {
	name  string
	cells func(p *randprog.Program) []string
	again bool // all cells are run once more, and what they write then counts
}

var ways = []way{
	{"one cell", oneCell, false},
	{"one cell, run again", oneCell, true},
	{"a cell each", cellEach, false},
	{"a cell each, run again", cellEach, true},
	{"a cell each, declarations twice", func(p *randprog.Program) (cells []string) {
		for _, d := range p.Decls {
			cells = append(cells, d, d)
		}
		return append(cells, cellEach(p)...)
	}, false},
}

func oneCell(p *randprog.Program) []string { return []string{p.Body() + p.Run() + "()"} }

func cellEach(p *randprog.Program) []string { return append(slices.Clone(p.Decls), p.Main...) }

// run is what a program writes when cells run it.
func (w way) run(p *randprog.Program) (written string) {
	out := new(strings.Builder)
	defer func() {
		if r := recover(); r != nil {
			buf := make([]byte, 4096)
			written = fmt.Sprintf("%sthe engine panics: %v\n%s", out, r, buf[:runtime.Stack(buf, false)])
		}
	}()
	e, err := engine.New(engine.Options{Values: []engine.Value{{Name: "out", V: &out}}})
	if err != nil {
		return err.Error()
	}
	cells := append([]string{randprog.ImportDecl() + randprog.Library}, w.cells(p)...)
	if w.again {
		eval(e, cells, out)
		out.Reset()
	}
	eval(e, cells, out)
	return out.String() + ending
}

// eval runs cells up to one that fails.
func eval(e *engine.Engine, cells []string, out *strings.Builder) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute) // on a busy machine
	defer cancel()
	for i, c := range cells {
		_, err := e.Eval(ctx, engine.Cell{Number: i + 1, Code: c})
		var pe *engine.Error
		switch {
		case errors.As(err, &pe) && pe.Ran:
			fmt.Fprintln(out, "panic:", pe.Panic)
			return
		case err != nil:
			fmt.Fprintf(out, "refused: %v\n%s", err, c)
			return
		}
	}
}

// alike reports whether two programs write the same. Which of two texts a value
// method panics with that is called through a nil pointer is the optimizer's
// choice.
func alike(a, b string) bool {
	plain := func(s string) string {
		return nilReceiver.ReplaceAllString(s, "runtime error: invalid memory address or nil pointer dereference")
	}
	return a == b || plain(a) == plain(b)
}

var nilReceiver = regexp.MustCompile(`value method \S+ called using nil \S+ pointer`)

// ending follows what a program writes.
const ending = "end\n"

// report makes a differing program small and shows it.
func (z *fuzz) report(p *randprog.Program, w way, want, got string) {
	z.t.Errorf("seed %d differs, as %s:\n%s", p.Seed, w.name, difference(want, got))
	if z.shrink == 0 {
		return
	}
	z.shrink--
	for {
		q := z.smaller(p, w)
		if q == nil {
			break
		}
		p = q
	}
	want, got = z.compiled([]*randprog.Program{p})[0], w.run(p)
	text := p.Body()
	if b, err := format.Source([]byte(text)); err == nil {
		text = string(b)
	}
	z.t.Errorf("%s\n--- compiled:\n%s\n--- engine:\n%s", text, want, got)
}

// difference is where two texts begin to differ.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(a)-1 && i < len(b)-1 && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("line %d: compiled %q, engine %q", i+1, a[i], b[i:min(len(b), i+4)])
}

// smaller is a program that still differs with some edits made, or nil.
func (z *fuzz) smaller(p *randprog.Program, w way) *randprog.Program {
	c, err := randprog.Check(p, z)
	if err != nil {
		return nil
	}
	var good []randprog.Edit
	edits := c.Edits()
	for len(edits) > 0 && len(good) < 20 {
		n := min(len(edits), 80)
		var tries [][]randprog.Edit
		for _, e := range edits[:n] {
			tries = append(tries, []randprog.Edit{e})
		}
		edits = edits[n:]
		for i, differs := range z.tried(c, w, tries) {
			if differs != nil {
				good = append(good, tries[i][0])
			}
		}
	}
	var tries [][]randprog.Edit
	for n := len(good); n >= 1; n /= 2 { // together, if that goes
		tries = append(tries, good[:n])
	}
	for _, q := range z.tried(c, w, tries) {
		if q != nil {
			return q
		}
	}
	return nil
}

// tried are the programs that edits make, nil for those that do not differ.
func (z *fuzz) tried(c *randprog.Checked, w way, tries [][]randprog.Edit) []*randprog.Program {
	made := make([]*randprog.Program, len(tries))
	var ps []*randprog.Program
	var at []int
	for i, es := range tries {
		q, err := c.Edited(es...)
		if err != nil {
			continue
		}
		q = q.Renamed(fmt.Sprintf("P%dx", 1000+i))
		if _, err := randprog.Check(q, z); err == nil {
			ps, at = append(ps, q), append(at, i)
		}
	}
	for i, want := range z.compiled(ps) {
		if want != "" && !address.MatchString(want) && !alike(w.run(ps[i]), want) {
			made[at[i]] = ps[i]
		}
	}
	return made
}

var address = regexp.MustCompile(`0x[0-9a-f]{5}`)

const runner = `package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

var out = new(strings.Builder) // for what initialises variables

func main() {
	from, _ := strconv.Atoi(os.Args[1])
	for i := from; i < len(programs); i++ {
		out = new(strings.Builder)
		done := make(chan bool)
		fmt.Print("program ", i, "\n")
		go func() {
			defer close(done)
			defer func() {
				if r := recover(); r != nil {
					fmt.Fprintln(out, "panic:", r)
				}
			}()
			programs[i]()
		}()
		select {
		case <-done:
			fmt.Println(strconv.Quote(out.String()))
		case <-time.After(20 * time.Second):
			os.Exit(1)
		}
	}
}

`

// compiled is what programs write when they are compiled, or nothing for those
// that do not end.
func (z *fuzz) compiled(ps []*randprog.Program) []string {
	outs := make([]string, len(ps))
	if len(ps) == 0 {
		return outs
	}
	dir := z.t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			z.t.Fatal(err)
		}
	}
	write("go.mod", "module random\n\ngo 1.26\n")
	list := "var programs = []func(){"
	for i, p := range ps {
		write(fmt.Sprintf("p%d.go", i), p.File())
		list += p.Run() + ", "
	}
	write("library.go", randprog.File(randprog.Library))
	write("main.go", runner+list+"}\n")
	bin := filepath.Join(dir, "random.exe")
	cmd := exec.Command("go", "build", "-o", bin, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if b, err := cmd.CombinedOutput(); err != nil {
		z.t.Fatalf("go build: %v\n%s", err, b)
	}
	for from := 0; from < len(ps); {
		b, err := exec.Command(bin, strconv.Itoa(from)).Output()
		before := from
		for _, m := range begun.FindAllStringSubmatch(string(b), -1) {
			i, _ := strconv.Atoi(m[1])
			if s, err := strconv.Unquote(m[2]); err == nil {
				outs[i] = s + ending
			}
			from = i + 1
		}
		if from == before {
			if e, ok := errors.AsType[*exec.ExitError](err); ok {
				b = e.Stderr
			}
			z.t.Fatalf("compiled programs from seed %d on end before they begin: %v\n%.2000s", ps[from].Seed, err, b)
		}
	}
	os.RemoveAll(dir)
	return outs
}

var begun = regexp.MustCompile(`program (\d+)\n(".*")?`)
