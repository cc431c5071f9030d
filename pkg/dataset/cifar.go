package dataset

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Where CIFAR-100's binary archive is, and its MD5 as its authors publish it.
const (
	CIFARURL = "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"
	CIFARMD5 = "03b5dce01913d631647c71ecec9e9cb8"
)

// ErrChecksum is wrapped by errors about an archive whose MD5 is not the one
// that was asked for.
var ErrChecksum = errors.New("MD5 differs")

// ErrExists is wrapped by errors about a folder that holds something already.
var ErrExists = errors.New("exists and is not empty")

// CIFAR says which images of CIFAR-100 (A. Krizhevsky, Learning Multiple Layers
// of Features from Tiny Images, 2009) to bring where. Call Download, then
// Extract; with the archive at hand, Extract alone.
type CIFAR struct {
	// URL is where Download gets the archive.
	URL string
	// Archive is the file Download makes and Extract reads.
	Archive string
	// MD5 is the archive's checksum in hexadecimal.
	MD5 string
	// Classes are the names of the fine classes wanted, in any order.
	Classes []string
	// Out is the folder to make: Out/<class>/<index in the training set>.png.
	Out string
	// Client does the download; nil is http.DefaultClient.
	Client *http.Client
}

// DefaultCIFAR asks for the study's classes in DefaultDir, with the archive kept
// beside it for the next time.
func DefaultCIFAR() CIFAR {
	out := DefaultDir()
	return CIFAR{
		URL:     CIFARURL,
		Archive: filepath.Join(filepath.Dir(out), "cifar-100-binary.tar.gz"),
		MD5:     CIFARMD5,
		Classes: []string{"clock", "crocodile"},
		Out:     out,
	}
}

// Validate reports what can be known to be wrong before anything is read: no
// class or one named twice, one that CIFAR-100 does not have, an MD5 that is none,
// an Out that is not empty.
func (c CIFAR) Validate() error {
	if len(c.Classes) == 0 {
		return errors.New("dataset: cifar: no classes named")
	}
	for i, name := range c.Classes {
		if slices.Contains(c.Classes[:i], name) {
			return fmt.Errorf("dataset: cifar: class %q is named twice", name)
		}
	}
	if sum, err := hex.DecodeString(c.MD5); err != nil || len(sum) != md5.Size {
		return fmt.Errorf("dataset: cifar: MD5 %q: want 32 hexadecimal digits", c.MD5)
	}
	if c.MD5 == CIFARMD5 { // another archive may have other classes
		if _, err := labelsOf(c.Classes, CIFARClasses()); err != nil {
			return fmt.Errorf("dataset: cifar: %w", err)
		}
	}
	if err := checkVacant(c.Out); err != nil {
		return fmt.Errorf("dataset: cifar: %w", err)
	}
	return nil
}

// labelsOf maps the label of each class wanted to its name.
func labelsOf(classes, names []string) (map[int]string, error) {
	labels := make(map[int]string)
	for _, class := range classes {
		label := slices.Index(names, class)
		if label < 0 {
			return nil, fmt.Errorf("no class %q; near to it: %s", class, strings.Join(closest(class, names), ", "))
		}
		labels[label] = class
	}
	return labels, nil
}

// checkVacant fails unless the folder is missing or empty: images of two sets
// must not come to lie in one.
func checkVacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", dir, bare(err))
	case len(entries) > 0:
		return fmt.Errorf("%s: %w: remove it or name another folder", dir, ErrExists)
	}
	return nil
}

// verify reads the file and compares its MD5.
func verify(ctx context.Context, file, want string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, bare(err))
	}
	defer f.Close()
	h := md5.New()
	if _, err := io.Copy(h, reader{ctx, f}); err != nil {
		return fmt.Errorf("%s: %w", file, bare(err))
	}
	return checkSum(file, hex.EncodeToString(h.Sum(nil)), want)
}

func checkSum(file, got, want string) error {
	if got != strings.ToLower(want) {
		return fmt.Errorf("%s: corrupt, incomplete or another archive: %w: %s, want %s", file, ErrChecksum, got, want)
	}
	return nil
}

// A reader ends with the context's error when that is done.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
