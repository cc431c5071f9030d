package engine

import "go/types"

// typeComment tells what the named type of a value is.
func (i *inspector) typeComment(in *Inspection, t types.Type) {
	var name *types.TypeName
	switch t := t.(type) {
	case *types.Alias:
		name = t.Obj()
	default:
		n, _ := namedOf(t)
		if n == nil {
			return
		}
		name = n.Obj()
	}
	if name.Pkg() == nil {
		return
	}
	found := i.e.declared(i.d, name)
	in.TypeDecl, in.TypeDoc = found.decl, found.doc
	if in.TypeDecl == "" {
		in.TypeDecl = typeDecl(name)
	}
}

// describe lists the fields and methods of a type.
func (i *inspector) describe(in *Inspection, t types.Type) {
	if st := structOf(t); st != nil {
		for f := range st.Fields() {
			if f.Exported() || isMain(f.Pkg()) {
				text := f.Name() + " " + typeName(f.Type())
				if f.Embedded() {
					text = typeName(f.Type())
				}
				in.Fields = append(in.Fields, text)
			}
		}
	}
	if _, ok := t.(*types.TypeParam); !ok && !types.IsInterface(t) {
		if _, ok := t.Underlying().(*types.Pointer); !ok {
			t = types.NewPointer(t)
		}
	}
	set := types.NewMethodSet(t)
	for sel := range set.Methods() {
		if f, ok := sel.Obj().(*types.Func); ok && (f.Exported() || isMain(f.Pkg())) {
			in.Methods = append(in.Methods, funcText(f, ""))
		}
	}
	if n := originOf(t); n != nil {
		for _, m := range i.d.Late {
			if originOf(m.Signature().Recv().Type()) == n {
				in.Methods = append(in.Methods, funcText(m, ""))
			}
		}
	}
}
