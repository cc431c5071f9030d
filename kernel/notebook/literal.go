package notebook

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// errType is why a variable takes no value from outside.
var errType = errors.New("its default is no number, text, truth value, duration, or list or dict of those, so it cannot be set from outside")

// assign returns the Go expression that gives the variable a value from
// outside.
func (v variable) assign(x value) (string, error) {
	typ, err := parser.ParseExpr(v.typ)
	if v.typ == "" || err != nil {
		return "", errType
	}
	return literal(typ, x)
}

// literal writes a value as Go has it for a type.
func literal(typ ast.Expr, x value) (string, error) {
	name := types.ExprString(typ)
	if x.kind == nullValue && nilable(typ) {
		return "nil", nil
	}
	switch typ := typ.(type) {
	case *ast.ParenExpr:
		return literal(typ.X, x)
	case *ast.ArrayType:
		return listLiteral(typ, x)
	case *ast.MapType:
		return dictLiteral(typ, x)
	}
	switch {
	case name == "any" || name == "interface{}":
		return natural(x)
	case isScalarType(name) || name == durationType:
		if x.kind > textValue {
			return "", fmt.Errorf("want a value of type %s, not %v", name, x)
		}
		return scalarLiteral(name, x.text)
	case nilable(typ) && isNull(x):
		return "nil", nil
	case nilable(typ):
		return "", fmt.Errorf("want null: no other %s can come from outside", name)
	}
	return "", errType
}

// nilable reports whether a type, by its form, has nil.
func nilable(typ ast.Expr) bool {
	switch typ := typ.(type) {
	case *ast.ParenExpr:
		return nilable(typ.X)
	case *ast.ArrayType:
		return typ.Len == nil
	case *ast.Ident:
		return typ.Name == "any" || typ.Name == "error"
	case *ast.MapType, *ast.StarExpr, *ast.FuncType, *ast.ChanType, *ast.InterfaceType:
		return true
	}
	return false
}

// isNull reports whether a value is null, or a word for it without quotes.
func isNull(x value) bool {
	switch strings.TrimSpace(x.text) {
	case "null", "nil", "None", "~":
		return x.kind == plainValue
	}
	return x.kind == nullValue
}

func listLiteral(typ *ast.ArrayType, x value) (string, error) {
	element := types.ExprString(typ.Elt)
	if typ.Len == nil && isNull(x) && element != "string" { // "null" may be a text of a list
		return "nil", nil
	}
	list, err := elements(x)
	if err != nil {
		return "", err
	}
	if typ.Len != nil {
		if want := types.ExprString(typ.Len); want != strconv.Itoa(len(list)) {
			return "", fmt.Errorf("want %s elements, not %d", want, len(list))
		}
	}
	parts := make([]string, len(list))
	for i, item := range list {
		if parts[i], err = literal(typ.Elt, item); err != nil {
			if errors.Is(err, errType) {
				return "", err
			}
			return "", fmt.Errorf("element %d: %w", i+1, err)
		}
	}
	return types.ExprString(typ) + "{" + strings.Join(parts, ", ") + "}", nil
}

// elements are the values of a list: what stands between brackets, or between
// commas.
func elements(x value) ([]value, error) {
	text := strings.TrimSpace(x.text)
	switch {
	case x.kind == listValue:
		return x.items, nil
	case x.kind > textValue:
		return nil, fmt.Errorf("want a list, not %v", x)
	case text == "":
		return nil, nil
	case text[0] == '[':
		v, err := parseFlow(text)
		if err == nil && v.kind != listValue {
			err = fmt.Errorf("want a list")
		}
		return v.items, err
	}
	var list []value
	for part := range strings.SplitSeq(text, ",") {
		list = append(list, value{text: strings.TrimSpace(part)})
	}
	return list, nil
}

func dictLiteral(typ *ast.MapType, x value) (string, error) {
	if isNull(x) {
		return "nil", nil
	}
	if x.kind <= textValue && strings.TrimSpace(x.text) != "" {
		var err error
		if x, err = parseFlow(x.text); err != nil {
			return "", err
		}
	}
	if x.kind != dictValue && x.text != "" || x.kind == listValue {
		return "", fmt.Errorf("want a dict such as {\"a\": 1}, not %v", x)
	}
	parts := make([]string, len(x.items))
	for i, item := range x.items {
		key, err := literal(typ.Key, value{kind: textValue, text: x.keys[i]})
		if err != nil {
			return "", fmt.Errorf("key %q: %w", x.keys[i], err)
		}
		element, err := literal(typ.Value, item)
		if err != nil {
			return "", fmt.Errorf("value of %q: %w", x.keys[i], err)
		}
		parts[i] = key + ": " + element
	}
	return types.ExprString(typ) + "{" + strings.Join(parts, ", ") + "}", nil
}

