package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A stamp tells one state of a file from another. Of a file that is not there it
// is zero.
type stamp struct{ modified, size int64 }

// Stamps are the files that something was read from, also those that were looked
// for in vain: it need not be read again while they are as they were.
type stamps map[string]stamp

func stampOf(file string) stamp {
	info, err := os.Stat(file)
	if err != nil || info.IsDir() {
		return stamp{}
	}
	return stamp{info.ModTime().UnixNano(), info.Size() + 1}
}

// read returns the contents of file.
func (s stamps) read(file string) ([]byte, error) {
	s[file] = stampOf(file)
	return os.ReadFile(file)
}

// exists reports whether file is a file.
func (s stamps) exists(file string) bool {
	s[file] = stampOf(file)
	return s[file] != stamp{}
}

func (s stamps) hold() bool {
	for file, was := range s {
		if stampOf(file) != was {
			return false
		}
	}
	return true
}

// goFiles stamps the Go files of a folder that are not tests.
func goFiles(dir string) (stamps, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	s := stamps{}
	for _, e := range entries {
		if isGoFile(e) && !strings.HasSuffix(e.Name(), "_test.go") {
			file := filepath.Join(dir, e.Name())
			s[file] = stampOf(file)
		}
	}
	return s, nil
}

func hasGoFiles(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if isGoFile(e) {
			return true
		}
	}
	return false
}

func isGoFile(e fs.DirEntry) bool {
	name := e.Name()
	return strings.HasSuffix(name, ".go") && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, ".") && !e.IsDir()
}

func isDir(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}
