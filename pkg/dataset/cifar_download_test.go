package dataset_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// serve answers with the handler and describes a download from it.
func serve(t *testing.T, content []byte, handler http.HandlerFunc) dataset.CIFAR {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c := cifarOf(t, content)
	if err := os.Remove(c.Archive); err != nil {
		t.Fatal(err)
	}
	c.Archive = filepath.Join(filepath.Dir(c.Archive), "data", "got.tar.gz")
	c.URL = server.URL + "/tiny.tar.gz"
	return c
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func absent(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is there", filepath.Base(name))
	}
}

func TestDownload(t *testing.T) {
	content := tinyArchive(t)
	requests := 0
	c := serve(t, content, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(content))
	})
	var done, total int64
	if err := c.Download(context.Background(), func(d, n int64) { done, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file(t, c.Archive), content) {
		t.Error("the file differs from what was served")
	}
	absent(t, c.Archive+".part")
	if done != int64(len(content)) || total != done {
		t.Errorf("progress ended at %d of %d, want %d", done, total, len(content))
	}
	if err := c.Download(context.Background(), nil); err != nil || requests != 1 {
		t.Errorf("a file that is there: error %v, %d requests", err, requests)
	}
	if err := c.Extract(context.Background(), nil); err != nil {
		t.Error(err)
	}
}

func TestDownloadContinuesAnInterruptedOne(t *testing.T) {
	content := tinyArchive(t)
	var asked []string
	c := serve(t, content, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Range"))
		if len(asked) == 1 { // breaks off in the middle
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			w.Write(content[:len(content)/2])
			return
		}
		http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(content))
	})
	err := c.Download(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), "interrupted after") || !strings.Contains(err.Error(), "got.tar.gz.part") {
		t.Fatalf("error %v", err)
	}
	absent(t, c.Archive)
	var first, total int64
	err = c.Download(context.Background(), func(d, n int64) {
		if first == 0 {
			first = d
		}
		total = n
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("bytes=%d-", len(content)/2); asked[1] != want {
		t.Errorf("asked for %q, want %q", asked[1], want)
	}
	if !bytes.Equal(file(t, c.Archive), content) {
		t.Error("the file differs from what was served")
	}
	if first <= int64(len(content)/2) || total != int64(len(content)) {
		t.Errorf("progress began at %d of %d", first, total)
	}
}

func TestDownloadOntoAPart(t *testing.T) {
	content := tinyArchive(t)
	ranges := func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader(content))
	}
	for name, test := range map[string]struct {
		part    []byte
		handler http.HandlerFunc
	}{
		"WholeAlready":     {content, ranges},
		"OfAnotherFile":    {[]byte("something else"), ranges},
		"LongerThanFile":   {append(bytes.Clone(content), "more"...), ranges},
		"ServerHasNoRange": {content[:100], func(w http.ResponseWriter, r *http.Request) { w.Write(content) }},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, content, test.handler)
			write(t, filepath.Dir(c.Archive), map[string][]byte{"got.tar.gz.part": test.part})
			if err := c.Download(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(file(t, c.Archive), content) {
				t.Error("the file differs from what was served")
			}
			absent(t, c.Archive+".part")
		})
	}
}

func TestDownloadErrors(t *testing.T) {
	content := tinyArchive(t)
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"ErrCorrupt":  {func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>sign in</html>")) }, "MD5 differs"},
		"ErrNotFound": {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, "404"},
		"ErrRange": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Range", "bytes 7-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}, "bytes 7-9/10"},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, content, test.handler)
			err := c.Download(context.Background(), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), c.URL) {
				t.Errorf("error %v, want it to say %q and the address", err, test.want)
			}
			absent(t, c.Archive)
		})
	}
	t.Run("ErrOtherFileThere", func(t *testing.T) {
		c := serve(t, content, func(w http.ResponseWriter, r *http.Request) { t.Error("asked the server") })
		write(t, filepath.Dir(c.Archive), map[string][]byte{"got.tar.gz": []byte("precious")})
		if err := c.Download(context.Background(), nil); !errors.Is(err, dataset.ErrChecksum) {
			t.Errorf("error %v", err)
		}
		if string(file(t, c.Archive)) != "precious" {
			t.Error("the file was changed")
		}
	})
	t.Run("ErrCancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		c := serve(t, content, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			w.Write(content[:10])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		})
		err := c.Download(ctx, func(done, total int64) { cancel() })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		absent(t, c.Archive)
		if got := file(t, c.Archive+".part"); !bytes.Equal(got, content[:10]) {
			t.Errorf("the part holds %d bytes, want 10", len(got))
		}
	})
}
