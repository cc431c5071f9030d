"""The tools that people run notebooks with, each on a notebook of the Go kernel."""
import json
import os
import pathlib
import subprocess
import sys
import time

import jupyter_client
import nbclient
import nbformat
import pytest

BIN = pathlib.Path(sys.executable).parent
KERNEL = "gophernotes"


def notebook(*cells, tags=None):
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": "Go", "language": "go"}})
    for code in cells:
        nb.cells.append(nbformat.v4.new_code_cell(code))
    if tags:
        nb.cells[0].metadata["tags"] = tags
    return nb


def results(nb):
    """The text of every result and the printed text, cell by cell."""
    out = []
    for cell in nb.cells:
        text = ""
        for o in cell.outputs:
            text += o.get("text", "") or o.get("data", {}).get("text/plain", "")
        out.append(text)
    return out


CELLS = ['import "fmt"\nx := 20 + 1', 'fmt.Println("é")\nx * 2']


def test_nbclient():
    nb = notebook(*CELLS)
    nbclient.NotebookClient(nb, kernel_name=KERNEL, timeout=60).execute()
    assert results(nb) == ["", "é\n42"]
    assert nb.metadata["language_info"]["mimetype"] == "text/x-go"


def test_nbclient_reports_the_error():
    nb = notebook("x := 1", "panic(nobody.Sprint(x))", "x")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="undefined: nobody"):
        nbclient.NotebookClient(nb, kernel_name=KERNEL, timeout=60).execute()


def test_nbclient_timeout_interrupts():
    nb = notebook("x := 1", "for { x++ }", "x > 1")
    nbclient.NotebookClient(nb, kernel_name=KERNEL, timeout=2, interrupt_on_timeout=True, allow_errors=True).execute()
    assert results(nb)[2] == "true"  # variables are kept


def test_nbconvert(tmp_path):
    path = tmp_path / "in.ipynb"
    nbformat.write(notebook(*CELLS), path)
    subprocess.run([BIN / "jupyter", "nbconvert", "--execute", "--to", "html", path], check=True, timeout=120)
    assert "42" in (tmp_path / "in.html").read_text()


def test_papermill(tmp_path):
    path, out = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(notebook("x := 21", "x * 2", tags=["parameters"]), path)
    subprocess.run([BIN / "papermill", path, out], check=True, timeout=120)
    assert results(nbformat.read(out, 4)) == ["", "42"]


def test_console():
    run = subprocess.run(
        [BIN / "jupyter", "console", "--kernel", KERNEL, "--simple-prompt"],
        input="x := 21\nx * 2\nexit\n", capture_output=True, text=True, timeout=120)
    assert "42" in run.stdout, run.stdout + run.stderr


def children(pid):
    found = []
    for p in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int(p.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(p.name))
        except (OSError, IndexError):
            pass
    return found


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone_within(pids, seconds):
    deadline = time.monotonic() + seconds
    while any(alive(p) for p in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# The front end is a process of its own, so that it can be killed.
FRONT_END = f"""
import jupyter_client, time
km, kc = jupyter_client.manager.start_new_kernel(kernel_name="{KERNEL}")
kc.execute("for {{}}")
print(km.provisioner.process.pid, flush=True)
time.sleep(600)
"""


def test_front_end_killed():
    front = subprocess.Popen([sys.executable, "-c", FRONT_END], stdout=subprocess.PIPE, text=True)
    kernel = int(front.stdout.readline())
    workers = children(kernel)
    assert workers, "the kernel has no worker"
    front.kill()
    front.wait()
    assert gone_within([kernel, *workers], 1), "kernel or worker outlive their front end"


def test_server_killed():
    km, kc = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)
    kernel = km.provisioner.process.pid
    workers = children(kernel)
    kc.execute("for {}")
    os.kill(kernel, 9)
    try:
        assert workers and gone_within(workers, 1), "the worker outlives its kernel"
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def test_shutdown_within_a_second():
    km, kc = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)
    kernel = km.provisioner.process.pid
    pids = [kernel, *children(kernel)]
    kc.execute("for {}")
    kc.shutdown()
    try:
        assert gone_within(pids, 1)
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def test_ipc():
    km = jupyter_client.KernelManager(kernel_name=KERNEL, transport="ipc")
    km.start_kernel()
    kc = km.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=30)
        seen = []
        kc.execute_interactive("6 * 7", timeout=30, output_hook=lambda m: seen.append(json.dumps(m["content"])))
        assert any('"42"' in s for s in seen), seen
        assert kc.hb_channel.is_beating()
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)
