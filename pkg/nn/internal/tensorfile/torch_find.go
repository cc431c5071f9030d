package tensorfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A namedRef is a tensor of the state dict that was found.
type namedRef struct {
	name string
	*tensorRef
}

// usualKeys are the names under which training scripts save a state dict beside
// epoch and optimiser, those first that can mean nothing else.
var usualKeys = []string{"state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "weights", "params"}

// stateDict finds the weights in what a file held: the dict under a usual name,
// as deep as there is one; else the tensors that lie in the dict itself and
// those of all dicts in it, each under its path, such as
// "generator.conv1.weight". What is no tensor beside them is passed over, and
// what belongs to an optimiser.
func stateDict(v any) ([]namedRef, error) {
	d, ok := v.(*dict)
	if !ok {
		return nil, fmt.Errorf("the file holds %s, not a state dict; torch.save(network.state_dict(), …) makes one", kindOf(v))
	}
	seen := map[*dict]bool{}
	for inner := d; inner != nil && !seen[inner]; inner = d.usual() {
		d = inner
		seen[d] = true
	}
	refs := append(d.tensors(), d.below("", map[*dict]bool{})...)
	if len(refs) > 0 || len(d.keys) == 0 {
		return refs, nil
	}
	return nil, fmt.Errorf("entry %q of the state dict is %s, not a tensor", keyText(d.keys[0]), kindOf(d.values[0]))
}

// usual returns the dict under the first of the usual names that holds weights;
// nil for a dict that is a state dict itself, whose layers may be called so.
func (d *dict) usual() *dict {
	if len(d.tensors()) > 0 && !d.hasKey("state_dict", "model_state_dict") && len(d.below("", map[*dict]bool{})) == 0 {
		return nil
	}
	for _, name := range usualKeys {
		for i, k := range d.keys {
			inner, ok := d.values[i].(*dict)
			if ok && text(k) == name && (len(inner.keys) == 0 || len(inner.tensors()) > 0 || len(inner.below("", map[*dict]bool{})) > 0) {
				return inner
			}
		}
	}
	return nil
}

func (d *dict) hasKey(names ...string) bool {
	return slices.ContainsFunc(d.keys, func(k any) bool { return slices.Contains(names, text(k)) })
}

// tensors are those that lie in the dict itself, in its order.
func (d *dict) tensors() []namedRef {
	var refs []namedRef
	for i, k := range d.keys {
		if t, ok := d.values[i].(*tensorRef); ok && text(k) != "" {
			refs = append(refs, namedRef{text(k), t})
		}
	}
	return refs
}

// below are the tensors of the dicts in d. A dict that was seen is passed over:
// a pickle can hold a dict many times, and in itself.
func (d *dict) below(prefix string, seen map[*dict]bool) []namedRef {
	const longest = 256 // bytes of a path
	if seen[d] || len(prefix) > longest {
		return nil
	}
	seen[d] = true
	var refs []namedRef
	for i, k := range d.keys {
		inner, ok := d.values[i].(*dict)
		name := keyText(k)
		if !ok || seen[inner] || name == "" || strings.Contains(strings.ToLower(name), "optim") {
			continue
		}
		for _, r := range inner.tensors() {
			refs = append(refs, namedRef{prefix + name + "." + r.name, r.tensorRef})
		}
		refs = append(refs, inner.below(prefix+name+".", seen)...)
	}
	return refs
}

// keyText is a key as a part of a name.
func keyText(k any) string {
	if n, ok := k.(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return text(k)
}
