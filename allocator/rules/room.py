"""Room under an absolute limit: exempt classes that count in a total use it up, and are never held to it."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from allocator.rules.base import Decisions, Expression, Row

Terms = list[tuple[int, Expression]]


class Room(NamedTuple):
    """Who is held to a limit, and who goes ahead of them, as algebra.

    Parameters
    ----------
    own : what is limited, on balance.   ahead : what exempt classes that count add, never negative.
    most : the most that own and ahead can be.   left : the limit less what stays; negative where what stays is over it.
    """

    own: Terms
    ahead: Terms
    most: tuple[int, int]
    left: int


def room_rows(name: str, subject: str, room: Room, x: Decisions) -> Iterator[Row]:
    """Own <= max(0, left - ahead), or own <= left where that is negative; one binary where those ahead can overrun what is left."""
    if not room.ahead or room.left <= 0:
        yield Row(name, subject, x.total(room.own), "<=", room.left)
    elif room.most[1] <= room.left:
        yield Row(name, subject, x.total([*room.own, *room.ahead]), "<=", room.left)
    else:
        fits = x.variable("fits", subject, 0, 1)
        yield Row(name, subject, x.total([*room.own, *room.ahead, (room.most[1], fits)]), "<=", room.left + room.most[1])
        yield Row("overrun", subject, x.total([*room.own, (-room.most[0], fits)]), "<=", 0, gap=name)


def overrun(ahead: int, left: int) -> int:
    """What those ahead take beyond what is left: excused."""
    return max(0, ahead - max(0, left))
