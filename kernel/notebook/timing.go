package notebook

import "github.com/crococlock/crococlock/kernel/jupyter"

// timing is when a cell's messages were sent, by the names that nbclient and
// JupyterLab give them in metadata.execution.
type timing map[string]string

func (t timing) note(m *jupyter.Message) {
	key := ""
	switch m.Header.MsgType {
	case "execute_input":
		key = "iopub.execute_input"
	case "execute_reply":
		key = "shell.execute_reply"
	case "status":
		content, err := parseJSON(m.Content)
		o, ok := content.(*object)
		if err != nil || !ok {
			return
		}
		if state := o.text("execution_state"); state == "busy" || state == "idle" {
			key = "iopub.status." + state
		}
	}
	if key != "" {
		t[key] = m.Header.Date
	}
}

// store notes the times in the cell. What else metadata.execution holds, such
// as a time limit, stays; times of an earlier run do not.
func (t timing) store(c *Cell) {
	repairObject(c.o, "metadata")
	meta := c.o.object("metadata")
	repairObject(meta, "execution")
	execution := meta.object("execution")
	for _, key := range []string{"iopub.execute_input", "iopub.status.busy", "iopub.status.idle", "shell.execute_reply"} {
		execution.remove(key)
		if date := t[key]; date != "" {
			execution.set(key, quote(date))
		}
	}
}
