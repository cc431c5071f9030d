// Package source finds, reads and type-checks the packages that are not
// compiled into the program, so that the engine can interpret them.
//
// What an import path means is decided as the go command decides it, from the
// files it would read: the go.work or go.mod of the notebook's folder with its
// vendor folder and replacements, the go.mod files in the module cache, and the
// go.mod in which Get notes what it fetched. A module that nothing requires is
// taken from the module cache, with a hint. No go command is needed but for Get.
//
//	l := source.New(source.Config{Fset: fset, Compiled: compiled, Dir: dir, Env: os.Environ})
//	pkg, err := l.Import("github.com/google/uuid")
//	for _, u := range l.InitOrder("github.com/google/uuid") {
//		// compile u, set l.Embeds(u), run its initialisation
//	}
//
// Every Import decides anew from the disk: a package whose files, modules or
// imports have changed is checked again and is then another *types.Package.
package source
