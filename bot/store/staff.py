"""Who of the staff may sign in, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, case, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StaffError
from bot.faults.fault import both
from bot.store.staff_tables import sign_in_try, staff
from bot.store.upsert import insert

Role = Literal["editor", "me", "administrator"]
ROLES: tuple[Role, ...] = ("editor", "me", "administrator")
NAME_LENGTH = 64  # code points


@dataclass(frozen=True)
class Member:
    """One person of the staff. ``me`` is monitoring and evaluation; an administrator may do everything."""

    id: int
    name: str
    role: Role
    password: str  # the hash
    version: int  # sessions begun under an older one have ended
    disabled: bool
    created_at: datetime
    seen_at: datetime | None

    def may(self, role: str) -> bool:
        """Whether this person may do what ``role`` may."""
        return self.role == "administrator" or self.role == role


def known_as(name: str) -> str:
    """The form in which a name is stored and looked for."""
    return name.strip().casefold()[:NAME_LENGTH]


def add(connection: Connection, name: str, role: Role, password: str, now: datetime) -> None:
    """Let somebody in; ``password`` is a hash. Raises StaffError when the name is empty, too long or taken."""
    if not name.strip() or len(name.strip()) > NAME_LENGTH or not name.isprintable():
        raise StaffError(*both("user_name", most=NAME_LENGTH))
    row = {"name": known_as(name), "role": role, "password": password, "created_at": now}
    try:
        connection.execute(staff.insert(), row)
    except IntegrityError as error:
        raise StaffError(*both("user_taken", name=known_as(name))) from error


def find(connection: Connection, name: str) -> Member | None:
    """The person of that name."""
    return _one(connection, staff.c.name == known_as(name))


def by_id(connection: Connection, id: int) -> Member | None:
    """The person of that number."""
    return _one(connection, staff.c.id == id)


def everyone(connection: Connection) -> Sequence[Member]:
    """All of them, by name."""
    return [Member(**row._mapping) for row in connection.execute(select(staff).order_by(staff.c.name))]


def set_password(connection: Connection, name: str, password: str) -> None:
    """Another hash; all sessions of the person end, and so does a lock. Raises StaffError for an unknown name."""
    _change(connection, name, password=password)
    forget_tries(connection, name)


def set_disabled(connection: Connection, name: str, disabled: bool) -> None:
    """Shut somebody out or let them in again; their sessions end. Raises StaffError for an unknown name."""
    _change(connection, name, disabled=disabled)


def end_sessions(connection: Connection, id: int) -> None:
    """Sign somebody out everywhere."""
    connection.execute(update(staff).where(staff.c.id == id).values(version=staff.c.version + 1))


def seen(connection: Connection, member: Member, now: datetime, password: str = "") -> None:
    """Note a sign-in; ``password`` is a fresher hash of the same password, if there is one."""
    fresher = {"password": password} if password else {}
    connection.execute(update(staff).where(staff.c.id == member.id).values(seen_at=now, **fresher))


def count_try(connection: Connection, name: str, now: datetime, limit: int, forget_after: timedelta) -> int:
    """Count a try before it is judged, so that many at once cannot slip through; returns the tries in a row.

    Tries beyond ``limit`` do not renew the wait of ``forget_after``: nobody can keep another out for good.
    """
    connection.execute(sign_in_try.delete().where(sign_in_try.c.last_at < now - forget_after))
    new = insert(connection.dialect.name, sign_in_try).values(name=known_as(name), failures=1, last_at=now)
    last = case((sign_in_try.c.failures < limit, new.excluded.last_at), else_=sign_in_try.c.last_at)
    counted = {"failures": sign_in_try.c.failures + 1, "last_at": last}
    row = new.on_conflict_do_update(index_elements=[sign_in_try.c.name], set_=counted)
    return int(connection.execute(row.returning(sign_in_try.c.failures)).scalar_one())


def forget_tries(connection: Connection, name: str) -> None:
    """A right password, or a new one, makes good the wrong ones."""
    connection.execute(sign_in_try.delete().where(sign_in_try.c.name == known_as(name)))


def _one(connection: Connection, condition: Any) -> Member | None:
    row = connection.execute(select(staff).where(condition)).first()
    return Member(**row._mapping) if row else None


def _change(connection: Connection, name: str, **values: Any) -> None:
    changed = update(staff).where(staff.c.name == known_as(name)).values(version=staff.c.version + 1, **values)
    if not connection.execute(changed).rowcount:
        names = tuple(member.name for member in everyone(connection))
        raise StaffError(*both("user_unknown" if names else "user_nobody_there", name=known_as(name), names=names))
