package tensorfile

import (
	"errors"
	"fmt"
	"strings"
)

// The names that a state dict is made of.
var (
	rebuildTensor    = global{"torch._utils", "_rebuild_tensor"}
	rebuildTensorV2  = global{"torch._utils", "_rebuild_tensor_v2"}
	rebuildParameter = global{"torch._utils", "_rebuild_parameter"}
	rebuildWithState = global{"torch._utils", "_rebuild_parameter_with_state"}
	rebuildFromType  = global{"torch._tensor", "_rebuild_from_type_v2"}
)

// dictTypes are dicts in all that matters here.
var dictTypes = map[global]bool{
	{"collections", "OrderedDict"}: true, {"collections", "defaultdict"}: true, {"collections", "Counter"}: true,
	{"builtins", "dict"}: true, {"__builtin__", "dict"}: true,
}

// plainTypes are what training scripts save beside the weights: none of it is
// made, its place is kept.
var plainTypes = map[global]bool{
	{"argparse", "Namespace"}: true, {"types", "SimpleNamespace"}: true, {"_codecs", "encode"}: true,
	{"copy_reg", "_reconstructor"}: true, {"copyreg", "_reconstructor"}: true,
	{"pathlib", "PosixPath"}: true, {"pathlib", "WindowsPath"}: true, {"pathlib", "Path"}: true,
	{"pathlib", "PurePosixPath"}: true, {"pathlib._local", "PosixPath"}: true, {"pathlib._local", "WindowsPath"}: true,
	{"datetime", "datetime"}: true, {"datetime", "timedelta"}: true, {"datetime", "date"}: true, {"datetime", "timezone"}: true,
	{"uuid", "UUID"}: true, {"decimal", "Decimal"}: true, {"fractions", "Fraction"}: true, {"collections", "deque"}: true,
}

// plainBuiltins are types of Python's own, in either version's module.
var plainBuiltins = map[string]bool{
	"bool": true, "bytearray": true, "bytes": true, "complex": true, "float": true, "frozenset": true, "int": true,
	"list": true, "long": true, "object": true, "set": true, "slice": true, "range": true, "str": true, "tuple": true, "unicode": true,
}

// plainModules are the packages all of whose names are taken for such data:
// numbers of NumPy, sizes, devices and types of torch, configurations.
var plainModules = []string{
	"numpy", "torch", "omegaconf", "pytorch_lightning", "lightning", "lightning_fabric", "lightning_utilities", "yacs", "ml_collections", "easydict",
}

// known reports whether a name may occur. Whatever it is, nothing is run.
func (g global) known() bool {
	if dictTypes[g] || plainTypes[g] {
		return true
	}
	if g.module == "builtins" || g.module == "__builtin__" {
		return plainBuiltins[g.name]
	}
	for _, m := range plainModules {
		if g.module == m || strings.HasPrefix(g.module, m+".") {
			return true
		}
	}
	return false
}

// An object is what a name that is not a tensor's would have made.
type object struct{ of global }

// call is what a name applied to arguments stands for: a tensor, a dict, or the
// place of something else.
func (p *torchPickle) call(fn global, args tuple) (any, error) {
	switch fn {
	case rebuildParameter, rebuildWithState:
		if len(args) >= 3 {
			if t, ok := args[0].(*tensorRef); ok {
				return t, nil
			}
		}
	case rebuildTensor:
		if len(args) == 4 {
			return newTensorRef(args)
		}
	case rebuildTensorV2:
		if len(args) == 6 || len(args) == 7 {
			return newTensorRef(args[:4])
		}
	case rebuildFromType: // (function, type, its arguments, attributes)
		if len(args) == 4 {
			inner, ok := args[0].(global)
			innerArgs, ok2 := args[2].(tuple)
			if ok && ok2 && inner != rebuildFromType {
				return p.call(inner, innerArgs)
			}
		}
	default:
		if dictTypes[fn] {
			return p.newDict(args)
		}
		return &object{fn}, nil
	}
	return nil, fmt.Errorf("%s.%s with %d arguments", fn.module, fn.name, len(args))
}

// newDict makes the dict of a call with nothing, a factory, a dict or pairs. A
// dict is not copied: nothing changes it any more that matters.
func (p *torchPickle) newDict(args tuple) (any, error) {
	d := &dict{}
	for _, a := range args {
		switch a := a.(type) {
		case *dict:
			return a, nil
		case *list:
			if p.left -= len(a.items); p.left < 0 {
				return nil, errors.New("dicts of more pairs than the file has bytes")
			}
			for _, item := range a.items {
				pair := items(item)
				if len(pair) != 2 {
					return nil, errors.New("a dict of what are no pairs")
				}
				d.keys, d.values = append(d.keys, pair[0]), append(d.values, pair[1])
			}
		case global, nil: // the factory of a defaultdict
		default:
			return nil, fmt.Errorf("a dict of %s", kindOf(a))
		}
	}
	return d, nil
}

// items are the elements of a tuple or a list.
func items(v any) []any {
	switch v := v.(type) {
	case tuple:
		return v
	case *list:
		return v.items
	}
	return nil
}
