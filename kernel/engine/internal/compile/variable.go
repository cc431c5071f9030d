package compile

import (
	"go/types"
	"reflect"
)

// Variable returns the variable that a package or the notebook declares, which
// can be set and may change while it is read. It is not there before the code
// that declares it is compiled.
func (m *Machine) Variable(v *types.Var) (reflect.Value, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x := m.globals.get(v)
	if x == nil || x.p == nil {
		return reflect.Value{}, false
	}
	return reflect.NewAt(x.rt, x.p).Elem(), true
}
