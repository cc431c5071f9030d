package jupyter

import (
	"strings"
	"sync"
)

// A publisher is a PUB socket.
type publisher struct {
	order sync.Mutex // one message at a time, so that all see one order

	mu          sync.Mutex
	subscribers map[*peer]map[string]bool // topics, which are prefixes
}

func newPublisher() *publisher {
	return &publisher{subscribers: map[*peer]map[string]bool{}}
}

// serve keeps the peer's subscriptions; welcome makes the first message of
// each.
func (b *publisher) serve(p *peer, welcome func(topic string) []byte) error {
	topics := map[string]bool{}
	b.mu.Lock()
	b.subscribers[p] = topics
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.subscribers, p)
		b.mu.Unlock()
	}()
	for {
		frames, err := p.recv()
		if err != nil {
			return err
		}
		if len(frames) != 1 || len(frames[0]) == 0 {
			continue
		}
		topic := string(frames[0][1:])
		switch frames[0][0] {
		case 1:
			b.order.Lock()
			b.mu.Lock()
			fresh := !topics[topic]
			topics[topic] = true
			b.mu.Unlock()
			if fresh {
				p.out.put(welcome(topic))
			}
			b.order.Unlock()
		case 0:
			b.mu.Lock()
			delete(topics, topic)
			b.mu.Unlock()
		}
	}
}

func (b *publisher) publish(topic string, wire []byte) {
	b.order.Lock()
	defer b.order.Unlock()
	var to []*peer
	b.mu.Lock()
	for p, topics := range b.subscribers {
		for prefix := range topics {
			if strings.HasPrefix(topic, prefix) {
				to = append(to, p)
				break
			}
		}
	}
	b.mu.Unlock()
	for _, p := range to {
		p.out.put(wire)
	}
}
