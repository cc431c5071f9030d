package link

// A CellError says why a cell failed and where.
type CellError struct {
	Name      string   `json:"ename"`  // "CompileError", "panic", "Interrupted", …
	Value     string   `json:"evalue"` // the message
	Traceback []string `json:"traceback"`
}

func (e *CellError) Error() string { return e.Name + ": " + e.Value }
