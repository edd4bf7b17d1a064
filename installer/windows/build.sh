#!/usr/bin/env bash
# Make dist/zhuxue-setup-x64.exe and dist/zhuxue-portable-x64.zip on Debian 12: install the tools, then run build.py.
#
#   installer/windows/build.sh [--runtime FILE] [--cache FOLDER] [--out FOLDER] [--quick] [--stage-only]
#
# What the words mean: build.sh --help
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONHASHSEED=0 LC_ALL=C.UTF-8

missing=()
command -v python3.11 >/dev/null && python3.11 -m pip --version >/dev/null 2>&1 || missing+=(python3 python3-pip)
command -v makensis >/dev/null || missing+=(nsis)
command -v x86_64-w64-mingw32-gcc >/dev/null || missing+=(gcc-mingw-w64-x86-64-posix)
command -v x86_64-w64-mingw32-windres >/dev/null || missing+=(binutils-mingw-w64-x86-64)
if [ ${#missing[@]} -gt 0 ]; then
  printf '\n== from Debian: %s\n' "${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    echo "please run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
exec python3.11 "$here/build.py" "$@"
