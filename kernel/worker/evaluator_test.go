//go:build !windows

package worker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/worker"
)

func TestCellsShareState(t *testing.T) {
	s := newSession(t)
	s.gives("x := 20 + 1", "")
	s.gives("x * 2", "42")
	s.gives("func double(n int) int { return 2 * n }", "")
	s.gives("double(x)", "42")
	s.gives("type point struct{ X, Y int }", "")
	s.gives("point{1, 2}", "{X:1 Y:2}")
}

func TestRedefinition(t *testing.T) {
	s := newSession(t)
	s.run("f := 3")
	s.run("func f() int { return 4 }")
	s.gives("f()", "4")
	s.run("f := \"five\"")
	s.gives("f", "five")
	s.run("func g() int { return h() }\nfunc h() int { return 1 }")
	s.run("func h() int { return 2 }")
	s.gives("g()", "2")
}

func TestResults(t *testing.T) {
	s := newSession(t)
	s.run("import (\n\"fmt\"\n\"errors\"\n\"strings\"\n)")
	for _, c := range []struct{ code, want string }{
		{"func two() (int, string) { return 1, \"a\" }\ntwo()", "1 a"},
		{"var e error\ne", ""},
		{"var p *int\np", ""},
		{"for i := 0; i < 3; i++ {}", ""},
		{"y := 3", ""},
		{"y == 3", "true"},
		{"fmt.Print()", ""},
		{"fmt.Fprint(new(strings.Builder), 1)", ""},
		{"fmt.Sprint(1)", "1"},
		{"errors.New(\"bad\")", "bad"},
		{"[]string{\"a\", \"b\"}", `["a" "b"]`},
		{"map[string]int{\"b\": 2, \"a\": 1}", "map[a:1 b:2]"},
		{"", ""},
		{"// nothing", ""},
		{"strings.ToUpper(\"é\") // last", "É"},
		{"1 << 3", "8"},
		{"'a'", "97"},
		{"type T struct{ N int }\nfunc (t T) String() string { return \"T!\" }\nT{1}", "T!"},
	} {
		s.gives(c.code, c.want)
	}
}

