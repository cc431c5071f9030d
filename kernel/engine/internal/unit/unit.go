// Package unit holds what the engine's parts hand to each other: syntax that
// has been type-checked.
package unit

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A Unit is syntax that has been type-checked together: a cell, or a package
// that is interpreted from source.
type Unit struct {
	Fset  *token.FileSet
	Pkg   *types.Package
	Info  *types.Info // all of its maps are there
	Files []*ast.File
}

// NewInfo returns an Info with every map that the compiler reads.
func NewInfo() *types.Info {
	return &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Instances:  map[*ast.Ident]types.Instance{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
		// The language that a file is written in decides what its loops' variables are.
		FileVersions: map[*ast.File]string{},
	}
}

// A Func is a declared function or method.
type Func struct {
	Obj  *types.Func   // of a method, the one in its type's method set
	Decl *ast.FuncDecl // checked as Info.Defs[Decl.Name], which is Obj unless a method replaces one
	Unit *Unit
	// RecvFirst says that Decl was checked as a function whose first parameter
	// is the receiver: a method that a cell adds to a type of an earlier one.
	RecvFirst bool
	// Replaces is the earlier function or method of the same signature whose
	// callers see this one from now on, or nil. Of a method it is Obj.
	Replaces *types.Func
}

// A Var is a variable at the level of the package.
type Var struct {
	Obj *types.Var
	// Keeps is the earlier variable of the same name and type whose memory this
	// one takes over, or nil.
	Keeps *types.Var
}

// A Step is one thing that a cell does, in order. Exactly one of Names, Stmt and
// Result is set.
type Step struct {
	// Names are set to Values, as a var declaration does (len(Values) is
	// len(Names), or 1 for a call, receive, assertion or index of a map with
	// several results, or 0: set to zero). A name may be "_". A variable that
	// the cell has declared before and := sets again is in Uses, not in Defs.
	Names  []*ast.Ident
	Values []ast.Expr
	Stmt   ast.Stmt
	// Result is the expression whose value, or values, the cell gives. A call
	// without a value is one too.
	Result ast.Expr
}

// A Cell is a cell that has been checked and changes nothing yet.
type Cell struct {
	*Unit
	Number int
	Steps  []Step
	// Body is the function that Steps' statements were checked in: labels,
	// and the variables that function literals capture, are found from it.
	Body  *ast.FuncDecl
	Funcs []Func // declared, methods and init functions included
	Vars  []Var
	// Grown are types of earlier cells whose methods are others now.
	Grown []*types.Named
	// Main is the program's main function where the cell is a program: it runs
	// after Steps (the variables' initialisation) and Inits.
	Inits []*types.Func
	Main  *types.Func
	// Imported are the paths that the cell imports, implicit ones included.
	Imported []string
	// Hints are sentences for the user that are no errors.
	Hints []string
}
