package jupyter_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
)

func TestMain(m *testing.M) {
	jupytertest.Main()
	os.Exit(m.Run())
}

// patience is what a correct program needs a hundredth of.
const patience = 30 * time.Second

func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func start(t *testing.T, change func(*jupyter.Launch)) *jupyter.Client {
	t.Helper()
	launch := jupyter.Launch{Argv: jupytertest.Argv(), Env: jupytertest.Env(jupytertest.Run), InterruptMode: jupyter.InterruptMessage}
	if change != nil {
		change(&launch)
	}
	client, err := jupyter.StartKernel(patient(t), launch)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// script runs code and returns its reply and what was published, a line each.
func script(t *testing.T, client *jupyter.Client, code string, opts jupyter.ExecuteOptions) (*jupyter.ExecuteReply, []string, error) {
	t.Helper()
	var got []string
	reply, err := client.Execute(patient(t), code, opts, func(m *jupyter.Message) {
		got = append(got, m.Header.MsgType+" "+string(m.Content))
	})
	return reply, got, err
}

func TestExecute(t *testing.T) {
	client := start(t, nil)
	if lang := client.KernelInfo().LanguageInfo.Name; lang != "lines" {
		t.Errorf("language %q", lang)
	}
	for count := 1; count <= 3; count++ {
		reply, got, err := script(t, client, "print \"a\"\neprint \"b\"\nresult \"c\"", jupyter.ExecuteOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if reply.Status != jupyter.StatusOK || reply.ExecutionCount != count {
			t.Errorf("reply %+v, want count %d", reply, count)
		}
		var types []string
		for _, line := range got {
			types = append(types, strings.Fields(line)[0])
		}
		if !slices.Equal(types, []string{"status", "execute_input", "stream", "stream", "execute_result", "status"}) {
			t.Errorf("published %q", got)
		}
	}
}

func TestExecuteError(t *testing.T) {
	client := start(t, nil)
	reply, _, err := script(t, client, "fail Broken \"why\"\nprint \"not reached\"", jupyter.ExecuteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if reply.Status != jupyter.StatusError || reply.EName != "Broken" || reply.EValue != "why" || len(reply.Traceback) == 0 {
		t.Errorf("reply %+v", reply)
	}
}

func TestFloodArrivesWhole(t *testing.T) {
	client := start(t, nil)
	const n = 20_000 // more than any queue on the way
	next := 0
	_, err := client.Execute(patient(t), fmt.Sprint("flood ", n), jupyter.ExecuteOptions{}, func(m *jupyter.Message) {
		if m.Header.MsgType != "stream" {
			return
		}
		var s jupyter.Stream
		if err := m.Unmarshal(&s); err != nil || s.Text != fmt.Sprintln(next) {
			t.Fatalf("line %d is %q, %v", next, s.Text, err)
		}
		next++
	})
	if err != nil || next != n {
		t.Errorf("got %d of %d lines, %v", next, n, err)
	}
}

func TestInput(t *testing.T) {
	client := start(t, nil)
	var question jupyter.InputRequest
	_, got, err := script(t, client, `input "name? "`, jupyter.ExecuteOptions{
		Input: func(q jupyter.InputRequest) (string, error) {
			question = q
			return "Ada", nil
		}})
	if err != nil || question.Prompt != "name? " || !strings.Contains(strings.Join(got, "\n"), `"Ada"`) {
		t.Errorf("asked %+v, published %q, %v", question, got, err)
	}
	reply, _, err := script(t, client, `input "name? "`, jupyter.ExecuteOptions{})
	if err != nil || reply.EName != "StdinNotAllowed" {
		t.Errorf("nobody to ask: reply %+v, %v", reply, err)
	}
}

func TestInterrupt(t *testing.T) {
	for _, mode := range []string{jupyter.InterruptMessage, jupyter.InterruptSignal} {
		t.Run(mode, func(t *testing.T) {
			if mode == jupyter.InterruptSignal && runtime.GOOS == "windows" {
				t.Skip("Windows has no SIGINT for another process")
			}
			client := start(t, func(l *jupyter.Launch) { l.InterruptMode = mode })
			if _, _, err := script(t, client, "x = 7", jupyter.ExecuteOptions{}); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(patient(t))
			why := errors.New("enough")
			reply, err := client.Execute(ctx, "print \"running\"\nhang", jupyter.ExecuteOptions{Grace: patience}, func(m *jupyter.Message) {
				if m.Header.MsgType == "stream" {
					cancel(why)
				}
			})
			if !errors.Is(err, why) || reply == nil || reply.EName != "Interrupted" {
				t.Errorf("reply %+v, error %v", reply, err)
			}
			_, got, err := script(t, client, "show x", jupyter.ExecuteOptions{})
			if err != nil || !strings.Contains(strings.Join(got, ""), `"7"`) {
				t.Errorf("after the interrupt: %q, %v", got, err)
			}
		})
	}
}

func TestInterruptOfDeafKernel(t *testing.T) {
	client := start(t, nil)
	ctx, cancel := context.WithCancel(patient(t))
	reply, err := client.Execute(ctx, "print \"running\"\nstuck", jupyter.ExecuteOptions{Grace: 50 * time.Millisecond}, func(m *jupyter.Message) {
		if m.Header.MsgType == "stream" {
			cancel()
		}
	})
	if reply != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("reply %+v, error %v", reply, err)
	}
}

func TestKernelDies(t *testing.T) {
	client := start(t, nil)
	_, got, err := script(t, client, "print \"last\"\ndie 7", jupyter.ExecuteOptions{})
	var died *jupyter.KernelDiedError
	if !errors.Is(err, jupyter.ErrKernelDied) || !errors.As(err, &died) {
		t.Fatalf("error %v", err)
	}
	if died.State != "exit status 7" || !strings.Contains(died.Output, "dies on request") {
		t.Errorf("died %+v", died)
	}
	if !strings.Contains(strings.Join(got, ""), `"last"`) {
		t.Errorf("what it had published is lost: %q", got)
	}
	if _, err := client.Request(patient(t), jupyter.Shell, "kernel_info_request", nil); !errors.Is(err, jupyter.ErrKernelDied) {
		t.Errorf("a request to the dead: %v", err)
	}
}

func TestStartErrors(t *testing.T) {
	launch := jupyter.Launch{Argv: jupytertest.Argv(), Env: jupytertest.Env(jupytertest.RefuseStart)}
	_, err := jupyter.StartKernel(patient(t), launch)
	if !errors.Is(err, jupyter.ErrKernelDied) || !strings.Contains(err.Error(), "refuses to start") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("a kernel that exits: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	launch.Env = jupytertest.Env(jupytertest.NeverListen)
	if _, err := jupyter.StartKernel(ctx, launch); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a kernel that never listens: %v", err)
	}
	launch.Argv = []string{"/no/such/kernel"}
	if _, err := jupyter.StartKernel(patient(t), launch); err == nil || errors.Is(err, jupyter.ErrKernelDied) {
		t.Errorf("no such program: %v", err)
	}
}

func TestShutdown(t *testing.T) {
	client := start(t, nil)
	if err := client.Shutdown(patient(t)); err != nil {
		t.Error(err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if _, err := client.Execute(patient(t), "print \"x\"", jupyter.ExecuteOptions{}, nil); err == nil {
		t.Error("a closed client executes")
	}
}

func TestStray(t *testing.T) {
	client := start(t, nil)
	var stray []string
	client.Stray = func(m *jupyter.Message) {
		if m.Header.MsgType == "stream" {
			stray = append(stray, string(m.Content))
		}
	}
	for _, code := range []string{`late "after the end"`, `print "next"`} {
		if _, _, err := script(t, client, code, jupyter.ExecuteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if len(stray) != 1 || !strings.Contains(stray[0], "after the end") {
		t.Errorf("stray %q", stray)
	}
}
