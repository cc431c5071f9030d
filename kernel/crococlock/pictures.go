package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// findPictures returns path itself if it is a file, else every picture below it,
// in sorted order: those in formats that are not read too, so that nothing is
// passed over in silence. Hidden files and folders below it are passed over, and
// links to folders below it are not followed. report gets what cannot be looked
// at.
func findPictures(path string, report func(error)) []string {
	root := path
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		report(fmt.Errorf("%s: no such file or folder", path))
		return nil
	case err == nil && info.IsDir():
		root += string(filepath.Separator) // follows a link to a folder
	}
	var files []string
	err = filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		hidden := file != root && strings.HasPrefix(filepath.Base(file), ".")
		switch {
		case err != nil:
			report(err)
			return nil
		case entry.IsDir():
			if hidden {
				return fs.SkipDir
			}
			return nil
		case file == root:
			files = append(files, file)
			return nil
		case hidden:
			return nil
		}
		ok, err := dataset.IsPicture(file)
		if err != nil {
			report(err)
		}
		if ok {
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		report(err)
	}
	return files
}
