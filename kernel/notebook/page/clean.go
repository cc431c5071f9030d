package page

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// removed are elements that a page which runs nothing and asks for nothing has
// no use for.
var removed = map[string]bool{
	"script": true, "noscript": true, "iframe": true, "frame": true, "frameset": true, "object": true, "embed": true,
	"applet": true, "link": true, "meta": true, "base": true, "form": true, "template": true, "title": true,
	"input": true, "button": true, "select": true, "textarea": true, "dialog": true, "portal": true,
}

// kept are removed elements whose content stays.
var kept = map[string]bool{"form": true}

// htmlOutput renders HTML that a cell has put out; "" where nothing is left of
// it to see.
func (r *renderer) htmlOutput(source string) template.HTML {
	shown := r.clean(source, false)
	if !visible(string(shown)) {
		return ""
	}
	return `<div class="rich">` + shown + `</div>`
}

// clean balances HTML and takes out what is active or comes from elsewhere. In
// a Markdown cell the headings get their ids and code is coloured.
func (r *renderer) clean(source string, cell bool) template.HTML {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil { // a string can always be read
		return template.HTML("<pre>" + template.HTMLEscapeString(source) + "</pre>")
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	r.cleanChildren(body, cell)
	var b strings.Builder
	for n := range body.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return template.HTML("<pre>" + template.HTMLEscapeString(source) + "</pre>")
		}
	}
	return template.HTML(b.String())
}

func (r *renderer) cleanChildren(parent *html.Node, cell bool) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		switch {
		case n.Type == html.CommentNode:
			parent.RemoveChild(n)
		case n.Type != html.ElementNode:
		case kept[n.Data]:
			r.cleanChildren(n, cell)
			for n.FirstChild != nil {
				child := n.FirstChild
				n.RemoveChild(child)
				parent.InsertBefore(child, n)
			}
			parent.RemoveChild(n)
		case removed[n.Data] && !isTask(n):
			parent.RemoveChild(n)
		default:
			r.cleanElement(n, cell)
			r.cleanChildren(n, cell)
		}
		n = next
	}
}

// isTask reports whether an element is the box of a Markdown task list.
func isTask(n *html.Node) bool {
	return n.Data == "input" && attribute(n, "type") == "checkbox" && hasAttribute(n, "disabled")
}

func (r *renderer) cleanElement(n *html.Node, cell bool) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		key := strings.ToLower(a.Key)
		return strings.HasPrefix(key, "on") || key == "srcdoc" || key == "srcset" || key == "ping" || key == "autofocus" ||
			isActive(a.Val) && (key == "href" || key == "src" || key == "action" || key == "formaction")
	})
	switch {
	case n.Data == "img":
		r.image(n)
	case n.Data == "a":
		setAttribute(n, "href", r.link(attribute(n, "href"), cell))
	case cell && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6':
		setAttribute(n, "id", r.heading(int(n.Data[1]-'0'), textOf(n)))
	case cell && n.Data == "pre":
		colour(n)
	}
}

// isActive reports whether an address runs something.
func isActive(address string) bool {
	bare := strings.ToLower(strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, address))
	return strings.HasPrefix(bare, "javascript:") || strings.HasPrefix(bare, "vbscript:") || strings.HasPrefix(bare, "data:text/html")
}

// image builds an image in: from the notebook's attachments or a file beside
// it. What is elsewhere becomes a link.
func (r *renderer) image(n *html.Node) {
	keepSize(n)
	src := attribute(n, "src")
	if strings.HasPrefix(src, "data:") {
		return
	}
	if data := r.load(src); data != "" {
		setAttribute(n, "src", data)
		return
	}
	text := attribute(n, "alt")
	if text == "" {
		text = src
	}
	n.Data, n.DataAtom, n.Attr = "a", atom.A, []html.Attribute{{Key: "href", Val: src}}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: "[image: " + text + "]"})
}

// load returns a local image as a data address, "" where there is none.
func (r *renderer) load(src string) string {
	if name, ok := strings.CutPrefix(src, "attachment:"); ok {
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		for _, m := range r.current.Attachment(name) {
			if strings.HasPrefix(m.Type, "image/") {
				return "data:" + m.Type + ";base64," + strings.Join(strings.Fields(m.Text), "")
			}
		}
		return ""
	}
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(r.folder, filepath.FromSlash(u.Path)))
	if err != nil {
		return ""
	}
	mime := http.DetectContentType(data)
	if strings.EqualFold(filepath.Ext(u.Path), ".svg") {
		mime = "image/svg+xml"
	}
	if !strings.HasPrefix(mime, "image/") {
		return ""
	}
	return "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data)
}

// link leads to where a link's target is on this page, if it is there.
func (r *renderer) link(href string, cell bool) string {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return href
	}
	section := ""
	if u.Path != "" {
		abs, err := filepath.Abs(filepath.Join(r.folder, filepath.FromSlash(u.Path)))
		if err != nil {
			return href
		}
		if section = r.site.anchors[abs]; section == "" {
			return href
		}
	} else if cell && u.Fragment != "" && !strings.HasPrefix(u.Fragment, "fn") { // not a footnote
		section = r.section.ID
	}
	switch {
	case section == "":
		return href
	case u.Fragment == "":
		return "#" + section
	}
	return "#" + section + "-" + u.Fragment
}
