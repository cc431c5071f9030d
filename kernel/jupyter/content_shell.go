package jupyter

// What travels on the shell and control channels. Every reply has a Status:
// "ok", "error" (then ErrorContent's fields are set) or "aborted".

// Values of a reply's Status.
const (
	StatusOK      = "ok"
	StatusError   = "error"
	StatusAborted = "aborted"
)

// LanguageInfo describes the kernel's language, as notebooks store it.
type LanguageInfo struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	MIMEType          string `json:"mimetype"`
	FileExtension     string `json:"file_extension"`
	PygmentsLexer     string `json:"pygments_lexer,omitempty"`
	CodeMirrorMode    any    `json:"codemirror_mode,omitempty"` // a name or an object
	NBConvertExporter string `json:"nbconvert_exporter,omitempty"`
}

// HelpLink is one entry of the front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// KernelInfoReply answers kernel_info_request.
type KernelInfoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          LanguageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	Debugger              bool         `json:"debugger"`
	HelpLinks             []HelpLink   `json:"help_links"`
	SupportedFeatures     []string     `json:"supported_features,omitempty"`
}

// ExecuteRequest asks to run code.
type ExecuteRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// ExecuteReply answers execute_request.
type ExecuteReply struct {
	Status          string         `json:"status"`
	ExecutionCount  int            `json:"execution_count"`
	UserExpressions map[string]any `json:"user_expressions,omitempty"`
	Payload         []any          `json:"payload,omitempty"`
	EName           string         `json:"ename,omitempty"`
	EValue          string         `json:"evalue,omitempty"`
	Traceback       []string       `json:"traceback,omitempty"`
}

// CompleteRequest asks what could stand at the cursor.
type CompleteRequest struct {
	Code      string `json:"code"`
	CursorPos int    `json:"cursor_pos"` // in code points
}

// CompleteReply answers complete_request; the matches replace the code points
// from CursorStart to CursorEnd.
type CompleteReply struct {
	Status      string         `json:"status"`
	Matches     []string       `json:"matches"`
	CursorStart int            `json:"cursor_start"`
	CursorEnd   int            `json:"cursor_end"`
	Metadata    map[string]any `json:"metadata"`
}

// InspectRequest asks about what stands at the cursor.
type InspectRequest struct {
	Code        string `json:"code"`
	CursorPos   int    `json:"cursor_pos"` // in code points
	DetailLevel int    `json:"detail_level"`
}

// InspectReply answers inspect_request with a MIME bundle.
type InspectReply struct {
	Status   string         `json:"status"`
	Found    bool           `json:"found"`
	Data     map[string]any `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

// IsCompleteRequest asks a console's question: is this ready to run?
type IsCompleteRequest struct {
	Code string `json:"code"`
}

// IsCompleteReply answers with "complete", "incomplete", "invalid" or
// "unknown" and, where incomplete, the next line's indentation.
type IsCompleteReply struct {
	Status string `json:"status"`
	Indent string `json:"indent,omitempty"`
}

// HistoryRequest asks for earlier inputs: hist_access_type is "tail", "range"
// or "search".
type HistoryRequest struct {
	Output         bool   `json:"output"`
	Raw            bool   `json:"raw"`
	HistAccessType string `json:"hist_access_type"`
	Session        int    `json:"session"`
	Start          int    `json:"start"`
	Stop           int    `json:"stop"`
	N              int    `json:"n"`
	Pattern        string `json:"pattern"`
	Unique         bool   `json:"unique"`
}

// HistoryReply holds [session, line number, input] triples, or
// [session, line number, [input, output]] where output was asked for.
type HistoryReply struct {
	Status  string  `json:"status"`
	History [][]any `json:"history"`
}

// CommInfoReply lists the open comms by id.
type CommInfoReply struct {
	Status string              `json:"status"`
	Comms  map[string]CommInfo `json:"comms"`
}

// CommInfo is one open comm.
type CommInfo struct {
	TargetName string `json:"target_name"`
}

// ConnectReply answers the deprecated connect_request with the ports.
type ConnectReply struct {
	Status    string `json:"status"`
	ShellPort int    `json:"shell_port"`
	IOPubPort int    `json:"iopub_port"`
	StdinPort int    `json:"stdin_port"`
	HBPort    int    `json:"hb_port"`
	Control   int    `json:"control_port"`
}

// InterruptReply answers interrupt_request.
type InterruptReply struct {
	Status string `json:"status"`
}

// ShutdownRequest asks the kernel to end.
type ShutdownRequest struct {
	Restart bool `json:"restart"`
}

// ShutdownReply answers shutdown_request.
type ShutdownReply struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}
