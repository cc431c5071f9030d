package gan_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/gan"
)

// A network that learned from real images knows what the GAN that is shipped makes.
func TestPretrained(t *testing.T) {
	m, err := gan.Pretrained()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"clock", "crocodile"}; !slices.Equal(m.Classes(), want) || m.Size() != 32 {
		t.Fatalf("%v", m)
	}
	judge, err := cnn.Pretrained(cnn.ResNet)
	if err != nil {
		t.Fatal(err)
	}
	const n = 64
	for label, class := range m.Classes() {
		x, err := m.Sample(t.Context(), n, gan.Only(label, 2), 0)
		if err != nil {
			t.Fatal(err)
		}
		said, err := judge.Probabilities(x)
		if err != nil {
			t.Fatal(err)
		}
		right := 0
		for i := range n {
			if cnn.Likeliest(said.RawRowView(i)) == label {
				right++
			}
		}
		if right < n*3/4 {
			t.Errorf("%s: %d of %d pictures are taken for one", class, right, n)
		}
	}
}
