package dataset

import (
	"bytes"
	"encoding/binary"
)

// orientationOf returns what a picture's file says about its orientation, 1
// where it says nothing that makes sense: EXIF in a JPEG's APP1, a PNG's eXIf
// or a WebP's EXIF chunk, and the tag of a TIFF file itself.
func orientationOf(kind string, data []byte) orientation {
	switch kind {
	case "jpeg":
		return tiffOrientation(jpegExif(data))
	case "png":
		return tiffOrientation(pngExif(data))
	case "webp":
		return tiffOrientation(webpExif(data))
	case "tiff":
		return tiffOrientation(data)
	}
	return topLeft
}

var exifHead = []byte("Exif\x00\x00")

// jpegExif looks through the segments before the pixels.
func jpegExif(data []byte) []byte {
	const app1, startOfScan, endOfImage = 0xe1, 0xda, 0xd9
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker := data[at+1]
		switch {
		case marker == 0xff: // a fill byte
			at++
			continue
		case marker == 1 || marker >= 0xd0 && marker <= 0xd8: // stand alone
			at += 2
			continue
		case marker == startOfScan || marker == endOfImage:
			return nil
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if end < at+4 || end > len(data) {
			return nil
		}
		if body, ok := bytes.CutPrefix(data[at+4:end], exifHead); ok && marker == app1 {
			return body
		}
		at = end
	}
	return nil
}

// pngExif looks through all chunks: eXIf may stand behind the pixels.
func pngExif(data []byte) []byte {
	return chunk(data[8:], "eXIf", func(head []byte) (name string, size, rest uint64) {
		return string(head[4:8]), uint64(binary.BigEndian.Uint32(head)), 4 // a checksum follows
	})
}

func webpExif(data []byte) []byte {
	exif := chunk(data[12:], "EXIF", func(head []byte) (name string, size, rest uint64) {
		n := uint64(binary.LittleEndian.Uint32(head[4:]))
		return string(head[:4]), n, n & 1 // padded to an even length
	})
	return bytes.TrimPrefix(exif, exifHead) // which some writers put there too
}

// chunk returns the first chunk of that name. head reads a chunk's 8 bytes: its
// name, its size, and how many bytes follow it.
func chunk(data []byte, want string, head func(head []byte) (name string, size, rest uint64)) []byte {
	for len(data) >= 8 {
		name, size, rest := head(data[:8])
		data = data[8:]
		if size > uint64(len(data)) {
			return nil
		}
		if name == want {
			return data[:size]
		}
		data = data[min(size+rest, uint64(len(data))):]
	}
	return nil
}

// tiffOrientation reads the tag from the first directory of TIFF's structure,
// which is EXIF's too.
func tiffOrientation(data []byte) orientation {
	const tag, typeByte, typeShort, typeLong = 0x0112, 1, 3, 4
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return topLeft
	}
	if len(data) < 8 {
		return topLeft
	}
	at := uint64(order.Uint32(data[4:]))
	if at+2 > uint64(len(data)) {
		return topLeft
	}
	count := int(order.Uint16(data[at:]))
	entries := data[at+2:]
	for ; count > 0 && len(entries) >= 12; count, entries = count-1, entries[12:] {
		if order.Uint16(entries) != tag {
			continue
		}
		var v uint32
		switch order.Uint16(entries[2:]) {
		case typeByte:
			v = uint32(entries[8])
		case typeShort:
			v = uint32(order.Uint16(entries[8:]))
		case typeLong:
			v = order.Uint32(entries[8:])
		}
		if v >= uint32(topLeft) && v <= uint32(leftBottom) {
			return orientation(v)
		}
		return topLeft
	}
	return topLeft
}
