package engine

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/engine/internal/compile"
)

// slogging has records of package slog come from the line of the cell that logs,
// by way of whatever handlers, and handlers that are told to add the source name it.
type slogging struct {
	*callers
	handled sync.Map // a goroutine → *slog.Source of the record that it handles
}

func (c *callers) replaceSlog(with map[string]any) {
	s := &slogging{callers: c}
	const pkg, logger = "log/slog.", "log/slog.(*Logger)."
	for name, level := range map[string]slog.Level{"Debug": slog.LevelDebug, "Info": slog.LevelInfo, "Warn": slog.LevelWarn, "Error": slog.LevelError} {
		with[pkg+name] = func(msg string, args ...any) { s.log(context.Background(), slog.Default(), level, msg, args) }
		with[pkg+name+"Context"] = func(ctx context.Context, msg string, args ...any) { s.log(ctx, slog.Default(), level, msg, args) }
		with[logger+name] = func(l *slog.Logger, msg string, args ...any) { s.log(context.Background(), l, level, msg, args) }
		with[logger+name+"Context"] = func(l *slog.Logger, ctx context.Context, msg string, args ...any) { s.log(ctx, l, level, msg, args) }
	}
	with[pkg+"Log"] = func(ctx context.Context, level slog.Level, msg string, args ...any) {
		s.log(ctx, slog.Default(), level, msg, args)
	}
	with[logger+"Log"] = func(l *slog.Logger, ctx context.Context, level slog.Level, msg string, args ...any) {
		s.log(ctx, l, level, msg, args)
	}
	with[pkg+"LogAttrs"] = func(ctx context.Context, level slog.Level, msg string, attrs ...slog.Attr) {
		s.log(ctx, slog.Default(), level, msg, nil, attrs...)
	}
	with[logger+"LogAttrs"] = func(l *slog.Logger, ctx context.Context, level slog.Level, msg string, attrs ...slog.Attr) {
		s.log(ctx, l, level, msg, nil, attrs...)
	}
	with[pkg+"NewTextHandler"] = func(w io.Writer, o *slog.HandlerOptions) *slog.TextHandler {
		return slog.NewTextHandler(w, s.withSource(o))
	}
	with[pkg+"NewJSONHandler"] = func(w io.Writer, o *slog.HandlerOptions) *slog.JSONHandler {
		return slog.NewJSONHandler(w, s.withSource(o))
	}
	with[pkg+"(*TextHandler).Handle"] = func(h *slog.TextHandler, ctx context.Context, r slog.Record) error {
		return s.handle(ctx, h, r)
	}
	with[pkg+"(*JSONHandler).Handle"] = func(h *slog.JSONHandler, ctx context.Context, r slog.Record) error {
		return s.handle(ctx, h, r)
	}
	with[pkg+"Record.Source"] = func(r slog.Record) *slog.Source {
		if at := s.source(r); at != nil {
			return at
		}
		return r.Source()
	}
}

// log is what Logger's methods do.
func (s *slogging) log(ctx context.Context, l *slog.Logger, level slog.Level, msg string, args []any, attrs ...slog.Attr) {
	if ctx == nil {
		ctx = context.Background() // as there
	}
	if !l.Enabled(ctx, level) {
		return
	}
	r := slog.NewRecord(time.Now(), level, msg, s.table.PC(s.calling(0)))
	r.Add(args...)
	r.AddAttrs(attrs...)
	_ = s.handle(ctx, l.Handler(), r)
}

// handle has a handler handle a record, which the goroutine is then known to do.
func (s *slogging) handle(ctx context.Context, h slog.Handler, r slog.Record) error {
	if at := s.source(r); at != nil {
		g := compile.Goroutine()
		if outer, ok := s.handled.Swap(g, at); ok {
			defer s.handled.Store(g, outer)
		} else {
			defer s.handled.Delete(g)
		}
	}
	return h.Handle(ctx, r)
}

// source is where a record was logged, if that was in code of cells.
func (s *slogging) source(r slog.Record) *slog.Source {
	if p, ok := s.table.Place(r.PC); ok {
		return &slog.Source{Function: p.Func, File: p.File, Line: p.Line}
	}
	return nil
}

// withSource has a handler's source be that of the record that is handled, where
// package slog does not know it.
func (s *slogging) withSource(o *slog.HandlerOptions) *slog.HandlerOptions {
	if o == nil || !o.AddSource {
		return o
	}
	own := *o
	own.ReplaceAttr = func(groups []string, a slog.Attr) slog.Attr {
		if to, ok := a.Value.Any().(*slog.Source); ok && a.Key == slog.SourceKey && len(groups) == 0 {
			if at, ok := s.handled.Load(compile.Goroutine()); ok {
				*to = *at.(*slog.Source)
			}
		}
		if o.ReplaceAttr != nil {
			a = o.ReplaceAttr(groups, a)
		}
		return a
	}
	return &own
}
