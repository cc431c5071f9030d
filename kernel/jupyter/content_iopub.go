package jupyter

// What travels on iopub and stdin.

// Values of Status.ExecutionState.
const (
	StateBusy     = "busy"
	StateIdle     = "idle"
	StateStarting = "starting"
)

// Status says what the kernel is doing about its parent message.
type Status struct {
	ExecutionState string `json:"execution_state"`
}

// ExecuteInput repeats the code that is about to run to every front end.
type ExecuteInput struct {
	Code           string `json:"code"`
	ExecutionCount int    `json:"execution_count"`
}

// Stream is printed text; Name is "stdout" or "stderr".
type Stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// DisplayData is the content of display_data and update_display_data: one
// thing in several MIME types. Binary data are base64 strings.
type DisplayData struct {
	Data      map[string]any `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	Transient map[string]any `json:"transient"` // display_id; not stored in notebooks
}

// ExecuteResult is a cell's value.
type ExecuteResult struct {
	ExecutionCount int            `json:"execution_count"`
	Data           map[string]any `json:"data"`
	Metadata       map[string]any `json:"metadata"`
	Transient      map[string]any `json:"transient,omitempty"`
}

// ErrorContent is an error: its name, its text, and the lines a front end
// shows, which may hold ANSI colours.
type ErrorContent struct {
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// ClearOutput removes the cell's output, at once or when more of it comes.
type ClearOutput struct {
	Wait bool `json:"wait"`
}

// IOPubWelcome is the first message a new subscriber gets.
type IOPubWelcome struct {
	Subscription string `json:"subscription"`
}

// InputRequest asks the user for a line.
type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

// InputReply is the line, without its newline.
type InputReply struct {
	Value string `json:"value"`
}

// CommOpen opens a comm.
type CommOpen struct {
	CommID     string         `json:"comm_id"`
	TargetName string         `json:"target_name"`
	Data       map[string]any `json:"data"`
}

// CommClose closes a comm, or refuses one that was just opened.
type CommClose struct {
	CommID string         `json:"comm_id"`
	Data   map[string]any `json:"data"`
}
