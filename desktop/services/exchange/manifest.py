"""What a package says about itself: counts, sums, every file's SHA-256, and eight signs that stand for all of it.

The school reads the check code from its paper slip, the township from its own screen. Anyone can recompute it:
manifest.json lies in its canonical form (keys sorted, UTF-8, no spaces), so the SHA-256 of the file itself, for
example by `certutil -hashfile manifest.json SHA256`, is the one meant; its first 40 bits, five to a sign of
Crockford's base32, are the code.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.places import PROGRAM
from desktop.services import files
from desktop.services.vault import ALPHABET

SCHEMA = "zhuxue package 1"
NAME = "manifest.json"
SLIP = "交接单.pdf"
SIGNS = 8  # of five bits each
SYSTEM = frozenset(
    ("thumbs.db", "desktop.ini", ".ds_store")
)  # laid there by the systems that looked at the folder


class NoPackage(Refused):
    """The folder holds no package, or one that this program cannot read."""


def canonical(manifest: Mapping[str, Any]) -> bytes:
    """The one way to write a manifest: keys sorted, no spaces, UTF-8."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_code(manifest: Mapping[str, Any]) -> str:
    """The first 40 bits of the canonical manifest's SHA-256 as eight signs, e.g. "7K3M9QXT"."""
    bits = int.from_bytes(hashlib.sha256(canonical(manifest)).digest()[:5], "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(SIGNS)))


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a package. Raises NoPackage."""
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError:
        raise NoPackage(
            f"“{folder.name}”里没有 {NAME}，不是报送包，或者没有拷全。请让学校重新拷一次。"
        ) from None
    except (OSError, ValueError):
        raise NoPackage(f"“{folder.name}”里的 {NAME} 读不出来，可能拷坏了。请让学校重新拷一次。") from None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA or not _lists_files(told):
        raise NoPackage(f"“{folder.name}”不是本程序认得的报送包，可能是更新的版本写的。请升级程序后再读。")
    return told


def _lists_files(told: Mapping[str, Any]) -> bool:
    """Whether the part that is relied on has its shape: a foreign package must not stop the program."""
    shape = {"name": str, "bytes": int, "sha256": str}
    entries = told.get("files")
    return isinstance(entries, list) and all(
        isinstance(one, dict) and all(isinstance(one.get(key), kind) for key, kind in shape.items())
        for one in entries
    )


def verify(folder: Path) -> list[str]:
    """A sentence for each file of a package that is missing, differs or does not belong; none when all is as it was sent.

    Raises NoPackage. The slip is not listed: it is made last, because it shows the code; see `slip_problem`.
    """
    entries = read(folder)["files"]
    return [
        *(sentence for entry in entries if (sentence := _difference(folder, entry))),
        *_foreign(folder, entries),
    ]


def _foreign(folder: Path, entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    ours = {NAME, SLIP, *(str(entry["name"]) for entry in entries)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in ours and path.name.casefold() not in SYSTEM:
            yield f"“{name}”不在清单里，不是随这个报送包写出的，不要打开它。请问清楚是谁放进去的。"


def slip_problem(folder: Path, code: str) -> str:
    """Why the slip in a package does not stand for its manifest, as a sentence; "" when it shows the same code."""
    import pypdfium2

    try:
        text = "".join(_text_of(folder / SLIP).split())
    except FileNotFoundError:
        return f"缺“{SLIP}”，没有拷全。请让学校重新拷一次。"
    except (OSError, ValueError, pypdfium2.PdfiumError):
        return f"“{SLIP}”读不出来，可能拷坏了。请让学校重新拷一次。"
    if code in text:
        return ""
    return (
        f"{NAME} 和交接单对不上：按现在的清单算出的校验码是 {code}，交接单上印的不是它。"
        "清单里的人数、金额或文件被改过，请不要收，让学校重新报送。"
    )


def _text_of(path: Path) -> str:
    """Everything that a PDF says. Raises OSError, PdfiumError."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    finally:
        document.close()


def _difference(folder: Path, entry: Mapping[str, Any]) -> str:
    name = str(entry["name"])
    path = folder / name
    try:
        size = path.stat().st_size
        if size != entry["bytes"]:
            return f"“{name}”大小不对：应是 {entry['bytes']} 字节，现在是 {size} 字节。请让学校重新拷一次。"
        if files.sha256(path) != entry["sha256"]:
            return f"“{name}”的内容和写入时不一样，可能拷坏了或被改过。请让学校重新拷一次。"
    except FileNotFoundError:
        return f"缺“{name}”，没有拷全。请让学校重新拷一次。"
    except OSError as error:
        return f"“{name}”读不出来（{error.strerror or error}），U 盘可能坏了。请换一个 U 盘重新拷。"
    return ""


def entry_of(path: Path, base: Path, **more: Any) -> dict[str, Any]:
    """One file's line in the manifest; `more` holds its rows or pages."""
    name = path.relative_to(base).as_posix()
    return {"name": name, "bytes": path.stat().st_size, "sha256": files.sha256(path), **more}


def pages_of(path: Path) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def program_version() -> str:
    """The version that wrote the package; "" where the program was installed without its pyproject.toml."""
    declared = PROGRAM / "pyproject.toml"
    return str(tomllib.loads(declared.read_text("utf-8"))["project"]["version"]) if declared.exists() else ""
