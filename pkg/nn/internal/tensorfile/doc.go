// Package tensorfile reads and writes files of named tensors: safetensors, and
// the two formats of PyTorch's torch.save (the legacy stream of pickles and the
// zip archive).
//
// A pickle is a program. The reader here runs none: it knows the opcodes that
// build plain data, the handful of names a state dict uses and those of plain
// data that training scripts save beside it, whose place it keeps. Any other
// name is an error that says which. Nothing is allocated on a file's word: a
// length is compared with the bytes that are left before it is believed, and
// all that a reader keeps is proportional to the size of the file.
//
//	f, err := tensorfile.Read(data)
//	for _, t := range f.Tensors {
//		fmt.Println(t.Name, t.Shape, len(t.Data))
//	}
//
// Elements of every type are handed out as float32, whole numbers also as they
// are. References:
// https://huggingface.co/docs/safetensors (format), torch/serialization.py
// (torch.save), Lib/pickletools.py of CPython (opcodes).
package tensorfile
