package notebook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// TestRepair reads notebooks that nbformat refuses and looks at what would be
// written.
func TestRepair(t *testing.T) {
	whole := func(metadata, cell string) string {
		return `{"cells":[` + cell + `],"metadata":` + metadata + `,"nbformat":4,"nbformat_minor":5}`
	}
	code := func(more string) string {
		return `{"cell_type":"code","execution_count":null,"id":"a","metadata":{},"outputs":[],"source":[]` + more + `}`
	}
	meta := func(m string) string { return strings.Replace(code(""), `"metadata":{}`, `"metadata":`+m, 1) }
	outputs := func(o string) string { return strings.Replace(code(""), `"outputs":[]`, `"outputs":`+o, 1) }
	for name, c := range map[string]struct{ give, want string }{
		"MetadataNull":    {whole("null", code("")), whole("{}", code(""))},
		"MetadataList":    {whole("[]", code("")), whole("{}", code(""))},
		"Kernelspec":      {whole(`{"kernelspec":null}`, code("")), whole("{}", code(""))},
		"KernelspecNames": {whole(`{"kernelspec":{"language":"go"}}`, code("")), whole(`{"kernelspec":{"display_name":"gophernotes","language":"go","name":"gophernotes"}}`, code(""))},
		"LanguageInfo":    {whole(`{"language_info":{}}`, code("")), whole("{}", code(""))},
		"Title":           {whole(`{"title":null,"authors":"me"}`, code("")), whole("{}", code(""))},
		"CellMetadata":    {whole("{}", meta("null")), whole("{}", code(""))},
		"CellNoMetadata":  {whole("{}", strings.Replace(code(""), `"metadata":{},`, "", 1)), whole("{}", code(""))},
		"Jupyter":         {whole("{}", meta(`{"jupyter":null,"execution":[],"collapsed":null,"scrolled":1,"name":""}`)), whole("{}", code(""))},
		"SourceHidden":    {whole("{}", meta(`{"jupyter":{"source_hidden":"yes"}}`)), whole("{}", meta(`{"jupyter":{}}`))},
		"TagsNull":        {whole("{}", meta(`{"tags":null}`)), whole("{}", code(""))},
		"TagsText":        {whole("{}", meta(`{"tags":"parameters, b"}`)), whole("{}", meta(`{"tags":["parameters","b"]}`))},
		"TagsTwice":       {whole("{}", meta(`{"tags":["a","a",1]}`)), whole("{}", meta(`{"tags":["a"]}`))},
		"Attachments":     {whole("{}", `{"attachments":null,"cell_type":"markdown","id":"a","metadata":{},"source":"x"}`), whole("{}", `{"cell_type":"markdown","id":"a","metadata":{},"source":"x"}`)},
		"SourceNull":      {whole("{}", `{"cell_type":"markdown","id":"a","metadata":{},"source":null}`), whole("{}", `{"cell_type":"markdown","id":"a","metadata":{},"source":""}`)},
		"ID":              {whole("{}", strings.Replace(code(""), `"id":"a"`, `"id":"ü"`, 1)), whole("{}", strings.Replace(code(""), `"id":"a",`, "", 1))},
		"SameID":          {whole("{}", code("")+","+code("")), whole("{}", code("")+","+strings.Replace(code(""), `"id":"a",`, "", 1))},
		"Count":           {whole("{}", strings.Replace(code(""), `"execution_count":null`, `"execution_count":"1"`, 1)), whole("{}", code(""))},
		"Outputs":         {whole("{}", outputs("null")), whole("{}", code(""))},
		"Output":          {whole("{}", outputs(`[null,{"output_type":"pyout"}]`)), whole("{}", code(""))},
		"Display":         {whole("{}", outputs(`[{"data":null,"metadata":null,"output_type":"display_data"}]`)), whole("{}", outputs(`[{"data":{},"metadata":{},"output_type":"display_data"}]`))},
		"Bundle":          {whole("{}", outputs(`[{"data":{"a/b":{"c":1},"application/json":null,"text/html":null,"text/plain":3},"metadata":{},"output_type":"display_data"}]`)), whole("{}", outputs(`[{"data":{"a/b":"{\"c\":1}","application/json":null,"text/plain":"3"},"metadata":{},"output_type":"display_data"}]`))},
		"Attachment":      {whole("{}", `{"attachments":{"a":null,"b":{"image/png":null}},"cell_type":"markdown","id":"a","metadata":{},"source":"x"}`), whole("{}", `{"attachments":{"b":{}},"cell_type":"markdown","id":"a","metadata":{},"source":"x"}`)},
		"Stream":          {whole("{}", outputs(`[{"output_type":"stream","text":null}]`)), whole("{}", outputs(`[{"name":"stdout","output_type":"stream","text":""}]`))},
		"Error":           {whole("{}", outputs(`[{"ename":"E","output_type":"error","traceback":null}]`)), whole("{}", outputs(`[{"ename":"E","evalue":"","output_type":"error","traceback":[]}]`))},
		"Minor":           {strings.Replace(whole("{}", code("")), `,"nbformat_minor":5`, "", 1), whole("{}", code(""))},
		"OldWithIDs":      {strings.Replace(whole("{}", code("")), `"nbformat_minor":5`, `"nbformat_minor":4`, 1), strings.NewReplacer(`"nbformat_minor":5`, `"nbformat_minor":4`, `"id":"a",`, "").Replace(whole("{}", code("")))},
		"MinorOld":        {`{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":null}`, `{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":4}`},
		"Good":            {whole(`{"kernelspec":{"display_name":"","name":"x"},"other":null}`, meta(`{"tags":["b","a"],"x":null}`)), whole(`{"kernelspec":{"display_name":"","name":"x"},"other":null}`, meta(`{"tags":["b","a"],"x":null}`))},
	} {
		t.Run(name, func(t *testing.T) {
			nb, err := notebook.Parse([]byte(c.give))
			if err != nil {
				t.Fatal(err)
			}
			if !json.Valid(nb.Bytes()) || string(nb.Bytes()) != c.want {
				t.Errorf("repaired as\n%s\nwant\n%s", nb.Bytes(), c.want)
			}
		})
	}
}
