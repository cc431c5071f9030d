package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

const dataLong = `Makes a folder of images, <class>/<index>.png, from CIFAR-100's binary archive:
with no flags the study's own clocks and crocodiles, where notebooks look for
them. The archive (169 MB) is downloaded once and kept beside the folder; an
interrupted download continues where it stopped.`

const dataExample = `crococlock data
crococlock data --classes rose,tulip,poppy --out data/flowers
crococlock data --archive cifar-100-binary.tar.gz
crococlock data --verify`

// newData is "crococlock data".
func newData(std stdio) *cobra.Command {
	c := dataset.DefaultCIFAR()
	cmd := &cobra.Command{
		Use:               "data [flags]",
		Short:             "fetch the study's images, or other classes of CIFAR-100",
		Long:              dataLong,
		Example:           dataExample,
		SuggestFor:        []string{"download", "fetch"},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	classes := flags.String("classes", strings.Join(c.Classes, ","), "`NAMES` of fine classes of CIFAR-100, separated by commas")
	flags.StringVar(&c.Out, "out", c.Out, "the `FOLDER` to make; it must not hold anything yet")
	archive := flags.String("archive", "", "read this `FILE` instead of downloading")
	flags.StringVar(&c.URL, "url", c.URL, "download from `URL`")
	flags.StringVar(&c.MD5, "md5", c.MD5, "the archive's MD5 `SUM`")
	verify := flags.Bool("verify", false, "make nothing; fail unless the images that notebooks would read now are the study's")
	complete(cmd, "out", folders)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 0:
			return usageError("unexpected argument %q", args[0])
		case *verify:
			return verifyData(std)
		}
		// Beside the folder, wherever that is.
		c.Archive = filepath.Join(filepath.Dir(c.Out), filepath.Base(c.Archive))
		c.Classes = nil
		for name := range strings.SplitSeq(*classes, ",") {
			if name = strings.TrimSpace(name); name != "" {
				c.Classes = append(c.Classes, name)
			}
		}
		return makeData(cmd.Context(), c, *archive, std)
	}
	return cmd
}

// verifyData is "crococlock data --verify".
func verifyData(std stdio) error {
	d, err := dataset.Open()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(std.out, d); err != nil {
		return err
	}
	if !d.IsStudy() {
		return fmt.Errorf("these are not the study's images; \"crococlock data\" fetches them, or let %s name their folder", dataset.EnvData)
	}
	return nil
}

func makeData(ctx context.Context, c dataset.CIFAR, archive string, std stdio) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if archive != "" {
		c.Archive = archive
	} else if err := showing(std.err, "download, bytes", func(p func(done, total int64)) error { return c.Download(ctx, p) }); err != nil {
		return err
	}
	if err := showing(std.err, "extract, records", func(p func(done, total int64)) error { return c.Extract(ctx, p) }); err != nil {
		return err
	}
	d, err := dataset.ReadFolder(c.Out)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s: %v\n", c.Out, d)
	return nil
}

// showing runs work with a bar, which appears when the size of the work is known.
func showing(w io.Writer, label string, work func(func(done, total int64)) error) error {
	var bar *progress.Bar
	err := work(func(done, total int64) {
		if bar == nil {
			bar = progress.New(w, label, total)
		}
		bar.Set(done)
	})
	if bar != nil {
		bar.Done()
	}
	return err
}
