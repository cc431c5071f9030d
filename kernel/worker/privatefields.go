//go:build !windows

package worker

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"strings"
)

// gomacro gives private fields a name of its own, with which compiled code
// takes them for exported. So a private field gets tags that have encoding/json
// and encoding/xml leave it out:
//
//	n int `unit:"m"`    n int `unit:"m" json:"-" xml:"-"`
var leftOut = []string{"json", "xml"}

// tagPrivate tags the private fields of the structs in a node.
func tagPrivate(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		if s, ok := n.(*ast.StructType); ok {
			for _, field := range s.Fields.List {
				if private(field) {
					tagLeftOut(field)
				}
			}
		}
		return true
	})
}

// private tells whether a field's names are private. Embedded structs are not:
// what they hold may be exported.
func private(field *ast.Field) bool {
	for _, name := range field.Names {
		if ast.IsExported(name.Name) {
			return false
		}
	}
	return len(field.Names) > 0
}

func tagLeftOut(field *ast.Field) {
	tag := ""
	if field.Tag != nil {
		tag, _ = strconv.Unquote(field.Tag.Value)
	}
	for _, key := range leftOut {
		if value, ok := reflect.StructTag(tag).Lookup(key); ok {
			tag = strings.Replace(tag, key+":"+strconv.Quote(value), key+`:"-"`, 1)
		} else {
			tag = strings.TrimSpace(tag + " " + key + `:"-"`)
		}
	}
	field.Tag = &ast.BasicLit{ValuePos: field.End(), Kind: token.STRING, Value: strconv.Quote(tag)}
}
