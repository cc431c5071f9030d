package engine

import (
	"go/constant"
	"go/types"
	"math"
	"slices"
	"strconv"
	"strings"
)

// typeName is a type as code has it.
func typeName(t types.Type) string { return types.TypeString(t, short) }

// typeDecl is the declaration of a type, from what it is.
func typeDecl(obj *types.TypeName) string {
	text := types.ObjectString(obj, short)
	st, ok := obj.Type().Underlying().(*types.Struct)
	if !ok || obj.IsAlias() || st.NumFields() == 0 {
		return text
	}
	head, _, ok := strings.Cut(text, " struct{")
	if !ok {
		return text
	}
	var b strings.Builder
	b.WriteString(head + " struct {\n")
	hidden := false
	for f := range st.Fields() {
		switch {
		case !f.Exported() && !isMain(f.Pkg()):
			hidden = true
		case f.Embedded():
			b.WriteString("\t" + typeName(f.Type()) + "\n")
		default:
			b.WriteString("\t" + f.Name() + " " + typeName(f.Type()) + "\n")
		}
	}
	if hidden {
		b.WriteString("\t// contains unexported fields\n")
	}
	return b.String() + "}"
}

// constText is the declaration of a constant, with its value.
func constText(obj *types.Const) string {
	text := "const " + obj.Name()
	if b, ok := obj.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
		text += " " + typeName(obj.Type())
	}
	return text + " = " + constValue(obj.Val())
}

// constValue is a constant's value, with all the digits that a float64 has.
func constValue(v constant.Value) string {
	if v.Kind() == constant.Float {
		if f, _ := constant.Float64Val(v); f != 0 && !math.IsInf(f, 0) {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	}
	return v.String()
}

// funcText is the declaration of a function or method: as it is written, if that
// is known.
func funcText(f *types.Func, written string) string {
	if strings.HasPrefix(written, "func ") {
		return written
	}
	sig := f.Signature()
	head := "func "
	if recv := sig.Recv(); recv != nil {
		name := recv.Name()
		if name != "" && name != "_" {
			name += " "
		} else {
			name = ""
		}
		head += "(" + name + typeName(recv.Type()) + ") "
	}
	return head + f.Name() + strings.TrimPrefix(typeName(types.NewSignatureType(nil, nil, slices.Collect(sig.TypeParams().TypeParams()), sig.Params(), sig.Results(), sig.Variadic())), "func")
}

func isMain(p *types.Package) bool { return p != nil && p.Path() == "main" }

func isPackageName(obj types.Object) bool {
	_, ok := obj.(*types.PkgName)
	return ok
}

// kindOf is an object's kind, as a Match names it.
func kindOf(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		if obj.Signature().Recv() != nil {
			return "method"
		}
		return "function"
	case *types.Builtin:
		return "function"
	case *types.TypeName:
		return "type"
	case *types.Const, *types.Nil:
		return "constant"
	case *types.PkgName:
		return "package"
	case *types.Var:
		if obj.IsField() {
			return "field"
		}
	}
	return "variable"
}

// short qualifies names as code does.
func short(p *types.Package) string {
	if isMain(p) {
		return ""
	}
	return p.Name()
}

func typeString(t types.Type) string {
	text := types.TypeString(t, short)
	if _, ok := t.(*types.Signature); ok {
		return strings.TrimPrefix(text, "func")
	}
	return text
}

// typeText is what a Match says of an object's type.
func typeText(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.PkgName:
		return obj.Imported().Path()
	case *types.Const:
		return typeString(obj.Type()) + " = " + constValue(obj.Val())
	case *types.TypeName:
		if obj.IsAlias() {
			return typeString(types.Unalias(obj.Type()))
		}
		switch t := obj.Type().Underlying().(type) {
		case *types.Struct:
			return "struct"
		case *types.Interface:
			return "interface"
		default:
			return typeString(t)
		}
	case *types.Builtin, *types.Nil:
		return ""
	}
	return typeString(obj.Type())
}
