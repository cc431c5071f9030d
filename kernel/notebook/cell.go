package notebook

import (
	"slices"
	"strconv"
	"strings"
)

// A Cell is one cell of a notebook.
type Cell struct{ o *object }

// Type is "code", "markdown" or "raw".
func (c *Cell) Type() string { return c.o.text("cell_type") }

// Source is the cell's text.
func (c *Cell) Source() string { return c.o.text("source") }

// ID is the cell's id, "" where it has none.
func (c *Cell) ID() string { return c.o.text("id") }

// Blank reports whether there is nothing in the cell to run.
func (c *Cell) Blank() bool { return strings.TrimSpace(c.Source()) == "" }

// Tags lists the cell's tags.
func (c *Cell) Tags() []string {
	list, _ := c.o.object("metadata").get("tags").(*array)
	if list == nil {
		return nil
	}
	var tags []string
	for _, item := range list.items {
		tags = append(tags, textOf(item))
	}
	return tags
}

// HasTag reports whether the cell has a tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// A Part is what of a cell a page leaves out.
type Part string

// The parts that a notebook can hide.
const (
	Input   Part = "input"
	Outputs Part = "output"
	Whole   Part = "cell"
)

// Hides reports whether the cell says that a page is to leave out a part of it:
// by JupyterLab's metadata.jupyter, by hide_input as the classic notebook has
// it, or by a tag such as hide-input or remove_input.
func (c *Cell) Hides(part Part) bool {
	meta := c.o.object("metadata")
	isTrue := func(v node) bool { return v == scalar("true") }
	switch {
	case part == Input && (isTrue(meta.get("hide_input")) || isTrue(meta.object("jupyter").get("source_hidden"))),
		part == Outputs && (isTrue(meta.get("hide_output")) || isTrue(meta.object("jupyter").get("outputs_hidden"))):
		return true
	}
	return slices.ContainsFunc(c.Tags(), func(tag string) bool {
		verb, what, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
		return (verb == "hide" || verb == "remove") && (what == string(part) || part == Outputs && what == "outputs" || part == Input && what == "inputs")
	})
}

// ExecutionCount returns the number in the cell's brackets, 0 where it was not
// executed.
func (c *Cell) ExecutionCount() int {
	n, _ := integer(c.o.get("execution_count"))
	return n
}

// SetExecutionCount sets the number in the cell's brackets; 0 means not
// executed.
func (c *Cell) SetExecutionCount(n int) {
	value := null
	if n > 0 {
		value = scalar(strconv.Itoa(n))
	}
	c.o.set("execution_count", value)
}

// Outputs returns copies of a code cell's outputs.
func (c *Cell) Outputs() []Output {
	list, _ := c.o.get("outputs").(*array)
	if list == nil {
		return nil
	}
	var outputs []Output
	for _, item := range list.items {
		if o, ok := item.(*object); ok {
			outputs = append(outputs, parseOutput(o))
		}
	}
	return outputs
}

// Attachment returns the representations of a file that a Markdown cell
// carries, nil where there is none of that name.
func (c *Cell) Attachment(name string) []MIME {
	return parseBundle(c.o.object("attachments").object(name))
}

// SetOutputs replaces a code cell's outputs.
func (c *Cell) SetOutputs(outputs []Output) {
	list := &array{}
	for i := range outputs {
		list.items = append(list.items, outputs[i].node())
	}
	c.o.set("outputs", list)
}
