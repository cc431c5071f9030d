package server_test

import (
	"runtime"
	"strings"
	"testing"
)

// TestStreamOrder: both streams are written to in turns, in every way that
// promises to keep the order.
func TestStreamOrder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the first of two streams is known on Linux")
	}
	k := startKernel(t)
	k.publishes("import (\"bufio\"; \"encoding/json\"; \"fmt\"; \"io\"; \"log\"; \"log/slog\"; \"os\"; \"os/exec\"; \"strings\")\nlog.SetFlags(0)\nvar w io.Writer\ne := json.NewEncoder(os.Stdout)\nb := bufio.NewWriter(os.Stderr)")
	k.publishes("!true")
	for _, code := range []string{
		"os.Stdout.WriteString(\"o\\n\")\nos.Stderr.Write([]byte(\"e\\n\"))",
		"io.WriteString(os.Stdout, \"o\\n\")\nio.Copy(os.Stderr, strings.NewReader(\"e\\n\"))",
		"e.Encode(1)\nb.WriteString(\"e\\n\")\nb.Flush()",
		"fmt.Println(1)\nb.WriteString(\"e\\n\")\nb.Flush()",
		"w = io.Writer(os.Stderr)\ne.Encode(1)\nw.Write([]byte(\"e\\n\"))",
		"os.Stdout.WriteString(\"o\\n\")\nprintln(\"e\")",
		"e.Encode(1)\nlog.Print(2)",
		"os.Stdout.WriteString(\"o\\n\")\nslog.Info(\"e\")",
	} {
		published, reply := k.run("for range 20 {\n" + code + "\n}")
		if reply.EName != "" {
			t.Fatalf("%s\n%+v", code, reply)
		}
		streams := 0
		for i, line := range published[2 : len(published)-1] {
			if want := []string{"stdout", "stderr"}[i%2]; !strings.HasPrefix(line, want) {
				t.Errorf("%s\npublished\n%s", code, strings.Join(published, "\n"))
				break
			}
			streams++
		}
		if streams != 40 {
			t.Errorf("%s\npublished %d pieces, want 40", code, streams)
		}
	}
	// Of a process's two streams the first comes first, and what the cell prints
	// itself stays around what a process prints on one.
	k.publishes("cmd := func(script string) { c := exec.Command(\"sh\", \"-c\", script); c.Stdout = os.Stdout; c.Stderr = os.Stderr; c.Run() }\n_ = cmd")
	for range 20 {
		k.publishes("println(1)\ncmd(\"echo 2\")\nprintln(3)", `stderr "1\n"`, `stdout "2\n"`, `stderr "3\n"`)
		k.publishes("cmd(\"echo 1 1>&2; echo 2\")", `stderr "1\n"`, `stdout "2\n"`)
		k.publishes("!echo 1; echo 2 1>&2; echo 3\nprintln(4)", `stdout "1\n2\n3\n"`, `stderr "4\n"`)
	}
}
