package flow_test

import (
	"slices"
	"testing"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/flow"
)

// A network that learned from real images knows what the flow that is shipped makes.
func TestPretrained(t *testing.T) {
	m, err := flow.Pretrained()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"clock", "crocodile"}; !slices.Equal(m.Classes(), want) || m.Size() != 32 || m.Net() != flow.DefaultNet() {
		t.Fatalf("%v", m)
	}
	judge, err := cnn.Pretrained(cnn.ResNet)
	if err != nil {
		t.Fatal(err)
	}
	const n = 16
	for label, class := range m.Classes() {
		s := flow.DefaultSampling()
		s.Mix, s.Steps = flow.Only(label, 2), 6
		x, err := m.Sample(t.Context(), n, s, nil)
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
		if right < n-2 {
			t.Errorf("%s: %d of %d pictures are taken for one", class, right, n)
		}
	}
}
