package notebook_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/project"
	"github.com/crococlock/crococlock/kernel/notebook"
)

func TestCheck(t *testing.T) {
	const stream = `{"output_type":"stream","name":"stdout","text":["%"]}`
	code := func(count, source, outputs string) string {
		return `{"cell_type":"code","execution_count":` + count + `,"metadata":{},"outputs":[` + outputs + `],"source":["` + source + `"]}`
	}
	root := project.Path()
	for name, c := range map[string]struct {
		cells, metadata string
		want            []string // what each problem says
	}{
		"Clean":        {code("1", "a", strings.Replace(stream, "%", "see https://a.b/tmp/x and ./tmp/y", 1)) + "," + code("2", "b", "") + "," + code("null", " ", ""), "{}", nil},
		"NotExecuted":  {code("1", "a", "") + "," + code("null", "b", ""), "{}", []string{"cell 2: not executed"}},
		"Order":        {code("1", "a", "") + "," + code("3", "b", ""), "{}", []string{"cell 2: execution count 3, want 2"}},
		"Skipped":      {`{"cell_type":"code","execution_count":null,"metadata":{"tags":["skip-execution"]},"outputs":[],"source":["a"]}`, "{}", nil},
		"Error":        {code("1", "a", `{"output_type":"error","ename":"E","evalue":"v","traceback":[]}`), "{}", []string{"cell 1: error E: v"}},
		"Expected":     {`{"cell_type":"code","execution_count":1,"metadata":{"tags":["raises-exception"]},"outputs":[{"output_type":"error","ename":"E","evalue":"v","traceback":[]}],"source":["a"]}`, "{}", nil},
		"Stderr":       {code("1", "a", `{"output_type":"stream","name":"stderr","text":["warning: x\n","y"]}`), "{}", []string{"cell 1: output on stderr: warning: x"}},
		"PathInSource": {`{"cell_type":"markdown","metadata":{},"source":["data in \"/home/ada/data\""]}`, "{}", []string{"cell 1: path of one machine in the source: /home/ada/data"}},
		"PathInStream": {code("1", "a", strings.Replace(stream, "%", `open C:\\Users\\ada: no`, 1)), "{}", []string{`cell 1: path of one machine in the output: C:\Users\ada`}},
		"PathInHTML":   {code("1", "a", `{"output_type":"display_data","metadata":{},"data":{"text/html":["<img src='/tmp/x.png'>"]}}`), "{}", []string{"/tmp/x.png"}},
		"Checkout":     {code("1", "a", strings.Replace(stream, "%", "open "+filepath.ToSlash(root)+"/data: no", 1)), "{}", []string{root}},
		"LaTeX":        {`{"cell_type":"markdown","metadata":{},"source":["$f:\\mathbb R\\to X:\\Omega$"]}`, "{}", nil},
		"Times":        {`{"cell_type":"markdown","metadata":{"execution":{"timeout":3,"iopub.status.idle":"2026"}},"source":[]}`, "{}", []string{`cell 1: foreign metadata "iopub.status.idle" in execution`}},
		"Metadata":     {`{"cell_type":"markdown","metadata":{"vscode":{}},"source":[]}`, `{"kernelspec":{"name":"go"},"widgets":{}}`, []string{`foreign metadata "widgets"`, `cell 1: foreign metadata "vscode"`}},
	} {
		t.Run(name, func(t *testing.T) {
			nb, err := notebook.Parse([]byte(`{"cells":[` + c.cells + `],"metadata":` + c.metadata + `,"nbformat":4,"nbformat_minor":4}`))
			if err != nil {
				t.Fatal(err)
			}
			got := notebook.Check(nb)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %q", got, c.want)
			}
			for i := range got {
				if !strings.Contains(got[i].String(), c.want[i]) {
					t.Errorf("got %q, want %q", got[i], c.want[i])
				}
			}
		})
	}
}
