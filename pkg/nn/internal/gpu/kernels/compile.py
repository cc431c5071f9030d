#!/usr/bin/env python3
"""Compiles the kernels with NVRTC, NVIDIA's compiler, which needs no card.

compile.py                 writes kernels.ptx beside it, for every card since compute capability 8.0
compile.py --registers     says what each kernel takes of a multiprocessor of an H100

Wants a Python that has the package nvidia-cuda-nvrtc-cu12; make ptx makes one.
"""
import ctypes
import hashlib
import os
import re
import sys
from pathlib import Path

import nvidia.cuda_nvrtc

HERE = Path(__file__).resolve().parent


def sources():
    """The files that the kernels are made of, in the order of their names."""
    return sorted((f for f in HERE.iterdir() if f.suffix in (".cu", ".inc", ".h")), key=lambda f: f.name)


def checksum():
    """What package gpu's test compares: the same as generate writes into the emulator."""
    h = hashlib.sha256()
    for f in sources():
        h.update(f.name.encode() + b"\n" + f.read_bytes())
    return h.hexdigest()


def compile(arch, *options):
    """The program for arch, and what the compiler said."""
    lib = Path(next(iter(nvidia.cuda_nvrtc.__path__))) / "lib"
    ctypes.CDLL(next(lib.glob("libnvrtc-builtins.so.*")), mode=ctypes.RTLD_GLOBAL)
    nvrtc = ctypes.CDLL(lib / "libnvrtc.so.12")
    program, size = ctypes.c_void_p(), ctypes.c_size_t()

    def get(what):
        getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size))
        text = ctypes.create_string_buffer(max(size.value, 1))
        getattr(nvrtc, f"nvrtcGet{what}")(program, text)
        return text.raw

    text = (HERE / "all.cu").read_bytes()
    if nvrtc.nvrtcCreateProgram(ctypes.byref(program), text, b"all.cu", 0, None, None):
        sys.exit("NVRTC made no program")
    flags = [f"--gpu-architecture={arch}", "--std=c++17", f"--include-path={HERE}", *options]
    flags = (ctypes.c_char_p * len(flags))(*(f.encode() for f in flags))
    failed = nvrtc.nvrtcCompileProgram(program, len(flags), flags)
    said = get("ProgramLog").rstrip(b"\0").decode()
    if failed:
        sys.exit(said)
    return get("CUBIN" if arch.startswith("sm_") else "PTX"), said


def registers():
    _, said = compile("sm_90", "--ptxas-options=-v")
    name = ""
    for line in said.splitlines():
        if m := re.search(r"Compiling entry function '(\w+)'", line):
            name = m[1]
        elif m := re.search(r"Used (\d+) registers", line):
            shared = re.search(r"(\d+) bytes smem", line)
            print(f"{name:32} {m[1]:>4} registers {shared[1] if shared else 0:>6} bytes shared")
        elif (m := re.search(r"(\d+) bytes spill stores", line)) and m[1] != "0":
            print(f"{'':32} {line.strip()}")
        elif "warning" in line:
            print(line)


def ptx():
    text, said = compile("compute_80")
    if said:
        print(said)
    to = HERE / "kernels.ptx"
    tmp = to.with_suffix(".tmp")
    tmp.write_bytes(b"// " + checksum().encode() + b"\n" + text.rstrip(b"\0"))
    os.replace(tmp, to)
    print(to.name, to.stat().st_size, "bytes")


if __name__ == "__main__":
    registers() if sys.argv[1:] == ["--registers"] else ptx()
