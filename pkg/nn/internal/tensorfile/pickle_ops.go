package tensorfile

import "fmt"

// The opcodes of protocols 2 to 5 that build plain data; names as in CPython's
// pickletools.
const (
	opMark            = '('
	opStop            = '.'
	opPop             = '0'
	opPopMark         = '1'
	opBinFloat        = 'G'
	opBinInt          = 'J'
	opBinInt1         = 'K'
	opBinInt2         = 'M'
	opNone            = 'N'
	opBinPersID       = 'Q'
	opReduce          = 'R'
	opBinString       = 'T'
	opShortBinString  = 'U'
	opBinUnicode      = 'X'
	opAppend          = 'a'
	opBuild           = 'b'
	opGlobal          = 'c'
	opDict            = 'd'
	opEmptyDict       = '}'
	opAppends         = 'e'
	opBinGet          = 'h'
	opLongBinGet      = 'j'
	opList            = 'l'
	opEmptyList       = ']'
	opBinPut          = 'q'
	opLongBinPut      = 'r'
	opSetItem         = 's'
	opTuple           = 't'
	opEmptyTuple      = ')'
	opSetItems        = 'u'
	opProto           = 0x80
	opTuple1          = 0x85
	opTuple2          = 0x86
	opTuple3          = 0x87
	opNewTrue         = 0x88
	opNewFalse        = 0x89
	opLong1           = 0x8a
	opLong4           = 0x8b
	opShortBinUnicode = 0x8c
	opBinUnicode8     = 0x8d
	opBinBytes8       = 0x8e
	opStackGlobal     = 0x93
	opMemoize         = 0x94
	opFrame           = 0x95
	opEmptySet        = 0x8f
	opAddItems        = 0x90
	opFrozenSet       = 0x91
	opNewObj          = 0x81
	opNewObjEx        = 0x92
	opByteArray8      = 0x96
	opDup             = '2'
	opBinBytes        = 'B'
	opShortBinBytes   = 'C'
)

// step does one opcode other than STOP.
func (m *machine) step(op byte) error {
	switch op {
	case opProto:
		v, err := m.byte()
		if err == nil && v > 5 {
			return fmt.Errorf("pickle protocol %d is not known", v)
		}
		return err
	case opFrame:
		_, err := m.bytes(8) // the frame's length, of use to streams alone
		return err
	case opMark:
		m.push(mark{})
	case opPop:
		_, err := m.pop()
		return err
	case opPopMark:
		_, err := m.popMark()
		return err
	case opNone:
		m.push(nil)
	case opNewTrue:
		m.push(true)
	case opNewFalse:
		m.push(false)
	case opBinInt, opBinInt1, opBinInt2, opLong1, opLong4, opBinFloat:
		return m.stepNumber(op)
	case opBinUnicode:
		return m.pushText(m.counted(4))
	case opShortBinUnicode:
		return m.pushText(m.counted(1))
	case opBinUnicode8:
		return m.pushText(m.counted(8))
	case opBinString, opBinBytes:
		return m.pushBytes(m.counted(4))
	case opShortBinString, opShortBinBytes:
		return m.pushBytes(m.counted(1))
	case opBinBytes8, opByteArray8:
		return m.pushBytes(m.counted(8))
	case opBinPut, opLongBinPut, opMemoize, opBinGet, opLongBinGet:
		return m.stepMemo(op)
	case opDup:
		v, err := m.top()
		m.push(v)
		return err
	case opGlobal, opStackGlobal, opReduce, opBuild, opBinPersID, opNewObj, opNewObjEx:
		return m.stepObject(op)
	default:
		return m.stepContainer(op)
	}
	return nil
}

func (m *machine) stepNumber(op byte) error {
	switch op {
	case opBinInt:
		v, err := m.uint(4)
		m.push(int64(int32(v)))
		return err
	case opBinInt1:
		v, err := m.uint(1)
		m.push(int64(v))
		return err
	case opBinInt2:
		v, err := m.uint(2)
		m.push(int64(v))
		return err
	case opLong1:
		return m.pushLong(m.counted(1))
	case opLong4:
		return m.pushLong(m.counted(4))
	}
	return m.pushFloat()
}

