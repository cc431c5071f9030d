package nn

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/pkg/nn/internal/exec"
	G "gorgonia.org/gorgonia"
)

// accepted reports why a machine must not run n, where it is an op of Gorgonia
// that gives wrong numbers, or one that nobody has checked. What replace runs
// instead of Gorgonia's op is accepted, and so are ops that others wrote.
func accepted(n *G.Node) error {
	kind, ours := foreignKind(n)
	if ours {
		return nil
	}
	wrong := func(format string, args ...any) error {
		what := fmt.Sprintf("Gorgonia's %v", n.Op())
		if name := exec.Name(n); name != n.Op().String() {
			what = name + " is " + what
		}
		return fmt.Errorf("%s, %s", what, fmt.Sprintf(format, args...))
	}
	in := exec.Children(n)
	switch kind {
	case "sumOp", "maxOp":
		if newReduction(n, in) == nil {
			return wrong("which is wrong over inner axes: use float32")
		}
		return nil
	case "elemBinOp", "linAlgBinOp", "tensordotOp", "repeatOp", "sizeOp", "reshapeOp",
		"transposeOp", "concatOp", "im2colOp", "col2imOp", "upsampleOp", "upsampleDiffOp", "minBetween",
		"maxBetween", "constantScalar", "constantTensor", "byIndicesOp", "byIndicesOpDiffOp",
		"globalAveragePoolOp", "atOp", "diagFlatOp", "dtConvOp":
		return nil
	case "elemUnaryOp":
		if isLogSumExp(n) {
			return wrong("the end of a LogSumExp, which adds the maximum inside the logarithm: use nn.LogSumExp")
		}
		return nil
	case "sliceOp", "sliceIncrOp":
		if axis, step := sliceOf(n.Op()); step > 1 {
			return wrong("whose steps lose the last element: use nn.Slice")
		} else if s := in[0].Shape(); axis < len(s) && s[axis] > 255 {
			return wrong("which Gorgonia takes for another one 256 elements away: use nn.Slice")
		}
		return nil
	case "softmaxOp", "softmaxDiffOp":
		return wrong("which Gorgonia takes for its logarithm and the other way round, if there are both: use nn.Softmax or nn.LogSoftmax")
	case "avgPoolOp", "avgPoolDiffOp":
		return wrong("whose averages are not over the window: use nn.AvgPool2D")
	case "maxPoolOp", "maxPoolDiffOp":
		if s := fmt.Sprint(n.Op()); strings.Contains(s, "kernel: (1, ") && !strings.Contains(s, "kernel: (1, 1)") {
			return wrong("which AveragePool1D is too, though it is a maximum: use nn.MaxPool2D or nn.AvgPool2D")
		}
		if field(n.Op(), "padNorth") != field(n.Op(), "padSouth") || field(n.Op(), "padWest") != field(n.Op(), "padEast") {
			return wrong("whose padding on one side is misplaced: use nn.MaxPool2D")
		}
		return nil
	case "dropoutOp", "dropoutDiffOp":
		return wrong("whose draws follow the clock and whose gradient is divided by p: use nn.Dropout")
	case "BatchNormOp", "batchnormDiffOp":
		return wrong("which forgets its statistics when a machine is made: use nn.BatchNorm2DTrain or nn.BatchNorm2DEval")
	case "GroupNormOp", "groupNormDiffOp":
		return wrong("which nobody has checked: use nn.GroupNorm")
	case "randomOp":
		return wrong("whose draws follow the clock: use nn.Input and fill it from a seeded generator")
	}
	return wrong("which nobody has checked here: use gorgonia.NewTapeMachine, or nn.Func with ops of package nn")
}

// field is a number in one of Gorgonia's ops, -1 where there is none of that name.
func field(op G.Op, name string) int64 {
	if f := reflect.Indirect(reflect.ValueOf(op)).FieldByName(name); f.IsValid() && f.CanInt() {
		return f.Int()
	}
	return -1
}

// foreignKind is the type of n's op in package gorgonia; other is true for
// inputs and for ops from elsewhere.
func foreignKind(n *G.Node) (kind string, other bool) {
	if n.Op() == nil {
		return "", true
	}
	t := reflect.TypeOf(n.Op())
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name(), t.PkgPath() != "gorgonia.org/gorgonia"
}

// sliceOf are the axis and the step of Gorgonia's slice, which it prints as
// T[:, 0:2:1...].
func sliceOf(op G.Op) (axis, step int) {
	m := slicePattern.FindStringSubmatch(fmt.Sprint(op))
	if m == nil { // all of the axis
		return 0, 0
	}
	step, _ = strconv.Atoi(m[2])
	return strings.Count(m[1], ":"), step
}

var slicePattern = regexp.MustCompile(`^T\[((?::, )*)\d+:\d+:(\d+)\.\.\.\]`)

// isLogSumExp reports whether n is log(Σ exp(a − m) + m), m = max a: what
// Gorgonia's function makes.
func isLogSumExp(n *G.Node) bool {
	is := func(n *G.Node, kind, name string) bool {
		k, ours := foreignKind(n)
		return !ours && k == kind && strings.HasPrefix(fmt.Sprint(n.Op()), name)
	}
	if !is(n, "elemUnaryOp", "ln") {
		return false
	}
	add := exec.Children(n)[0]
	if !is(add, "elemBinOp", "+") {
		return false
	}
	parts := exec.Children(add)
	if !is(parts[0], "sumOp", "") || !is(parts[1], "maxOp", "") {
		return false
	}
	e := exec.Children(parts[0])[0]
	if !is(e, "elemUnaryOp", "exp") {
		return false
	}
	sub := exec.Children(e)[0]
	return is(sub, "elemBinOp", "-") && exec.Children(sub)[1] == parts[1]
}
