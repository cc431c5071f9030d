package classnames_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/internal/classnames"
)

func TestOf(t *testing.T) {
	odd := []string{`a "b"`, "鳄鱼", "c\n"}
	for _, c := range []struct {
		metadata map[string]string
		classes  int
		want     []string
	}{
		{map[string]string{classnames.Key: classnames.Encode(odd)}, 3, odd},
		{nil, 2, []string{"clock", "crocodile"}},
		{nil, 3, []string{"class 0", "class 1", "class 2"}},
	} {
		if got, err := classnames.Of(c.metadata, c.classes); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%v, %d: %q, %v, want %q", c.metadata, c.classes, got, err, c.want)
		}
	}
	if _, err := classnames.Of(map[string]string{classnames.Key: "clock"}, 2); err == nil || !strings.Contains(err.Error(), `class names "clock" in the metadata`) {
		t.Errorf("error is %v", err)
	}
}
