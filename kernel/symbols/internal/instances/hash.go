package instances

import (
	"crypto/hkdf"
	"crypto/pbkdf2"
	"hash"
	"hash/maphash"
)

// Comparable is maphash.Comparable.
func Comparable(seed maphash.Seed, v any) uint64 { return maphash.Comparable(seed, v) }

// WriteComparable is maphash.WriteComparable.
func WriteComparable(h *maphash.Hash, x any) { maphash.WriteComparable(h, x) }

// HKDFExtract is hkdf.Extract.
func HKDFExtract(h func() hash.Hash, secret, salt []byte) ([]byte, error) {
	return hkdf.Extract(h, secret, salt)
}

// HKDFExpand is hkdf.Expand.
func HKDFExpand(h func() hash.Hash, key []byte, info string, keyLength int) ([]byte, error) {
	return hkdf.Expand(h, key, info, keyLength)
}

// HKDFKey is hkdf.Key.
func HKDFKey(h func() hash.Hash, secret, salt []byte, info string, keyLength int) ([]byte, error) {
	return hkdf.Key(h, secret, salt, info, keyLength)
}

// PBKDF2Key is pbkdf2.Key.
func PBKDF2Key(h func() hash.Hash, password string, salt []byte, iter, keyLength int) ([]byte, error) {
	return pbkdf2.Key(h, password, salt, iter, keyLength)
}
