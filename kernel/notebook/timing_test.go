package notebook_test

import (
	"encoding/json"
	"testing"
	"time"
)

func TestRecordTiming(t *testing.T) {
	path := write(t, nil, cell{source: `print "a"`, meta: map[string]any{"execution": map[string]any{"timeout": 30, "iopub.status.busy": "old"}}}, cell{source: " "})
	opts := options()
	opts.RecordTiming = true
	nb, err := run(t, path, opts)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cells []struct {
			Metadata struct{ Execution map[string]any }
		}
	}
	if err := json.Unmarshal(nb.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	execution := file.Cells[0].Metadata.Execution
	var last time.Time
	for _, key := range []string{"iopub.status.busy", "iopub.execute_input", "shell.execute_reply"} {
		text, _ := execution[key].(string)
		at, err := time.Parse("2006-01-02T15:04:05.000000Z", text)
		if err != nil || at.Before(last) {
			t.Errorf("%s is %v, after %v: %v", key, execution[key], last, err)
		}
		last = at
	}
	if _, ok := execution["iopub.status.idle"].(string); !ok || execution["timeout"] != 30.0 || len(execution) != 5 {
		t.Errorf("metadata.execution is %v", execution)
	}
	if file.Cells[1].Metadata.Execution != nil {
		t.Error("a blank cell has times")
	}
}
