package render_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"testing"

	"github.com/crococlock/crococlock/kernel/display"
)

func TestErrors(t *testing.T) {
	file := &fs.PathError{Op: "open", Path: "x.csv", Err: fs.ErrNotExist}
	data := fmt.Errorf("data: %w", file)
	_, number := strconv.Atoi("x")
	deep := errors.New("deepest")
	for range 30 {
		deep = fmt.Errorf("%w", deep)
	}
	for name, c := range map[string]struct {
		shown      display.Data
		text, html any
	}{
		"Plain": {values(errors.New("plain")), "plain", nil},
		"Chain": {values(data),
			"data: open x.csv: file does not exist\n└ open x.csv: file does not exist (*fs.PathError)\n  └ file does not exist",
			"<div>data: open x.csv: file does not exist\n<ul>\n<li>open x.csv: file does not exist <code>*fs.PathError</code>\n<ul>\n<li>file does not exist</li>\n</ul></li>\n</ul></div>"},
		"Tree": {values(errors.Join(errors.New("one\nof two lines"), fmt.Errorf("%w", errors.Join(file, errors.New("<b>"))), errors.New("c"))),
			"3 errors\n├ one\n│ of two lines\n├ open x.csv: file does not exist\n│ │ <b>\n│ └ 2 errors\n│   ├ open x.csv: file does not exist (*fs.PathError)\n│   │ └ file does not exist\n│   └ <b>\n└ c",
			"<div>3 errors\n<ul>\n<li>one<br>of two lines</li>\n<li>open x.csv: file does not exist<br>&lt;b&gt;\n<ul>\n<li>2 errors\n<ul>\n<li>open x.csv: file does not exist <code>*fs.PathError</code>\n<ul>\n<li>file does not exist</li>\n</ul></li>\n<li>&lt;b&gt;</li>\n</ul></li>\n</ul></li>\n<li>c</li>\n</ul></div>"},
		"BesideAValue": {values(0, number), "0 strconv.Atoi: parsing \"x\": invalid syntax (*strconv.NumError)\n└ invalid syntax", nil},
		"Several":      {values([]error{data, nil}), "[data: open x.csv: file does not exist <nil>]", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.shown.Data[display.MIMETypeText]; got != c.text {
				t.Errorf("text\n%s\nwant\n%s", got, c.text)
			}
			if got := c.shown.Data[display.MIMETypeHTML]; got != c.html {
				t.Errorf("HTML\n%s\nwant\n%s", got, c.html)
			}
		})
	}
	lines := 0
	for _, r := range values(deep).Data[display.MIMETypeText].(string) {
		if r == '\n' {
			lines++
		}
	}
	if lines != 20 {
		t.Errorf("a chain of 30 errors is %d lines deep, want 20", lines)
	}
}
