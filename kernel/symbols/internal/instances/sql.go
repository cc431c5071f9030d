package instances

import (
	_ "database/sql" // for what is linked below
	_ "unsafe"
)

// ConvertAssign copies what a database gave to what dest points to, as
// sql.Null's Scan does. Package sql keeps the name for others to link to.
func ConvertAssign(dest, src any) error { return convertAssign(dest, src) }

//go:linkname convertAssign database/sql.convertAssign
func convertAssign(dest, src any) error
