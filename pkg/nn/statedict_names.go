package nn

import (
	"fmt"
	"strings"
)

// Sub returns the tensors of a part of a network, those whose names begin with
// prefix and a dot, without both: Sub("generator") has "conv1.weight" for
// "generator.conv1.weight". A dot at prefix's end may be left out. Elements are
// shared.
func (sd *StateDict) Sub(prefix string) *StateDict {
	prefix = strings.TrimSuffix(prefix, ".") + "."
	return sd.Rename(func(name string) string {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return rest
		}
		return ""
	})
}

// StripPrefix takes prefix off the names that begin with it and keeps the others,
// as for what PyTorch's DataParallel ("module.") and compile ("_orig_mod.") put
// before names. Elements are shared.
func (sd *StateDict) StripPrefix(prefix string) *StateDict {
	return sd.Rename(func(name string) string {
		if rest := strings.TrimPrefix(name, prefix); rest != "" {
			return rest
		}
		return name
	})
}

// Rename gives each tensor the name that is returned for its own; one without
// a name is left out. Elements and Metadata are shared. Two of one name are
// refused where the result is checked, copied or written.
func (sd *StateDict) Rename(name func(old string) string) *StateDict {
	out := &StateDict{Metadata: sd.Metadata}
	for _, t := range sd.Tensors {
		if t.Name = name(t.Name); t.Name != "" {
			out.Tensors = append(out.Tensors, t)
		}
	}
	return out
}

// hint says which call makes the names those that are wanted, "" where none
// that takes off a prefix does.
func (sd *StateDict) hint(want []ParamShape) string {
	have := make(map[string]bool, len(sd.Tensors))
	for _, t := range sd.Tensors {
		have[t.Name] = true
	}
	direct := 0
	counts := map[string]int{} // how many of the names wanted stand behind a prefix
	for _, w := range want {
		if have[w.Name] {
			direct++
		}
		for _, t := range sd.Tensors {
			if prefix, ok := strings.CutSuffix(t.Name, "."+w.Name); ok {
				counts[prefix+"."]++
			}
		}
	}
	best := ""
	for prefix, n := range counts {
		if n > direct && n > counts[best] || n == counts[best] && n > direct && prefix < best {
			best = prefix
		}
	}
	if best == "" {
		return ""
	}
	for _, t := range sd.Tensors {
		if !strings.HasPrefix(t.Name, best) {
			return fmt.Sprintf(": %d of the names wanted stand behind %q: Sub(%q) has them", counts[best], best, best)
		}
	}
	return fmt.Sprintf(": all names begin with %q: StripPrefix(%q) takes it off", best, best)
}
