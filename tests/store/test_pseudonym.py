"""A pseudonym is the same for the same person, and leads nowhere without the key."""

from bot.store.pseudonym import pseudonym


def test_the_same_person_has_the_same_pseudonym() -> None:
    assert pseudonym("key", "100", "555") == pseudonym("key", "100", "555")


def test_another_key_page_or_person_has_another_one() -> None:
    others = (("yek", "100", "555"), ("key", "101", "555"), ("key", "100", "556"))
    names = {pseudonym(*parts) for parts in (("key", "100", "555"), *others)}
    assert len(names) == 4


def test_the_border_between_page_and_person_counts() -> None:
    assert pseudonym("key", "12", "3") != pseudonym("key", "1", "23")


def test_it_is_32_hexadecimal_digits_and_shows_nothing_of_the_person() -> None:
    name = pseudonym("key", "100", "5551234567")
    assert len(name) == 32 and set(name) <= set("0123456789abcdef")
    assert "5551234567" not in name
