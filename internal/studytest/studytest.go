// Package studytest hands tests the study's images and the author's weights,
// which are not part of the repository.
package studytest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/crococlock/crococlock/internal/project"
)

// EnvRequire is the environment variable that, set to 1, makes missing data a
// failure.
const EnvRequire = "CROCOCLOCK_REQUIRE_DATA"

// Images returns the folder of the study's images. Without it the test is
// skipped, or fails where data are required.
func Images(t testing.TB) string { t.Helper(); return folder(t, project.EnvData, "the study's images") }

// Author returns the folder of the author's weights, model_state and
// model_state_zip.pt. Without it the test is skipped, or fails where data are
// required.
func Author(t testing.TB) string {
	t.Helper()
	return folder(t, project.EnvAuthor, "the author's weights")
}

func folder(t testing.TB, variable, what string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		Missing(t, fmt.Sprintf("%s is not set, the folder of %s", variable, what))
	}
	return dir
}

// Missing ends a test whose data are not there: it is skipped, or fails where
// data are required.
func Missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(EnvRequire) == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// Reference is what PyTorch computes from the author's weights.
type Reference struct {
	Images []struct {
		Name       string  // "clock/10003.png"
		P          float64 // probability of a crocodile
		DClock     float64 `json:"d_clock"`     // distance to the clocks' centre
		DCrocodile float64 `json:"d_crocodile"` // distance to the crocodiles' centre
	}
	Wrong          []string
	Disputable     []string `json:"disputable_tol_0.2"`
	CenterDistance float64  `json:"center_distance"`
}

// AuthorReference reads the reference beside the author's weights.
func AuthorReference(t testing.TB) Reference {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Author(t), "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r Reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}
