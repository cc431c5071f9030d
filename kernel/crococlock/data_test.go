package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// tinyCIFAR is CIFAR-100's format with a clock at 0 and 2 and a crocodile at 1.
func tinyCIFAR(t *testing.T) (content []byte, sum string) {
	t.Helper()
	train := make([]byte, 3*3074)
	train[1], train[3074+1], train[2*3074+1] = 22, 27, 22
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	files := tar.NewWriter(zipped)
	if err := files.WriteHeader(&tar.Header{Name: "cifar-100-binary/train.bin", Mode: 0o644, Size: int64(len(train))}); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Write(train); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(files.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	md := md5.Sum(b.Bytes())
	return b.Bytes(), hex.EncodeToString(md[:])
}

func TestDataFromAFile(t *testing.T) {
	content, sum := tinyCIFAR(t)
	dir := t.TempDir()
	file, out := filepath.Join(dir, "a.tar.gz"), filepath.Join(dir, "out")
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := execute(t, "data", "--archive", file, "--md5", sum, "--classes", "clock, crocodile", "--out", out)
	if status != exitOK || !strings.Contains(stdout, "3 images of 32×32 pixels in 2 classes") {
		t.Fatalf("status %d, output %q, errors %q", status, stdout, stderr)
	}
	for _, name := range []string{"clock/0.png", "crocodile/1.png", "clock/2.png"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	status, _, stderr = execute(t, "data", "--archive", file, "--md5", sum, "--out", out)
	if status != exitError || !strings.Contains(stderr, "not empty") {
		t.Errorf("again: status %d, errors %q", status, stderr)
	}
}

func TestDataFromAServer(t *testing.T) {
	content, sum := tinyCIFAR(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(content))
	}))
	defer server.Close()
	dir := t.TempDir()
	t.Chdir(dir) // no checkout: the default folder is below
	status, stdout, stderr := execute(t, "data", "--url", server.URL, "--md5", sum)
	if status != exitOK || !strings.Contains(stdout, "3 images") {
		t.Fatalf("status %d, output %q, errors %q", status, stdout, stderr)
	}
	if !strings.Contains(stderr, "download") || !strings.Contains(stderr, "extract") {
		t.Errorf("progress %q", stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "clocks_crocodiles", "clock", "2.png")); err != nil {
		t.Error(err)
	}
}

func TestDataRefusesBeforeItDownloads(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Error("asked the server")
	}))
	defer server.Close()
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"ErrClass":    {[]string{"--classes", "clocks"}, exitError, "clock"},
		"ErrNone":     {[]string{"--classes", ","}, exitError, "no classes"},
		"ErrFlag":     {[]string{"--colour"}, exitUsage, "colour"},
		"ErrArgument": {[]string{"clock"}, exitUsage, "clock"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			status, _, stderr := execute(t, append([]string{"data", "--url", server.URL}, c.args...)...)
			if status != c.status || !strings.Contains(stderr, c.want) {
				t.Errorf("status %d, errors %q; want %d and %q", status, stderr, c.status, c.want)
			}
		})
	}
}

func TestDataVerifyRefusesOtherImages(t *testing.T) {
	dir := t.TempDir()
	for _, class := range []string{"clock", "crocodile"} {
		if err := os.Mkdir(filepath.Join(dir, class), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, class, "1.png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, image.NewNRGBA(image.Rect(0, 0, 32, 32))); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(dataset.EnvData, dir)
	if status, _, errs := execute(t, "data", "-verify"); status != exitError || !strings.Contains(errs, "not the study's") {
		t.Errorf("status %d, %q", status, errs)
	}
}
