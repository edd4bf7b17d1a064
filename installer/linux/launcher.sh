#!/bin/sh
# Starts the program with the Python that lies beside it. As 助学台账: the window; as zhuxue: the words of main.py.
here=$(dirname "$(readlink -f "$0")")
unset PYTHONPATH PYTHONHOME
export PYTHONNOUSERSITE=1 PYTHONUTF8=1
export LD_LIBRARY_PATH="$here/runtime/libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
if ! "$here/runtime/bin/python3.11" -c '' 2>/dev/null; then
  echo "这台电脑的系统太旧，程序打不开：需要 64 位 x86 的 Linux，glibc 2.36 或更高（用 ldd --version 看）。" >&2
  exit 2
fi
if [ "$(basename "$0")" = zhuxue ] && [ $# -eq 0 ]; then
  set -- --help
fi
exec "$here/runtime/bin/python3.11" "$here/app/main.pyc" "$@"
