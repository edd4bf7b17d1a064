"""A measured run: one contender, alone in a fresh process; its times and its peak memory come back as JSON.

    python tests/bench/measure.py imports program roster.xlsx

calls `imports.program("roster.xlsx")`, which returns seconds by name. `run` starts such a process.
"""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parents[1]


class NotHere(Exception):
    """A contender that cannot run on this machine; the text says what is missing."""


def run(
    module: str, contender: str, *arguments: str, python: str = sys.executable, beside: Path | None = None
) -> dict[str, Any]:
    """{"seconds": {name: s}, "memory": MB}, or {"missing": why}. Raises RuntimeError when the run fails.

    beside: a folder with packages that only the others need (`pip install --target FOLDER pandas`).
    """
    folders = (ROOT, BENCH.parent, BENCH, *([beside] if beside else []))
    paths = {
        "PYTHONPATH": os.pathsep.join(map(str, folders)),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [python, str(BENCH / "measure.py"), module, contender, *arguments]
    done = subprocess.run(command, env=os.environ | paths, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{module}.{contender}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def compile_program() -> None:
    """Compile the program as an installed one is: some workplaces keep Python from leaving compiled modules behind."""
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", str(ROOT / "desktop"), str(BENCH.parent)], check=True
    )


def peak_memory() -> float:
    """MB that this process, or the largest process it started, held at most; 0.0 where nobody can say."""
    if sys.platform == "win32":
        return _peak_on_windows() / 2**20
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return max(_own_peak(unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss), children) / 2**20


def _own_peak(told: int) -> int:
    """Bytes. Linux counts into ru_maxrss what the parent held when it started us; /proc does not."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), told)


def _peak_on_windows() -> int:
    """PeakWorkingSetSize of this process alone."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [("size", wintypes.DWORD), ("faults", wintypes.DWORD)] + [
            (name, ctypes.c_size_t) for name in ("peak", "now", "a", "b", "c", "d", "e", "f")
        ]

    counters = Counters(size=ctypes.sizeof(Counters))
    kernel = ctypes.windll.kernel32
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
    return int(counters.peak) if ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size) else 0


def main(module: str, contender: str, *arguments: str) -> None:
    try:
        seconds = getattr(importlib.import_module(module), contender)(*arguments)
    except NotHere as why:
        print(json.dumps({"missing": str(why)}, ensure_ascii=False))
        return
    print(json.dumps({"seconds": seconds, "memory": peak_memory()}))


if __name__ == "__main__":
    # The contenders say `from measure import NotHere`: this module and that one have to be the same.
    sys.modules["measure"] = sys.modules["__main__"]
    main(*sys.argv[1:])
