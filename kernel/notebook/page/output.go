package page

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"strings"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// output renders an output of a code cell, "" where there is nothing to show.
func (r *renderer) output(out *notebook.Output) template.HTML {
	switch out.Type {
	case "stream":
		class := "stream"
		if out.Name == "stderr" {
			class = "stream stderr"
		}
		return pre(class, ansiHTML(strings.TrimRight(out.Text, "\n")))
	case "error":
		text := strings.Join(out.Traceback, "\n")
		if strings.TrimSpace(text) == "" {
			text = out.EName + ": " + out.EValue
		}
		return pre("error", ansiHTML(strings.TrimRight(text, "\n")))
	}
	shown, is := r.display(out)
	if is != "" && is != "text/plain" {
		return shown
	}
	return shown + missing(out)
}

// pictureTypes are the images that browsers show, the best first.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/apng"}

// display renders the best representation of an output that a page can show,
// and tells which that is.
func (r *renderer) display(out *notebook.Output) (shown template.HTML, is string) {
	alt := out.MIME("text/plain")
	if shown := r.htmlOutput(out.MIME("text/html")); shown != "" {
		return shown, "text/html"
	}
	if text := out.MIME("image/svg+xml"); text != "" {
		return picture(out, "image/svg+xml", base64.StdEncoding.EncodeToString([]byte(text)), alt), "image/svg+xml"
	}
	for _, mime := range pictureTypes {
		if shown := picture(out, mime, strings.Join(strings.Fields(out.MIME(mime)), ""), alt); shown != "" {
			return shown, mime
		}
	}
	if text := out.MIME("text/markdown"); text != "" {
		return r.markdownOutput(text), "text/markdown"
	}
	if text := out.MIME("text/latex"); text != "" {
		return pre("result", template.HTMLEscapeString(text)), "text/latex"
	}
	if text := out.MIME("application/json"); text != "" {
		return pre("result", template.HTMLEscapeString(indent(text))), "application/json"
	}
	for _, m := range out.Data { // text/csv and the like
		if strings.HasPrefix(m.Type, "text/") && m.Type != "text/html" && m.Type != "text/plain" && m.Text != "" {
			return pre("result", template.HTMLEscapeString(m.Text)), m.Type
		}
	}
	if alt != "" {
		return pre("result", ansiHTML(alt)), "text/plain"
	}
	return "", ""
}

// missing is a note of the representations that the page cannot show, "" where
// there are none.
func missing(out *notebook.Output) template.HTML {
	var types []string
	for _, m := range out.Data {
		if m.Type != "text/plain" && strings.TrimSpace(m.Text) != "" {
			types = append(types, m.Type)
		}
	}
	if len(types) == 0 {
		return ""
	}
	return template.HTML(`<p class="note">Not shown here: ` + template.HTMLEscapeString(strings.Join(types, ", ")) + `</p>`)
}

// picture is an image of base64 data, "" where it is none, at the size that the
// output's metadata says.
func picture(out *notebook.Output, mime, data, alt string) template.HTML {
	if _, err := base64.StdEncoding.DecodeString(data); err != nil || data == "" {
		return ""
	}
	if own := out.Metadata(mime, "alt"); own != "" {
		alt = own
	} else if len(alt) > 200 {
		alt = ""
	}
	size := sizeAttributes(out.Metadata(mime, "width"), out.Metadata(mime, "height"))
	return template.HTML(`<img src="data:` + mime + `;base64,` + data + `" alt="` + template.HTMLEscapeString(alt) + `"` + size + `>`)
}

func indent(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}
