"""What can be decided about a message: to answer, to ask for what is missing, to offer, or to say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ALTERNATIVE = "|"  # between the ids that one name may mean


@dataclass(frozen=True)
class Request:
    """A question in the form in which facts are looked up."""

    intent: str
    names: Mapping[str, str] = field(default_factory=dict)  # kind -> id, one each
    year: int | None = None
    key: str = ""  # the whole message in comparison form: it may hold words that choose a variant
    foreigner: bool = False


@dataclass(frozen=True)
class Answer:
    """``sure``: false where only the thing meant is clear, and its essentials are told as no more than that.

    ``also``: what else was asked of the same thing in the same breath; ``instead``: what else may have been meant.
    """

    request: Request
    score: float = 1.0
    sure: bool = True
    also: tuple[Request, ...] = ()
    instead: tuple[Request, ...] = ()


@dataclass(frozen=True)
class AskFor:
    """A name is missing or ambiguous; ``options`` are the ids it can be, empty where anything goes."""

    request: Request
    kind: str
    options: tuple[str, ...] = ()
    score: float = 1.0


@dataclass(frozen=True)
class Offer:
    requests: tuple[Request, ...]
    score: float = 0.0


@dataclass(frozen=True)
class GiveUp:
    score: float = 0.0
    intent: str = ""  # the kind of question nobody can answer, where it is known


Decision = Answer | AskFor | Offer | GiveUp
