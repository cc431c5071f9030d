package symbols

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed gen_docs_own.json.gz
var ownDocs []byte

//go:embed gen_docs_other.json.gz
var otherDocs []byte

// Doc returns the declaration and comment of what a package offers: name is
// "Name", "Type.Method", or "" for the package itself; the path "builtin" is
// for Go's builtins. It is empty where there is none.
func Doc(path, name string) string { return docs()[path][name] }

var docs = sync.OnceValue(func() map[string]map[string]string {
	var all map[string]map[string]string
	for _, zipped := range [][]byte{ownDocs, otherDocs} {
		zip, err := gzip.NewReader(bytes.NewReader(zipped))
		if err == nil {
			err = json.NewDecoder(zip).Decode(&all) // adds to what is there
		}
		if err != nil {
			panic(err) // our own files
		}
	}
	return all
})
