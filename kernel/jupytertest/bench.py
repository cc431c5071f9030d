"""How soon kernels are ready and how long a trivial cell takes, side by side.

python bench.py [KERNEL ...]: by default this project's, ipykernel's and GoNB's,
each where it is installed.
"""
import statistics
import subprocess
import sys
import time

import jupyter_client
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

CODE = {"python3": "6 * 7", "gophernotes": "6 * 7", "gonb": "%%\nfmt.Println(6 * 7)"}
STARTS, CELLS = 5, 200


def ready(name):
    """Seconds from the start of the process to kernel_info's answer."""
    km = jupyter_client.KernelManager(kernel_name=name)
    start = time.perf_counter()
    km.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    kc = km.client()
    kc.start_channels()
    try:
        while True:  # messages to a kernel that does not listen yet may be lost
            kc.kernel_info()
            try:
                kc.get_shell_msg(timeout=0.05)
                return km, kc, time.perf_counter() - start
            except Exception:
                if time.perf_counter() - start > 30:
                    raise
    except BaseException:
        stop(km, kc)
        raise


def stop(km, kc):
    kc.stop_channels()
    km.shutdown_kernel(now=True)


def cell(kc, code):
    """Seconds from the request to the reply and to idle."""
    start = time.perf_counter()
    reply = kc.execute_interactive(code, timeout=30, output_hook=lambda m: None)
    assert reply["content"]["status"] == "ok", reply["content"]
    return time.perf_counter() - start


print(f"{'kernel':<14}{'ready (s)':>12}{'first cell (ms)':>18}{'cell, median (ms)':>20}")
for name in sys.argv[1:] or ["gophernotes", "python3", "gonb"]:
    try:
        KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        print(f"{name:<14}{'not installed':>12}")
        continue
    starts = []
    for i in range(STARTS):
        km, kc, took = ready(name)
        starts.append(took)
        if i < STARTS - 1:
            stop(km, kc)
    kc.wait_for_ready(timeout=30)
    code = CODE.get(name, "6 * 7")
    first = cell(kc, code)
    cells = [cell(kc, code) for _ in range(CELLS if name != "gonb" else 20)]
    stop(km, kc)
    print(f"{name:<14}{statistics.median(starts):>12.3f}{first * 1000:>18.1f}{statistics.median(cells) * 1000:>20.2f}")
