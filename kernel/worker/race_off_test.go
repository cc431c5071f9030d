//go:build !race && !windows

package worker_test

const raced = false
