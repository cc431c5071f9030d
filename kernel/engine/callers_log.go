package engine

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"
)

// replaceLog has package log name the line of the cell that logs, where its
// flags ask for lines.
func (c *callers) replaceLog(with map[string]any) {
	l := &logging{callers: c}
	exit := os.Exit
	if f, ok := c.e.opts.Replace["os.Exit"].(func(int)); ok {
		exit = f
	}
	type kind struct {
		name string
		then func(string)
	}
	for _, k := range []kind{
		{"Print", func(string) {}}, {"Fatal", func(string) { exit(1) }}, {"Panic", func(s string) { panic(s) }},
	} {
		say := func(to *log.Logger, s string) { l.output(to, 0, s); k.then(s) }
		with["log."+k.name] = func(v ...any) { say(log.Default(), fmt.Sprint(v...)) }
		with["log."+k.name+"ln"] = func(v ...any) { say(log.Default(), fmt.Sprintln(v...)) }
		with["log."+k.name+"f"] = func(format string, v ...any) { say(log.Default(), fmt.Sprintf(format, v...)) }
		with["log.(*Logger)."+k.name] = func(to *log.Logger, v ...any) { say(to, fmt.Sprint(v...)) }
		with["log.(*Logger)."+k.name+"ln"] = func(to *log.Logger, v ...any) { say(to, fmt.Sprintln(v...)) }
		with["log.(*Logger)."+k.name+"f"] = func(to *log.Logger, format string, v ...any) { say(to, fmt.Sprintf(format, v...)) }
	}
	with["log.Output"] = func(depth int, s string) error { return l.output(log.Default(), depth-1, s) }
	with["log.(*Logger).Output"] = func(to *log.Logger, depth int, s string) error { return l.output(to, depth-1, s) }
}

type logging struct {
	*callers
	mu sync.Mutex // held while a line is written, as loggers hold their own
}

// output is Logger.Output, of which the caller is so many calls further out.
func (l *logging) output(to *log.Logger, skip int, s string) error {
	flags := to.Flags()
	if flags&(log.Lshortfile|log.Llongfile) == 0 {
		return to.Output(2, s)
	}
	at := l.calling(max(skip, 0))
	if flags&log.Lshortfile != 0 {
		at.File = filepath.Base(at.File)
	}
	// A logger without these flags writes the line; where its prefix is before
	// the message, that is behind the place.
	before, within := to.Prefix(), ""
	if flags&log.Lmsgprefix != 0 {
		before, within = "", before
	}
	flags &^= log.Lshortfile | log.Llongfile | log.Lmsgprefix
	l.mu.Lock()
	defer l.mu.Unlock()
	return log.New(to.Writer(), before, flags).Output(2, fmt.Sprintf("%s:%d: %s%s", at.File, at.Line, within, s))
}
