"""jupyter_client's own conformance tests, against the installed Go kernel."""
import unittest

import jupyter_kernel_test

KERNEL = "gophernotes"


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'import "fmt"\nfmt.Println("hello, world")'
    code_stderr = 'import ("fmt"; "os")\nfmt.Fprintln(os.Stderr, "oh")'
    completion_samples = [
        {"text": "display.HT", "matches": {"HTML", "HTMLer"}},
        {"text": 'é := "é"; contin', "matches": {"continue"}},
    ]
    complete_code_samples = ["x := 1", "func f() int {\n\treturn 1\n}", "%help", "// nothing", ""]
    incomplete_code_samples = ["func f() {", "x := 1 +", "s := `raw", "/* open", 'fmt.Println("a",']
    invalid_code_samples = ["x := )", "}"]
    code_generate_error = 'panic("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "display.HTML(`<b>bold</b>`)", "result": "<b>bold</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'Display(display.HTML("<b>bold</b>"))', "mime": "text/html"},
        {"code": 'import "image"\nDisplay(display.Image(image.NewRGBA(image.Rect(0, 0, 4, 4))))', "mime": "image/png"},
    ]
    code_history_pattern = "6 *[*] 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "append"
    code_page_something = "append?"
    code_clear_output = "Display(display.Clear(false))"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
