"""Photos and scans beside the data file: encrypted, found by their hash, named in the ledger."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.files import put_in_place

BIGGEST = 20 * 1024 * 1024
KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"%PDF": ".pdf"}


@dataclass(frozen=True)
class Attachments:
    """The folder 附件 of one school. A ledger's File field keeps "hash|name"."""

    folder: Path
    key: bytes

    def keep(self, path: Path) -> str:
        """Store a file's bytes; returns what the field keeps. Raises Refused when it is no picture or PDF, or too big."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refused(f"“{path.name}”读不出来，请看它是否还在原处、是否被别的程序打开。") from error
        return self.keep_bytes(content, path.name)

    def keep_bytes(self, content: bytes, name: str) -> str:
        """Store bytes under a file's name, without the file: what was made smaller never lies on the disk in clear."""
        if len(content) > BIGGEST:
            raise Refused(f"“{name}”有 {len(content) >> 20} MB，超过 20 MB，请拍小一点或分开存。")
        if not any(content.startswith(mark) for mark in KINDS):
            raise Refused(f"“{name}”不是照片或 PDF。请拍照，或扫描成 PDF 再选。")
        mark = hashlib.sha256(content).hexdigest()
        target = self._place(mark)
        if not target.exists():
            with put_in_place(target) as part:
                part.write_bytes(self._seal(content, mark))
        return f"{mark}|{name}"

    def read(self, kept: str) -> bytes:
        """The bytes behind a File field. Raises Refused when they are gone or were changed."""
        from cryptography.exceptions import InvalidTag

        mark, _, name = kept.partition("|")
        try:
            box = self._place(mark).read_bytes()
        except FileNotFoundError:
            raise Refused(f"附件“{name}”不见了。请从备份里找回“附件”文件夹。") from None
        try:
            return self._cipher().decrypt(box[:12], box[12:], mark.encode())
        except InvalidTag:
            raise Refused(f"附件“{name}”已损坏。请从备份里找回。") from None

    def has(self, kept: str) -> bool:
        """Whether the bytes behind a File field are there; whether they are whole, only `read` tells."""
        return self._place(kept.partition("|")[0]).exists()

    def _place(self, mark: str) -> Path:
        return self.folder / mark[:2] / f"{mark}.zx"

    def _seal(self, content: bytes, mark: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher().encrypt(nonce, content, mark.encode())

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.digest(self.key, b"zhuxue attachments v1", hashlib.sha256))
