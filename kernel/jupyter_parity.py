"""Runs notebooks with nbclient and with crococlock run and compares the outputs.

    python kernel/jupyter_parity.py --crococlock bin/crococlock notebooks/*.ipynb …

Each notebook runs in the kernel it names, as Jupyter finds it, so that both
runners drive the same kernel: ours for Go, ipykernel for Python. Two notebooks
agree when their cells' counts and outputs are equal after

- joining adjacent pieces of one stream,
- reducing lines that were rewritten with carriage returns to what a terminal
  shows at the end, which is what crococlock run stores,
- replacing durations, times of day and memory addresses by a placeholder,
- removing colours from tracebacks and numbers of IPython's cells from them.

One line a notebook, then a closing line; status 1 when one differs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

REPLACED = [
    (re.compile(r"\x1b\[[0-9;]*[A-Za-z]"), ""),
    (re.compile(r"0x[0-9a-f]{6,}"), "ADDRESS"),
    (re.compile(r"\d\d:\d\d:\d\d(\.\d+)?"), "TIME"),
    (re.compile(r"\b\d+(\.\d+)?(e-?\d+)?\s?(ns|[µu]s|ms|s|sec|seconds|min|m\d+s)\b"), "DURATION"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "CELL"),
]


def plain(text):
    for pattern, by in REPLACED:
        text = pattern.sub(by, text)
    return text


def collapse(text):
    """What a terminal shows of each line in the end."""
    lines = []
    for line in text.split("\n"):
        shown = ""
        for state in line.rstrip("\r").split("\r"):
            shown = state if "\x1b" in line else state + shown[len(state):]
        lines.append(shown.rstrip(" ") if "\r" in line else shown)
    return "\n".join(lines)


def outputs(cell):
    """The outputs of a cell in the form in which they are compared."""
    joined = []
    for out in cell.get("outputs", []):
        if out.output_type == "stream" and joined and joined[-1].get("name") == out.name:
            joined[-1]["text"] += out.text
            continue
        joined.append(json.loads(json.dumps(out)))
    for out in joined:
        if out["output_type"] == "stream":
            out["text"] = plain(collapse(out["text"]))
        elif out["output_type"] == "error":
            out["evalue"] = plain(out["evalue"])
            out["traceback"] = plain("\n".join(out["traceback"])).split("\n")
        else:
            out["data"] = {k: plain(v) if isinstance(v, str) and not k.startswith("image/") else v for k, v in out["data"].items()}
    return [out for out in joined if out["output_type"] != "stream" or out["text"]]


def nbclient_run(path, timeout):
    """The notebook after nbclient, and how that ended: "ok", "failed", "time limit" or "kernel died"."""
    nb = nbformat.read(path, 4)
    own = nb.metadata.get("execution", {})
    client = NotebookClient(
        nb,
        timeout=own.get("timeout", timeout),
        allow_errors=own.get("allow_errors", False),
        interrupt_on_timeout=False,
        kernel_name=nb.metadata.kernelspec.name,
        record_timing=False,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}},
    )
    try:
        client.execute(stderr=subprocess.DEVNULL)  # kernels warn there
    except CellTimeoutError:
        return nb, "time limit"
    except DeadKernelError:
        return nb, "kernel died"
    except CellExecutionError:
        return nb, "failed"
    return nb, "ok"


def crococlock_run(program, path, out, timeout):
    """The same of crococlock run, through the kernelspec that nbclient uses."""
    env = dict(os.environ, JUPYTER_PATH=os.path.join(sys.prefix, "share", "jupyter"))
    env["PATH"] = os.path.join(sys.prefix, "bin") + os.pathsep + env["PATH"]
    # On the command line a limit would count more than the notebook's own.
    limit = [] if nbformat.read(path, 4).metadata.get("execution", {}).get("timeout") else ["--timeout", f"{timeout}s"]
    done = subprocess.run(
        [program, "run", *limit, "--cwd", os.path.dirname(os.path.abspath(path)), "-o", out, path],
        env=env, capture_output=True, text=True, check=False,
    )
    words = {0: "ok", 1: "failed", 4: "time limit", 5: "kernel died"}
    if done.returncode not in words:
        raise RuntimeError(f"crococlock run: status {done.returncode}\n{done.stderr}")
    return nbformat.read(out, 4), words[done.returncode]


def differences(theirs, ours, ended):
    """What differs between the two notebooks, in words."""
    if len(theirs.cells) != len(ours.cells):
        return [f"nbclient leaves {len(theirs.cells)} cells, crococlock run {len(ours.cells)}"]
    found = []
    for number, (a, b) in enumerate(zip(theirs.cells, ours.cells), 1):
        if a.cell_type != "code":
            continue
        left, right = outputs(a), outputs(b)
        if ended in ("time limit", "kernel died"):
            # nbclient gives up at once, crococlock run collects what the
            # interrupted cell still says.
            left = [o for o in left if o["output_type"] != "error"]
            right = [o for o in right if o["output_type"] != "error"]
        elif a.execution_count != b.execution_count:
            found.append(f"cell {number}: count {a.execution_count} and {b.execution_count}")
        if left != right:
            found.append(f"cell {number}:\n    nbclient       {json.dumps(left)[:2000]}\n    crococlock run {json.dumps(right)[:2000]}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--crococlock", required=True, help="the program")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for a cell")
    parser.add_argument("notebooks", nargs="+")
    args = parser.parse_args()
    program = os.path.abspath(args.crococlock)
    failed = 0
    for path in args.notebooks:
        with tempfile.TemporaryDirectory() as folder:
            start = time.monotonic()
            theirs, their_end = nbclient_run(path, args.timeout)
            middle = time.monotonic()
            ours, our_end = crococlock_run(program, path, os.path.join(folder, os.path.basename(path)), args.timeout)
            end = time.monotonic()
        found = [] if their_end == our_end else [f"nbclient ended with {their_end!r}, crococlock run with {our_end!r}"]
        found += differences(theirs, ours, their_end)
        failed += bool(found)
        print(f"{'differs' if found else 'same   '}  {path}  ({their_end}; nbclient {middle - start:.1f} s, crococlock run {end - middle:.1f} s)", flush=True)
        for what in found:
            print("  " + what, flush=True)
    print(f"{len(args.notebooks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
