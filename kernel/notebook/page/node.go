package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// setAttribute sets an attribute; "" removes it.
func setAttribute(n *html.Node, key, value string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if value != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
	}
}

// textOf is all text below a node.
func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for child := range n.ChildNodes() {
		b.WriteString(textOf(child))
	}
	return b.String()
}

// visible reports whether clean HTML shows anything.
func visible(source string) bool {
	nodes, err := html.ParseFragment(strings.NewReader(source), nil)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(nodes, nodeVisible)
}

func nodeVisible(n *html.Node) bool {
	switch {
	case n.Type == html.TextNode:
		return strings.TrimSpace(n.Data) != ""
	case n.Type != html.ElementNode || n.Data == "style" || n.Data == "head":
		return false
	}
	switch n.Data {
	case "img", "svg", "video", "audio", "hr", "progress", "meter", "canvas":
		return n.Data != "canvas" // only a script draws on one
	}
	for child := range n.ChildNodes() {
		if nodeVisible(child) {
			return true
		}
	}
	return false
}

// colour replaces the code of a fenced block by its highlighted form.
func colour(pre *html.Node) {
	code := pre.FirstChild
	if code == nil || code.Data != "code" || code.NextSibling != nil {
		return
	}
	language, ok := strings.CutPrefix(attribute(code, "class"), "language-")
	if !ok {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(string(highlight(textOf(code), language))), nil)
	if err != nil || len(nodes) == 0 {
		return
	}
	coloured := find(nodes[0], "pre")
	if coloured == nil {
		return
	}
	pre.RemoveChild(code)
	pre.Attr = coloured.Attr
	for coloured.FirstChild != nil {
		child := coloured.FirstChild
		coloured.RemoveChild(child)
		pre.AppendChild(child)
	}
}

func find(n *html.Node, name string) *html.Node {
	if n.Type == html.ElementNode && n.Data == name {
		return n
	}
	for child := range n.ChildNodes() {
		if found := find(child, name); found != nil {
			return found
		}
	}
	return nil
}
