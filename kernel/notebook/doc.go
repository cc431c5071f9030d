// Package notebook reads, writes, checks and runs Jupyter notebooks (nbformat
// 4.0 to 4.5).
//
// Reading and writing keep what they do not understand: the order of keys,
// unknown fields, numbers and strings as they were spelled, and the file's
// indentation, so that a notebook in git changes where something changed and
// nowhere else:
//
//	nb, err := notebook.Read("01_classification.ipynb")
//	for _, cell := range nb.Cells() { fmt.Println(cell.Type(), cell.Source()) }
//	err = nb.WriteFile("copy.ipynb")
//
// Running executes the code cells in a kernel over the Jupyter protocol and
// stores their outputs:
//
//	nb, err := notebook.RunFile(ctx, "in.ipynb", "out.ipynb", notebook.Options{Launch: launch})
//
// Two deliberate differences from nbclient: a line that was rewritten with
// carriage returns (a progress bar) is stored as its last state only, and the
// times at which cells ran are stored only where Options.RecordTiming asks for
// them; a second run of a notebook whose results are the same leaves the file as
// it was.
package notebook
