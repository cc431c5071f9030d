package notebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// repair brings what other programs leave broken to what nbformat's schema
// wants, so that no notebook is written that Jupyter refuses: null where an
// object belongs, no nbformat_minor, tags that are no list. What it cannot
// repair without losing text is an error.
func (nb *Notebook) repair() error {
	nb.repairVersion()
	repairObject(nb.root, "metadata")
	meta := nb.metadata()
	drop(meta, "title", isText)
	drop(meta, "authors", isArray)
	drop(meta, "orig_nbformat", isInteger)
	drop(meta, "kernelspec", isObject)
	drop(meta, "language_info", isObject)
	if info := meta.object("language_info"); info != nil && info.text("name") == "" {
		meta.remove("language_info")
	}
	nb.repairKernelspec(meta)
	ids := map[string]bool{}
	for i, c := range nb.Cells() {
		if err := c.repair(); err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		// Formats before 4.5 have no ids; in others a run gives new ones.
		if id := c.ID(); nb.minor < 5 || !cellID.MatchString(id) || ids[id] {
			c.o.remove("id")
		} else {
			ids[id] = true
		}
	}
	return nil
}

// cellID is what nbformat 4.5 takes for a cell's id.
var cellID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

func (nb *Notebook) repairVersion() {
	minor, ok := integer(nb.root.get("nbformat_minor"))
	if !ok || minor < 0 {
		minor = 4
		if slices.ContainsFunc(nb.Cells(), func(c *Cell) bool { return c.ID() != "" }) {
			minor = 5 // the first that has ids
		}
		nb.root.set("nbformat_minor", scalar(strconv.Itoa(minor)))
	}
	nb.minor = minor
}

// repairKernelspec gives a kernelspec the names it must have.
func (nb *Notebook) repairKernelspec(meta *object) {
	spec := meta.object("kernelspec")
	if spec == nil {
		return
	}
	if spec.text("name") == "" {
		name := nb.Language()
		if name == "" || name == "go" {
			name = "gophernotes"
		}
		spec.set("name", quote(name))
	}
	if !isText(spec.get("display_name")) {
		spec.set("display_name", quote(spec.text("name")))
	}
}

func (c *Cell) repair() error {
	repairObject(c.o, "metadata")
	switch source := c.o.get("source"); {
	case source == nil || source == null:
		c.o.set("source", quote(""))
	case !isLinesOfText(source):
		return fmt.Errorf("its source is no text")
	}
	meta := c.o.object("metadata")
	repairTags(meta)
	drop(meta, "name", func(v node) bool { return isText(v) && textOf(v) != "" })
	drop(meta, "jupyter", isObject)
	drop(meta, "execution", isObject)
	drop(meta, "collapsed", isBool)
	drop(meta, "scrolled", func(v node) bool { return isBool(v) || textOf(v) == "auto" })
	if hidden := meta.object("jupyter"); hidden != nil {
		drop(hidden, "source_hidden", isBool)
		drop(hidden, "outputs_hidden", isBool)
	}
	if c.Type() == "raw" {
		drop(meta, "format", isText)
	}
	drop(c.o, "attachments", isObject)
	if files := c.o.object("attachments"); files != nil {
		for _, m := range slices.Clone(files.members) {
			drop(files, m.key, isObject)
			repairBundle(files.object(m.key))
		}
	}
	if c.Type() != "code" {
		return nil
	}
	if count := c.o.get("execution_count"); count != null && !isInteger(count) {
		c.o.set("execution_count", null)
	}
	list, ok := c.o.get("outputs").(*array)
	if !ok {
		c.o.set("outputs", &array{})
		return nil
	}
	list.items = slices.DeleteFunc(list.items, func(v node) bool {
		o, ok := v.(*object)
		return !ok || !repairOutput(o)
	})
	return nil
}

// repairOutput reports whether the output is one, after repair.
func repairOutput(o *object) bool {
	text := func(key, otherwise string) {
		if !isText(o.get(key)) {
			o.set(key, quote(otherwise))
		}
	}
	switch o.text("output_type") {
	case "stream":
		text("name", "stdout")
		if !isLinesOfText(o.get("text")) {
			o.set("text", quote(""))
		}
	case "error":
		text("ename", "")
		text("evalue", "")
		trace, ok := o.get("traceback").(*array)
		if !ok {
			trace = &array{}
			o.set("traceback", trace)
		}
		trace.items = slices.DeleteFunc(trace.items, func(v node) bool { return !isText(v) })
	case "execute_result", "display_data":
		repairObject(o, "data")
		repairObject(o, "metadata")
		repairBundle(o.object("data"))
		if count := o.get("execution_count"); o.text("output_type") == "execute_result" && count != null && !isInteger(count) {
			o.set("execution_count", null)
		}
	default:
		return false
	}
	return true
}

// repairBundle makes texts of the representations that are to be some.
func repairBundle(data *object) {
	if data == nil {
		return
	}
	for _, m := range slices.Clone(data.members) {
		switch {
		case isJSON(m.key) || isLinesOfText(m.value):
		case m.value == null:
			data.remove(m.key)
		default:
			var b strings.Builder
			format(&b, m.value, "", "")
			data.set(m.key, quote(b.String()))
		}
	}
}

// repairTags leaves a list of different texts without commas.
func repairTags(meta *object) {
	v := meta.get("tags")
	if v == nil {
		return
	}
	list, ok := v.(*array)
	if isText(v) {
		list, ok = &array{items: []node{v}}, true
	}
	if !ok {
		meta.remove("tags")
		return
	}
	good := &array{}
	seen := map[string]bool{}
	whole := list == v
	for _, item := range list.items {
		if !isText(item) {
			whole = false
			continue
		}
		for tag := range strings.SplitSeq(textOf(item), ",") {
			if trimmed := strings.TrimSpace(tag); trimmed != "" && !seen[trimmed] {
				seen[trimmed] = true
				good.items = append(good.items, quote(trimmed))
			}
		}
	}
	if !whole || len(good.items) != len(list.items) {
		meta.set("tags", good)
	}
}

// repairObject sets a member to an empty object where it is none.
func repairObject(o *object, key string) {
	if o.object(key) == nil {
		o.set(key, &object{})
	}
}

// drop removes a member that is there and not as it should be.
func drop(o *object, key string, good func(node) bool) {
	if v := o.get(key); v != nil && !good(v) {
		o.remove(key)
	}
}

func isObject(v node) bool  { _, ok := v.(*object); return ok }
func isArray(v node) bool   { _, ok := v.(*array); return ok }
func isText(v node) bool    { s, ok := v.(scalar); return ok && strings.HasPrefix(string(s), `"`) }
func isBool(v node) bool    { return v == scalar("true") || v == scalar("false") }
func isInteger(v node) bool { _, ok := integer(v); return ok }

// isLinesOfText reports whether v is a text as nbformat has it: a string, or a
// list of strings.
func isLinesOfText(v node) bool {
	list, ok := v.(*array)
	return isText(v) || ok && !slices.ContainsFunc(list.items, func(item node) bool { return !isText(item) })
}
