"""Who sits at the keyboard, and what that person may do. The roles are data: resources/codes/roles.json."""

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from desktop.models.errors import Refused
from desktop.places import RESOURCES


class NotAllowed(Refused):
    """The role does not include this."""


@dataclass(frozen=True)
class Role:
    """writes: names of ledgers this role may change ("*" = all). may: verbs such as import, approve, export."""

    code: str
    label: str
    writes: frozenset[str]
    may: frozenset[str]
    all_classes: bool


@cache
def roles() -> dict[str, Role]:
    told = json.loads((RESOURCES / "codes" / "roles.json").read_text("utf-8"))
    return {row["code"]: _role(row) for row in told["codes"]}


def _role(row: dict[str, Any]) -> Role:
    return Role(
        row["code"], row["label"], frozenset(row["writes"]), frozenset(row["may"]), row["all_classes"]
    )


@dataclass(frozen=True)
class Session:
    """A person who logged in. `classes` is None for all classes, else the ids this person may see."""

    who: str
    role: Role
    classes: frozenset[int] | None = None

    def may(self, verb: str) -> bool:
        return verb in self.role.may

    def demand(self, verb: str, words: str) -> None:
        """Raise NotAllowed when the role lacks a verb; `words` says in Chinese what was wanted."""
        if not self.may(verb):
            raise NotAllowed(f"“{self.role.label}”不能{words}，请换有权限的人登录。")

    def demand_write(self, ledger: str, title: str) -> None:
        if "*" not in self.role.writes and ledger not in self.role.writes:
            raise NotAllowed(f"“{self.role.label}”不能改“{title}”，请换有权限的人登录。")


def waiting(session: Session) -> Session:
    """Somebody who logged in with a one-time password: may do nothing until it is changed."""
    label = f"{session.role.label}（还没换一次性密码）"
    role = replace(session.role, label=label, writes=frozenset(), may=frozenset(), all_classes=False)
    return replace(session, role=role, classes=frozenset())


def session_for(who: str, role: str, classes: frozenset[int] = frozenset()) -> Session:
    """A session of a role by its code; only roles without `all_classes` are limited to `classes`."""
    known = roles()[role]
    return Session(who, known, None if known.all_classes else classes)
