"""Who sits at the keyboard, and what that person may do. The roles are data: resources/codes/roles.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from desktop.models.errors import Refused
from desktop.places import RESOURCES

Values = dict[str, Any]
CONFIDE = "confide"  # the verb of the two roles that may read what was told in confidence


class NotAllowed(Refused):
    """The role does not include this."""


@dataclass(frozen=True)
class Part:
    """What of a ledger's rows a role may change: some fields, and of a state only these moves (from, to)."""

    fields: frozenset[str]
    moves: Mapping[str, frozenset[tuple[str, str]]]

    def allows(self, before: Values | None, after: Values | None) -> bool:
        """before and after: the fields that differ; None when the row is added or taken out."""
        if before is None or after is None or not self.fields.issuperset(after):
            return False
        return all((before[name], after[name]) in self.moves[name] for name in after if name in self.moves)


@dataclass(frozen=True)
class Role:
    """writes: names of ledgers this role may change ("*" = all); parts: ledgers it may change in part.

    may: verbs such as import, approve, export.
    """

    code: str
    label: str
    writes: frozenset[str]
    may: frozenset[str]
    all_classes: bool
    parts: Mapping[str, Part] = field(default_factory=dict)


@cache
def roles() -> dict[str, Role]:
    told = json.loads((RESOURCES / "codes" / "roles.json").read_text("utf-8"))
    return {row["code"]: _role(row) for row in told["codes"]}


def _role(row: dict[str, Any]) -> Role:
    parts = {
        ledger: Part(
            frozenset(told["fields"]),
            {name: frozenset(map(tuple, moves)) for name, moves in told["moves"].items()},
        )
        for ledger, told in row.get("parts", {}).items()
    }
    return Role(
        row["code"], row["label"], frozenset(row["writes"]), frozenset(row["may"]), row["all_classes"], parts
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

    def demand_write(
        self, ledger: str, title: str, before: Values | None = None, after: Values | None = None
    ) -> None:
        """before, after: the fields of a row that differ; None when it is added or taken out. Raises NotAllowed."""
        if "*" in self.role.writes or ledger in self.role.writes:
            return
        part = self.role.parts.get(ledger)
        if part is None:
            raise NotAllowed(f"“{self.role.label}”不能改“{title}”，请换有权限的人登录。")
        if not part.allows(before, after):
            raise NotAllowed(f"“{self.role.label}”不能这样改“{title}”，请换有权限的人登录。")


def waiting(session: Session) -> Session:
    """Somebody who logged in with a one-time password: may do nothing until it is changed."""
    label = f"{session.role.label}（还没换一次性密码）"
    role = replace(
        session.role, label=label, writes=frozenset(), may=frozenset(), all_classes=False, parts={}
    )
    return replace(session, role=role, classes=frozenset())


def session_for(who: str, role: str, classes: frozenset[int] = frozenset()) -> Session:
    """A session of a role by its code; only roles without `all_classes` are limited to `classes`."""
    known = roles()[role]
    return Session(who, known, None if known.all_classes else classes)
