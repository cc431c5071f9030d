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
	for _, render := range []struct {
		mime string
		with func(text, alt string) template.HTML
	}{
		{"text/html", func(text, _ string) template.HTML { return r.htmlOutput(text) }},
		{"image/svg+xml", func(text, alt string) template.HTML {
			return picture("image/svg+xml", base64.StdEncoding.EncodeToString([]byte(text)), alt)
		}},
		{"image/png", binary("image/png")},
		{"image/jpeg", binary("image/jpeg")},
		{"image/gif", binary("image/gif")},
		{"image/webp", binary("image/webp")},
		{"text/markdown", func(text, _ string) template.HTML { return r.markdownOutput(text) }},
		{"text/latex", func(text, _ string) template.HTML { return pre("result", template.HTMLEscapeString(text)) }},
		{"application/json", func(text, _ string) template.HTML { return pre("result", template.HTMLEscapeString(indent(text))) }},
		{"text/plain", func(text, _ string) template.HTML { return pre("result", ansiHTML(text)) }},
	} {
		if text := out.MIME(render.mime); text != "" {
			if shown := render.with(text, out.MIME("text/plain")); shown != "" {
				return shown
			}
		}
	}
	return ""
}

func binary(mime string) func(text, alt string) template.HTML {
	return func(text, alt string) template.HTML {
		return picture(mime, strings.Join(strings.Fields(text), ""), alt)
	}
}

// picture is an image of base64 data.
func picture(mime, data, alt string) template.HTML {
	if _, err := base64.StdEncoding.DecodeString(data); err != nil {
		return ""
	}
	if len(alt) > 200 {
		alt = ""
	}
	return template.HTML(`<img src="data:` + mime + `;base64,` + data + `" alt="` + template.HTMLEscapeString(alt) + `">`)
}

func indent(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}
