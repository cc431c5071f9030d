package render

import (
	"fmt"
	"reflect"
	"strings"

	"gorgonia.org/tensor"
)

// tensorText is a tensor's shape, type and elements, which tensors of more than
// two dimensions give as they lie in memory.
func tensorText(t tensor.Tensor) string {
	text := ""
	if t.Dims() > 2 {
		text = new(writer).text(reflect.ValueOf(t.Data()), 0)
	} else {
		text = strings.TrimSpace(fmt.Sprint(t))
	}
	return fmt.Sprintf("tensor %v %v\n%s", t.Shape(), t.Dtype(), text)
}
