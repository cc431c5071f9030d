//go:build !windows

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRepl(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	in := `x := 21
func double(n int) int {
	return 2 * n
}
double(x)
y
1 +
	1
import ("fmt"; "image")
var word string
n, err := fmt.Scan(&word)
typed
n
word
image.NewRGBA(image.Rect(0, 0, 3, 2))
Display(display.HTML("<b>hi</b>"))
`
	var out, errs bytes.Buffer
	if status := dispatch(t.Context(), []string{"repl", "--pictures", pictures}, stdio{strings.NewReader(in), &out, &errs}, thisProgram); status != exitOK {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	picture := filepath.Join(pictures, "picture-1.png")
	if got, want := out.String(), "42\n2\n1\ntyped\nimage, 3×2\n"+picture+"\n<b>hi</b>\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	if !strings.Contains(errs.String(), "undefined: y") || !strings.Contains(errs.String(), "cell [4], line 1") {
		t.Errorf("errors are %q", errs.String())
	}
	if data, err := os.ReadFile(picture); err != nil || !bytes.HasPrefix(data, []byte("\x89PNG")) {
		t.Errorf("the picture is %q, %v", data, err)
	}
}

func TestReplUsage(t *testing.T) {
	if status, _, errs := execute(t, "repl", "extra"); status != exitUsage || !strings.Contains(errs, "Usage") {
		t.Errorf("status %d: %s", status, errs)
	}
}
