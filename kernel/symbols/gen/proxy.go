//go:build !windows

package main

import (
	"fmt"
	"go/types"
	"strings"
)

// addProxy writes the type through which interpreted types satisfy an
// interface: a struct with the interpreted object and one function a method.
// An interface that no other package can implement gets none.
func (t *table) addProxy(name string, iface *types.Interface) {
	iface = iface.Complete()
	var methods []*types.Func
	for i := range iface.NumMethods() { // sorted by name
		m := iface.Method(i)
		if !m.Exported() || !speakable(m.Signature()) {
			return
		}
		methods = append(methods, m)
	}
	if len(methods) == 0 {
		return
	}
	proxy := "proxy_" + identifier(strings.TrimPrefix(t.pkg.Path(), module+"/")) + "_" + name
	w := &t.proxyDecls
	fmt.Fprintf(w, "\ntype %s struct {\n\tObject interface{}\n", proxy)
	for _, m := range methods {
		params, _, results := t.signature(m.Signature())
		if params != "" {
			params = ", " + params
		}
		fmt.Fprintf(w, "\t%s_ func(_ interface{}%s) %s\n", m.Name(), params, results)
	}
	w.WriteString("}\n")
	for _, m := range methods {
		params, args, results := t.signature(m.Signature())
		fmt.Fprintf(w, "\nfunc (x *%s) %s(%s) %s {\n\tif f := direct(x.Object, %q); f != nil {\n", proxy, m.Name(), params, results, m.Name())
		var in, out []string
		for i := range m.Signature().Params().Len() {
			in = append(in, fmt.Sprintf("argument(a%d)", i))
		}
		for i := range m.Signature().Results().Len() {
			typ := types.TypeString(m.Signature().Results().At(i).Type(), t.qualifier)
			out = append(out, fmt.Sprintf("result[%s](out[%d])", typ, i))
		}
		call := fmt.Sprintf("f(%s)", strings.Join(in, ", "))
		if args != "" {
			args = ", " + args
		}
		stored := fmt.Sprintf("x.%s_(x.Object%s)", m.Name(), args)
		if len(out) == 0 {
			fmt.Fprintf(w, "\t\t%s\n\t\treturn\n\t}\n\t%s\n}\n", call, stored)
			continue
		}
		fmt.Fprintf(w, "\t\tout := %s\n\t\treturn %s\n\t}\n\treturn %s\n}\n", call, strings.Join(out, ", "), stored)
	}
	t.proxies = append(t.proxies, fmt.Sprintf("%q: reflect.TypeFor[%s](),", name, proxy))
}

// signature returns a method's parameters with names of our own, the arguments
// that pass them on, and its results.
func (t *table) signature(sig *types.Signature) (params, args, results string) {
	var ps, as, rs []string
	for i := range sig.Params().Len() {
		typ := types.TypeString(sig.Params().At(i).Type(), t.qualifier)
		arg := fmt.Sprintf("a%d", i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
			as = append(as, arg+"...")
		} else {
			as = append(as, arg)
		}
		ps = append(ps, arg+" "+typ)
	}
	for i := range sig.Results().Len() {
		rs = append(rs, types.TypeString(sig.Results().At(i).Type(), t.qualifier))
	}
	results = strings.Join(rs, ", ")
	if len(rs) > 0 {
		results = "(" + results + ")"
	}
	return strings.Join(ps, ", "), strings.Join(as, ", "), results
}

func (t *table) qualifier(pkg *types.Package) string {
	switch path := pkg.Path(); path {
	case t.pkg.Path():
		return "p"
	case "reflect":
		return "reflect"
	default:
		if t.imports[path] == "" {
			t.imports[path] = "q_" + identifier(path)
		}
		return t.imports[path]
	}
}

// speakable tells whether another package can write the signature: every named
// type in it is exported and of a package that can be imported.
func speakable(sig *types.Signature) bool {
	ok := true
	seen := map[types.Type]bool{}
	var visit func(types.Type)
	visit = func(typ types.Type) {
		if seen[typ] || !ok {
			return
		}
		seen[typ] = true
		switch typ := typ.(type) {
		case *types.Named:
			ok = ok && nameable(typ.Obj())
			for i := range typ.TypeArgs().Len() {
				visit(typ.TypeArgs().At(i))
			}
		case *types.Alias:
			ok = ok && nameable(typ.Obj())
		case *types.Pointer:
			visit(typ.Elem())
		case *types.Slice:
			visit(typ.Elem())
		case *types.Array:
			visit(typ.Elem())
		case *types.Chan:
			visit(typ.Elem())
		case *types.Map:
			visit(typ.Key())
			visit(typ.Elem())
		case *types.Tuple:
			for i := range typ.Len() {
				visit(typ.At(i).Type())
			}
		case *types.Signature:
			visit(typ.Params())
			visit(typ.Results())
		case *types.Struct:
			for i := range typ.NumFields() {
				visit(typ.Field(i).Type())
			}
		case *types.Interface:
			for i := range typ.NumMethods() {
				visit(typ.Method(i).Type())
			}
		}
	}
	visit(sig)
	return ok
}

func nameable(obj *types.TypeName) bool {
	if obj.Pkg() == nil {
		return true // predeclared
	}
	path := "/" + obj.Pkg().Path() + "/"
	return obj.Exported() && !strings.Contains(path, "/internal/") && !strings.HasPrefix(path, "/vendor/")
}
