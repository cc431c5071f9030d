package jupyter

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"

	"github.com/google/uuid"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// A Channel is one of the five sockets between a front end and a kernel.
type Channel string

// The channels.
const (
	Shell     Channel = "shell"
	Control   Channel = "control"
	Stdin     Channel = "stdin"
	IOPub     Channel = "iopub"
	Heartbeat Channel = "hb"
)

// signatureScheme is the only one that anybody uses.
const signatureScheme = "hmac-sha256"

// ConnectionInfo is a connection file: where the channels are and the key that
// signs the messages.
type ConnectionInfo struct {
	Transport       string `json:"transport"` // "tcp" or "ipc"
	IP              string `json:"ip"`        // for ipc, the path before -PORT
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	Key             string `json:"key"` // empty: messages are not signed
	SignatureScheme string `json:"signature_scheme"`
	KernelName      string `json:"kernel_name,omitempty"`
}

// NewConnectionInfo picks five free TCP ports on the loopback interface and a
// random key. The ports are free at that moment only: the kernel binds them
// later, and another program may have been quicker.
func NewConnectionInfo() (*ConnectionInfo, error) {
	c := &ConnectionInfo{
		Transport:       "tcp",
		IP:              "127.0.0.1",
		Key:             uuid.NewString(),
		SignatureScheme: signatureScheme,
	}
	for _, port := range []*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.ControlPort, &c.HBPort} {
		l, err := net.Listen("tcp", c.IP+":0")
		if err != nil {
			return nil, fmt.Errorf("jupyter: no free port: %w", err)
		}
		defer l.Close() // all stay open until all are chosen, or one would come twice
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

// ReadConnectionInfo reads a connection file and checks it.
func ReadConnectionInfo(path string) (*ConnectionInfo, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("jupyter: connection file: %w", err)
	}
	c := &ConnectionInfo{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: signatureScheme}
	if err := json.Unmarshal(raw, c); err != nil {
		return nil, fmt.Errorf("jupyter: connection file %s: %w", path, err)
	}
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("jupyter: connection file %s: %w", path, err)
	}
	return c, nil
}

// Validate names the first field that makes no sense.
func (c *ConnectionInfo) Validate() error {
	switch {
	case c.Transport != "tcp" && c.Transport != "ipc":
		return fmt.Errorf("transport is %q, want tcp or ipc", c.Transport)
	case c.IP == "":
		return fmt.Errorf("ip is empty")
	case c.Key != "" && c.SignatureScheme != "" && c.SignatureScheme != signatureScheme:
		return fmt.Errorf("signature_scheme is %q, want %s", c.SignatureScheme, signatureScheme)
	}
	for _, ch := range []Channel{Shell, IOPub, Stdin, Control, Heartbeat} {
		if port := c.port(ch); port < 0 || port > 65535 {
			return fmt.Errorf("%s_port is %d", ch, port)
		}
	}
	return nil
}

// Write writes the connection file, readable by its owner only, whole or not
// at all.
func (c *ConnectionInfo) Write(path string) error {
	raw, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("jupyter: connection file: %w", err)
	}
	err = atomicfile.WriteMode(path, 0o600, func(w io.Writer) error {
		_, err := w.Write(append(raw, '\n'))
		return err
	})
	if err != nil {
		return fmt.Errorf("jupyter: connection file: %w", err)
	}
	return nil
}

// Endpoint returns the ZeroMQ address of a channel, such as
// tcp://127.0.0.1:5555 or ipc:///run/kernel-1.
func (c *ConnectionInfo) Endpoint(ch Channel) string {
	_, address := c.address(ch)
	return c.Transport + "://" + address
}

// address returns what package net calls network and address.
func (c *ConnectionInfo) address(ch Channel) (network, address string) {
	port := strconv.Itoa(c.port(ch))
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + port
	}
	if c.IP == "*" { // ZeroMQ's way to say every interface
		return "tcp", ":" + port
	}
	return "tcp", net.JoinHostPort(c.IP, port)
}

func (c *ConnectionInfo) port(ch Channel) int {
	switch ch {
	case Shell:
		return c.ShellPort
	case Control:
		return c.ControlPort
	case Stdin:
		return c.StdinPort
	case IOPub:
		return c.IOPubPort
	case Heartbeat:
		return c.HBPort
	}
	return -1
}
