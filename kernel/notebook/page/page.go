package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"path/filepath"
	"strings"

	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/styles"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// A Document is one notebook of a page.
type Document struct {
	// Path is the notebook's file: its name is shown, and the images it names
	// are looked for beside it.
	Path string
	// Notebook is nil where the file is none.
	Notebook *notebook.Notebook
	// Problem says, in words, why the notebook was not executed to its end; ""
	// when it was.
	Problem string
	// HideInput leaves out the code, as notebooks and cells can ask for, too.
	HideInput bool
}

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
)

// content is what the template page.html fills in.
type content struct {
	Title     string
	Style     template.CSS
	Notebooks []*section
}

// A section is one notebook.
type section struct {
	ID       string
	Title    string
	File     string
	Language string
	Problem  string
	Headings []heading
	Cells    []block
}

// A heading is an entry of the table of contents.
type heading struct{ ID, Text string }

// A block is one cell as HTML.
type block struct {
	Kind    string // "markdown", "code" or "raw"
	Count   int    // 0: not executed
	Source  template.HTML
	Lines   int
	Fold    string // id of what unfolds the source; "" for a short one
	Outputs []template.HTML
}

// WriteFile writes the page to a file, whole or not at all.
func WriteFile(path string, docs []Document) error {
	err := atomicfile.Write(path, func(w io.Writer) error { return Write(w, docs) })
	if err != nil {
		return fmt.Errorf("page: write %w", err)
	}
	return nil
}

// Write writes the page.
func Write(w io.Writer, docs []Document) error {
	c := content{Title: "Notebooks"}
	site := &site{anchors: map[string]string{}}
	for i, d := range docs {
		if abs, err := filepath.Abs(d.Path); err == nil {
			site.anchors[abs] = fmt.Sprintf("n%d", i+1)
		}
	}
	for i, d := range docs {
		c.Notebooks = append(c.Notebooks, site.section(fmt.Sprintf("n%d", i+1), d))
	}
	if len(docs) > 0 {
		c.Title = c.Notebooks[0].Title
	}
	var code strings.Builder
	if err := chromahtml.New(chromahtml.WithClasses(true)).WriteCSS(&code, styles.Get("github")); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	c.Style = template.CSS(pageCSS + code.String())
	t, err := template.New("page").Parse(pageHTML)
	if err == nil {
		err = t.Execute(w, c)
	}
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// mostLines are the most of a cell's code that are shown at once, not folded to ten; on
// paper all are.
const mostLines = 14

// A site knows which notebooks are on the page.
type site struct{ anchors map[string]string } // absolute path to section

func (s *site) section(id string, d Document) *section {
	sec := &section{ID: id, Title: filepath.Base(d.Path), File: filepath.Base(d.Path), Problem: d.Problem}
	if d.Notebook == nil {
		return sec
	}
	sec.Language = d.Notebook.Language()
	r := &renderer{hideInput: d.HideInput || d.Notebook.HidesInput(), site: s, section: sec, folder: filepath.Dir(d.Path), taken: map[string]bool{}}
	for _, cell := range d.Notebook.Cells() {
		if cell.Blank() && len(cell.Outputs()) == 0 || cell.Hides(notebook.Whole) {
			continue
		}
		if b := r.cell(cell); b.Source != "" || len(b.Outputs) > 0 {
			if b.Kind == "code" && b.Source != "" && b.Lines > mostLines {
				b.Fold = fmt.Sprintf("%s-code-%d", id, len(sec.Cells))
			}
			sec.Cells = append(sec.Cells, b)
		}
	}
	return sec
}

// A renderer turns the cells of one notebook into HTML.
type renderer struct {
	site      *site
	section   *section
	folder    string
	hideInput bool            // of code cells
	titled    bool            // the notebook's own title was seen
	taken     map[string]bool // the headings' ids

	current *notebook.Cell // whose attachments count
}

func (r *renderer) cell(c *notebook.Cell) block {
	b := block{Kind: c.Type(), Count: c.ExecutionCount()}
	r.current = c
	switch b.Kind {
	case "markdown":
		b.Source = r.markdown(c.Source())
	case "code":
		if !c.Blank() && !r.hideInput && !c.Hides(notebook.Input) {
			b.Source = highlight(c.Source(), r.section.Language)
			b.Lines = strings.Count(strings.Trim(c.Source(), "\n"), "\n") + 1
		}
		if c.Hides(notebook.Outputs) {
			break
		}
		for _, out := range c.Outputs() {
			if shown := r.output(&out); shown != "" {
				b.Outputs = append(b.Outputs, shown)
			}
		}
	default:
		b.Source = pre("raw", template.HTMLEscapeString(c.Source()))
	}
	return b
}

// pre is a block of text that is HTML already.
func pre(class, text string) template.HTML {
	return template.HTML(`<pre class="` + class + `">` + text + `</pre>`)
}
