#!/usr/bin/env python3
"""Says how long a step of the kernels that multiply takes on an H100, without one: about
what tile.go's tiles are told of. Wants the packages nvidia-cuda-nvrtc-cu12 and
nvidia-cuda-nvdisasm; make cycles makes a Python that has them.

One warp is followed through the loop of a step, as the machine code has it: an instruction
says how long the next must wait, and which results of memory it waits for itself. alone is
what a block takes by itself, step what it keeps a multiprocessor from others: whichever is
more, what its instructions or what its products take. Blocks beside others take longer on a
card: they wait for each other, too.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nvidia

import compile

GHZ = 1.9
LATENCY = {"LDS": 33, "LDG": 400, "LDL": 40, "LDC": 40}  # cycles; others OTHER
OTHER, TENSOR = 25, 6  # cycles between products of tensor cores
SLOWER = 1.15  # what was measured, over the model


def machine_code():
    """By kernel, its lines of machine code, as nvdisasm prints them with their bits."""
    cubin, _ = compile.compile("sm_90")
    nvdisasm = next(f for root in nvidia.__path__ for f in Path(root).glob("cu*/bin/nvdisasm"))
    nvdisasm.chmod(0o755)
    with tempfile.NamedTemporaryFile(suffix=".cubin") as f:
        f.write(cubin)
        f.flush()
        text = subprocess.run([nvdisasm, "-hex", "-c", f.name], capture_output=True, text=True, check=True).stdout
    parts = re.split(r"^\s*\.text\.(\w+):\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def step(code):
    """The instructions of the loop that has most products: name, cycles until the next may
    begin, the barriers that its result and its operands set, and those it waits for."""
    body, labels, best = [], {}, (0, 0, 0)
    pattern = r"^(\.L_x_\d+):|/\*[0-9a-f]{4,}\*/\s+(.*?)\s*;?\s+/\* 0x\w+ \*/\s+/\* (0x\w+) \*/"
    for label, text, bits in re.findall(pattern, code, re.M):
        if label:
            labels[label] = len(body)
            continue
        control = int(bits, 16) >> 41
        name = re.sub(r"^@!?U?P\w+\s+", "", text).split()[0]
        body.append((name, max(control & 15, 1), control >> 5 & 7, control >> 8 & 7, control >> 11 & 63))
        back = re.search(r"BRA.*`\((\.L_x_\d+)\)", text)
        if back and back[1] in labels:
            begin = labels[back[1]]
            products = sum(n[0].startswith(("FFMA", "HMMA")) for n in body[begin:])
            best = max(best, (products, begin, len(body)))
    return body[best[1] : best[2]]


def cycles(loop):
    """How long one warp takes for the loop, the third time."""
    now, free, done = 0, 0, [0] * 6
    for _ in range(3):
        begin = now
        for name, stall, result, operands, waits in loop:
            now = max([now] + [done[b] for b in range(6) if waits >> b & 1])
            if name.startswith("HMMA"):
                now = max(now, free)
                free = now + TENSOR
            if result < 6:
                done[result] = max(done[result], now + LATENCY.get(name[:3], OTHER))
            if operands < 6:
                done[operands] = max(done[operands], now + 12)
            now += stall
    return now - begin


def main():
    source = "".join(f.read_text() for f in compile.sources())
    threads = dict(re.findall(r"KERNEL_FOR\((\w+), (\d+),", source))
    for name, code in sorted(machine_code().items()):
        if not re.match(r"(conv|gemm).*\d+x\d+", name):
            continue
        loop = step(code)
        tensor = sum(n[0].startswith("HMMA") for n in loop)
        warps = int(threads[name]) / 32
        busy = max(len(loop) / 0.85, tensor * TENSOR / 0.9) * warps / 4
        alone = cycles(loop)
        print(f"{name:24} {alone:5} cycles  alone {alone * SLOWER / GHZ / 1000:.2f} µs  step {busy / GHZ / 1000:.2f} µs")


if __name__ == "__main__":
    main()
