package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/ansi"
)

// ansiHTML escapes a text for HTML and turns its colours into spans. Other
// control sequences are left out.
func ansiHTML(text string) string {
	var b strings.Builder
	var look ansiLook
	put := func(s string) {
		if s == "" {
			return
		}
		s = template.HTMLEscapeString(s)
		if style := look.attributes(); style != "" {
			s = "<span" + style + ">" + s + "</span>"
		}
		b.WriteString(s)
	}
	for {
		before, s, after, found := ansi.Cut(text)
		put(before)
		if !found {
			return b.String()
		}
		if s.Function == "m" {
			look.set(s.Parameters)
		}
		text = after
	}
}

// An ansiLook is the state that select graphic rendition (ECMA-48, 8.3.117)
// changes. Colours are CSS classes such as "fg1" or CSS colours such as
// "#aabbcc"; "" is the page's own.
type ansiLook struct {
	bold, italic, underline, swap bool
	fg, bg                        string
}

func (l *ansiLook) set(codes string) {
	list := strings.FieldsFunc(codes, func(r rune) bool { return r == ';' || r == ':' })
	if len(list) == 0 {
		*l = ansiLook{}
	}
	for i := 0; i < len(list); i++ {
		n, _ := strconv.Atoi(list[i])
		switch {
		case n == 0:
			*l = ansiLook{}
		case n == 1:
			l.bold = true
		case n == 3:
			l.italic = true
		case n == 4:
			l.underline = true
		case n == 7:
			l.swap = true
		case n == 22:
			l.bold = false
		case n == 23:
			l.italic = false
		case n == 24:
			l.underline = false
		case n == 27:
			l.swap = false
		case n >= 30 && n <= 37:
			l.fg = strconv.Itoa(n - 30)
		case n >= 90 && n <= 97:
			l.fg = strconv.Itoa(n - 90 + 8)
		case n == 39:
			l.fg = ""
		case n >= 40 && n <= 47:
			l.bg = strconv.Itoa(n - 40)
		case n >= 100 && n <= 107:
			l.bg = strconv.Itoa(n - 100 + 8)
		case n == 49:
			l.bg = ""
		case n == 38 || n == 48:
			colour, used := extended(list[i+1:])
			i += used
			if n == 38 {
				l.fg = colour
			} else {
				l.bg = colour
			}
		}
	}
}

// extended reads 5;n (one of 256 colours) or 2;r;g;b and tells how many
// numbers that took.
func extended(list []string) (colour string, used int) {
	number := func(i int) int {
		n, _ := strconv.Atoi(list[i])
		return min(max(n, 0), 255)
	}
	switch {
	case len(list) >= 2 && list[0] == "5":
		n := number(1)
		switch {
		case n < 16:
			return strconv.Itoa(n), 2
		case n < 232: // a cube of 6×6×6
			level := func(k int) int {
				if k == 0 {
					return 0
				}
				return 55 + 40*k
			}
			n -= 16
			return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6)), 2
		}
		grey := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey), 2
	case len(list) >= 4 && list[0] == "2":
		return fmt.Sprintf("#%02x%02x%02x", number(1), number(2), number(3)), 4
	}
	return "", len(list)
}

// attributes are the class and style of a span, "" for plain text.
func (l *ansiLook) attributes() string {
	var classes, style []string
	add := func(on bool, class string) {
		if on {
			classes = append(classes, class)
		}
	}
	add(l.bold, "ab")
	add(l.italic, "ai")
	add(l.underline, "au")
	fg, bg := l.fg, l.bg
	if l.swap {
		fg, bg = bg, fg
		add(fg == "", "swapfg")
		add(bg == "", "swapbg")
	}
	for _, c := range []struct{ colour, class, property string }{{fg, "fg", "color"}, {bg, "bg", "background-color"}} {
		if strings.HasPrefix(c.colour, "#") {
			style = append(style, c.property+":"+c.colour)
		} else {
			add(c.colour != "", c.class+c.colour)
		}
	}
	var b strings.Builder
	if len(classes) > 0 {
		fmt.Fprintf(&b, ` class="%s"`, strings.Join(classes, " "))
	}
	if len(style) > 0 {
		fmt.Fprintf(&b, ` style="%s"`, strings.Join(style, ";"))
	}
	return b.String()
}
