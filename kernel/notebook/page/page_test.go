package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/crococlock/crococlock/kernel/notebook"
	"github.com/crococlock/crococlock/kernel/notebook/page"
)

// one pixel, as PNG.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

// A cell is a cell of a test's notebook: Markdown where it has no outputs and
// no code.
type cell struct {
	markdown, code string
	outputs        []any
	attachments    any
	metadata       map[string]any
}

func stream(text string) any {
	return map[string]any{"output_type": "stream", "name": "stdout", "text": text}
}

func display(data map[string]any) any {
	return map[string]any{"output_type": "display_data", "metadata": map[string]any{}, "data": data}
}

func pictured(metadata any) any {
	return map[string]any{"output_type": "display_data", "metadata": metadata, "data": map[string]any{"image/png": pixel}}
}

// document writes a notebook to a folder and reads it again.
func document(t *testing.T, path string, cells ...cell) page.Document {
	t.Helper()
	list := []any{}
	for _, c := range cells {
		m := map[string]any{"cell_type": "markdown", "metadata": map[string]any{}, "source": c.markdown}
		if c.code != "" || c.outputs != nil {
			m = map[string]any{"cell_type": "code", "metadata": map[string]any{}, "source": c.code, "outputs": c.outputs, "execution_count": 1}
		}
		if c.metadata != nil {
			m["metadata"] = c.metadata
		}
		if c.attachments != nil {
			m["attachments"] = c.attachments
		}
		list = append(list, m)
	}
	raw, err := json.Marshal(map[string]any{"cells": list, "nbformat": 4, "nbformat_minor": 4,
		"metadata": map[string]any{"language_info": map[string]any{"name": "go"}}})
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return page.Document{Path: path, Notebook: nb}
}

