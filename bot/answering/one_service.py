"""One service, and what of it fits a question: the variant, who asks, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import Document, Fee, Service, Source, Variant
from bot.text.normalise import match_key

_SHOWN = 12  # lines of a list; more would not be read on a phone
_DIGIT = re.compile("[0-9]")
_BETWEEN = re.compile("(?P<low>[0-9]+)-(?P<high>[0-9]+)")
_AGED = re.compile("aged (?P<low>[0-9]+)-(?P<high>[0-9]+)")
_AGE = re.compile(
    r"(?:age|aged|ayu|ayuk|អាយុ) ?([0-9]{1,3})(?![0-9])|(?<![0-9])([0-9]{1,3})[ -]?(?:years? ?-?old|yrs? old|y ?o(?![a-z]))"
)
_SQUARE = re.compile(
    r"([0-9]+(?:\.[0-9]+)?) ?(?:m2|m²|sqm|sq|square|ម2|(?:met|meet|mett?|ម៉ែត្?រ?)[a-z]* ?(?:k[ao]r+[ae]*|ka ?re|ការ៉េ|ការេ))"
)
_AREA = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(?:m2|m²|sqm|sq|square|met|ម៉ែត|ម2)")


class About:
    """One service and what of it fits the question: variant, applicant, place."""

    def __init__(self, request: Request, facts: FactStore, speech: Speech, service: Service) -> None:
        self.request, self.facts, self.speech, self.service = request, facts, speech, service
        self.variants = {variant.id: variant for variant in facts.variants(service.id)}
        self.chosen = _chosen(request, list(self.variants.values()))
        self.place = request.names.get("place", "")

    @property
    def name(self) -> str:
        return self.speech.both(self.service.name)

    def nothing(self) -> Nothing:
        """That the store has no such fact, and what else a citizen should know of the service."""
        kind = self.speech.both(self.variants[self.chosen[0]].name) if len(self.chosen) == 1 else ""
        name = " · ".join(filter(None, (self.name, kind)))
        missing, fees = self.speech.phrase("missing.service", name=name), self.fees(has_fee)
        known = [self.lines(fees, self.fee, "fee.only") if fees else "", self.remarks(fees)]
        if not any(known):
            return Nothing(missing)
        sources = tuple(row.source for row in fees) or (self.service.source,)
        return Nothing("\n".join(filter(None, [missing, *known, self.speech.sources(sources)])))

    def unsized(self, rows: Sequence[Fee], say: Callable[[Fee], str], only: str) -> Nothing | None:
        """That the size asked for is of none of the rows, and what is known of other sizes; None where there is no such gap."""
        sizes = [float(size) for size in _SQUARE.findall(self.request.key)]
        ranges = [_range(self.variants[row.variant]) for row in rows if row.variant in self.variants]
        known = [between for between in ranges if between]  # rows of no kind hold for all sizes
        if not sizes or not known or len(known) < len(ranges):
            return None
        if any(low < size <= high for size in sizes for low, high in known):
            return None
        missing = self.speech.phrase("missing.size", size=self.speech.number(max(sizes)))
        sources = self.speech.sources(tuple(row.source for row in rows))
        said = (self.name, missing, self.lines(rows, say, only), self.remarks(rows), sources)
        return Nothing("\n".join(filter(None, said)))

    def remarks(self, rows: Sequence[Fee] = ()) -> str:
        """By when to come, what else to know, and that ``rows`` are of other places than the one named."""
        said = (self.elsewhere(rows), self.speech.both(self.service.deadline), self.speech.both(self.service.note))
        return "\n".join(filter(None, said))

    def found(self, rows: Sequence[Fee | Document], /, **holes: str) -> Found:
        sources: tuple[Source, ...] = tuple(row.source for row in rows) or (self.service.source,)
        made_up = any(row.status == "demonstration" for row in rows) or self.service.status == "demonstration"
        names = {"variant": self.chosen[0]} if len(self.chosen) == 1 else {}
        return Found({"service": self.name, **holes}, sources, made_up, names=names)

    def fees(self, has: Callable[[Fee], bool]) -> list[Fee]:
        """Fee rows that tell something, for this variant, applicant and place."""
        known, wanted = [row for row in self.facts.fees(self.service.id) if has(row)], self._wanted()
        # What foreigners pay for one kind of a licence tells that for another the price of Cambodians is not theirs.
        who = self._applicants({row.applicant for row in known if row.variant in wanted or self.request.foreigner})
        return self._for_place([row for row in known if row.variant in wanted and row.applicant in who])

    def documents(self) -> list[Document]:
        known, wanted = self.facts.documents(self.service.id), self._wanted()
        # Of a kind without papers of its own those of the others are told, each with what it is for.
        rows = [row for row in known if row.variant in wanted] or list(known)
        who = self._applicants({row.applicant for row in rows})
        return [row for row in rows if row.applicant in who]

    def label(self, row: Fee | Document, several_variants: bool = True) -> str:
        """What sets a row apart: its variant, who asks, and whose price it is."""
        parts = []
        if row.variant in self.variants and several_variants:
            parts.append(self.speech.both(self.variants[row.variant].name))
        if row.applicant == "foreigner":
            parts.append(self.speech.phrase("applicant.foreigner"))
        if isinstance(row, Fee) and row.place and (place := self.facts.places().get(row.place)):
            parts.append(self.speech.phrase("local", place=self.speech.place(place)))
        return " · ".join(parts)

    def lines(self, rows: Sequence[Fee], say: Callable[[Fee], str], only: str) -> str:
        """One line a row; a single row without a label stands after ``only``."""
        said = list(dict.fromkeys((self.label(row), say(row)) for row in rows))[:_SHOWN]
        if len(said) == 1:
            label, text = said[0]
            line = self.speech.phrase(
                only, **{only.split(".")[0]: text, "amount": text, "days": text, "validity": text}
            )
            return f"{label}\n{line}" if label else line
        return "\n".join(
            "• " + self.speech.phrase("line", label=label, text=text) if label else f"• {text}" for label, text in said
        )

    def fee(self, row: Fee) -> str:
        """A fee with what it is counted by, or what is known of it in words."""
        if row.amount is None:
            return self.speech.both(row.fee_note)
        amount = self.speech.phrase("free") if row.amount == 0 else self.speech.money(row.amount, row.currency)
        said = (self.speech.both(row.basis) if row.amount else "", self.speech.both(row.fee_note))
        basis = " · ".join(filter(None, said))
        return self.speech.phrase("fee.basis", amount=amount, basis=basis) if basis else amount

    def days(self, row: Fee) -> str:
        """How long it takes: working days, or what is known of it in words."""
        if row.max_working_days is None:
            return self.speech.both(row.duration)
        return self.speech.phrase("days.working", days=self.speech.number(row.max_working_days))

    def elsewhere(self, rows: Sequence[Fee]) -> str:
        """A remark where the citizen named a place and only other places' figures are known."""
        if not self.place or not rows or any(not row.place or self.place.startswith(row.place) for row in rows):
            return ""
        place = self.facts.places().get(self.place)
        return self.speech.phrase("local.elsewhere", place=self.speech.place(place)) if place else ""

    def _wanted(self) -> set[str]:
        return {"", *self.chosen} if self.chosen else {"", *self.variants}

    def _applicants(self, present: set[str]) -> set[str]:
        """Nationality unsaid means Cambodian, unless the service is for foreigners only."""
        if self.request.foreigner and "foreigner" in present:
            return {"foreigner", "anyone"}
        return {"anyone", "cambodian"} if present & {"anyone", "cambodian"} else present

    def _for_place(self, rows: list[Fee]) -> list[Fee]:
        """The place's own rows before national ones; without a place national ones before any place's."""
        local = [row for row in rows if row.place and self.place.startswith(row.place)]
        national = [row for row in rows if not row.place]
        covered = {(row.variant, row.applicant) for row in local}
        if local:
            return local + [row for row in national if (row.variant, row.applicant) not in covered]
        if any(row.amount is not None for row in national) or not any(row.amount is not None for row in rows):
            return national or rows
        return rows  # "it differs by district": then those that are known


