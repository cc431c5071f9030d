package dataset

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Download gets the archive at URL into the file Archive. What is there already
// and has the right MD5 is used as it is. The bytes go to Archive + ".part",
// which an interrupted download leaves behind and the next one continues; it
// gets its name only when it is whole and its MD5 is right. progress, if not
// nil, is called with the bytes there and the bytes in all, 0 where the server
// does not say. A file Archive with another MD5 is an error and is left alone.
func (c CIFAR) Download(ctx context.Context, progress func(done, total int64)) error {
	err := verify(ctx, c.Archive, c.MD5)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("dataset: cifar: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(c.Archive), 0o755); err != nil {
		return fmt.Errorf("dataset: cifar: %w", err)
	}
	resumed, err := c.fetch(ctx, progress)
	if resumed && errors.Is(err, ErrChecksum) {
		// The rest may have been of another file than the beginning.
		_, err = c.fetch(ctx, progress)
	}
	if err != nil {
		return fmt.Errorf("dataset: cifar: %w", err)
	}
	return nil
}

// fetch does one request. It reports whether it continued an earlier one. A part
// whose MD5 is wrong is removed: nothing can be made of it.
func (c CIFAR) fetch(ctx context.Context, progress func(done, total int64)) (resumed bool, err error) {
	name := c.Archive + ".part"
	part, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, bare(err))
	}
	defer part.Close() // a second Close after the one below does no harm
	sum := md5.New()
	have, err := io.Copy(sum, reader{ctx, part})
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, bare(err))
	}

	answer, err := c.request(ctx, have)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	complete := false
	switch answer.StatusCode {
	case http.StatusPartialContent:
		if from := contentRange(answer); !strings.HasPrefix(from, fmt.Sprintf("bytes %d-", have)) {
			return false, fmt.Errorf("%s: asked for what follows byte %d, got %q", c.URL, have, from)
		}
	case http.StatusOK: // all of it: a server without ranges
		sum.Reset()
		have = 0
		if err := restart(part); err != nil {
			return false, fmt.Errorf("%s: %w", name, bare(err))
		}
	case http.StatusRequestedRangeNotSatisfiable:
		// There is nothing behind what is here; its MD5 says whether that is
		// because it is whole.
		complete = true
	default:
		return false, fmt.Errorf("%s: %s", c.URL, answer.Status)
	}
	resumed = have > 0
	if !complete {
		if err := c.receive(ctx, part, sum, answer, have, progress); err != nil {
			return resumed, err
		}
	}
	if err := checkSum(c.URL, hex.EncodeToString(sum.Sum(nil)), c.MD5); err != nil {
		part.Close()
		return resumed, errors.Join(err, os.Remove(name))
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return resumed, fmt.Errorf("%s: %w", name, bare(err))
	}
	if err := os.Rename(name, c.Archive); err != nil {
		return resumed, err
	}
	return resumed, nil
}

func (c CIFAR) request(ctx context.Context, have int64) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return nil, err
	}
	if have > 0 {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	client := c.Client
	if client == nil {
		client = http.DefaultClient
	}
	return client.Do(r) // its errors name the URL
}

func contentRange(answer *http.Response) string { return answer.Header.Get("Content-Range") }

func restart(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Truncate(0)
}

// receive appends the body to the part and to the sum.
func (c CIFAR) receive(ctx context.Context, part *os.File, sum hash.Hash, answer *http.Response, have int64, progress func(done, total int64)) error {
	total := int64(0)
	if answer.ContentLength >= 0 {
		total = have + answer.ContentLength
	}
	buf := make([]byte, 256<<10)
	for {
		n, err := answer.Body.Read(buf)
		if n > 0 {
			sum.Write(buf[:n])
			if _, err := part.Write(buf[:n]); err != nil {
				return fmt.Errorf("%s: %w", part.Name(), bare(err))
			}
			have += int64(n)
			if progress != nil {
				progress(have, total)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s: interrupted after %d bytes, kept in %s for the next download: %w", c.URL, have, part.Name(), err)
		}
	}
}
