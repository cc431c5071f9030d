package study

import "fmt"

// Check stops the notebook at an error.
func Check(err error) {
	if err != nil {
		panic(err)
	}
}

// Claim stops the notebook when something that it says is not true. what says it,
// with args as in fmt.Sprintf.
func Claim(ok bool, what string, args ...any) {
	if !ok {
		panic("not true: " + fmt.Sprintf(what, args...))
	}
}
