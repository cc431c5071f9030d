package source

import (
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Roots are requirements that a build list starts from. If pruned, they were
// written by a Go that lists in them all that is needed.
type roots struct {
	require []module.Version
	pruned  bool
}

// buildList selects for each module the greatest version that is required, by
// minimal version selection (R. Cox, 2018) over the module graph as the go
// command prunes it: below a pruned module that a pruned one requires, no
// requirement is followed.
func buildList(from []roots, gomodOf func(module.Version) *gomod, exclude func(module.Version) bool) map[string]string {
	type visit struct {
		at     module.Version
		pruned bool
	}
	selected := map[string]string{}
	seen := map[visit]bool{}
	var queue []visit
	add := func(at module.Version, pruned bool) {
		v := visit{at, pruned}
		if exclude(at) || seen[v] || seen[visit{at, false}] {
			return
		}
		seen[v] = true
		if semver.Compare(at.Version, selected[at.Path]) > 0 {
			selected[at.Path] = at.Version
		}
		queue = append(queue, v)
	}
	for _, r := range from {
		for _, at := range r.require {
			add(at, r.pruned)
		}
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		m := gomodOf(v.at)
		if v.pruned && m.pruned() {
			// Its own requirements count, but not what they require in turn.
			for _, at := range m.require {
				if !exclude(at) && semver.Compare(at.Version, selected[at.Path]) > 0 {
					selected[at.Path] = at.Version
				}
			}
			continue
		}
		for _, at := range m.require {
			add(at, false)
		}
	}
	return selected
}
