// Package longrun is what the long experiments' commands share.
package longrun

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// Main runs a command with the program's arguments, under a context that ends when
// the program is told to, so that what is trained can be written.
func Main(command func(ctx context.Context, args []string) error) {
	log.SetFlags(log.Ltime)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:])
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// Images are the study's, on which alone the numbers mean anything.
func Images() (*dataset.Dataset, error) {
	d, err := dataset.Open()
	if err != nil {
		return nil, err
	}
	if !d.IsStudy() {
		return nil, fmt.Errorf("the numbers are about the study's images, %s names %v", dataset.EnvData, d)
	}
	return d, nil
}
