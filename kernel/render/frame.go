package render

import (
	"fmt"
	"html"
	"strings"

	"github.com/go-gota/gota/dataframe"

	"github.com/crococlock/crococlock/kernel/display"
)

// frameRows is how many rows of a frame are shown: its first and last halves.
const frameRows = 20

// frameHTML shows a gota frame as a table with its columns' types.
func frameHTML(df dataframe.DataFrame) display.Data {
	if df.Err != nil {
		return display.MakeData(display.MIMETypeText, "dataframe error: "+df.Err.Error())
	}
	rows, cols := df.Dims()
	names, types := df.Names(), df.Types()
	var b, text strings.Builder
	b.WriteString("<table>\n<thead><tr><th></th>")
	for i, name := range names {
		fmt.Fprintf(&b, "<th>%s<br><small>%s</small></th>", html.EscapeString(name), types[i])
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	fmt.Fprintf(&text, "%s\n", strings.Join(names, "\t"))
	for r := 0; r < rows; r++ {
		if rows > frameRows && r == frameRows/2 {
			fmt.Fprintf(&b, "<tr><td>…</td>%s</tr>\n", strings.Repeat("<td>…</td>", cols))
			text.WriteString("…\n")
			r = rows - frameRows/2
		}
		fmt.Fprintf(&b, "<tr><th>%d</th>", r)
		for c := 0; c < cols; c++ {
			cell := df.Elem(r, c).String()
			fmt.Fprintf(&b, "<td>%s</td>", html.EscapeString(cell))
			if c > 0 {
				text.WriteByte('\t')
			}
			text.WriteString(cell)
		}
		b.WriteString("</tr>\n")
		text.WriteByte('\n')
	}
	fmt.Fprintf(&b, "</tbody></table>\n<p>%d rows × %d columns</p>", rows, cols)
	fmt.Fprintf(&text, "%d rows × %d columns", rows, cols)
	return display.MakeData3(display.MIMETypeHTML, text.String(), b.String())
}