func TestLanguageOfToday(t *testing.T) {
	s := newSession(t)
	s.run("import (\n\"errors\"\n\"strings\"\n\"context\"\n)")
	for _, c := range []struct{ code, want string }{
		{"n := 0\nfor i := range 10 { n += i }\nn", "45"},
		{"m := 4\nk := 0\nfor range m { k++ }\nk", "4"},
		{"for i := range []string{\"a\", \"b\"} { k = i }\nk", "1"},
		{"for i := range map[int]bool{7: true} { k = i }\nk", "7"},
		{"min(3, 1, 2)", "1"},
		{"max(1, 2.5)", "2.5"},
		{"q := 7.5\nmax(q, 2)", "7.5"},
		{"min(\"b\", \"a\")", "a"},
		{"z := map[int]int{1: 1}\nclear(z)\nlen(z)", "0"},
		{"var fs []func() int\nfor i := 0; i < 3; i++ { fs = append(fs, func() int { return i }) }\nfs[0]() + fs[1]()", "1"},
		{"fs = nil\nfor _, v := range []int{5, 6} { fs = append(fs, func() int { return v }) }\nfs[0]() + fs[1]()", "11"},
		{"fs = nil\nouter:\nfor i, j := 0, 9; i < 4; i, j = i+1, j-1 {\nfor {\nif i == 1 { continue outer }\nfs = append(fs, func() int { i++; return i*10 + j })\nbreak\n}\n}\nfs[0]() + fs[1]()", "56"},
		{"any(3)", "3"},
		{"errors.Join(errors.New(\"a\"), errors.New(\"b\")).Error()", "a\nb"},
		{"strings.CutPrefix(\"abc\", \"a\")", "bc true"},
		{"context.WithoutCancel(ctx).Err()", ""},
	} {
		s.gives(c.code, c.want)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	s := newSession(t)
	s.fails("a := 1\nb := undefinedName", "CompileError", "undefined: undefinedName", "cell [1], line 2", "    b := undefinedName\n         ^")
	s.fails("a", "undefined: a") // the cell before declared nothing
	s.fails("x := (", "cell [3], line 1")
	s.fails("plotter.NewLine(nil)", "undefined: plotter; import \"gonum.org/v1/plot/plotter\"")
	s.n--
	s.fails("panic(\"boo\")", "panic: boo", "cell [4], line 1")
	s.fails("\n\nvar zero int\nprintln := 1 / zero\n_ = println", "integer divide by zero", "cell [5], line 4")
	s.run("func fall(n int) int {\n\tif n == 0 {\n\t\treturn []int{}[n]\n\t}\n\treturn fall(n - 1)\n}")
	s.fails("fall(2)", "out of range", "cell [6], line 3", "cell [6], line 5", "cell [7], line 1")
	s.fails("import \"strings\"\nstrings.Repeat(\"x\", -1)", "negative Repeat count", "cell [8]")
	s.run("func boom() int { panic(\"x\") }")
	s.fails("a := 1\nboom()\na", "cell [9], line 1", "cell [10], line 2\n    boom()")
	s.fails("a := 1\na++\nboom() + a", "cell [11], line 3")
	s.gives("1 + 1", "2")
}

func TestEndlessRecursionKeepsVariables(t *testing.T) {
	s := newSession(t)
	s.run("x := 1\nfunc down(n int) int { return down(n+1) + 1 }")
	s.fails("x++\ndown(0)", "stack overflow", "cell [1], line 2")
	s.fails("x++\ndown(0)", "stack overflow")
	s.gives("x", "3")
}

func TestMissingPackages(t *testing.T) {
	s := newSession(t)
	s.fails("x := 1\nimport \"example.com/none\"", "example.com/none", "neither compiled in nor in the module cache", "%get example.com/none", "line 2")
	s.fails("import \"gonum.org/v1/gonum/matt\"", "is gonum.org/v1/gonum/mat meant?; %get")
	s.fails("import \"log/syslog\"", "no standard package log/syslog is compiled in; is log/slog meant?\ncell")
}

func TestTypeParameters(t *testing.T) {
	s := newSession(t)
	s.gives("func id[T any](x T) T { return x }\nid(3) + id[int](4)", "7")
	s.gives("type list[T any] struct{ head T }\nfunc (l *list[T]) set(x T) { l.head = x }\nl := list[string]{}\nl.set(\"a\")\nl", "{head:\"a\"}")
	s.gives("sort := slices.Sort[[]int]\nnums := []int{3, 1}\nsort(nums)\nnums", "[1 3]")
}

func TestDisplay(t *testing.T) {
	s := newSession(t)
	s.run("Display(display.HTML(\"<b>hi</b>\"))")
	if len(s.shown) != 1 || s.shown[0].Data["text/html"] != "<b>hi</b>" {
		t.Fatalf("displayed %v", s.shown)
	}
	res := s.run("import g \"github.com/gopherdata/gophernotes\"\ng.Markdown(\"*hi*\")")
	if res.Data.Data["text/markdown"] != "*hi*" {
		t.Errorf("result is %v", res.Data)
	}
	res = s.run("type page struct{ title string }\nfunc (p page) HTML() string { return \"<h1>\" + p.title + \"</h1>\" }\npage{\"A\"}")
	if res.Data.Data["text/html"] != "<h1>A</h1>" || res.Data.Data["text/plain"] == nil {
		t.Errorf("an interpreted type's HTML gave %v", res.Data)
	}
}

func TestPictures(t *testing.T) {
	s := newSession(t)
	png := func(code string) {
		t.Helper()
		res := s.run(code)
		data, _ := res.Data.Data["image/png"].([]byte)
		if !strings.HasPrefix(string(data), "\x89PNG") {
			t.Errorf("%s\ngave %v, want a PNG", code, res.Data)
		}
		if _, ok := res.Data.Data["text/plain"].(string); !ok {
			t.Errorf("%s\ngave no text/plain", code)
		}
	}
	png("import \"image\"\nimage.NewRGBA(image.Rect(0, 0, 3, 2))")
	png(`import (
		"gonum.org/v1/plot"
		"gonum.org/v1/plot/plotter"
	)
	p := plot.New()
	line, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil { panic(err) }
	p.Add(line)
	p`)
	png(`import "github.com/crococlock/crococlock/pkg/dataset"
	images := dataset.Synthetic(10, 1)
	images`)
	png("[]image.Image{images.Image(0), images.Image(1)}")
	png(`import "github.com/crococlock/crococlock/pkg/cnn"
	cnn.History{{Number: 1, TrainLoss: 0.7}, {Number: 2, TrainLoss: 0.6}}`)
	model := s.run(`import "math/rand/v2"
	model, err := cnn.NewSimpleNet(images.Classes, rand.New(rand.NewPCG(1, 2)))
	if err != nil { panic(err) }
	model`)
	if page, _ := model.Data.Data["text/html"].(string); !strings.Contains(page, "<table") || !strings.Contains(page, "89") {
		t.Errorf("a model is shown as %v, want a table", model.Data)
	}
	png("func saved() (*plot.Plot, error) { return p, nil }\nsaved()") // the others nil
}

func TestFramesAndMatrices(t *testing.T) {
	s := newSession(t)
	res := s.run(`import (
		"github.com/go-gota/gota/dataframe"
		"github.com/go-gota/gota/series"
	)
	dataframe.New(series.New([]string{"a<b", "c"}, series.String, "name"), series.New([]int{1, 2}, series.Int, "n"))`)
	page, _ := res.Data.Data["text/html"].(string)
	for _, want := range []string{"<table>", "a&lt;b", "<small>int</small>", "2 rows × 2 columns"} {
		if !strings.Contains(page, want) {
			t.Errorf("the table does not hold %q:\n%s", want, page)
		}
	}
	s.gives("import \"gonum.org/v1/gonum/mat\"\nmat.NewDense(2, 2, []float64{1, 2, 3, 4})", "⎡1  2⎤\n⎣3  4⎦")
	s.gives("mat.Formatted(mat.NewDense(1, 2, []float64{1, 2}), mat.Squeeze())", "[1  2]")
}

func TestInterruptKeepsVariables(t *testing.T) {
	s := newSession(t)
	s.run("import \"time\"\nx := 1")
	for _, code := range []string{
		"x++\nfor {}",
		"x++\nfor { x += 0 }",
		"func spin() { for { spin2() } }\nfunc spin2() int { return 1 }\nx++\nspin()",
		"x++\ntime.Sleep(time.Hour)",
		"x++\n<-ctx.Done()",
		"x++\n<-make(chan int)",
		"x++\nvar none chan string\n<-none",
		"x++\nv, ok := <-none\nok",
		"x++\nmake(chan int) <- 1",
		"x++\nselect {}",
		"x++\nselect {\ncase <-none:\ncase none <- \"a\":\n}",
		"x++\nfor range none {}",
		"x++\nfor s := range none { println(s) }",
		"x++\nfor _ = range time.Tick(time.Hour) {}",
		"x++\nfunc() { defer func() { recover() }(); <-none }()\n<-none",
		"import \"sync\"\nvar wg sync.WaitGroup\nwg.Add(1)\nx++\nwg.Wait()",
		"x++\nvar mu sync.Mutex\nmu.Lock()\nmu.Lock()",
		"x++\nvar rw sync.RWMutex\nrw.Lock()\nfunc() { rw.RLock() }()",
		"x++\ncond := sync.NewCond(new(sync.Mutex))\ncond.L.Lock()\ncond.Wait()",
		"func down(n int) int { return down(n+1) + 1 }\nx++\ndown(0)",
		"import \"os/exec\"\nx++\nexec.Command(\"sleep\", \"3600\").Run()",
		"x++\nexec.Command(\"sh\", \"-c\", \"sleep 3600; true\").Output()",
		"x++\ncmd := exec.Command(\"sleep\", \"3600\")\ncmd.Start()\ncmd.Wait()",
	} {
		ctx, cancel := context.WithCancel(context.Background())
		s.showing = func() { time.AfterFunc(50*time.Millisecond, cancel) }
		_, err := s.eval(ctx, strings.Replace(code, "x++", "x++\nDisplay(display.HTML(\"on\"))", 1))
		cancel()
		if err == nil || !strings.HasPrefix(err.Error(), "Interrupted") {
			t.Errorf("%s\nended with %v, want Interrupted", code, err)
		}
	}
	s.gives("x", "24")
	s.gives("ctx.Err() == nil", "true")
	s.run("later := exec.Command(\"sleep\", \"0.3\")\nlater.Start()")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	s.eval(ctx, "for {}")
	s.gives("later.Wait()", "") // an interrupt is for what its cell has started
}

func TestChannels(t *testing.T) {
	s := newSession(t)
	s.run("import (\"fmt\"; \"sync\"; \"time\")\nc := make(chan int, 3)")
	s.gives("c <- 1\nc <- 2\nc <- 3\n<-c", "1")
	s.gives("close(c)\nsum := 0\nfor v := range c { if v == 2 { continue }; sum += v }\nsum", "3")
	s.gives("v, ok := <-c\nfmt.Sprint(v, ok)", "0 false")
	s.gives("var w, open = <-c\nfmt.Sprint(w, open)", "0 false")
	s.gives("d := make(chan string)\ngo func() { for _, t := range []string{\"a\", \"b\"} { d <- t }; close(d) }()\nall := \"\"\nfor t := range d { all += t }\nall", "ab")
	s.gives("func first(c <-chan string) string {\nouter:\n\tfor {\n\t\tfor t := range c { if t == \"y\" { break outer }; continue outer }\n\t\treturn \"none\"\n\t}\n\treturn \"y\"\n}\ne := make(chan string, 2)\ne <- \"x\"\ne <- \"y\"\nfirst(e)", "y")
	s.gives("var last string\ne <- \"z\"\nclose(e)\nfor last = range e {}\nfmt.Sprintf(\"%q\", last)", "\"z\"") // the closed channel's zero value is not assigned
	s.gives("f := make(chan error, 1)\nf <- nil\n<-f", "")
	s.gives("f <- fmt.Errorf(\"e\")\nselect {\ncase err := <-f:\n\tfmt.Sprint(err)\ncase <-time.After(time.Hour):\n}\nlen(f)", "0")
	s.gives("var wg sync.WaitGroup\nvar mu sync.Mutex\nn := 0\nfor i := range 5 { wg.Add(1); go func() { defer wg.Done(); mu.Lock(); defer mu.Unlock(); n += i }() }\nwg.Wait()\nn", "10")
	s.gives("type gate struct{}\nfunc (gate) Wait() int { return 7 }\ngate{}.Wait()", "7")
	s.fails("5 <- 1", "cell [13], line 1")
	s.fails("<-n", "cannot receive from non-channel")
	s.fails("c <- \"a\"", "string")
}

func TestSpecialLines(t *testing.T) {
	s := newSession(t)
	t.Chdir(t.TempDir())
	s.run("%help")
	if !strings.Contains(s.out.String(), "%cd") {
		t.Errorf("%%help printed %q", s.out.String())
	}
	s.out.Reset()
	s.gives("!echo one\n$ echo two\n%go111module on\nx := 3\nx", "3")
	if got := s.out.String(); got != "one\ntwo\n" {
		t.Errorf("commands printed %q", got)
	}
	s.run("!mkdir sub\n%cd sub")
	s.gives("import (\"os\"; \"path/filepath\")\nd, _ := os.Getwd()\nfilepath.Base(d)", "sub")
	s.run("%cd -")
	s.run("%cd -\n!mkdir 'a b'\n%cd \"a b\"")
	s.gives("d, _ = os.Getwd()\nfilepath.Base(d)", "a b")
	s.fails("%nonsense", "unknown special line %nonsense", "line 1")
	s.fails("x = 4\n  %test -v", "%test is no Go: special lines stand at a cell's head", "line 2")
	s.fails("x\n$ls", "$ls is no Go", "line 2")
	s.fails("y := x\n\t% 3", "expected statement, found '%'")
	s.fails("$exit 3", "exit status 3")
}

func TestResultKeepsUsersMap(t *testing.T) {
	s := newSession(t)
	s.run("m := map[string]interface{}{\"text/html\": \"x\"}")
	res := s.run("display.MIME(m, nil)")
	if res.Data.Data[display.MIMETypeText] == nil {
		t.Error("no text/plain beside the HTML")
	}
	s.gives("len(m)", "1")
}

// An interrupt that a cell's own end overtakes is not the next cell's.
func TestInterruptDoesNotReachTheNextCell(t *testing.T) {
	s := newSession(t)
	for n := range 300 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		if _, err := s.e.Eval(ctx, worker.Cell{Number: 2*n + 1, Code: "<-ctx.Done()"}); err == nil {
			t.Fatal("a cell that was interrupted ended well")
		}
		if _, err := s.e.Eval(t.Context(), worker.Cell{Number: 2*n + 2, Code: "for i := range 100 { _ = i }"}); err != nil {
			t.Fatalf("the cell after interrupt %d: %v", n, err)
		}
	}
}
