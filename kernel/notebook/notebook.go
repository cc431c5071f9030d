package notebook

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// ErrNotNotebook is what the errors of Read and Parse wrap when a file is not a
// notebook of nbformat 4: not JSON, cut off, without cells, or older.
var ErrNotNotebook = errors.New("not a notebook")

// ErrNotWritten is what the errors of WriteFile wrap.
var ErrNotWritten = errors.New("not written")

// A Notebook is a notebook in memory.
type Notebook struct {
	root    *object
	cells   *array
	minor   int
	newline string // "\n", "\r\n", or "" for all in one line
	indent  string
	tail    string // what follows the last brace
}

// Read reads a notebook file.
func Read(path string) (*Notebook, error) {
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return nil, fmt.Errorf("notebook: %s: %w: a folder", path, ErrNotNotebook)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("notebook: %s: %w", path, err)
	}
	return nb, nil
}

// Parse reads a notebook. The error wraps ErrNotNotebook and says why.
func Parse(data []byte) (*Notebook, error) {
	text := strings.TrimPrefix(string(data), "\ufeff")
	root, err := parseJSON([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotNotebook, err)
	}
	o, ok := root.(*object)
	if !ok {
		return nil, fmt.Errorf("%w: not a JSON object", ErrNotNotebook)
	}
	major, ok := integer(o.get("nbformat"))
	if !ok {
		return nil, fmt.Errorf("%w: no nbformat", ErrNotNotebook)
	}
	switch {
	case major > 4:
		return nil, fmt.Errorf("%w: nbformat %d is newer than what this program reads, which is 4; save it as nbformat 4 where it was written", ErrNotNotebook, major)
	case major < 4:
		return nil, fmt.Errorf("%w: nbformat %d, want 4; jupyter nbconvert --to notebook converts it", ErrNotNotebook, major)
	}
	nb := &Notebook{root: o}
	if nb.cells, ok = o.get("cells").(*array); !ok {
		return nil, fmt.Errorf("%w: no list of cells", ErrNotNotebook)
	}
	for i, c := range nb.cells.items {
		cell, ok := c.(*object)
		if !ok {
			return nil, fmt.Errorf("%w: cell %d is not an object", ErrNotNotebook, i+1)
		}
		if t := cell.text("cell_type"); t != "code" && t != "markdown" && t != "raw" {
			return nil, fmt.Errorf("%w: cell %d has cell_type %q", ErrNotNotebook, i+1, t)
		}
	}
	nb.layout(text)
	if err := nb.repair(); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotNotebook, err)
	}
	return nb, nil
}

// layout finds out how the file is indented: by what stands before its first
// key.
func (nb *Notebook) layout(text string) {
	trimmed := strings.TrimRight(text, " \t\r\n")
	nb.tail = text[len(trimmed):]
	brace := strings.IndexByte(text, '{')
	key := brace + strings.IndexByte(text[brace:], '"')
	between := text[brace+1 : key]
	lead := strings.LastIndexByte(between, '\n')
	if lead < 0 {
		return
	}
	nb.newline = "\n"
	if strings.Contains(between, "\r\n") {
		nb.newline = "\r\n"
	}
	nb.indent = between[lead+1:]
}

// integer reads a whole number, which JSON may write as 4.0.
func integer(v node) (int, bool) {
	s, _ := v.(scalar)
	if whole, fraction, ok := strings.Cut(string(s), "."); ok && strings.Trim(fraction, "0") == "" {
		s = scalar(whole)
	}
	n, err := strconv.Atoi(string(s))
	return n, err == nil
}

// Bytes returns the notebook as it goes into its file.
func (nb *Notebook) Bytes() []byte {
	var b strings.Builder
	format(&b, nb.root, nb.newline, nb.indent)
	b.WriteString(nb.tail)
	return []byte(b.String())
}

// WriteFile writes the notebook whole or not at all: nobody ever reads half of
// one. A link is written through, a folder refused, and the mode of a file
// already there is kept. The error wraps ErrNotWritten.
func (nb *Notebook) WriteFile(path string) error {
	err := atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(nb.Bytes())
		return err
	})
	if err != nil {
		return fmt.Errorf("notebook: %w: %w", ErrNotWritten, err)
	}
	return nil
}

// Format returns the notebook's version, such as 4, 5.
func (nb *Notebook) Format() (major, minor int) { return 4, nb.minor }

// KernelName is the name in the kernelspec, "" where there is none.
func (nb *Notebook) KernelName() string {
	return nb.root.object("metadata").object("kernelspec").text("name")
}

// Language is the notebook's language by its kernelspec or language_info,
// "" where neither says.
func (nb *Notebook) Language() string {
	meta := nb.root.object("metadata")
	if l := meta.object("kernelspec").text("language"); l != "" {
		return strings.ToLower(l)
	}
	return strings.ToLower(meta.object("language_info").text("name"))
}

// HidesInput reports whether the notebook says that a page is to leave out the
// code of all its cells.
func (nb *Notebook) HidesInput() bool {
	return nb.root.object("metadata").get("hide_input") == scalar("true")
}

// metadata returns the notebook's metadata, made where it is missing.
func (nb *Notebook) metadata() *object {
	if meta := nb.root.object("metadata"); meta != nil {
		return meta
	}
	meta := &object{}
	nb.root.set("metadata", meta)
	return meta
}

// Cells returns the cells; changing one changes the notebook.
func (nb *Notebook) Cells() []*Cell {
	cells := make([]*Cell, len(nb.cells.items))
	for i, c := range nb.cells.items {
		cells[i] = &Cell{c.(*object)}
	}
	return cells
}

// AddMissingIDs gives each cell without an id one where the format has ids
// (4.5), made of the cell's source so that it is the same at every run.
func (nb *Notebook) AddMissingIDs() {
	if nb.minor < 5 {
		return
	}
	taken := map[string]bool{}
	for _, c := range nb.Cells() {
		taken[c.ID()] = true
	}
	for _, c := range nb.Cells() {
		if c.ID() != "" {
			continue
		}
		for n := 0; ; n++ {
			sum := sha256.Sum256([]byte(c.Source() + strconv.Itoa(n)))
			id := fmt.Sprintf("%x", sum[:4])
			if !taken[id] {
				taken[id] = true
				c.o.set("id", quote(id))
				break
			}
		}
	}
}