// write returns the page, which must be HTML that runs nothing and asks for
// nothing.
func write(t *testing.T, docs ...page.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Write(&b, docs); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "link", "form", "base":
			t.Errorf("the page has a %s", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" && !strings.HasPrefix(a.Val, "data:") || strings.HasPrefix(a.Val, "javascript:") {
				t.Errorf("the page has <%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	if !strings.Contains(b.String(), `content="default-src &#39;none&#39;`) && !strings.Contains(b.String(), `content="default-src 'none'`) {
		t.Error("the page has no content security policy")
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "beside.png"), []byte("\x89PNG\r\n\x1a\nrest"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cell   cell
		want   string
		hidden string // what must not be there
	}{
		"Markdown":       {cell{markdown: "some *soft* and `code`"}, "some <em>soft</em> and <code>code</code>", ""},
		"Table":          {cell{markdown: "|a|b|\n|-|-|\n|1|2|"}, "<td>1</td>", ""},
		"Tasks":          {cell{markdown: "- [x] done"}, `type="checkbox"`, ""},
		"Formula":        {cell{markdown: "where $a_1 * b_1 * c_1$ and 5$ or 6$ more"}, `<code class="math">$a_1 * b_1 * c_1$</code> and 5$ or 6$ more`, "<em>"},
		"FencedCode":     {cell{markdown: "```go\nfunc f() {}\n```"}, `<span class="kd">func</span>`, ""},
		"BrokenHTML":     {cell{markdown: "<div><b>bold"}, "<div><b>bold</b></div></section>", ""},
		"Code":           {cell{code: "func f() {}"}, `<span class="kd">func</span>`, ""},
		"CodeEscaped":    {cell{code: `s := "<script>"`}, "&lt;script&gt;", ""},
		"LongCode":       {cell{code: strings.Repeat("x++\n", 15)}, `<input type="checkbox" id="n1-code-0"><pre`, ""},
		"LongCodeAll":    {cell{code: strings.Repeat("x++\n", 15)}, `<label for="n1-code-0"><span>all 15 lines</span>`, ""},
		"ShortCode":      {cell{code: strings.Repeat("x++\n", 14)}, "x", "checkbox"},
		"Count":          {cell{code: "1"}, "[1]", ""},
		"Stream":         {cell{code: "1", outputs: []any{stream("a < b\n")}}, "a &lt; b</pre>", ""},
		"Colours":        {cell{code: "1", outputs: []any{stream("\x1b[1;31mred\x1b[0m \x1b[38;5;196mcube\x1b[39m \x1b[38;2;1;2;3mtrue\x1b[m\x1b[2K.")}}, `<span class="ab fg1">red</span> <span style="color:#ff0000">cube</span> <span style="color:#010203">true</span>.`, "\x1b"},
		"Error":          {cell{code: "1", outputs: []any{map[string]any{"output_type": "error", "ename": "E", "evalue": "v", "traceback": []string{"\x1b[31mE\x1b[0m: <v>"}}}}, `<pre class="error"><span class="fg1">E</span>: &lt;v&gt;</pre>`, ""},
		"ErrorNoTrace":   {cell{code: "1", outputs: []any{map[string]any{"output_type": "error", "ename": "E", "evalue": "v", "traceback": []string{}}}}, `<pre class="error">E: v</pre>`, ""},
		"Image":          {cell{code: "1", outputs: []any{display(map[string]any{"image/png": pixel + "\n", "text/plain": "a picture"})}}, `<img src="data:image/png;base64,` + pixel + `" alt="a picture">`, ""},
		"SVG":            {cell{code: "1", outputs: []any{display(map[string]any{"image/svg+xml": "<svg/>"})}}, `<img src="data:image/svg+xml;base64,PHN2Zy8+`, ""},
		"HTML":           {cell{code: "1", outputs: []any{display(map[string]any{"text/html": "<table><tr><td>1", "text/plain": "plain"})}}, "<td>1</td>", "plain"},
		"HTMLOnlyScript": {cell{code: "1", outputs: []any{display(map[string]any{"text/html": "<script>alert(1)</script><div id=x></div>", "text/plain": "plain"})}}, "plain", "alert"},
		"HTMLActive":     {cell{code: "1", outputs: []any{display(map[string]any{"text/html": `<b onclick="x()">bold</b><iframe src="https://a"></iframe><a href=" java` + "\t" + `script:x()">go</a>`})}}, "<b>bold</b><a>go</a>", "onclick"},
		"JSON":           {cell{code: "1", outputs: []any{display(map[string]any{"application/json": map[string]any{"a": []int{1}}})}}, "&#34;a&#34;: [", ""},
		"MarkdownOutput": {cell{code: "1", outputs: []any{display(map[string]any{"text/markdown": "# big"})}}, "<h1>big</h1>", ""},
		"Beside":         {cell{markdown: "![it](beside.png)"}, `src="data:image/png;base64,`, ""},
		"Attachment":     {cell{markdown: "![it](attachment:a%20b.png)", attachments: map[string]any{"a b.png": map[string]any{"image/png": pixel}}}, `src="data:image/png;base64,` + pixel, ""},
		"Elsewhere":      {cell{markdown: "![it](https://example.org/a.png)"}, `<a href="https://example.org/a.png">[image: it]</a>`, "<img"},
		"Missing":        {cell{markdown: "![it](none.png)"}, "[image: it]", "<img"},
		"LinkWithin":     {cell{markdown: "# A title\n[there](#A-title)"}, `<a href="#n1-A-title">there</a>`, ""},
		"LinkAcross":     {cell{markdown: "[there](other.ipynb)"}, `<a href="#n2">there</a>`, ""},
		"LinkElsewhere":  {cell{markdown: "[there](more.ipynb)"}, `<a href="more.ipynb">there</a>`, ""},
		"Size":           {cell{code: "1", outputs: []any{pictured(map[string]any{"image/png": map[string]any{"width": 321, "height": 123}})}}, `" alt="" width="321" height="123" style="width:321px;aspect-ratio:321/123">`, ""},
		"SizeOfAll":      {cell{code: "1", outputs: []any{pictured(map[string]any{"width": "50%", "height": nil})}}, `width="50%" style="width:50%">`, ""},
		"Height":         {cell{code: "1", outputs: []any{pictured(map[string]any{"height": 12.5})}}, `height="12.5" style="height:12.5px">`, ""},
		"NoSize":         {cell{code: "1", outputs: []any{pictured(map[string]any{"image/png": map[string]any{"width": `1" onload="x()`}})}}, `alt="">`, "onload"},
		"Alt":            {cell{code: "1", outputs: []any{pictured(map[string]any{"image/png": map[string]any{"alt": "<a> clock"}})}}, `alt="&lt;a&gt; clock">`, ""},
		"SizeInHTML":     {cell{code: "1", outputs: []any{display(map[string]any{"text/html": `<img width="40" height="20" src="data:image/png;base64,` + pixel + `">`})}}, `style="width:40px;aspect-ratio:40/20"`, ""},
		"Plotly":         {cell{code: "1", outputs: []any{display(map[string]any{"application/vnd.plotly.v1+json": map[string]any{"data": nil}})}}, `<p class="note">Not shown here: application/vnd.plotly.v1+json</p>`, ""},
		"VegaAndText":    {cell{code: "1", outputs: []any{display(map[string]any{"application/vnd.vegalite.v5+json": map[string]any{"a": 1}, "text/plain": "a chart"})}}, `<pre class="result">a chart</pre><p class="note">Not shown here: application/vnd.vegalite.v5+json</p>`, ""},
		"VegaAndPicture": {cell{code: "1", outputs: []any{display(map[string]any{"application/vnd.vegalite.v5+json": map[string]any{"a": 1}, "image/png": pixel})}}, "<img ", "Not shown"},
		"Script":         {cell{code: "1", outputs: []any{display(map[string]any{"application/javascript": "alert(1)"})}}, "Not shown here: application/javascript", "alert"},
		"BrokenPicture":  {cell{code: "1", outputs: []any{display(map[string]any{"image/png": "?"})}}, "Not shown here: image/png", "<img"},
		"CSV":            {cell{code: "1", outputs: []any{display(map[string]any{"text/csv": "a,b\n1,2"})}}, "a,b\n1,2</pre>", "Not shown"},
		"SourceHidden":   {cell{code: "secret", outputs: []any{stream("seen")}, metadata: map[string]any{"jupyter": map[string]any{"source_hidden": true}}}, "seen</pre>", "secret"},
		"HideInput":      {cell{code: "secret", outputs: []any{stream("seen")}, metadata: map[string]any{"hide_input": true}}, "seen</pre>", "secret"},
		"TagHideInput":   {cell{code: "secret", outputs: []any{stream("seen")}, metadata: map[string]any{"tags": []string{"hide-input"}}}, "seen</pre>", "secret"},
		"TagRemoveInput": {cell{code: "secret", outputs: []any{stream("seen")}, metadata: map[string]any{"tags": []string{"remove_input"}}}, "seen</pre>", "secret"},
		"TagHideOutput":  {cell{code: "seen", outputs: []any{stream("secret")}, metadata: map[string]any{"tags": []string{"remove-output"}}}, "seen", "secret"},
		"OutputsHidden":  {cell{code: "seen", outputs: []any{stream("secret")}, metadata: map[string]any{"jupyter": map[string]any{"outputs_hidden": true}}}, "seen", "secret"},
		"TagRemoveCell":  {cell{code: "secret", outputs: []any{stream("secret")}, metadata: map[string]any{"tags": []string{"remove-cell"}}}, "<article", "secret"},
		"NoOutput":       {cell{code: "secret", outputs: []any{}, metadata: map[string]any{"tags": []string{"hide-input"}}}, "<article", `class="code"`},
	} {
		t.Run(name, func(t *testing.T) {
			got := write(t, document(t, filepath.Join(folder, "a.ipynb"), c.cell), document(t, filepath.Join(folder, "other.ipynb")))
			body := got[strings.Index(got, "<main>"):]
			if !strings.Contains(body, c.want) {
				t.Errorf("the page lacks %q:\n%s", c.want, body)
			}
			if c.hidden != "" && strings.Contains(body, c.hidden) {
				t.Errorf("the page shows %q:\n%s", c.hidden, body)
			}
		})
	}
}

func TestWriteContents(t *testing.T) {
	a := document(t, "a.ipynb", cell{markdown: "# First\n## One\n### deep\n## One"})
	b := document(t, "b.ipynb", cell{markdown: "no title"})
	b.Problem = "cell 3: <why>"
	got := write(t, a, b, page.Document{Path: "c.ipynb", Problem: "not a notebook"})
	for _, want := range []string{
		"<title>First</title>", `<a href="#n1">First</a>`, `<a href="#n1-One">One</a>`, `<a href="#n1-One-">One</a>`,
		`<h2 id="n1-One">`, `<h2 id="n1-One-">`, `<a href="#n2">b.ipynb</a> <strong class="stopped">stopped</strong>`,
		`<p class="problem">cell 3: &lt;why&gt;</p>`, `<p class="problem">not a notebook</p>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got, `deep</a>`) {
		t.Error("a heading of the third level is among the contents")
	}
}

func TestWriteSameBytes(t *testing.T) {
	doc := document(t, "a.ipynb", cell{markdown: "# A"}, cell{code: "x := 1", outputs: []any{stream("1")}})
	if first, second := write(t, doc), write(t, doc); first != second {
		t.Error("two pages of the same notebooks differ")
	}
}

func ExampleWriteFile() {
	nb, err := notebook.Read(filepath.Join("..", "testdata", "format", "v4_5.ipynb"))
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "page")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "index.html")
	fmt.Println(page.WriteFile(path, []page.Document{{Path: "v4_5.ipynb", Notebook: nb}}))
	// Output: <nil>
}
