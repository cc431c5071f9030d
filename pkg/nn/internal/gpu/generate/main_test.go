package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is generated is what the kernels make now: else run go generate.
func TestUpToDate(t *testing.T) {
	files, err := generated("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the kernels make now: go generate ./pkg/nn/internal/gpu", name)
		}
	}
}

func TestKernels(t *testing.T) {
	s := sources{
		{"all.cu", "#include \"b.cu\"\n"},
		{"b.cu", "// KERNEL(no)(int n)\nKERNEL_FOR(two, 256, 2)(const float* RESTRICT a,\n\tunsigned long long  seed, int n) {}\nKERNEL(one)(float *y, const unsigned long long* table, float f) {}\n"},
	}
	got, err := s.kernels()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].name != "one" || got[0].threads != mostThreads || got[1].threads != 256 {
		t.Fatalf("got %+v", got)
	}
	code, err := launchers(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"func (s *stream) one(g grid, y, table pointer, f float32) {\n\ts.launch(kernelOne, g, uint64(y), uint64(table), floatWord(f))",
		"func (s *stream) two(g grid, a pointer, seed uint64, n int) {\n\ts.launch(kernelTwo, g, uint64(a), seed, word(n))",
	} {
		if !strings.Contains(string(code), want) {
			t.Errorf("no %q in\n%s", want, code)
		}
	}
	if c := string(table(got, "")); !strings.Contains(c, "{\"two\", 3, 256, run_two}") {
		t.Errorf("the emulator's table is\n%s", c)
	}
}

func TestKernelsRefused(t *testing.T) {
	for _, c := range []struct{ name, all, text, want string }{
		{"of a type that Go does not pass", "#include \"b.cu\"", "KERNEL(f)(double x) {}", `parameter x is a "double"`},
		{"without a parameter's name", "#include \"b.cu\"", "KERNEL(f)(float*) {}", "no parameter"},
		{"twice", "#include \"b.cu\"", "KERNEL(f)(int n) {}\nKERNEL(f)(int n) {}", "two kernels f"},
		{"left out", "", "KERNEL(f)(int n) {}", "does not include b.cu"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := sources{{"all.cu", c.all}, {"b.cu", c.text}}.kernels()
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
