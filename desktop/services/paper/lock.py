"""A password on a PDF that leaves the school: AES-256, opened by WPS, Edge and every reader of the last ten years."""

from pathlib import Path

from desktop.models.errors import Refused
from desktop.services.files import put_in_place


def lock_pdf(path: Path, password: str) -> None:
    """Encrypt a PDF in place, whole or not at all. Raises CannotWrite; Refused when it is no PDF."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        writer = PdfWriter(clone_from=PdfReader(path))
    except (PyPdfError, ValueError) as error:
        raise Refused(f"“{path.name}”不是完整的 PDF，没有加上密码。请重新生成。") from error
    writer.encrypt(password, algorithm="AES-256")
    with put_in_place(path) as part, part.open("wb") as out:
        writer.write(out)
