#!/bin/sh
# build.sh FOLDER: makes FOLDER/libcuda.a of shim.c and names.txt.
set -e
here=$(dirname "$0")
mkdir -p "$1"
sed 's/.*/FUNCTION(&)/' "$here/names.txt" >"$1/functions.h"
${CC:-gcc} -O2 -fPIC -I"$1" -c "$here/shim.c" -o "$1/shim.o"
rm -f "$1/libcuda.a"
ar rcs "$1/libcuda.a" "$1/shim.o"
