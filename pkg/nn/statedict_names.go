package nn

import (
	"cmp"
	"fmt"
	"slices"
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

// hint says which calls make the names those that are wanted, "" where none
// that takes off a prefix does.
func (sd *StateDict) hint(want []ParamShape) string {
	prefixes, found := sd.prefixes(want)
	if len(prefixes) == 0 {
		return ""
	}
	if sd.Metadata["format"] == stateFormat {
		// What a solver remembers of a network has its names too, and is no network.
		prefixes = slices.DeleteFunc(prefixes, func(prefix string) bool { return strings.Count(prefix, ".") > 1 })
		if len(prefixes) == 0 {
			return ""
		}
		slices.SortStableFunc(prefixes, func(a, b string) int { return cmp.Compare(order(a), order(b)) })
		return fmt.Sprintf(": it is the state of a run, which State(…).ReadFile reads whole: %s", calls(prefixes))
	}
	if len(prefixes) == 1 && !slices.ContainsFunc(sd.Tensors, func(t StateTensor) bool { return !strings.HasPrefix(t.Name, prefixes[0]) }) {
		return fmt.Sprintf(": all names begin with %q: StripPrefix(%q) takes it off", prefixes[0], prefixes[0])
	}
	return fmt.Sprintf(": %d of the names wanted stand behind a prefix: %s", found, calls(prefixes))
}

// prefixes are what stands before most of the names wanted, in the order of the
// tensors, and before how many; none where most have nothing before them.
func (sd *StateDict) prefixes(want []ParamShape) (prefixes []string, found int) {
	wanted := make(map[string]bool, len(want))
	for _, w := range want {
		wanted[w.Name] = true
	}
	direct := 0
	counts := make(map[string]int)
	for _, t := range sd.Tensors {
		if wanted[t.Name] {
			direct++
		}
		for i, c := range t.Name {
			if c != '.' || !wanted[t.Name[i+1:]] {
				continue
			}
			prefix := t.Name[:i+1]
			if counts[prefix] == 0 {
				prefixes = append(prefixes, prefix)
			}
			counts[prefix]++
		}
	}
	for _, n := range counts {
		found = max(found, n)
	}
	if found <= direct {
		return nil, 0
	}
	return slices.DeleteFunc(prefixes, func(prefix string) bool { return counts[prefix] < found }), found
}

// order is that of a run's parts in a hint: the network before averages of it.
func order(prefix string) int {
	if prefix == netPart+"." {
		return 0
	}
	return 1
}

// calls is like `Sub("net") has them, and so have Sub("best") and Sub("ema")`.
func calls(prefixes []string) string {
	text := make([]string, len(prefixes))
	for i, prefix := range prefixes {
		text[i] = fmt.Sprintf("Sub(%q)", strings.TrimSuffix(prefix, "."))
	}
	if len(text) == 1 {
		return text[0] + " has them"
	}
	last := len(text) - 1
	others := text[last]
	if last > 1 {
		others = strings.Join(text[1:last], ", ") + " and " + others
	}
	if last == 1 {
		return fmt.Sprintf("%s has them, and so has %s", text[0], others)
	}
	return fmt.Sprintf("%s has them, and so have %s", text[0], others)
}
