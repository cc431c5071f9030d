package notebook

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"
	"time"
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
	case *ast.CallExpr: // a conversion such as int64(5)
		if name := types.ExprString(value.Fun); len(value.Args) == 1 && (isScalarType(name) || name == durationType) {
			return name
		}
	case *ast.SelectorExpr:
		switch types.ExprString(value) {
		case "time.Nanosecond", "time.Microsecond", "time.Millisecond", "time.Second", "time.Minute", "time.Hour":
			return durationType
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

// assign returns the Go expression that gives the variable a value from
// outside.
func (v variable) assign(value string) (string, error) { return literal(v.typ, value) }

func literal(typ, value string) (string, error) {
	if element, ok := strings.CutPrefix(typ, "[]"); ok && (isScalarType(element) || element == durationType) {
		list, err := elements(value)
		if err != nil {
			return "", err
		}
		for i := range list {
			if list[i], err = literal(element, list[i]); err != nil {
				return "", fmt.Errorf("element %d: %v", i+1, err)
			}
		}
		return typ + "{" + strings.Join(list, ", ") + "}", nil
	}
	trimmed := strings.TrimSpace(value)
	var err error
	switch {
	case typ == "string":
		return strconv.Quote(value), nil
	case typ == "bool":
		if trimmed != "true" && trimmed != "false" {
			return "", fmt.Errorf("want true or false")
		}
		return trimmed, nil
	case typ == durationType:
		d, err := time.ParseDuration(trimmed)
		if err != nil {
			return "", fmt.Errorf("want a duration such as 1m30s")
		}
		return fmt.Sprintf("time.Duration(%d)", d.Nanoseconds()), nil
	case strings.HasPrefix(typ, "float"):
		var f float64
		f, err = strconv.ParseFloat(trimmed, bits[typ])
		if err == nil && (f != f || f-f != 0) {
			return "", fmt.Errorf("want a finite number")
		}
	case strings.HasPrefix(typ, "uint") || typ == "byte":
		_, err = strconv.ParseUint(trimmed, 0, bits[typ])
	case bits[typ] > 0:
		_, err = strconv.ParseInt(trimmed, 0, bits[typ])
	default:
		return "", fmt.Errorf("its default is no number, text, truth value, duration or list of those, so it cannot be set from outside")
	}
	if err != nil {
		return "", fmt.Errorf("want a value of type %s", typ)
	}
	return trimmed, nil
}
