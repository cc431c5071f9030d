package page

import (
	"html/template"
	"strings"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// highlight colours code; a language that nobody knows stays plain.
func highlight(source, language string) template.HTML {
	source = strings.Trim(source, "\n")
	lexer := lexers.Get(language)
	if language == "" || lexer == nil {
		return pre("chroma", template.HTMLEscapeString(source))
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, source)
	if err != nil {
		return pre("chroma", template.HTMLEscapeString(source))
	}
	var b strings.Builder
	formatter := chromahtml.New(chromahtml.WithClasses(true))
	if err := formatter.Format(&b, styles.Get("github"), tokens); err != nil {
		return pre("chroma", template.HTMLEscapeString(source))
	}
	return template.HTML(b.String())
}
