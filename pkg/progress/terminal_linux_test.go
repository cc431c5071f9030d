package progress_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/crococlock/crococlock/pkg/progress"
)

func TestTerminalRedrawsOneLine(t *testing.T) {
	master, slave := terminal(t)
	bar := progress.New(slave, "work", 50)
	bar.SetNote(1, "a longer note")
	for i := range int64(50) {
		bar.Set(i)
	}
	bar.Set(50)
	bar.Done()
	fmt.Fprintln(slave, "end")
	var out strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(out.String(), "end") {
		n, err := master.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(buf[:n])
	}
	lines := strings.Split(out.String(), "\r\n") // the terminal's own line end
	if len(lines) != 3 || lines[1] != "end" {
		t.Fatalf("want one line before the end, got %q", out.String())
	}
	states := strings.Split(lines[0], "\r")
	if last := states[len(states)-1]; !strings.HasSuffix(strings.TrimRight(last, " "), "50/50") || len(last) < len(states[1]) {
		t.Errorf("last state is %q, over %q", last, states[1])
	}
}

// terminal opens a pseudo-terminal.
func terminal(t *testing.T) (master, slave *os.File) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	return master, slave
}
