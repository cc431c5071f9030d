package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
)

// What looks at the pictures is what --verbose says, and --views has it look
// otherwise.
func TestNetwork(t *testing.T) {
	dir, _ := pictures(t)
	simple, err := cnn.Pretrained(cnn.SimpleNet)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "simple.safetensors")
	if err := simple.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	tables := map[string]string{}
	for _, c := range []struct{ args, want string }{
		{"", "the network in the program: resnet-small for pictures of 32×32 pixels of 2 classes; a picture is looked at from 18 views\n"},
		{"--views 18", "the network in the program: resnet-small for pictures of 32×32 pixels of 2 classes; a picture is looked at from 18 views\n"},
		{"--views 1", "the network in the program: resnet-small for pictures of 32×32 pixels of 2 classes; a picture is looked at as it is\n"},
		{"--weights " + file, file + ": simplenet for pictures of 32×32 pixels of 2 classes; a picture is looked at as it is\n"},
		{"--views 2 --weights " + file, file + ": simplenet for pictures of 32×32 pixels of 2 classes; a picture is looked at from 2 views\n"},
	} {
		args := append([]string{"predict", "--verbose", "--format", "csv", dir}, strings.Fields(c.args)...)
		status, out, errs := execute(t, args...)
		if status != exitOK || errs != c.want {
			t.Errorf("%q: status %d, %q, want %q", c.args, status, errs, c.want)
		}
		tables[c.args] = out
	}
	if tables[""] != tables["--views 18"] {
		t.Error("18 views are not the default of the network in the program")
	}
	seen := map[string]string{}
	for args, table := range tables {
		if args == "" {
			continue
		}
		if other, ok := seen[table]; ok {
			t.Errorf("%q and %q say the same", args, other)
		}
		seen[table] = args
	}
	if status, _, errs := execute(t, "predict", "--views", "3", dir); status != exitUsage || !strings.Contains(errs, `--views "3": want 1, 2 or 18`) {
		t.Errorf("three views: status %d, %q", status, errs)
	}
}
