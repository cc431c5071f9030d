package main

import (
	"fmt"
	"io"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// givenParameters is one flag of parameters: name=value, or a file of them.
type givenParameters struct {
	text string
	file bool
}

// A parameterFlag keeps what is given in its order, to be read when the whole
// command line is known.
type parameterFlag struct {
	o    *runOptions
	file bool
}

func (f *parameterFlag) Set(text string) error {
	f.o.given = append(f.o.given, givenParameters{text, f.file})
	return nil
}

func (f *parameterFlag) String() string { return "" }

func (f *parameterFlag) Type() string {
	if f.file {
		return "file"
	}
	return pairType
}

// parameterFiles are the files of parameters.
func (o *runOptions) parameterFiles() []string {
	var list []string
	for _, g := range o.given {
		if g.file {
			list = append(list, g.text)
		}
	}
	return list
}

// readParameters reads all that is given.
func (o *runOptions) readParameters(in io.Reader) error {
	for _, g := range o.given {
		if !g.file {
			p, err := notebook.ParseParameter(g.text)
			if err != nil {
				return fmt.Errorf("-p: %w", err)
			}
			o.parameters = append(o.parameters, p)
			continue
		}
		list, err := readParameterFile(g.text, in)
		if err != nil {
			return fmt.Errorf("--params: %w", err)
		}
		o.parameters = append(o.parameters, list...)
	}
	return nil
}

// readParameterFile reads a file of parameters or standard input.
func readParameterFile(path string, in io.Reader) ([]notebook.Parameter, error) {
	if path != standard {
		return notebook.ReadParameters(path)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return notebook.ParseParameters(data)
}
