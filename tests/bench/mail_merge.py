"""LibreOffice's own mail merge, run by a Python that has `uno` (LibreOffice's, or the system's): see `letters`.

    python3 mail_merge.py FOLDER

FOLDER holds the letter, 告知书.odt, whose fields name the data source 名单, and the rows, 名单.csv. All letters come as
one PDF, FOLDER/信/*.pdf, the fastest way: a PDF for each letter took a quarter more processor time, one merged document
converted afterwards more than half as much again.
Prints {"start": s, "merge": s}, or {"missing": why}. A first, uncounted start makes the profile and registers the data
source, once for all as at a school. Needs Writer, Base and the Python bridge; Debian's libreoffice-writer,
libreoffice-base, python3-uno.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uno

ROWS = "名单"
NO_DATABASES = "LibreOffice 没有装数据库部分（Base）"
FILE, TABLE = 2, 0  # com.sun.star.text.MailMergeType.FILE, com.sun.star.sdb.CommandType.TABLE
SIGHT = 0.02  # seconds between two looks whether LibreOffice is up
PATIENCE = 120.0  # seconds
TRIES = 5


class Gone(Exception):
    """LibreOffice broke down."""


@contextmanager
def office(profile: Path) -> Iterator[Any]:
    """LibreOffice without a window, in its own profile: what makes its services, from when it answers."""
    pipe = f"letters{time.time_ns()}"
    command = [
        shutil.which("soffice") or "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
        "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        context = _context(pipe, process)
        yield lambda name: context.ServiceManager.createInstanceWithContext(name, context)
        with suppress(uno.getClass("com.sun.star.uno.Exception")):  # it often breaks down while it closes
            context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            ).terminate()
        process.wait(PATIENCE)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _context(pipe: str, process: Any) -> Any:
    """The component context of the LibreOffice that listens there. Raises Gone."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(uno.getClass("com.sun.star.connection.NoConnectException")):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        time.sleep(SIGHT)
    raise Gone("LibreOffice does not start")


def _value(name: str, value: Any) -> Any:
    found = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, value
    return found


def register(folder: Path, profile: Path) -> bool:
    """Make the rows a data source that LibreOffice knows by name; False where it has no driver for them."""
    told = {"Extension": "csv", "CharSet": "UTF-8", "HeaderLine": True, "FieldDelimiter": ",", "StringDelimiter": '"',
            "DecimalDelimiter": ".", "ThousandDelimiter": ""}  # fmt: skip
    with office(profile) as make:
        sources = make("com.sun.star.sdb.DatabaseContext")
        source = sources.createInstance()
        source.URL = f"sdbc:flat:{folder.as_uri()}"
        source.Info = tuple(_value(name, value) for name, value in told.items())
        try:
            source.DatabaseDocument.storeAsURL((folder / "名单.odb").as_uri(), ())
            sources.registerObject(ROWS, source)
            connection = source.getConnection("", "")
            known = ROWS in connection.getTables().getElementNames()
            connection.close()
        except uno.getClass("com.sun.star.uno.Exception"):
            return False
        return known


def merge(folder: Path, profile: Path) -> dict[str, float]:
    """Seconds from starting LibreOffice until it answers, and from there until the PDF is written. Raises Gone."""
    out = folder / "信"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    begun = time.perf_counter()
    with office(profile) as make:
        up = time.perf_counter()
        job = make("com.sun.star.text.MailMerge")
        job.DataSourceName, job.CommandType, job.Command = ROWS, TABLE, ROWS
        job.DocumentURL, job.OutputURL = (folder / "告知书.odt").as_uri(), out.as_uri()
        job.OutputType, job.SaveAsSingleFile, job.SaveFilter = FILE, True, "writer_pdf_Export"
        job.FileNamePrefix = "letters"
        try:
            job.execute(())
        except uno.getClass("com.sun.star.lang.DisposedException") as error:
            raise Gone(str(error)) from None
        return {"start": up - begun, "merge": time.perf_counter() - up}


def main(folder: Path) -> dict[str, Any]:
    profile = folder / "profile"
    if not register(folder, profile):
        return {"missing": NO_DATABASES}
    for _ in range(
        TRIES
    ):  # LibreOffice 7.4 sometimes breaks down when the letters are done: such a run counts nothing
        with suppress(Gone):
            return merge(folder, profile)
    raise Gone(f"LibreOffice broke down {TRIES} times")


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]).resolve()), ensure_ascii=False))
