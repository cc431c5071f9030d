package cell

import "strings"

// A Special is a line at a cell's head that is no Go.
type Special struct {
	Line    int  // in the cell, from 1
	Command bool // $ and ! run a command of the shell, % is for the kernel itself
	Text    string
}

// Specials returns the special lines at a cell's head, and the cell with those
// blank, so that line numbers stay.
func Specials(code string) (special []Special, rest string) {
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !strings.ContainsRune("%$!", rune(line[0])) {
			break
		}
		s := Special{Line: i + 1, Command: line[0] != '%', Text: line[1:]}
		if s.Command {
			s.Text = strings.TrimSpace(s.Text)
		}
		special = append(special, s)
		lines[i] = ""
	}
	return special, strings.Join(lines, "\n")
}
