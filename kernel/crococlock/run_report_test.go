package main

import (
	"encoding/xml"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
)

func TestRunReports(t *testing.T) {
	dir := t.TempDir()
	good := writeRunnable(t, filepath.Join(dir, "good.ipynb"), `print "hello"`)
	bad := writeRunnable(t, filepath.Join(dir, "bad.ipynb"), `fail Broken "why"`, `print "never"`)
	text := filepath.Join(dir, "text.ipynb")
	if err := os.WriteFile(text, []byte("# notes"), 0o644); err != nil {
		t.Fatal(err)
	}
	page, report := filepath.Join(dir, "index.html"), filepath.Join(dir, "report.xml")
	status, out, errs := runCommand(t, jupytertest.Run, good, bad, text, "--html", page, "--junit", report, "--jobs", "3")
	if status != exitError {
		t.Errorf("status %d, want %d: the first failure's in the order of the command line", status, exitError)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "notebook ") {
		t.Fatalf("no table of three notebooks:\n%s", out)
	}
	for i, want := range []string{"good.ipynb 2/2 s ok", "bad.ipynb 1/3 s failed: cell 2: Broken: why", "text.ipynb 0/0 s not a notebook"} {
		fields := strings.Fields(lines[i+1])
		got := strings.Join(append([]string{filepath.Base(fields[0]), fields[1]}, fields[3:]...), " ") // without the time
		if got != want {
			t.Errorf("row %d is %q, want %q", i+1, got, want)
		}
	}
	if !strings.Contains(errs, "bad.ipynb: cell 2: Broken: why\n    1 | fail Broken \"why\"\n") {
		t.Errorf("errors\n%s", errs)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<pre class="stream">hello</pre>`, `<p class="problem">Not executed to its end: failed: cell 2: Broken: why</p>`, `<p class="problem">Not executed to its end: not a notebook</p>`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var junit struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal(raw, &junit); err != nil || junit.Tests != 6 || junit.Failures != 1 || junit.Errors != 1 || junit.Skipped != 1 {
		t.Errorf("JUnit %+v, %v", junit, err)
	}
}

// TestRunJobs runs two notebooks of which neither ends before the other has
// begun.
func TestRunJobs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		var both []net.Conn
		for len(both) < 2 {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			both = append(both, c)
		}
		for _, c := range both {
			c.Write([]byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"))
			c.Close()
		}
	}()
	dir := t.TempDir()
	source := "get http://" + listener.Addr().String()
	a, b := writeRunnable(t, filepath.Join(dir, "a.ipynb"), source), writeRunnable(t, filepath.Join(dir, "b.ipynb"), source)
	if status, out, errs := runCommand(t, jupytertest.Run, "--jobs", "2", "--timeout", "30s", a, b); status != exitOK {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
}
