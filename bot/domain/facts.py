"""What the store knows, as answering sees it. Money is in minor units (riel; cents for USD and EUR)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["current", "historical", "demonstration", "name-only"]
NAME_ONLY: Status = "name-only"  # all that is known of the thing: it is told from others, and nothing is answered
Applicant = Literal["anyone", "cambodian", "foreigner"]


@dataclass(frozen=True)
class Both:
    """One text in both languages."""

    km: str
    en: str

    def get(self, language: str) -> str:
        """The text in a language; the other language where this one is empty."""
        return (self.km or self.en) if language == "km" else (self.en or self.km)

    def __bool__(self) -> bool:
        return bool(self.km or self.en)


@dataclass(frozen=True)
class Source:
    """Who said it, where and when. ``date`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    id: str
    publisher: Both
    title: str
    url: str
    date: str
    date_kind: str  # published | as_of | read | inferred
    kind: str  # official | archive | news | ngo | demonstration


@dataclass(frozen=True)
class Name:
    """One way to call one thing. ``kind`` is place, service, ministry, supplier, project or category."""

    kind: str
    id: str
    text: str
    language: str  # km | en | rom
    main: bool = False  # the thing's own name, not an alias
    known: bool = True  # False: of the thing nothing but its names is known


@dataclass(frozen=True)
class Place:
    """A place with its NCDD code (text with leading zeros; KH for the whole country)."""

    code: str
    level: str  # country | province | district | commune
    type: str  # capital | province | municipality | district | khan | commune | sangkat
    parent: str
    name: Both
    spot: tuple[float, float] | None = None  # latitude and longitude of its centre, in degrees, where known


@dataclass(frozen=True)
class Service:
    id: str
    sector: str
    name: Both
    short: Both
    where: Both
    eligibility: Both
    legal_basis: str
    deadline: Both  # by when citizens must come, and what it costs to come late
    note: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Variant:
    """One form of a service (a vehicle type, a size, an age) and the words that point to it."""

    id: str
    name: Both
    short: Both
    words: Both  # everyday words, separated by semicolons


@dataclass(frozen=True)
class Fee:
    """A fee and how long it takes. ``amount`` None means unknown, 0 means free."""

    service: str
    variant: str
    applicant: Applicant
    place: str
    amount: int | None
    currency: str
    basis: Both
    fee_note: Both
    max_working_days: int | None
    duration: Both
    validity: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Document:
    service: str
    variant: str
    applicant: Applicant
    text: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Office:
    id: str
    kind: str
    name: Both
    place: str
    address: Both
    phone: str
    hours: Both
    url: str
    source: Source
    email: str = ""
    ministry: str = ""  # for which it speaks: whoever wants to reach the ministry is told of it


@dataclass(frozen=True)
class Category:
    """A heading of the budget. ``side`` is revenue, expenditure or balance."""

    id: str
    side: str
    parent: str
    name: Both
    short: Both
    ministry: str = ""  # in charge of it: its budget is told where the heading has no figure
    akin: str = ""  # a heading of nearly the same: its figure is told, under its own name, where this one has none


@dataclass(frozen=True)
class BudgetLine:
    place: str
    year: int
    category: str
    side: str
    ministry: str
    stage: str  # draft | law | plan | actual | announced
    measure: str  # total | average | change
    amount: int
    currency: str
    approximate: bool
    note: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Project:
    id: str
    record: str  # award | tender | project | planned | concession | financing
    title: Both
    short: Both
    ministry: str
    buyer: Both
    method: Both
    year: int | None
    date: str
    place: str
    funder: Both
    state: Both
    note: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Award:
    project: str
    supplier: str
    supplier_name: Both
    amount: int | None
    currency: str
    meaning: str  # contract_price | estimate | project_cost | final_cost | loan | grant | budget
    approximate: bool
    date: str
    note: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Disclosure:
    project: str
    item: str  # specification | winner | price | contract
    state: str  # yes | no | unknown
    evidence: Both
    date: str
    source: Source


@dataclass(frozen=True)
class IndicatorValue:
    """A counted or measured figure. Either ``numerator`` of ``denominator``, or ``value``."""

    indicator: str
    name: Both
    unit: Both
    period: str
    place: str
    ministry: str
    numerator: int | None
    denominator: int | None
    value: str  # decimal text as stated by the source, empty where counts are given
    reported: str
    note: Both
    status: Status
    source: Source


@dataclass(frozen=True)
class Named:
    """A ministry, sector or company: a key, a name and a short name for buttons."""

    id: str
    name: Both
    short: Both


@dataclass(frozen=True)
class Population:
    place: str
    year: int
    people: int
    status: Status
    source: Source
