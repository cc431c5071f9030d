package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// UserDataDir is the folder of the user's own Jupyter files, as Jupyter finds
// it: JUPYTER_DATA_DIR, else the system's custom. It may not exist yet.
func UserDataDir() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(home, "Library", "Jupyter"), nil
	case "windows":
		if dir := os.Getenv("APPDATA"); dir != "" {
			return filepath.Join(dir, "jupyter"), nil
		}
		return filepath.Join(home, ".jupyter", "data"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

// DataDirs lists the folders that may hold kernelspecs (in their kernels
// subfolder), the most important first: JUPYTER_PATH, the active Python
// environment (VIRTUAL_ENV, CONDA_PREFIX), the user's, the environment that
// the jupyter program on the PATH lives in, the system's.
func DataDirs() []string {
	var dirs []string
	seen := map[string]bool{}
	add := func(dir string) {
		if dir != "" && !seen[dir] {
			seen[dir] = true
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range filepath.SplitList(os.Getenv("JUPYTER_PATH")) {
		add(dir)
	}
	for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
		if prefix := os.Getenv(name); prefix != "" {
			add(filepath.Join(prefix, "share", "jupyter"))
		}
	}
	if dir, err := UserDataDir(); err == nil {
		add(dir)
	}
	if exe, err := exec.LookPath("jupyter"); err == nil {
		add(filepath.Join(filepath.Dir(filepath.Dir(exe)), "share", "jupyter"))
	}
	if runtime.GOOS == "windows" {
		if dir := os.Getenv("PROGRAMDATA"); dir != "" {
			add(filepath.Join(dir, "jupyter"))
		}
		return dirs
	}
	add("/usr/local/share/jupyter")
	add("/usr/share/jupyter")
	return dirs
}
