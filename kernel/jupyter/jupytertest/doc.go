// Package jupytertest is a small Jupyter kernel for tests, on package jupyter's
// server, as net/http/httptest is a server for tests of net/http's clients. It
// runs a language of one command a line that makes it do what kernels do: print,
// display, fail, hang, die.
//
// A test binary becomes the kernel by calling Main first thing in TestMain, and
// starts itself with Argv:
//
//	func TestMain(m *testing.M) {
//		jupytertest.Main()
//		os.Exit(m.Run())
//	}
//
// The commands, TEXT being a quoted Go string:
//
//	print TEXT, eprint TEXT     write to stdout, stderr
//	result TEXT                 the cell's value
//	display TEXT [ID]           display_data, with a display_id
//	update ID TEXT              update_display_data
//	clear [wait]                clear_output
//	fail ENAME TEXT             an error; the rest of the cell is not run
//	hang                        until an interrupt
//	stuck                       for ever, deaf to interrupts
//	die CODE                    exit, after a line on stderr
//	cwd, env NAME               print the working directory, a variable
//	input TEXT                  ask, and print the answer
//	late TEXT                   print after the cell has ended
//	get TEXT                    fetch a URL, to tell the test that the cell runs
//	flood N                     N lines on stdout
//	NAME = VALUE, NAME := VALUE remember a value as it is written
//	show NAME                   print it
//	// …                        nothing
package jupytertest