def _chosen(request: Request, variants: Sequence[Variant]) -> list[str]:
    """Variants that the words of the question point to; the most telling words win."""
    if said := variants_said(variants, request.key):
        return said
    named = request.names.get("variant")
    return [named] if named in {variant.id for variant in variants} else []


def variants_said(variants: Sequence[Variant], key: str) -> list[str]:
    """Ids of the variants to which the words of a question in comparison form point most; none where it says none."""
    scores = {variant.id: _weight(variant, key) for variant in variants}
    best = max(scores.values(), default=0)
    return [id for id, score in scores.items() if best and score == best]


def _weight(variant: Variant, key: str) -> int:
    """How telling the words of a variant that a question says are; numbers tell twice as much."""
    return sum(len(word) * (2 if _DIGIT.search(word) else 1) for word in _words(variant) if _said(word, key))


def _range(variant: Variant) -> tuple[float, float] | None:
    """The floor or land area in m² that a variant is for: more than the first, up to the second."""
    found = next((sizes for word in _words(variant) if (sizes := _BETWEEN.fullmatch(word))), None)
    return (float(found["low"]), float(found["high"])) if found else None


def _words(variant: Variant) -> list[str]:
    """The words of both languages by which a question chooses a variant, each once."""
    words = (word.strip() for text in (variant.words.km, variant.words.en) for word in text.split(";"))
    return list(dict.fromkeys(filter(None, words)))


def _said(word: str, key: str) -> bool:
    """Whether a question says a word of a variant; "200-300" is said by "250 m2", "aged 0-5" by "4 years old"."""
    if ages := _AGED.fullmatch(word):
        low, high = int(ages["low"]), int(ages["high"])
        return any(low <= int(one or other) <= high for one, other in _AGE.findall(key))
    if sizes := _BETWEEN.fullmatch(word):
        low, high = int(sizes["low"]), int(sizes["high"])
        return any(low < float(size) <= high for size in _AREA.findall(key))
    folded = match_key(word)
    if folded.isascii():
        return bool(folded) and re.search(rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])", key) is not None
    return folded in key


def has_fee(row: Fee) -> bool:
    """Whether a row tells a fee, in figures or in words."""
    return row.amount is not None or bool(row.fee_note)


def has_days(row: Fee) -> bool:
    """Whether a row tells how long it takes."""
    return row.max_working_days is not None or bool(row.duration)
