"""An hour of work for the Go kernel: cells, interrupts and worker crashes.

python soak.py [MINUTES [CELLS]]: by default 60 and 10000. It prints what the
kernel's processes hold a tenth of the way at a time, and fails where memory,
threads, file descriptors or processes have grown by the end.
"""
import pathlib
import random
import sys
import time

import jupyter_client

MINUTES = float(sys.argv[1]) if len(sys.argv) > 1 else 60
CELLS = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
KERNEL = "gophernotes"

CELLS_OK = [
    "x++\nx",
    'fmt.Println(strings.Repeat("a", 1000))',
    "m := make([]float64, 100000)\nm[7] = float64(x)\nm[7]",
    "func f(n int) int { if n < 2 { return n }; return f(n-1) + f(n-2) }\nf(12)",
    'Display(display.HTML("<b>b</b>"))',
    "c := make(chan int)\ngo func() { for i := range 10 { c <- i }; close(c) }()\nsum := 0\nfor v := range c { sum += v }\nsum",
    "import \"gonum.org/v1/plot\"\nplot.New()",
]
ENDLESS = ["for {}", "time.Sleep(time.Hour)", "<-make(chan int)", "select {}", 'for { fmt.Println("flood") }']
FATAL = ['go func() { panic("soak") }()\n<-ctx.Done()', "os.Exit(3)", "!kill -9 $PPID"]
PRELUDE = 'import ("fmt"; "os"; "strings"; "time")\nx := 0'


def processes(root):
    """The kernel and its worker."""
    found = [root]
    for p in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int(p.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1]) == root:
                found.append(int(p.name))
        except (OSError, IndexError):
            pass
    return found


def held(root):
    """Megabytes, threads, file descriptors and processes, server then worker."""
    out = []
    for pid in processes(root):
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        field = lambda name: int(next(l for l in status.splitlines() if l.startswith(name)).split()[1])
        out.append({"MB": field("VmRSS:") // 1024, "threads": field("Threads:"), "fds": len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))})
    return out


km, kc = jupyter_client.manager.start_new_kernel(kernel_name=KERNEL)
root = km.provisioner.process.pid
rng = random.Random(1)
slowest = 0.0


def run(code, interrupt=False):
    """Runs a cell; gives its reply's content and how long an interrupt took."""
    msg = kc.execute(code)
    took = 0.0
    if interrupt:
        while True:  # until it runs
            m = kc.get_iopub_msg(timeout=30)
            if m["msg_type"] == "execute_input":
                break
        time.sleep(0.02)
        start = time.monotonic()
        km.interrupt_kernel()
    while True:
        m = kc.get_iopub_msg(timeout=60)
        if m["parent_header"].get("msg_id") == msg and m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
            break
    while True:
        reply = kc.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == msg:
            break
    if interrupt:
        took = time.monotonic() - start
    return reply["content"], took


def expect(condition, *facts):
    if not condition:
        print(*facts)
        sys.exit(1)


run(PRELUDE)
start = time.monotonic()
counts = {"cells": 0, "interrupts": 0, "crashes": 0}
baseline = None
for n in range(CELLS):
    kind = rng.random()
    if kind < 0.01:
        reply, _ = run(rng.choice(FATAL))
        expect("variables are gone" in reply.get("evalue", ""), reply)
        run(PRELUDE)
        counts["crashes"] += 1
    elif kind < 0.05:
        code = rng.choice(ENDLESS)
        reply, took = run(code, interrupt=True)
        slowest = max(slowest, took)
        expect(reply.get("ename") == "Interrupted" and "kept" in reply["evalue"], code, reply)
        expect(run("x")[0]["status"] == "ok", "variables are gone after", code)
        counts["interrupts"] += 1
    else:
        code = rng.choice(CELLS_OK)
        reply, _ = run(code)
        expect(reply["status"] == "ok", code, reply)
    counts["cells"] += 1
    if (n + 1) % max(CELLS // 10, 1) == 0:
        now = held(root)
        print(f"{time.monotonic() - start:6.0f} s  {counts}  slowest interrupt {slowest:.2f} s  server {now[0]}  worker {now[1:]}", flush=True)
        baseline = baseline or now
    pause = (n + 1) * MINUTES * 60 / CELLS - (time.monotonic() - start)
    if pause > 0:
        time.sleep(pause)
last = held(root)
expect(len(last) == 2, "processes:", last)
expect(last[0]["MB"] < baseline[0]["MB"] + 50 and last[1]["MB"] < baseline[1]["MB"] + 300, "memory grew:", baseline, last)
expect(all(b["fds"] <= a["fds"] + 5 and b["threads"] <= a["threads"] + 20 for a, b in zip(baseline, last)), "descriptors or threads grew:", baseline, last)
expect(slowest < 1, "the slowest interrupt took", slowest, "s")
kc.stop_channels()
km.shutdown_kernel(now=True)
print("flat")