// natural is a value for a variable that holds anything.
func natural(x value) (string, error) {
	switch x.kind {
	case textValue:
		return strconv.Quote(x.text), nil
	case listValue:
		return listLiteral(&ast.ArrayType{Elt: ast.NewIdent("any")}, x)
	case dictValue:
		return dictLiteral(&ast.MapType{Key: ast.NewIdent("string"), Value: ast.NewIdent("any")}, x)
	}
	if isNull(x) {
		return "nil", nil
	}
	text := strings.TrimSpace(x.text)
	if text != "" && (text[0] == '[' || text[0] == '{') {
		if v, err := parseFlow(text); err == nil {
			return natural(v)
		}
	}
	if truth, ok := truths[text]; ok && len(text) > 3 { // yes and no may be texts
		return truth, nil
	}
	if !strings.ContainsAny(text, ".eE") || strings.HasPrefix(text, "0x") {
		if n, err := integerLiteral("int", text); err == nil {
			return n, nil
		}
	}
	if f, err := floatLiteral("float64", text); err == nil {
		if !strings.ContainsAny(f, ".eE") {
			f = "float64(" + f + ")"
		}
		return f, nil
	}
	return strconv.Quote(x.text), nil
}

// truths are Go's truth values and those of the files that people have.
var truths = map[string]string{
	"true": "true", "True": "true", "TRUE": "true", "false": "false", "False": "false", "FALSE": "false",
	"yes": "true", "Yes": "true", "on": "true", "On": "true", "no": "false", "No": "false", "off": "false", "Off": "false",
}

func scalarLiteral(typ, text string) (string, error) {
	trimmed := strings.TrimSpace(text)
	switch {
	case typ == "string":
		return strconv.Quote(text), nil
	case typ == "bool":
		truth, ok := truths[trimmed]
		if !ok {
			return "", fmt.Errorf("want true or false")
		}
		return truth, nil
	case typ == durationType:
		d, err := time.ParseDuration(trimmed)
		if err != nil {
			return "", fmt.Errorf("want a duration such as 1m30s")
		}
		return fmt.Sprintf("time.Duration(%d)", d.Nanoseconds()), nil
	case strings.HasPrefix(typ, "float"):
		return floatLiteral(typ, trimmed)
	}
	return integerLiteral(typ, trimmed)
}

// decimal splits a number into its sign and digits without leading zeros,
// which to Go would be octal.
func decimal(text string) (sign, digits string) {
	switch {
	case strings.HasPrefix(text, "-"):
		sign, text = "-", text[1:]
	case strings.HasPrefix(text, "+"):
		text = text[1:]
	}
	for len(text) > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9' {
		text = text[1:]
	}
	return sign, text
}

// integerLiteral takes what is a whole number, as 4.0 and 1e3 are.
func integerLiteral(typ, text string) (string, error) {
	sign, digits := decimal(text)
	if f, _, err := big.ParseFloat(digits, 10, 256, big.ToNearestEven); err == nil && f.IsInt() && f.MantExp(nil) <= 64 &&
		strings.ContainsAny(digits, ".eE") && (f.Sign() != 0 || !strings.ContainsAny(digits[:strings.IndexAny(digits+"e", "eE")], "123456789")) {
		digits = f.Text('f', 0) // but for what is too small to tell from 0
	}
	number := sign + digits
	var err error
	if strings.HasPrefix(typ, "uint") || typ == "byte" {
		_, err = strconv.ParseUint(strings.TrimPrefix(number, "-"), 0, bits[typ])
		if sign == "-" && digits != "0" {
			err = strconv.ErrRange
		}
	} else {
		_, err = strconv.ParseInt(number, 0, bits[typ])
	}
	if err != nil {
		return "", fmt.Errorf("want a value of type %s", typ)
	}
	if number == "-0" {
		number = "0"
	}
	return number, nil
}

// floatLiteral takes infinities and NaN too, in the spellings of JSON, YAML and
// Python.
func floatLiteral(typ, text string) (string, error) {
	sign, digits := decimal(text)
	special := ""
	switch strings.ToLower(strings.TrimPrefix(digits, ".")) {
	case "inf", "infinity":
		special = "math.Inf(1)"
		if sign == "-" {
			special = "math.Inf(-1)"
		}
	case "nan":
		special = "math.NaN()"
	}
	if special != "" {
		if typ != "float64" {
			special = typ + "(" + special + ")"
		}
		return special, nil
	}
	f, err := strconv.ParseFloat(sign+digits, bits[typ])
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", fmt.Errorf("want a value of type %s", typ)
	}
	return sign + digits, nil
}
