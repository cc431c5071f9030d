package link

import "github.com/crococlock/crococlock/kernel/display"

// A Frame is one message between server and worker: a JSON object on a line.
// The server writes requests to one pipe, the worker answers on another; the
// worker's standard output and error are two more, for what cells print.
//
//	server                                worker
//	                                      ready
//	eval {id, cell, code}
//	                                      display {data}, any number, at any time
//	interrupt {id}                        (while id runs)
//	                                      ended {id} (after an interrupt, at once)
//	                                      done {id, data?, error?}
//	                                      turn (from one output to the other)
//	                                      input {id} (the cell reads standard input)
//	                                      crash {error} (where, before the process ends)
//	input {id, code | error}              (the line, or why there is none)
//	complete {id, code, cursor}           done {id, matches, start, end}
//	inspect {id, code, cursor, detail}    done {id, code} (what there is to tell)
//
// The worker answers requests in order, one at a time; only interrupt and input
// overtake.
// When its request pipe ends, the worker exits.
//
// A front end that reads slowly keeps an interrupted cell's done from being
// written for as long; ended says that the cell did stop.
//
// What was printed before a display or the end of a cell must reach the
// notebook before it, though it takes another way. So before such a frame the
// worker writes a marker (see Marker) with the frame's number Mark to both its
// outputs, and the server holds the frame back until it has read both. What a
// process or a compiled package writes to both streams itself without such a
// marker comes in the order in which the server finds them written to: exact
// where they take turns slowly, not where they take them faster than it reads.
type Frame struct {
	Op     string        `json:"op"`
	ID     int           `json:"id,omitempty"`
	Cell   int           `json:"cell,omitempty"`
	Code   string        `json:"code,omitempty"`
	Cursor int           `json:"cursor,omitempty"` // in bytes
	Mark   int           `json:"mark,omitempty"`
	Data   *display.Data `json:"data,omitempty"` // []byte travel as base64, as Jupyter wants them
	Error  *CellError    `json:"error,omitempty"`

	Detail int `json:"detail,omitempty"` // of an inspection: 1 wants the source too

	Matches []Match `json:"matches,omitempty"`
	Start   int     `json:"start,omitempty"` // in bytes
	End     int     `json:"end,omitempty"`
}

// A Match is a word that could stand at the cursor.
type Match struct {
	Text string `json:"text"`
	Kind string `json:"kind,omitempty"` // "function", "field", …
	Type string `json:"type,omitempty"` // what it is, such as a function's signature
	Doc  string `json:"doc,omitempty"`  // the first sentence of its comment
}

// Values of Frame.Op.
const (
	OpReady     = "ready"
	OpEval      = "eval"
	OpComplete  = "complete"
	OpInspect   = "inspect"
	OpInterrupt = "interrupt"
	OpInput     = "input"
	OpDisplay   = "display"
	OpTurn      = "turn"
	OpCrash     = "crash"
	OpEnded     = "ended"
	OpDone      = "done"
)

// Environment variables that the server sets for the worker.
const (
	EnvPipes = "CROCOCLOCK_WORKER_PIPES" // descriptors (Windows: handles) of requests and frames, "3 4"
	EnvNonce = "CROCOCLOCK_WORKER_NONCE" // makes markers unlike anything a cell prints
)
