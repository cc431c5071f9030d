//go:build !windows

package worker_test

import "testing"

func TestPrivateFieldsAreNotEncoded(t *testing.T) {
	s := newSession(t)
	s.run("import (\"encoding/json\"; \"encoding/xml\"; \"reflect\")\n" +
		"type inner struct { Shown, Also int; hidden int }\n" +
		"type outer struct { Name string `json:\"name\" unit:\"m\"`; secret, other string; tagged int `json:\"t\" unit:\"s\"`; In inner; Anon struct { A int; b int } }\n" +
		"text := func(v any) string { b, err := json.Marshal(v); if err != nil { return err.Error() }; return string(b) }")
	s.gives("text(outer{Name: \"a\", secret: \"s\"})", `{"name":"a","In":{"Shown":0,"Also":0},"Anon":{"A":0}}`)
	s.gives("var o outer\nerr := json.Unmarshal([]byte(`{\"name\":\"b\",\"secret\":\"x\",\"t\":3,\"In\":{\"Shown\":2,\"hidden\":3}}`), &o)\nerr == nil && o.Name == \"b\" && o.secret == \"\" && o.tagged == 0 && o.In.Shown == 2 && o.In.hidden == 0", "true")
	s.gives("type page struct { XMLName xml.Name `xml:\"page\"`; A, B int; c int }\nb, err := xml.Marshal(page{A: 1, c: 2})\nstring(b)", "<page><A>1</A><B>0</B></page>")
	s.gives("f, _ := reflect.TypeOf(o).FieldByName(\"Name\")\nf.Tag", `json:"name" unit:"m"`)
	s.gives("reflect.TypeOf(o).Field(3).Tag.Get(\"unit\")", "s")
	s.gives("o.In", "{Shown:2 Also:0 hidden:0}")
	s.gives("a := struct{ x int }{1}\nb2 := struct{ x int }{1}\na == b2", "true")
}
