package jupyter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// Values of Kernelspec.InterruptMode; empty means InterruptSignal.
const (
	InterruptSignal  = "signal"
	InterruptMessage = "message"
)

// ErrNoKernelspec is what FindKernelspec's error wraps when there is none of
// that name.
var ErrNoKernelspec = errors.New("no such kernelspec")

// A Kernelspec says how to start a kernel: the content of kernel.json.
type Kernelspec struct {
	// Argv is the command; {connection_file} and {resource_dir} in it are
	// replaced.
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode,omitempty"`
	Env           map[string]string `json:"env,omitempty"`
	Metadata      map[string]any    `json:"metadata,omitempty"`

	Name string `json:"-"` // the folder's name
	Dir  string `json:"-"` // the folder of kernel.json
}

// kernelName is what Jupyter accepts as a kernel's name.
var kernelName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// FindKernelspec looks a kernelspec up by name, as Jupyter does, in DataDirs;
// case does not matter.
func FindKernelspec(name string) (*Kernelspec, error) {
	if !kernelName.MatchString(name) {
		return nil, fmt.Errorf("jupyter: kernelspec %q: letters, digits and . _ - only", name)
	}
	dirs := DataDirs()
	for _, dir := range dirs {
		spec, err := ReadKernelspec(filepath.Join(dir, "kernels", strings.ToLower(name)))
		if errors.Is(err, fs.ErrNotExist) && name != strings.ToLower(name) {
			spec, err = ReadKernelspec(filepath.Join(dir, "kernels", name))
		}
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return spec, err
	}
	return nil, fmt.Errorf("jupyter: kernel %q: %w in %s", name, ErrNoKernelspec, strings.Join(dirs, ", "))
}

// ReadKernelspec reads the kernel.json in dir.
func ReadKernelspec(dir string) (*Kernelspec, error) {
	path := filepath.Join(dir, "kernel.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("jupyter: kernelspec: %w", err)
	}
	spec := &Kernelspec{Name: filepath.Base(dir), Dir: dir}
	if err := json.Unmarshal(raw, spec); err != nil {
		return nil, fmt.Errorf("jupyter: kernelspec %s: %w", path, err)
	}
	if len(spec.Argv) == 0 {
		return nil, fmt.Errorf("jupyter: kernelspec %s: argv is empty", path)
	}
	return spec, nil
}

// Command returns Argv with its templates filled in, and the name of a Python
// that is only called "python" replaced by that of the environment the
// kernelspec belongs to, where it has one.
func (k *Kernelspec) Command(connectionFile string) []string {
	argv := fillArgv(k.Argv, connectionFile, k.Dir)
	if len(argv) > 0 && (argv[0] == "python" || argv[0] == "python3") && k.Dir != "" {
		// PREFIX/share/jupyter/kernels/NAME
		prefix := filepath.Join(k.Dir, "..", "..", "..", "..")
		exe := filepath.Join(prefix, "bin", argv[0])
		if _, err := os.Stat(exe); err == nil {
			argv[0] = exe
		}
	}
	return argv
}

func fillArgv(argv []string, connectionFile, resourceDir string) []string {
	r := strings.NewReplacer("{connection_file}", connectionFile, "{resource_dir}", resourceDir)
	filled := make([]string, len(argv))
	for i, arg := range argv {
		filled[i] = r.Replace(arg)
	}
	return filled
}

// Install writes kernel.json and the given files (logos; nil for none) as the
// kernelspec called name in the folder kernels (PREFIX/share/jupyter/kernels),
// and returns the kernelspec's own folder. A spec already there is replaced as
// a whole: nobody sees half of one.
func (k *Kernelspec) Install(kernels, name string, files fs.FS) (dir string, err error) {
	if !kernelName.MatchString(name) {
		return "", fmt.Errorf("jupyter: kernelspec %q: letters, digits and . _ - only", name)
	}
	name = strings.ToLower(name)
	dir = filepath.Join(kernels, name)
	if err := atomicfile.Folder(dir, func(dir string) error { return k.fill(dir, files) }); err != nil {
		return "", fmt.Errorf("jupyter: install kernelspec %s: %w", name, err)
	}
	return dir, nil
}

func (k *Kernelspec) fill(dir string, files fs.FS) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(k); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), buf.Bytes(), 0o644); err != nil {
		return err
	}
	if files == nil {
		return nil
	}
	return os.CopyFS(dir, files)
}

// ListKernelspecs returns the names that FindKernelspec would find, sorted.
func ListKernelspecs() []string {
	var names []string
	seen := map[string]bool{}
	for _, dir := range DataDirs() {
		files, err := filepath.Glob(filepath.Join(dir, "kernels", "*", "kernel.json"))
		if err != nil {
			continue // a data folder whose name is a bad pattern holds nothing we can list
		}
		for _, file := range files {
			name := filepath.Base(filepath.Dir(file))
			if kernelName.MatchString(name) && !seen[name] && name[0] != '.' {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	sort.Strings(names)
	return names
}
