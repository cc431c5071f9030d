package rtype

import "sync/atomic"

var hashes atomic.Uint64

// nextHash is a new type's hash. It need not depend on the type, which has one
// descriptor only; runs of type switches and tables of interfaces want it to be
// spread well. The mixing is that of splitmix64.
func nextHash() uint32 {
	x := hashes.Add(0x9e3779b97f4a7c15)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return uint32(x >> 32)
}
