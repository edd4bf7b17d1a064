"""Passwords and the data key: one random key opens the data file, and each user has a slot that holds it.

A slot wraps the data key with AES-256-GCM under a key made from the password (argon2id) or from the printed
recovery code (HKDF: 150 random bits need no slow derivation). Changing a password rewrites one slot, never
the data file. The slot file lies beside the data file and inside every backup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.files import put_in_place

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
ARGON2 = {"t": 3, "m": 65536, "p": 4}  # 64 MiB, 129 ms measured
CODE_BITS, CHECK_BITS, GROUPS = 150, 10, 8
PASSWORD, RECOVERY = "argon2id", "recovery"  # the two kinds of slot
SHORTEST = 8
NEEDED = {  # what a slot of each kind must hold
    PASSWORD: {"user", "salt", "nonce", "box", "t", "m", "p"},
    RECOVERY: {"user", "salt", "nonce", "box"},
}

DAMAGED = "钥匙文件已损坏，台账打不开。请从备份恢复，备份里有完好的钥匙。"


class WrongPassword(Refused):
    """The password or code opens no slot."""


class WeakPassword(Refused):
    """The password is too easy to guess."""


@dataclass(frozen=True)
class Keys:
    """The slot file: who may open, and each one's wrapped copy of the data key."""

    slots: tuple[dict[str, Any], ...]
    cipher: str = "sqlcipher legacy=4"

    @property
    def users(self) -> list[str]:
        return [slot["user"] for slot in self.slots if slot["kind"] == PASSWORD]

    def save(self, path: Path) -> None:
        """Write whole or not at all. Raises CannotWrite."""
        told = {"format": "zhuxue keys 1", "cipher": self.cipher, "slots": self.slots}
        with put_in_place(path) as part:
            part.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")

    @staticmethod
    def load(path: Path) -> Keys:
        """Raises Refused when the file is gone or damaged."""
        try:
            return Keys.from_text(path.read_text("utf-8", "replace"))
        except FileNotFoundError:
            raise Refused(
                f"找不到钥匙文件“{path.name}”，没有它台账打不开。请把它放回原处，或从备份恢复。"
            ) from None
        except OSError:
            raise Refused(f"钥匙文件“{path.name}”读不出来，请检查硬盘，或从备份恢复。") from None

    @staticmethod
    def from_text(text: str) -> Keys:
        try:
            told = json.loads(text)
            if not all(slot.keys() >= NEEDED[slot["kind"]] for slot in told["slots"]):
                raise ValueError
            return Keys(tuple(told["slots"]), told["cipher"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused(DAMAGED) from None

    def with_password(self, user: str, password: str, data_key: bytes) -> Keys:
        """These keys with one user's slot made new. Raises WeakPassword."""
        check_password(user, password)
        salt = secrets.token_bytes(16)
        header = {"v": 1, "kind": PASSWORD, "user": user, "salt": _b64(salt), **ARGON2}
        return self._with(_wrap(_from_password(password, salt, ARGON2), data_key, header))

    def with_recovery(self, code: str, data_key: bytes) -> Keys:
        salt = secrets.token_bytes(16)
        header = {"v": 1, "kind": RECOVERY, "user": "恢复码", "salt": _b64(salt)}
        return self._with(_wrap(_from_code(read_code(code), salt), data_key, header))

    def without(self, user: str) -> Keys:
        """These keys without a user's password; the recovery code stays, whatever the user is called."""
        kept = tuple(slot for slot in self.slots if (slot["kind"], slot["user"]) != (PASSWORD, user))
        return replace(self, slots=kept)

    def _with(self, slot: dict[str, Any]) -> Keys:
        mark = (slot["kind"], slot["user"])
        return replace(self, slots=(*(s for s in self.slots if (s["kind"], s["user"]) != mark), slot))

    def open_with_password(self, user: str, password: str) -> bytes:
        """The data key. Raises WrongPassword."""
        slot = next((s for s in self.slots if (s["kind"], s["user"]) == (PASSWORD, user)), None)
        if slot is None:
            raise WrongPassword(f"没有“{user}”这个用户，请从名单里选。")
        return _unwrap(
            _from_password(password, _bytes(slot["salt"]), slot), slot, "密码不对，请再输一次。大小写要一致。"
        )

    def open_with_code(self, code: str) -> bytes:
        """The data key. Raises WrongPassword; a misprint is told from a foreign code."""
        slot = next((s for s in self.slots if s["kind"] == RECOVERY), None)
        if slot is None:
            raise WrongPassword("这本台账没有恢复码，请用密码登录。")
        return _unwrap(
            _from_code(read_code(code), _bytes(slot["salt"])),
            slot,
            "这个恢复码不是这本台账的，请看打印单上的校名。",
        )


def new_data_key() -> bytes:
    return secrets.token_bytes(32)


def check_password(user: str, password: str) -> None:
    """Raises WeakPassword: at least eight characters, not the user's name, not one sign repeated."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"密码至少 {SHORTEST} 位，可以用一句好记的话。")
    if (
        password.strip() == user
        or len(set(password)) < 3
        or password in ("12345678", "123456789", "password")
    ):
        raise WeakPassword("这个密码太容易猜到，请换一个。")


def new_code() -> str:
    """150 random bits and 10 check bits as eight groups of four: 7QK2-…; copying errors are found."""
    number = secrets.randbits(CODE_BITS)
    number = number << CHECK_BITS | _check_bits(number)
    signs = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(32))]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 32, 4))


def read_code(text: str) -> bytes:
    """The 150 bits of a typed code; O, I, L, U and full-width signs are forgiven. Raises WrongPassword."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    plain = plain.translate(str.maketrans("OILU", "011V"))
    if len(plain) != 32:
        raise WrongPassword(f"恢复码应是 8 组、每组 4 位，共 32 位，现在是 {len(plain)} 位。")
    number = 0
    for char in plain:
        if char not in ALPHABET:
            raise WrongPassword(f"恢复码里没有“{char}”这个字符，请对照打印单再看一遍。")
        number = number << 5 | ALPHABET.index(char)
    bits, check = number >> CHECK_BITS, number & (1 << CHECK_BITS) - 1
    if _check_bits(bits) != check:
        raise WrongPassword("恢复码抄写有误，请对照打印单逐组核对。")
    return bits.to_bytes(19, "big")


def _check_bits(number: int) -> int:
    return int.from_bytes(hashlib.sha256(number.to_bytes(19, "big")).digest()[:2], "big") >> 6


def _from_password(password: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    plain = unicodedata.normalize("NFKC", password).encode()
    try:
        return hash_secret_raw(plain, salt, cost["t"], cost["m"], cost["p"], 32, Type.ID)
    except (HashingError, TypeError, OverflowError):  # numbers in the slot that argon2 does not take
        raise Refused(DAMAGED) from None


def _from_code(bits: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, b"zhuxue recovery v1").derive(bits)


def _wrap(key: bytes, data_key: bytes, header: dict[str, Any]) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    return {**header, "nonce": _b64(nonce), "box": _b64(AESGCM(key).encrypt(nonce, data_key, _told(header)))}


def _unwrap(key: bytes, slot: dict[str, Any], otherwise: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = {name: value for name, value in slot.items() if name not in ("nonce", "box")}
    try:
        return AESGCM(key).decrypt(_bytes(slot["nonce"]), _bytes(slot["box"]), _told(header))
    except InvalidTag:
        raise WrongPassword(otherwise) from None


def _told(header: dict[str, Any]) -> bytes:
    return json.dumps(header, sort_keys=True, ensure_ascii=False).encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (ValueError, TypeError):
        raise Refused(DAMAGED) from None
