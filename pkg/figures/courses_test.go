package figures_test

import (
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

func coursePanels() []figures.CoursePanel {
	steps := []float64{250, 500, 750, 1000}
	return []figures.CoursePanel{
		{Title: "Losses", XLabel: "step", YLabel: "loss (nats)", Courses: []figures.Course{
			{"discriminator", steps, []float64{0.7, 0.5, 0.55, 0.6}},
			{"generator", steps, []float64{1.5, math.NaN(), 0.9, 0.7}},
		}},
		{Title: "Variety", XLabel: "step", YLabel: "share of real ones'", Courses: []figures.Course{{"spread", steps, []float64{0.1, 0.2, 0.4, 0.6}}},
			Marks: []figures.CourseMark{{"too much alike", 0.5}}},
	}
}

func TestCoursesRefuses(t *testing.T) {
	one := func(x, y []float64) []figures.CoursePanel {
		return []figures.CoursePanel{{Title: "Losses", Courses: []figures.Course{{"train", x, y}}}}
	}
	for name, c := range map[string]struct {
		panels []figures.CoursePanel
		want   string
	}{
		"none":        {nil, "no panels"},
		"no courses":  {[]figures.CoursePanel{{Title: "Losses"}}, "0 courses"},
		"seven":       {[]figures.CoursePanel{{Courses: make([]figures.Course, 7)}}, "7 courses"},
		"empty":       {one(nil, nil), `"train": 0 places`},
		"lengths":     {one([]float64{1, 2}, []float64{1}), "2 places for 1 values"},
		"back":        {one([]float64{2, 1}, []float64{1, 1}), "place 1 is 1"},
		"no numbers":  {one([]float64{1}, []float64{math.NaN()}), "no value is a number"},
		"NaN as mark": {[]figures.CoursePanel{{Courses: []figures.Course{{"a", []float64{1}, []float64{1}}}, Marks: []figures.CourseMark{{"m", math.NaN()}}}}, `mark "m"`},
	} {
		if _, err := figures.Courses(c.panels, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	// Values that are all nought are a curve, too.
	if _, err := figures.Courses(one([]float64{1, 2}, []float64{0, 0}), ""); err != nil {
		t.Error(err)
	}
}
