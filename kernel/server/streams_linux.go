package server

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// follow reads the worker's outputs until they have ended, or stop is called.
// One goroutine reads both, and first the one that was written to first: Linux
// tells them in that order.
func (o *output) follow(outputs map[string]*os.File) error {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("server: follow outputs: %w", err)
	}
	defer unix.Close(poll)
	bell, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return fmt.Errorf("server: follow outputs: %w", err)
	}
	defer unix.Close(bell)
	streams := map[int32]string{int32(bell): ""}
	fds := map[string]int{"": bell}
	for stream, f := range outputs {
		raw, err := f.SyscallConn() // f.Fd would have reads block
		if err != nil {
			return fmt.Errorf("server: follow outputs: %w", err)
		}
		if err := raw.Control(func(fd uintptr) { streams[int32(fd)], fds[stream] = stream, int(fd) }); err != nil {
			return fmt.Errorf("server: follow outputs: %w", err)
		}
	}
	for fd := range streams {
		// Edge-triggered, or what was read would keep its place in the order.
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, int(fd), &unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: fd}); err != nil {
			return fmt.Errorf("server: follow outputs: %w", err)
		}
	}
	o.setWake(func() { _, _ = unix.Write(bell, []byte{1, 0, 0, 0, 0, 0, 0, 0}) })
	defer o.setWake(nil)

	var ready []string
	closed := map[string]bool{} // nobody writes any more
	events := make([]unix.EpollEvent, len(streams))
	buf := make([]byte, 64<<10) // as much as a pipe holds
	for open := len(outputs); open > 0 && !o.isStopped(); {
		i := slices.IndexFunc(ready, func(stream string) bool { return !o.held(stream) })
		if i < 0 {
			n, err := unix.EpollWait(poll, events, -1)
			if err != nil && err != unix.EINTR {
				return fmt.Errorf("server: follow outputs: %w", err)
			}
			for _, event := range events[:max(n, 0)] {
				stream := streams[event.Fd]
				closed[stream] = event.Events&unix.EPOLLHUP != 0
				if stream != "" && !slices.Contains(ready, stream) {
					ready = append(ready, stream)
				}
			}
			continue
		}
		stream := ready[i]
		n, err := unix.Read(fds[stream], buf)
		if err == unix.EINTR {
			continue
		}
		ready = slices.Delete(ready, i, i+1)
		switch {
		case err == unix.EAGAIN:
		case n <= 0:
			open--
			o.ended(stream)
		default:
			if n == len(buf) || closed[stream] { // there may be more, or an end, which nothing would tell
				ready = append(ready, stream)
			}
			o.take(stream, buf[:n])
		}
	}
	return nil
}

func (o *output) setWake(wake func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wake = wake
}

func (o *output) isStopped() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stopped
}
