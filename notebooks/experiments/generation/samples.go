package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// between is what files of samples between the classes are said to show.
const between = "between"

// A maker is what made samples, and the files of what it made.
type maker struct {
	name  string
	files map[string]string // by a class's name, or between
}

// makers finds the files of samples in a folder, in the given order of makers and
// then by name.
func makers(dir string, classes, order []string) ([]maker, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.npy"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no .npy files in %s", dir)
	}
	found := make(map[string]*maker)
	for _, path := range paths {
		stem := strings.TrimSuffix(filepath.Base(path), ".npy")
		dot := strings.LastIndex(stem, ".")
		if dot <= 0 {
			return nil, fmt.Errorf("%s: want a name such as flow.%s.npy", path, between)
		}
		name, shows := stem[:dot], stem[dot+1:]
		if shows != between && !slices.Contains(classes, shows) {
			return nil, fmt.Errorf("%s: it shows %q, want one of %q or %q", path, shows, classes, between)
		}
		if found[name] == nil {
			found[name] = &maker{name, make(map[string]string)}
		}
		found[name].files[shows] = path
	}
	var all []maker
	for _, m := range found {
		all = append(all, *m)
	}
	place := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(all, func(a, b maker) int {
		return cmp.Or(cmp.Compare(place(a.name), place(b.name)), cmp.Compare(a.name, b.name))
	})
	return all, nil
}

// positions reads a list of paths and returns where their images are.
func positions(d *dataset.Dataset, path string) ([]int, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var idx []int
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.FieldsFunc(lines.Text(), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		if len(words) == 0 || strings.HasPrefix(words[0], "#") || words[0] == "path" {
			continue
		}
		i, ok := d.Find(words[0])
		if !ok {
			return nil, fmt.Errorf("%s: there is no image %q", path, words[0])
		}
		if slices.Contains(idx, i) {
			return nil, fmt.Errorf("%s: %q is there twice", path, words[0])
		}
		idx = append(idx, i)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return idx, nil
}
