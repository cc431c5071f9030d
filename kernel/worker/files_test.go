//go:build !windows

package worker_test

import (
	"io"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/worker"
)

// What stands for standard output and input in interfaces is found as the file
// that it stands for.
func TestFilesInInterfaces(t *testing.T) {
	turns := 0
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	s := newSessionWith(t, worker.Options{Turn: func(*os.File) { turns++ }})
	s.run("import (\"io\"; \"os\"; \"fmt\"; \"log\")\nvar w io.Writer = os.Stdout\nvar a any = w\nf, ok := w.(*os.File)")
	s.gives("ok && f == os.Stdout && w == os.Stdout && a == any(os.Stdout) && w != io.Writer(os.Stderr)", "true")
	s.gives("fmt.Sprintf(\"%T %T\", w, a)", "*os.File *os.File")
	s.gives("switch x := w.(type) { case fmt.Stringer: _ = x; case *os.File: ok = x == f; default: ok = false }\nok", "true")
	s.gives("_, ok = io.Reader(os.Stdin).(*os.File)\nok", "true")
	s.gives("_, ok = a.(*os.File)\n_, other := w.(interface{ Nothing() })\nok && !other", "true")
	turns = 0
	s.run("rw := a.(io.ReadWriter)\nfmt.Fprint(rw, \"\")\nfmt.Fprint(w, \"\")\nlog.New(w.(*os.File), \"\", 0).Writer().Write(nil)")
	if turns < 3 {
		t.Errorf("%d turns were taken to write, want 3", turns)
	}
}

// Tests of cells name the cell's lines, also where a helper or an interface is
// between.
func TestLinesOfTests(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	saved := os.Stdout
	os.Stdout = w
	s := newSession(t)
	s.fails(`%test -v
func check(t testing.TB, ok bool) {
	t.Helper()
	if !ok {
		t.Errorf("wrong\nvery")
	}
}
func TestLines(t *testing.T) {
	t.Log("first")
	check(t, false)
	t.Run("sub", func(t *testing.T) {
		check(t, false)
		t.Fatal("last")
	})
}`, "TestError: tests have failed")
	os.Stdout = saved
	w.Close()
	said, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"    cell [1]:9: first\n", "    cell [1]:10: wrong\n        very\n", "    cell [1]:12: wrong\n        very\n", "    cell [1]:13: last\n",
	} {
		if !strings.Contains(string(said), want) {
			t.Errorf("the tests say\n%s\nwithout %q", said, want)
		}
	}
}
