"""The one command: set everything up, then open 助学台账 (or run its tests).

    python3 installer/start.py          set up, then open the program; without a screen, run the demo
    python3 installer/start.py test     set up, then run every test
    python3 installer/start.py WORD …   set up, then hand the words to main.py

Only the standard library is used here, and the program's own look at the screen (also nothing but that).
The second run downloads nothing: a stamp in .venv remembers the lock file.
"""

import hashlib
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "installer" / "requirements.lock"
STAMP = VENV / "installed.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)

# What Qt loads at run time, by the file that shows it is there; Debian 12 and its children.
DEBIAN = {
    "libegl1": "libEGL.so.1", "libgl1": "libGL.so.1", "libxkbcommon0": "libxkbcommon.so.0", "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1", "libglib2.0-0": "libglib-2.0.so.0", "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0", "libxcb-icccm4": "libxcb-icccm.so.4", "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1", "libxcb-render-util0": "libxcb-render-util.so.0", "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xinerama0": "libxcb-xinerama.so.0",
}  # fmt: skip
CHINESE_FONT = "fonts-noto-cjk"  # for the screen; paper uses the fonts that ship


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a GBK console must not stop us over one sign
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print(
            f"需要 Python {OLDEST[0]}.{OLDEST[1]} 到 {NEWEST[0]}.{NEWEST[1]}，现在是 {platform.python_version()}。"
        )
        return 2
    if not set_up_system() or not set_up_packages():
        return 2
    if words[:1] == ["test"]:
        return run_tests(words[1:])
    if words:
        return run("main.py", *words)
    if has_screen():
        return run("main.py")
    print("这里没有屏幕，改为运行演示：用示例名单走完 导入 → 批次 → 告知书 → 报送，结果放在 demo-out/。")
    return run("main.py", "demo", "--to", str(ROOT / "demo-out"))


def has_screen() -> bool:
    """Whether a screen answers, as the program itself asks it."""
    sys.path.insert(0, str(ROOT))
    from desktop.screen import has_screen as answers

    return answers()


def set_up_system() -> bool:
    """Install missing system libraries as root, or print the one line that does it."""
    missing = missing_libraries()
    if not missing:
        return True
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        print("缺少系统组件。请运行下面这一行，再重新启动：\n  sudo " + " ".join(install))
        return False
    print("安装系统组件：" + "、".join(missing))
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    if subprocess.run(install, check=False, **quiet).returncode:
        print("系统组件没有装上。请检查网络后重试，或手工运行：\n  " + " ".join(install))
        return False
    return True


def missing_libraries() -> list[str]:
    if not sys.platform.startswith("linux") or not Path("/usr/bin/apt-get").exists():
        return []
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    missing = [package for package, file in DEBIAN.items() if file not in known]
    if not any(Path("/usr/share/fonts").rglob("*[Cc][Jj][Kk]*")) and not has_chinese_font():
        missing.append(CHINESE_FONT)
    return missing


def has_chinese_font() -> bool:
    try:
        told = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return False
    return bool(told.strip())


def set_up_packages() -> bool:
    """Make .venv and install the locked packages with their hashes, once for each lock file and Python."""
    wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {platform.python_version()} {sys.platform}\n"
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text("utf-8") == wanted:
        return True
    print("第一次运行，正在安装需要的组件（约 250 MB，只装一次）……", flush=True)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        str(LOCK),
    ]
    if subprocess.run(command, check=False).returncode:
        print("组件没有装上。请检查网络后，再运行一次同样的命令。")
        return False
    STAMP.write_text(wanted, "utf-8")
    return True


def run(*words: str) -> int:
    return subprocess.run([str(PYTHON), *words], cwd=ROOT, check=False).returncode


def run_tests(words: list[str]) -> int:
    """The whole suite, on every core, without a screen."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    command = [str(PYTHON), "-m", "pytest", *(words or ["-n", str(min(os.cpu_count() or 1, 4))])]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
