"""How soon kernels are ready, how long a trivial cell takes and how fast cells
compute, side by side.

python bench.py [KERNEL ...]: by default this project's, ipykernel's and GoNB's,
each where it is installed. What cells compute is timed in this project's and in
ipykernel, which take turns.
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


print(f"{'kernel':<14}{'ready (s)':>12}{'first cell (ms)':>18}{'cell, median (ms)':>20}{'client alone (ms)':>20}")
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
    alone = time.process_time()  # what jupyter_client itself computes meanwhile
    cells = [cell(kc, code) for _ in range(CELLS if name != "gonb" else 20)]
    alone = (time.process_time() - alone) / len(cells)
    stop(km, kc)
    print(f"{name:<14}{statistics.median(starts):>12.3f}{first * 1000:>18.1f}{statistics.median(cells) * 1000:>20.2f}{alone * 1000:>20.2f}")

# What cells compute: a name, then for Go and for Python what declares it and
# what is timed. Both do the same.
LANGUAGE = [
    ("fib(32)",
     "func fib(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }", "fib(32)",
     "def fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)", "fib(32)"),
    ("float loop, 3e6",
     "func loop(n int) float64 { s, x := 0.0, 1.0; for i := 0; i < n; i++ { x = x*0.999 + 0.5; s += x }; return s }", "loop(3000000)",
     "def loop(n):\n    s, x = 0.0, 1.0\n    for i in range(n):\n        x = x*0.999 + 0.5\n        s += x\n    return s", "loop(3000000)"),
    ("sieve of 1e6",
     "func sieve(n int) int { c := make([]bool, n+1); k := 0; for i := 2; i <= n; i++ { if !c[i] { k++; for j := i * 2; j <= n; j += i { c[j] = true } } }; return k }", "sieve(1000000)",
     "def sieve(n):\n    c, k = [False]*(n+1), 0\n    for i in range(2, n+1):\n        if not c[i]:\n            k += 1\n            for j in range(i*2, n+1, i):\n                c[j] = True\n    return k", "sieve(1000000)"),
    ("matrix product, 100",
     "func mm(n int) float64 { a, b, c := make([][]float64, n), make([][]float64, n), make([][]float64, n); for i := range n { a[i], b[i], c[i] = make([]float64, n), make([]float64, n), make([]float64, n); for j := range n { a[i][j], b[i][j] = float64(i+j), float64(i-j) } }; for i := range n { for j := range n { s := 0.0; for k := range n { s += a[i][k] * b[k][j] }; c[i][j] = s } }; return c[n-1][n-1] }", "mm(100)",
     "def mm(n):\n    a = [[float(i+j) for j in range(n)] for i in range(n)]\n    b = [[float(i-j) for j in range(n)] for i in range(n)]\n    c = [[0.0]*n for i in range(n)]\n    for i in range(n):\n        for j in range(n):\n            s = 0.0\n            for k in range(n):\n                s += a[i][k] * b[k][j]\n            c[i][j] = s\n    return c[n-1][n-1]", "mm(100)"),
    ("map updates, 1e6",
     "func counts(n int) int { m := map[int]int{}; for i := 0; i < n; i++ { m[i%1000] += i }; return m[7] }", "counts(1000000)",
     "def counts(n):\n    m = {}\n    for i in range(n):\n        k = i % 1000\n        m[k] = m.get(k, 0) + i\n    return m[7]", "counts(1000000)"),
    ("building a string, 2e5",
     "func text(n int) int { var b strings.Builder; for i := range n { b.WriteString(strconv.Itoa(i)); b.WriteByte(',') }; return b.Len() }", "text(200000)",
     "def text(n):\n    b = []\n    for i in range(n):\n        b.append(str(i))\n        b.append(',')\n    return len(''.join(b))", "text(200000)"),
    ("sorting 1e5 with a function",
     "func sorted(n int) int { x := make([]int, n); for i := range x { x[i] = i * 7919 % n }; sort.Slice(x, func(i, j int) bool { return x[i] < x[j] }); return x[1] }", "sorted(100000)",
     "import functools\ndef sorted_by(n):\n    x = [i * 7919 % n for i in range(n)]\n    x.sort(key=functools.cmp_to_key(lambda a, b: a - b))\n    return x[1]", "sorted_by(100000)"),
    ("struct methods, 1e6",
     "type V struct{ X, Y float64 }\nfunc (v V) Add(w V) V { return V{v.X + w.X, v.Y + w.Y} }\nfunc adds(n int) float64 { a := V{}; for i := 0; i < n; i++ { a = a.Add(V{1, 2}) }; return a.X + a.Y }", "adds(1000000)",
     "class V:\n    __slots__ = ('x', 'y')\n    def __init__(self, x, y):\n        self.x, self.y = x, y\n    def add(self, w):\n        return V(self.x + w.x, self.y + w.y)\ndef adds(n):\n    a = V(0.0, 0.0)\n    for i in range(n):\n        a = a.add(V(1.0, 2.0))\n    return a.x + a.y", "adds(1000000)"),
    ("math.Sqrt, 1e6 calls",
     "func roots(n int) float64 { s := 0.0; for i := 0; i < n; i++ { s += math.Sqrt(float64(i)) }; return s }", "roots(1000000)",
     "import math\ndef roots(n):\n    s = 0.0\n    for i in range(n):\n        s += math.sqrt(float(i))\n    return s", "roots(1000000)"),
    ("strings.HasPrefix, 1e6 calls",
     "func prefixes(n int) int { s := 0; for i := 0; i < n; i++ { if strings.HasPrefix(\"abcdef\", \"abc\") { s++ } }; return s }", "prefixes(1000000)",
     "def prefixes(n):\n    s = 0\n    for i in range(n):\n        if 'abcdef'.startswith('abc'):\n            s += 1\n    return s", "prefixes(1000000)"),
]


def language():
    """Times what cells compute, best of three for each kernel, in turns."""
    kernels = [ready("gophernotes"), ready("python3")]
    try:
        for _, kc, _ in kernels:
            kc.wait_for_ready(timeout=30)
        ratios = []
        print(f"\n{'a cell that computes':<32}{'Go (ms)':>10}{'CPython (ms)':>14}{'ratio':>8}")
        for name, declare, call, pydeclare, pycall in LANGUAGE:
            cell(kernels[0][1], declare)
            cell(kernels[1][1], pydeclare)
            times = [[], []]
            for _ in range(3):
                times[0].append(cell(kernels[0][1], call))
                times[1].append(cell(kernels[1][1], pycall))
            ours, theirs = min(times[0]), min(times[1])
            ratios.append(theirs / ours)
            print(f"{name:<32}{ours * 1000:>10.1f}{theirs * 1000:>14.1f}{theirs / ours:>8.1f}")
        print(f"{'median':<56}{statistics.median(ratios):>8.1f}")
    finally:
        for km, kc, _ in kernels:
            stop(km, kc)


if not sys.argv[1:]:
    language()
