package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// Interrupt asks the kernel to stop what it runs, the way its kernelspec says.
func (c *Client) Interrupt(ctx context.Context) error {
	if c.proc != nil && c.interruptMode != InterruptMessage {
		if err := c.proc.group.interrupt(); err != nil {
			return fmt.Errorf("jupyter: interrupt: %w", err)
		}
		return nil
	}
	_, err := c.Request(ctx, Control, "interrupt_request", nil)
	return err
}

// Shutdown asks the kernel to end. A process that the client has started is
// waited for, and killed when the context ends first, or after 5 s; that is
// not an error. The client must still be closed.
func (c *Client) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err := c.Request(ctx, Control, "shutdown_request", ShutdownRequest{})
	if c.proc == nil {
		return err
	}
	if err == nil || errors.Is(err, ErrKernelDied) {
		select {
		case <-c.proc.done:
		case <-ctx.Done():
		}
	}
	c.proc.kill()
	return nil
}

// Close closes the connections, kills the kernel process where the client has
// started one that still runs, with all that it has started, and removes the
// connection file. It is safe to call twice.
func (c *Client) Close() error {
	c.closeOnce.Do(func() {
		close(c.closed)
		if c.proc != nil {
			c.proc.kill()
		}
		for _, p := range []*peer{c.shell, c.control, c.stdin, c.iopub} {
			if p != nil {
				p.close()
				p.rw.Close()
			}
		}
		c.readers.Wait()
		if c.tempDir != "" {
			os.RemoveAll(c.tempDir)
		}
	})
	return nil
}