func (m *machine) stepMemo(op byte) error {
	width := 1
	if op == opLongBinPut || op == opLongBinGet {
		width = 4
	}
	key := uint64(len(m.memo))
	if op != opMemoize {
		var err error
		if key, err = m.uint(width); err != nil {
			return err
		}
	}
	if op == opBinGet || op == opLongBinGet {
		v, ok := m.memo[uint32(key)]
		if !ok {
			return fmt.Errorf("memo %d is empty", key)
		}
		m.push(v)
		return nil
	}
	v, err := m.top()
	if err == nil {
		m.memo[uint32(key)] = v
	}
	return err
}

// stepContainer does tuples, lists and dicts, and refuses what nobody knows.
func (m *machine) stepContainer(op byte) error {
	switch op {
	case opEmptyTuple:
		m.push(tuple(nil))
		return nil
	case opEmptyList, opEmptySet: // the order in which a set is built is as good as any
		m.push(&list{})
		return nil
	case opEmptyDict:
		m.push(&dict{})
		return nil
	case opTuple1, opTuple2, opTuple3:
		n := int(op-opTuple1) + 1
		t := make(tuple, n)
		for i := n - 1; i >= 0; i-- {
			v, err := m.pop()
			if err != nil {
				return err
			}
			t[i] = v
		}
		m.push(t)
		return nil
	case opAppend:
		v, err := m.pop()
		if err != nil {
			return err
		}
		return m.appendItems([]any{v})
	case opSetItem:
		v, err := m.pop()
		if err != nil {
			return err
		}
		k, err := m.pop()
		if err != nil {
			return err
		}
		return m.setItems([]any{k, v})
	case opTuple, opList, opDict, opAppends, opSetItems, opAddItems, opFrozenSet:
	default:
		return fmt.Errorf("opcode %#02x builds no plain data", op)
	}
	items, err := m.popMark()
	if err != nil {
		return err
	}
	switch op {
	case opTuple:
		m.push(tuple(items))
	case opList, opFrozenSet:
		m.push(&list{items})
	case opDict:
		m.push(&dict{})
		return m.setItems(items)
	case opAppends, opAddItems:
		return m.appendItems(items)
	case opSetItems:
		return m.setItems(items)
	}
	return nil
}

// stepObject does the opcodes with which a pickle could run code. Names are
// only names here; call and persistent decide what they stand for.
func (m *machine) stepObject(op byte) error {
	switch op {
	case opGlobal:
		module, err := m.line()
		if err != nil {
			return err
		}
		name, err := m.line()
		if err != nil {
			return err
		}
		return m.pushGlobal(global{module, name})
	case opBinPersID:
		id, err := m.pop()
		if err != nil {
			return err
		}
		v, err := m.persistent(id)
		m.push(v)
		return err
	}
	b, err := m.pop()
	if err != nil {
		return err
	}
	a, err := m.pop()
	if err != nil {
		return err
	}
	switch op {
	case opStackGlobal:
		module, ok := a.(string)
		name, ok2 := b.(string)
		if !ok || !ok2 {
			return fmt.Errorf("a name made of %s and %s", kindOf(a), kindOf(b))
		}
		return m.pushGlobal(global{module, name})
	case opBuild:
		// A state dict carries its modules' versions as an attribute.
		switch a.(type) {
		case *dict, *object, *tensorRef:
			m.push(a)
			return nil
		}
		return fmt.Errorf("attributes for %s", kindOf(a))
	case opNewObjEx: // b are arguments by name
		args := a
		if a, err = m.pop(); err != nil {
			return err
		}
		b = args
	}
	fn, ok := a.(global)
	args, ok2 := b.(tuple)
	if !ok || !ok2 {
		return fmt.Errorf("a call of %s with %s", kindOf(a), kindOf(b))
	}
	v, err := m.call(fn, args)
	m.push(v)
	return err
}

// pushGlobal refuses every name that a state dict has no use for.
func (m *machine) pushGlobal(g global) error {
	if !g.known() {
		return fmt.Errorf("%s.%s is not a name that a state dict needs, nothing was run; torch.save(network.state_dict(), …) saves the weights alone", g.module, g.name)
	}
	m.push(g)
	return nil
}
