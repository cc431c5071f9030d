package notebook

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"
)

// A variable is one that the parameters cell declares.
type variable struct {
	name string
	typ  string // "int", "float64", "[]string", …; "" where the default does not tell
}

// imports finds import declarations, which may stand anywhere in a cell.
var imports = regexp.MustCompile(`(?m)^[ \t]*import\s*(\([^)]*\)|[^\n]*)`)

// parseDefaults finds the variables that Go code declares, in order.
func parseDefaults(source string) ([]variable, error) {
	source = imports.ReplaceAllStringFunc(source, func(s string) string {
		return strings.Repeat("\n", strings.Count(s, "\n")) // lines keep their numbers
	})
	const head = "package p; func _() {\n"
	file, err := parser.ParseFile(token.NewFileSet(), "parameters", head+source+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []variable
	add := func(name *ast.Ident, typ, value ast.Expr) {
		if name.Name == "_" {
			return
		}
		v := variable{name: name.Name}
		if typ != nil {
			v.typ = types.ExprString(typ)
		} else if value != nil {
			v.typ = typeOf(value)
		}
		found = append(found, v)
	}
	for _, stmt := range file.Decls[0].(*ast.FuncDecl).Body.List {
		switch stmt := stmt.(type) {
		case *ast.AssignStmt:
			if stmt.Tok != token.DEFINE || len(stmt.Lhs) != len(stmt.Rhs) {
				continue
			}
			for i, lhs := range stmt.Lhs {
				if name, ok := lhs.(*ast.Ident); ok {
					add(name, nil, stmt.Rhs[i])
				}
			}
		case *ast.DeclStmt:
			decl, ok := stmt.Decl.(*ast.GenDecl)
			if !ok || decl.Tok != token.VAR {
				continue
			}
			for _, spec := range decl.Specs {
				spec := spec.(*ast.ValueSpec)
				for i, name := range spec.Names {
					var value ast.Expr
					if len(spec.Values) == len(spec.Names) {
						value = spec.Values[i]
					}
					add(name, spec.Type, value)
				}
			}
		}
	}
	return found, nil
}

// typeOf is the type of a default, as far as its form tells.
func typeOf(value ast.Expr) string {
	switch value := value.(type) {
	case *ast.BasicLit:
		return map[token.Token]string{token.INT: "int", token.FLOAT: "float64", token.STRING: "string", token.CHAR: "rune"}[value.Kind]
	case *ast.Ident:
		if value.Name == "true" || value.Name == "false" {
			return "bool"
		}
	case *ast.ParenExpr:
		return typeOf(value.X)
	case *ast.UnaryExpr:
		if value.Op == token.SUB || value.Op == token.ADD || value.Op == token.NOT {
			return typeOf(value.X)
		}
	case *ast.BinaryExpr:
		x, y := typeOf(value.X), typeOf(value.Y)
		switch {
		case value.Op >= token.EQL && value.Op <= token.GEQ, value.Op == token.LAND, value.Op == token.LOR:
			return "bool"
		case x == durationType || y == durationType:
			return durationType
		case x == "float64" || y == "float64":
			return "float64"
		case x == y:
			return x
		}
	case *ast.CompositeLit:
		if value.Type != nil {
			return types.ExprString(value.Type)
		}
	case *ast.CallExpr: // a conversion such as int64(5), or make(map[string]int)
		name := types.ExprString(value.Fun)
		switch fun := value.Fun.(type) {
		case *ast.ArrayType, *ast.MapType, *ast.InterfaceType, *ast.ParenExpr:
			return name
		case *ast.Ident:
			if fun.Name == "make" && len(value.Args) > 0 {
				return types.ExprString(value.Args[0])
			}
			if fun.Name == "new" && len(value.Args) == 1 {
				return "*" + types.ExprString(value.Args[0])
			}
		}
		switch {
		case len(value.Args) == 1 && (isScalarType(name) || name == durationType || name == "any"):
			return name
		case name == "math.Inf", name == "math.NaN":
			return "float64"
		}
	case *ast.SelectorExpr:
		switch types.ExprString(value) {
		case "time.Nanosecond", "time.Microsecond", "time.Millisecond", "time.Second", "time.Minute", "time.Hour":
			return durationType
		case "math.Pi", "math.E":
			return "float64"
		}
	}
	return ""
}

const durationType = "time.Duration"

// bits holds the sizes of Go's numeric types.
var bits = map[string]int{
	"int": strconv.IntSize, "int8": 8, "int16": 16, "int32": 32, "int64": 64, "rune": 32,
	"uint": strconv.IntSize, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64, "byte": 8,
	"float32": 32, "float64": 64,
}

func isScalarType(typ string) bool {
	return bits[typ] > 0 || typ == "string" || typ == "bool"
}
