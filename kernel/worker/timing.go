//go:build !windows

package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/crococlock/crococlock/kernel/cell"
)

// %time and %timeit are as IPython has them: with code on their line they are
// about that, without, or as %%time and %%timeit, about the cell.

// time has code timed, as it runs once.
func (e *Evaluator) time(ctx context.Context, c Cell, line cell.Special, code string, whole bool, p *piece) error {
	if whole && code != "" {
		return errors.New("%%time is about the cell: its line holds no code")
	}
	if code == "" {
		if p.after != nil {
			return errors.New("a cell can be %time or something else, not both")
		}
		e.timed(p)
		return nil
	}
	one := e.lineOf(c, line, code)
	e.timed(&one)
	var err error
	p.result, err = e.run(ctx, c.Number, one)
	return err
}

// lineOf is the code of a special line, where it stands in its cell.
func (e *Evaluator) lineOf(c Cell, line cell.Special, code string) piece {
	text := strings.Split(c.Code, "\n")[line.Line-1]
	return piece{code: strings.Repeat("\n", line.Line-1) + strings.Repeat(" ", strings.LastIndex(text, code)) + code}
}

// timed has a piece tell how long it took.
func (e *Evaluator) timed(p *piece) {
	var began, ended moment
	begin, end := p.begin, p.end
	p.begin = func() { call(begin); began = now() }
	p.end = func() { ended = now(); call(end) }
	p.after = func() error {
		user, system := ended.user-began.user, ended.system-began.system
		out := e.output()
		fmt.Fprintf(out, "CPU times: user %s, sys: %s, total: %s\n", spoken(user), spoken(system), spoken(user+system))
		fmt.Fprintf(out, "Wall time: %s\n", spoken(ended.wall.Sub(began.wall)))
		return nil
	}
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// A moment is what the clock shows, and what the process has used of its
// processors.
type moment struct {
	wall         time.Time
	user, system time.Duration
}

func now() moment {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // never fails for oneself
	return moment{time.Now(), time.Duration(u.Utime.Nano()), time.Duration(u.Stime.Nano())}
}

// spoken is a time as IPython writes it, with three digits.
func spoken(d time.Duration) string {
	if d >= time.Minute {
		d = d.Round(time.Second)
		var s []string
		for _, u := range []struct {
			name string
			size time.Duration
		}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}} {
			if n := d / u.size; n > 0 {
				s = append(s, fmt.Sprint(int(n), u.name))
			}
			d %= u.size
		}
		return strings.Join(s, " ")
	}
	return spokenSeconds(d.Seconds())
}

func spokenSeconds(s float64) string {
	for _, u := range []struct {
		name string
		size float64
	}{{"s", 1}, {"ms", 1e-3}, {"µs", 1e-6}} {
		if s >= u.size {
			return fmt.Sprintf("%.3g %s", s/u.size, u.name)
		}
	}
	return fmt.Sprintf("%.3g ns", s/1e-9)
}
