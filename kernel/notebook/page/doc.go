// Package page makes one HTML page of executed notebooks, to read or to print.
//
//	err := page.Write(w, []page.Document{{Path: "01_classification.ipynb", Notebook: nb}})
//
// The page is one file and asks for nothing outside it: images that a notebook
// shows from beside it are built in, images from elsewhere become links. It
// runs no script. HTML that cells put out is kept as it looks, without its
// scripts, frames, forms and event handlers; where nothing is left of it, the
// next representation of the output stands in its place. A content security
// policy in the page's head has the browser enforce both.
//
// TeX formulas are shown as they were written. The same notebooks give the same
// page.
package page
