package engine

import (
	"io"
	"log/slog"
)

// replaceSlog has handlers of package slog that are told to add the source name
// the line of the cell.
func (c *callers) replaceSlog(with map[string]any) {
	with["log/slog.NewTextHandler"] = func(w io.Writer, o *slog.HandlerOptions) *slog.TextHandler {
		return slog.NewTextHandler(w, c.withSource(o))
	}
	with["log/slog.NewJSONHandler"] = func(w io.Writer, o *slog.HandlerOptions) *slog.JSONHandler {
		return slog.NewJSONHandler(w, c.withSource(o))
	}
}

func (c *callers) withSource(o *slog.HandlerOptions) *slog.HandlerOptions {
	if o == nil || !o.AddSource {
		return o
	}
	own := *o
	own.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
		if s, ok := a.Value.Any().(*slog.Source); ok && a.Key == slog.SourceKey && len(groups) == 0 {
			if at, ok := c.loggingCell(); ok {
				*s = at
			}
		}
		if o.ReplaceAttr != nil {
			a = o.ReplaceAttr(groups, a)
		}
		return a
	}
	return &own
}

// loggingCell is the place of the code of cells that logs.
func (c *callers) loggingCell() (slog.Source, bool) {
	for _, f := range c.e.machine.Stack(maxHelpers) {
		if f.Pos.IsValid() {
			p := c.place(f)
			return slog.Source{Function: p.Func, File: p.File, Line: p.Line}, true
		}
	}
	return slog.Source{}, false
}
