package server_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// asks runs a cell whose questions get the answers in order.
func (k *kernel) asks(code string, answers ...string) (published string, reply *jupyter.ExecuteReply) {
	k.t.Helper()
	var lines []string
	reply, err := k.Execute(k.ctx, code, jupyter.ExecuteOptions{Input: func(jupyter.InputRequest) (string, error) {
		if len(answers) == 0 {
			return "", errors.New("asked too often")
		}
		next := answers[0]
		answers = answers[1:]
		return next, nil
	}}, func(m *jupyter.Message) { lines = append(lines, line(k.t, m)) })
	if err != nil {
		k.t.Fatalf("%s\n%v", code, err)
	}
	return strings.Join(lines, "\n"), reply
}

func TestStdin(t *testing.T) {
	k := startKernel(t)
	k.publishes("import (\"bufio\"; \"fmt\"; \"os\")")
	for _, c := range []struct {
		code    string
		answers []string
		want    string
	}{
		{"var a int\nfmt.Scan(&a)\na + 1", []string{"41"}, "execute_result 42"},
		{"var b, c int\nfmt.Scan(&b, &c)\nb * c", []string{"6", "7"}, "execute_result 42"},
		{"var s string\nfmt.Print(\"name? \")\nfmt.Scanln(&s)\ns", []string{"Ada"}, "stdout \"name? \"\nexecute_result Ada"},
		{"r := bufio.NewReader(os.Stdin)\nl, err := r.ReadString('\\n')\nl", []string{"a line"}, "execute_result a line"},
		{"sc := bufio.NewScanner(os.Stdin)\nsc.Scan()\nsc.Text()", []string{"é"}, "execute_result é"},
	} {
		published, _ := k.asks(c.code, c.answers...)
		if !strings.Contains(published, c.want) {
			t.Errorf("%s\npublished\n%s\nwant %q", c.code, published, c.want)
		}
	}
}

func TestStdinRefused(t *testing.T) {
	k := startKernel(t)
	k.publishes("import (\"bufio\"; \"fmt\"; \"os\")\nx := 1")
	for _, code := range []string{"fmt.Scan(&x)", "bufio.NewReader(os.Stdin).ReadString('\\n')"} {
		_, reply := k.run(code)
		if reply.EName != "StdinError" || !strings.Contains(reply.EValue, "input") {
			t.Errorf("%s: reply %+v, want a StdinError", code, reply)
		}
	}
	k.publishes("x", "execute_result 1")
}

func TestStdinInterrupted(t *testing.T) {
	k := startKernel(t)
	k.publishes("import \"fmt\"\nx := 1")
	reply, err := k.Execute(k.ctx, "fmt.Scan(&x)", jupyter.ExecuteOptions{Input: func(jupyter.InputRequest) (string, error) {
		err := k.Interrupt(k.ctx)
		return "late", err
	}}, nil)
	if err != nil || reply.EName != "Interrupted" {
		t.Errorf("reply %+v, error %v; want Interrupted", reply, err)
	}
	k.publishes("x", "execute_result 1")
	if published, _ := k.asks("fmt.Scan(&x)\nx", "5"); !strings.Contains(published, "execute_result 5") {
		t.Errorf("the next question's answer is lost:\n%s", published)
	}
}
