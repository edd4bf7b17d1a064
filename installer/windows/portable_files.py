"""Which DLLs a Windows program file asks for, read from its bytes: enough of the PE format for check.py."""

import struct
from pathlib import Path

MACHINE_X64 = 0x8664
IMPORTS, DELAYED = 1, 13  # places in the table of data directories
IMPORT_SIZE, DELAYED_SIZE = 20, 32  # bytes of one descriptor


class NotWindows(ValueError):
    """The bytes are no 64-bit Windows program."""


class Image:
    """One .exe, .dll or .pyd."""

    def __init__(self, content: bytes) -> None:
        if content[:2] != b"MZ":
            raise NotWindows("no MZ header")
        head = struct.unpack_from("<I", content, 0x3C)[0]
        machine, sections = struct.unpack_from("<HH", content, head + 4)
        if content[head : head + 4] != b"PE\0\0" or machine != MACHINE_X64:
            raise NotWindows("not a 64-bit program")
        optional_size = struct.unpack_from("<H", content, head + 20)[0]
        self._content = content
        self._directories = head + 24 + 112
        first = head + 24 + optional_size
        self._sections = [struct.unpack_from("<IIII", content, first + 40 * n + 8) for n in range(sections)]

    @classmethod
    def read(cls, path: Path) -> "Image":
        return cls(path.read_bytes())

    def imports(self) -> list[str]:
        """Names of the DLLs wanted at the start and at the first call, in small letters."""
        return sorted({*self._names(IMPORTS, IMPORT_SIZE, 12), *self._names(DELAYED, DELAYED_SIZE, 4)})

    def _names(self, directory: int, size: int, name_at: int) -> list[str]:
        start = struct.unpack_from("<I", self._content, self._directories + 8 * directory)[0]
        names: list[str] = []
        while start:
            name = struct.unpack_from("<I", self._content, self._offset(start) + size * len(names) + name_at)[
                0
            ]
            if not name:
                break
            where = self._offset(name)
            names.append(self._content[where : self._content.index(b"\0", where)].decode("ascii").lower())
        return names

    def _offset(self, address: int) -> int:
        for virtual_size, virtual, raw_size, raw in self._sections:
            if virtual <= address < virtual + max(virtual_size, raw_size):
                return address - virtual + raw
        raise NotWindows(f"address {address:#x} lies in no section")
