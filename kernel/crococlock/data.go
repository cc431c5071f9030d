package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/progress"
)

const dataUsage = `Usage: crococlock data [flags]

Makes a folder of images, <class>/<index>.png, from CIFAR-100's binary archive:
with no flags the study's own clocks and crocodiles, where notebooks look for
them. The archive (169 MB) is downloaded once and kept beside the folder; an
interrupted download continues where it stopped.

`

// runData is "crococlock data".
func runData(ctx context.Context, args []string, std stdio) int {
	c := dataset.DefaultCIFAR()
	flags := flag.NewFlagSet("crococlock data", flag.ContinueOnError)
	flags.SetOutput(std.err)
	flags.StringVar(&c.URL, "url", c.URL, "where to get the archive")
	archive := flags.String("archive", "", "read this `file` instead of downloading")
	flags.StringVar(&c.MD5, "md5", c.MD5, "the archive's MD5")
	classes := flags.String("classes", strings.Join(c.Classes, ","), "fine classes of CIFAR-100, separated by commas")
	flags.StringVar(&c.Out, "out", c.Out, "the `folder` to make; it must not hold anything yet")
	verify := flags.Bool("verify", false, "make nothing; fail unless the images that notebooks would read now are the study's")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), dataUsage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitOK
	} else if err != nil {
		return exitUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(std.err, "crococlock data: unexpected argument %q\n", flags.Arg(0))
		return exitUsage
	}
	if *verify {
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
	if err := makeData(ctx, c, *archive, std); err != nil {
		fmt.Fprintf(std.err, "crococlock data: %v\n", err)
		return exitError
	}
	return exitOK
}

// verifyData is "crococlock data -verify".
func verifyData(std stdio) int {
	d, err := dataset.Open()
	if err != nil {
		fmt.Fprintf(std.err, "crococlock data: %v\n", err)
		return exitError
	}
	fmt.Fprintln(std.out, d)
	if !d.IsStudy() {
		fmt.Fprintf(std.err, "crococlock data: these are not the study's images; \"crococlock data\" fetches them, or let %s name their folder\n", dataset.EnvData)
		return exitError
	}
	return exitOK
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
