package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// source is a file that kernels are made of.
type source struct{ name, text string }

type sources []source

// readSources reads what dir's all.cu is made of, in the order of names.
func readSources(dir string) (sources, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var s sources
	for _, e := range entries {
		switch filepath.Ext(e.Name()) {
		case ".cu", ".inc", ".h":
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			s = append(s, source{e.Name(), string(text)})
		}
	}
	return s, nil
}

// sum tells versions of the sources apart: the SHA-256 of names and texts.
// kernels/compile.py writes the same into what it makes.
func (s sources) sum() string {
	h := sha256.New()
	for _, f := range s {
		fmt.Fprintf(h, "%s\n%s", f.name, f.text)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// kernel is the declaration of one.
type kernel struct {
	name    string
	threads int // of a block, at most
	params  []param
}

// param is a parameter in C.
type param struct{ ctype, name string }

var (
	declaration = regexp.MustCompile(`(?s)\bKERNEL(?:_FOR)?\((\w+)(?:,\s*(\d+),\s*\d+)?\)\s*\(([^)]*)\)`)
	parameter   = regexp.MustCompile(`^(.*?)\s*\b(\w+)$`)
	comment     = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/`)
)

// mostThreads is how many a block may have where a kernel says nothing.
const mostThreads = 1024

// kernels are those that the .cu files declare, in the order of their names.
func (s sources) kernels() ([]kernel, error) {
	var all []kernel
	i := slices.IndexFunc(s, func(f source) bool { return f.name == "all.cu" })
	if i < 0 {
		return nil, fmt.Errorf("there is no all.cu")
	}
	for _, f := range s {
		if filepath.Ext(f.name) != ".cu" {
			continue
		}
		if f.name != "all.cu" && !strings.Contains(s[i].text, `#include "`+f.name+`"`) {
			return nil, fmt.Errorf("all.cu does not include %s", f.name)
		}
		for _, m := range declaration.FindAllStringSubmatch(comment.ReplaceAllString(f.text, ""), -1) {
			k := kernel{name: m[1], threads: mostThreads}
			if m[2] != "" {
				k.threads, _ = strconv.Atoi(m[2])
			}
			for p := range strings.SplitSeq(m[3], ",") {
				p, err := parseParam(p)
				if err != nil {
					return nil, fmt.Errorf("%s: kernel %s: %w", f.name, k.name, err)
				}
				k.params = append(k.params, p)
			}
			all = append(all, k)
		}
	}
	slices.SortFunc(all, func(a, b kernel) int { return strings.Compare(a.name, b.name) })
	for i := range all[:max(len(all)-1, 0)] {
		if all[i].name == all[i+1].name {
			return nil, fmt.Errorf("there are two kernels %s", all[i].name)
		}
	}
	return all, nil
}

// parseParam reads one parameter of a kernel; RESTRICT says nothing here.
func parseParam(s string) (param, error) {
	s = strings.ReplaceAll(s, "RESTRICT", " ")
	m := parameter.FindStringSubmatch(strings.Join(strings.Fields(strings.ReplaceAll(s, "*", " * ")), " "))
	if m == nil {
		return param{}, fmt.Errorf("%q is no parameter", s)
	}
	p := param{strings.ReplaceAll(m[1], " *", "*"), m[2]}
	if goTypes[p.ctype] == "" {
		return param{}, fmt.Errorf("parameter %s is a %q, which kernels are not called with", p.name, p.ctype)
	}
	return p, nil
}
