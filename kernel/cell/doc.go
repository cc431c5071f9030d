// Package cell reads the text of a cell before anything knows what it means:
// whether more lines are to come, whether it only asks about a name, which lines
// at its head are no Go. It runs nothing and needs no engine, so that a server
// answers while a cell runs.
//
//	status, indent := cell.Completeness("for {") // "incomplete", "\t"
//	name := cell.Asked("fmt.Println?")           // "fmt.Println"
//	lines, code := cell.Specials("%cd data\nx := 1")  // the first line, and "\nx := 1"
package cell
