package figures

import (
	"fmt"
	"strings"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
)

// longestName is how many letters of a class's name are drawn.
const longestName = 24

// Names are the names of classes as figures write them: long ones lose their
// middle, and a class whose name has letters that the type lacks (it has Latin,
// Greek and Cyrillic ones), or cannot be told from another's, is "class" and its
// number. Whoever shows such a figure says beside it which class that is.
func Names(classes []string) []string {
	names, seen := make([]string, len(classes)), make(map[string]int)
	for i, class := range classes {
		names[i] = shortened(strings.Join(strings.Fields(class), " "))
		seen[names[i]]++
	}
	for i, name := range names {
		if name == "" || seen[name] > 1 || drawable(name) != name {
			names[i] = fmt.Sprintf("class %d", i)
		}
	}
	return names
}

// shortened keeps the beginning and the end of a long name.
func shortened(name string) string {
	letters := []rune(name)
	if len(letters) <= longestName {
		return name
	}
	const end = (longestName - 1) / 3
	return string(letters[:longestName-1-end]) + "…" + string(letters[len(letters)-end:])
}

// drawable is s with "…" for letters that the type lacks. Scripts that are
// written from right to left would come out backwards and count as lacking.
func drawable(s string) string {
	f, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		return s
	}
	var buffer sfnt.Buffer
	var b strings.Builder
	gap := false
	for _, r := range s {
		glyph, err := f.GlyphIndex(&buffer, r)
		if r != '\n' && (err != nil || glyph == 0 || unicode.In(r, unicode.Hebrew, unicode.Arabic)) {
			gap = true
			continue
		}
		if gap {
			b.WriteString("…")
			gap = false
		}
		b.WriteRune(r)
	}
	if gap {
		b.WriteString("…")
	}
	return b.String()
}
