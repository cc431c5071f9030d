// Package junit writes the results of notebook runs as JUnit XML, which CI
// systems show: a suite for each notebook, a case for each cell that was to be
// run.
//
//	err := junit.WriteFile("report.xml", []junit.Result{{Path: "a.ipynb", Notebook: nb, Cells: cells, Err: err}})
package junit
