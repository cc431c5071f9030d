package gan

import (
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// BenchmarkStep is one step of the default configuration.
func BenchmarkStep(b *testing.B) {
	for _, c := range []Config{DefaultConfig(), HingeConfig()} {
		b.Run(c.Loss, func(b *testing.B) {
			d := dataset.Synthetic(20, 1)
			t, err := newTrainer(2, 32, c)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				t.draw(d, d.All())
				if _, err := t.update(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
