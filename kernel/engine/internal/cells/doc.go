// Package cells turns the source of a notebook's cell into a type-checked
// unit.Cell, and remembers what earlier cells have declared.
//
// Each cell is checked in a package of its own, with path main, so that a name
// can be declared again with any type while older code keeps the older object.
// Check changes nothing: a cell takes effect when it is committed, and what had
// to be done to the types of earlier cells is undone when it is dropped.
//
// What a cell declares with := are variables of the notebook, at the level of
// the package, so that the cell's functions see them. As in the body of a
// function, though, what stands before their declaration sees the object that
// the name had before (see early.go).
package cells
