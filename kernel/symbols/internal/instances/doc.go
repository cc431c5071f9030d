// Package instances holds what the generic functions of the standard library
// that cannot be interpreted are made of: the functions themselves, compiled
// for one type that can stand for all. gen/_overrides holds the generic
// functions that call them.
package instances
