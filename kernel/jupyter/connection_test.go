package jupyter_test

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

func TestConnectionInfo(t *testing.T) {
	info, err := jupyter.NewConnectionInfo()
	if err != nil {
		t.Fatal(err)
	}
	ports := map[int]bool{info.ShellPort: true, info.IOPubPort: true, info.StdinPort: true, info.ControlPort: true, info.HBPort: true}
	if len(ports) != 5 || ports[0] {
		t.Errorf("ports are not five different ones: %+v", info)
	}
	path := filepath.Join(t.TempDir(), "connection.json")
	if err := info.Write(path); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v (%v), want 0600: the file holds the key", st.Mode(), err)
	}
	got, err := jupyter.ReadConnectionInfo(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, info) {
		t.Errorf("got %+v, want %+v", got, info)
	}
}

func TestConnectionInfoErrors(t *testing.T) {
	for name, content := range map[string]string{
		"transport":        `{"transport":"udp"}`,
		"shell_port":       `{"shell_port":70000}`,
		"signature_scheme": `{"key":"k","signature_scheme":"hmac-md5"}`,
		"ip":               `{"ip":""}`,
		"unexpected end":   `{"ip":`,
	} {
		path := filepath.Join(t.TempDir(), "c.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := jupyter.ReadConnectionInfo(path); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v names neither it nor the file", content, err)
		}
	}
}

func TestEndpoint(t *testing.T) {
	tcp := jupyter.ConnectionInfo{Transport: "tcp", IP: "127.0.0.1", IOPubPort: 17}
	ipc := jupyter.ConnectionInfo{Transport: "ipc", IP: "/run/k", HBPort: 5}
	if got := tcp.Endpoint(jupyter.IOPub); got != "tcp://127.0.0.1:17" {
		t.Error(got)
	}
	if got := ipc.Endpoint(jupyter.Heartbeat); got != "ipc:///run/k-5" {
		t.Error(got)
	}
}
