package maphash

import "github.com/crococlock/crococlock/kernel/symbols/internal/instances"

func Comparable[T comparable](seed Seed, v T) uint64 { return instances.Comparable(seed, v) }

func WriteComparable[T comparable](h *Hash, x T) { instances.WriteComparable(h, x) }
