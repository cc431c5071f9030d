package symbols

import "encoding/json"

// Doc returns the declaration and comment of what a package offers: name is
// "Name", "Type.Method", or "" for the package itself; the path "builtin" is
// for Go's builtins. It is empty where there is none.
func Doc(path, name string) string { return Docs(path)[name] }

// Docs returns all that Doc knows of a package, by name.
func Docs(path string) map[string]string {
	if isDisplay(path) {
		path = displayPackage
	}
	data, err := read("doc/" + path)
	if err != nil {
		return nil // not compiled in
	}
	var docs map[string]string
	if err := json.Unmarshal(data, &docs); err != nil {
		panic(err) // our own file
	}
	return docs
}
