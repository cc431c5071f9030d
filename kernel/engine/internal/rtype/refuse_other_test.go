//go:build !linux

package rtype_test

import "errors"

func refuseNewCode() error { return errors.ErrUnsupported }
