package rtype_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine/internal/rtype"
)

func TestAdopt(t *testing.T) {
	type f = func(map[string]interface{ Closed() error }, struct {
		_ int
		fmt.Stringer
	})
	rtype.Adopt(reflect.TypeFor[f]())
	i := interfaceOf(t, declared("Closed", func() error { return nil }))
	s := structOf(t, rtype.Field{Name: "_", PkgPath: reflect.TypeFor[counter]().PkgPath(), Type: intType}, embedded(reflect.TypeFor[fmt.Stringer]()))
	got := reflect.FuncOf([]reflect.Type{reflect.MapOf(stringType, i), s}, nil, false)
	if got != reflect.TypeFor[f]() {
		t.Errorf("%s is not the compiler's", got)
	}
}
