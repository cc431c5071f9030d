// Package rtype makes types while a program runs that compiled code cannot tell
// from its own: with names, methods, embedded fields and recursion, for fmt,
// encoding/json, sort, errors.As, text/template and everything else that asks
// reflect or an interface.
//
// A type is written in the runtime's own layout (internal/abi), where the
// runtime and reflect keep nothing else about a type. A method is a stub: it loads
// a function value into the context register and jumps to its code. 16,384 stubs
// are assembly; when they are used up, more are written into memory that the
// system makes executable. The function has the receiver's word as its first
// parameter, which is where a method expects its receiver, so that nothing is
// moved, on the stack or in registers.
//
// A type that mentions itself is made in steps:
//
//	list := rtype.New("main", "List")
//	node, err := rtype.StructOf([]rtype.Field{
//		{Name: "Value", Type: reflect.TypeFor[int]()},
//		{Name: "Next", Type: list.PtrType()},
//	}, nil)
//	…
//	err = list.Complete(node, []rtype.Method{{Name: "Len", …}})
//
// Where a component needs the shape of a type that is still being made (the
// elements of a map or an array), a component of the same shape stands in for it
// until SetField, SetElem or SetKey put the right one.
//
// Types are never freed, as those of reflect are not: what refers to them is not
// known. They belong to the process, so that the package's tables are global and
// locked; everything here may be used from several goroutines, but one type is
// completed by one goroutine, before others see it.
package rtype
