"""How values are said in a language: money, numbers, dates, names, sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.answering.phrases import Phrases
from bot.answering.template import fill
from bot.domain.facts import Both, Place, Source
from bot.domain.talk import Language
from bot.text.numerals import khmer_digits

MINOR = {"KHR": 1, "JPY": 1, "KRW": 1, "USD": 100, "EUR": 100, "CNY": 100}
"""How many minor units, in which amounts are given, make one of a currency."""
_BILLION, _MILLION = 10**9, 10**6
_SHORTENED_FROM = 10 * _BILLION  # riel; below, every riel is shown
_SHORTENED_FOREIGN = _BILLION
_SOURCES_SHOWN = 3


class Speech:
    """One language's way of saying things."""

    def __init__(self, language: Language, phrases: Phrases) -> None:
        self.language = language
        self._phrases = phrases

    def phrase(self, key: str, **values: str) -> str:
        """One of the bot's own sentences, its holes filled."""
        return fill(self._phrases(key, self.language), values)

    def both(self, text: Both) -> str:
        return text.get(self.language)

    def digits(self, text: str) -> str:
        return khmer_digits(text) if self.language == "km" else text

    def number(self, value: int | float | Decimal, places: int = 0) -> str:
        """A number with thousands apart; ``places`` decimals at most."""
        pattern = "#,##0." + "#" * places if places else "#,##0"
        return self.digits(format_decimal(value, format=pattern, locale="en"))

    def percent(self, part: int, whole: int) -> str:
        """A share in per cent with two decimals."""
        return self.digits(f"{100 * part / whole:.2f}") + " %"

    def money(self, amount: int, currency: str, approximate: bool = False) -> str:
        """An amount in minor units with its currency; very large ones in billions or millions, never rounded."""
        said = self._amount(amount, currency)
        return self.phrase("about", amount=said) if approximate else said

    def year(self, year: int | str) -> str:
        return self.digits(str(year))

    def date(self, text: str) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD in words."""
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 1:
            return self.digits(text)
        pattern = "d MMMM y" if len(parts) == 3 else "MMMM y"
        return self.digits(format_date(date(*(parts + [1])[:3]), pattern, locale=self.language))

    def place(self, place: Place, parents: Iterable[Place] = ()) -> str:
        """A place with its type, and the places it lies in."""
        if place.level == "country":
            return self.both(place.name)
        said = self.phrase(f"place.{place.type}", name=self.both(place.name))
        within = [self.phrase(f"place.{parent.type}", name=self.both(parent.name)) for parent in parents]
        return (" " if self.language == "km" else ", ").join([said, *within])

    def sources(self, sources: Iterable[Source]) -> str:
        """The closing line: who said it and when."""
        said = (
            self.phrase(
                f"source.{source.date_kind}", publisher=self.both(source.publisher), date=self.date(source.date)
            )
            for source in {source.id: source for source in sources}.values()
        )
        # One publisher can be several sources of one day: said once.
        return self.phrase("source.line", sources="; ".join(list(dict.fromkeys(said))[:_SOURCES_SHOWN]))

    def _amount(self, amount: int, currency: str) -> str:
        minor = MINOR[currency]
        whole = Decimal(amount) / minor  # a float would round large amounts
        unit = currency.lower()
        if currency == "KHR" and abs(whole) >= _SHORTENED_FROM:
            return self.phrase("money.khr.billion", amount=self.number(whole / _BILLION, 9))
        if currency != "KHR" and abs(whole) >= _SHORTENED_FOREIGN:
            return self.phrase(f"money.{unit}.million", amount=self.number(whole / _MILLION, 8))
        return self.phrase(f"money.{unit}", amount=self.number(whole, 2 if amount % minor else 0))
