package main

import (
	"bytes"
	"fmt"
	"go/doc"
	"maps"
)

// generate returns the files to write, by name. The first program is the one
// that describes what all platforms share.
func generate(programs []*program) (map[string][]byte, error) {
	files := map[string][]byte{}
	if err := addTables(files, programs); err != nil {
		return nil, err
	}
	if err := addArchives(files, programs); err != nil {
		return nil, err
	}
	var err error
	files["gen_packages.go"], err = index(programs[0], programs[0].instances())
	return files, err
}

func addTables(files map[string][]byte, programs []*program) error {
	instances := make([]map[string][]instance, len(programs))
	for i, prog := range programs {
		instances[i] = prog.instances()
	}
	for i, pkg := range programs[0].compiledIn {
		tables := make([][]byte, len(programs))
		for j, prog := range programs {
			var err error
			if tables[j], err = table(prog.compiledIn[i].types, instances[j][pkg.ImportPath]); err != nil {
				return fmt.Errorf("%s: %w", pkg.ImportPath, err)
			}
		}
		for suffix, src := range bySuffix(tables) {
			files[tableFile(pkg.ImportPath, suffix)] = src
		}
	}
	return nil
}

// addArchives adds three archives: of this module's packages, which change with
// it, of others, and of what differs between platforms.
func addArchives(files map[string][]byte, programs []*program) error {
	varies := varying(programs)
	own, other := archive{}, archive{}
	platform := make([]archive, len(programs))
	for i, prog := range programs {
		platform[i] = archive{}
		for _, pkg := range prog.compiledIn {
			a := other
			switch {
			case varies[pkg.ImportPath]:
				a = platform[i]
			case i > 0:
				continue
			case isOwn(pkg.ImportPath):
				a = own
			}
			if err := a.addPackage(pkg, varies); err != nil {
				return fmt.Errorf("%s: %w", pkg.ImportPath, err)
			}
		}
	}
	maps.Copy(other, common(platform))
	var err error
	if other["doc/builtin"], err = builtin(programs[0]).docs(doc.AllDecls); err != nil {
		return err
	}
	if files["gen_own.zip"], err = own.zip(); err != nil {
		return err
	}
	if files["gen_other.zip"], err = other.zip(); err != nil {
		return err
	}
	zips := make([][]byte, len(platform))
	for i, a := range platform {
		if zips[i], err = a.zip(); err != nil {
			return err
		}
	}
	for suffix, data := range bySuffix(zips) {
		files["gen_data"+suffix+".zip"] = data
		files["gen_data"+suffix+".go"] = embedding(suffix)
	}
	return nil
}

// bySuffix are the files to write where one is wanted for each platform, by
// what their names get at the end so that go build takes the right ones.
func bySuffix(perPlatform [][]byte) map[string][]byte {
	same := func(list []int) bool {
		for _, i := range list {
			if !bytes.Equal(perPlatform[i], perPlatform[list[0]]) {
				return false
			}
		}
		return true
	}
	var all []int
	systems := map[string][]int{}
	for i, p := range platforms {
		all = append(all, i)
		systems[p.os] = append(systems[p.os], i)
	}
	files := map[string][]byte{}
	if same(all) {
		files[""] = perPlatform[0]
		return files
	}
	for system, list := range systems {
		if same(list) {
			files["_"+system] = perPlatform[list[0]]
			continue
		}
		for _, i := range list {
			files["_"+system+"_"+platforms[i].arch] = perPlatform[i]
		}
	}
	return files
}
