package page

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// toHTML is Markdown as notebooks use it: GitHub's, with HTML in it, and TeX
// between dollars left alone.
func toHTML(source string) string {
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(math{}, 150))),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
	var b bytes.Buffer
	if err := md.Convert([]byte(source), &b); err != nil {
		return "<pre>" + template.HTMLEscapeString(source) + "</pre>"
	}
	return b.String()
}

// markdown renders a Markdown cell, whose headings go into the table of
// contents.
func (r *renderer) markdown(source string) template.HTML {
	return r.clean(toHTML(source), true)
}

// markdownOutput renders Markdown that a cell has put out.
func (r *renderer) markdownOutput(source string) template.HTML {
	return `<div class="rich">` + r.clean(toHTML(source), false) + `</div>`
}

// heading notes a heading and returns its id. The ids are those that Jupyter
// gives, behind the notebook's own, so that links within a notebook work.
func (r *renderer) heading(level int, text string) string {
	text = strings.Join(strings.Fields(text), " ")
	id := r.section.ID + "-" + strings.ReplaceAll(text, " ", "-")
	for r.taken[id] {
		id += "-"
	}
	r.taken[id] = true
	if level == 1 && !r.titled {
		r.titled, r.section.Title = true, text
	} else if level <= 2 {
		r.section.Headings = append(r.section.Headings, heading{ID: id, Text: text})
	}
	return id
}
