"""Who is asking: sex, age band, commune; each asked once, one tap, and each may be declined.

Asked after the first answer, so that something was given before anything is wanted. Later answers correct
earlier ones. A place named in a question is offered as the citizen's own, never taken for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.ports import FactStore
from bot.answering.shelf import parse_payload, payload
from bot.answering.speech import Speech
from bot.conversation.asides import Aside
from bot.domain.campaign import AboutSelf, Note, Standing
from bot.domain.talk import Button, Reply
from bot.text.normalise import match_key

WHO = "do/who"
MINE = "mine"  # shows one's answers
DECLINED, TYPED = "-", "type"

BASIC = ("sex", "age_band", "commune")
DISABILITY = "disability"
"""Asked only where the organisation switches it on. One question in the spirit of the Washington Group's Short Set
(washingtongroup-disability.com), not the six of the set itself: its figure is no prevalence."""

FIXED: Mapping[str, tuple[str, ...]] = {
    "sex": ("female", "male", "other"),
    # 18 to 30 stands for itself: Cambodia's national youth policy counts young people up to 30.
    "age_band": ("under-18", "18-30", "31-45", "46-60", "over-60"),
    DISABILITY: ("none", "some", "much"),
}
_OFFERED = 9  # places to choose from


@dataclass(frozen=True)
class Who:
    """Words the questions about oneself, and takes the answers. ``questions``: those asked, in order."""

    facts: FactStore
    speech: Speech
    questions: Sequence[str] = BASIC

    def begin(self, standing: Standing, near: Sequence[str] = ()) -> Aside:
        """The first question. ``near``: codes of places the talk was about, to be offered."""
        return self._ask(standing, self.questions[0], near, self.speech.phrase("who.intro"))

    def tapped(self, names: Mapping[str, str], standing: Standing, near: Sequence[str] = ()) -> Aside:
        """A tap on one of our own buttons."""
        question, value = names.get("q", ""), names.get("is", "")
        if question not in self.questions:
            return self.mine(standing)
        if not value:
            return self._ask(standing, question, near)
        if value == TYPED:
            reply = Reply(self.speech.phrase("who.type"), choices=(self._decline(question),))
            return Aside((reply,), replace(standing, asking=question))
        if value == DECLINED:
            return self._noted(standing, AboutSelf(question, "declined"), near)
        if value not in FIXED.get(question, ()) and value not in self.facts.places():
            return self._ask(standing, question, near)
        return self._noted(standing, AboutSelf(question, "answered", value), near)

    def worded(self, text: str, offered: Sequence[str]) -> str:
        """The payload ``offered`` whose choice was written out instead of tapped, or "" when the words are none."""
        key = match_key(text)
        for one in offered:
            name, names = parse_payload(one)
            question, value = names.get("q", ""), names.get("is", "")
            if name != WHO or not key or value not in (DECLINED, *FIXED.get(question, ())):
                continue
            title = self.speech.phrase("button.who.decline") if value == DECLINED else self._word(question, value)
            if key in (match_key(title), match_key(value)):  # "Woman" and "female", "18 to 30" and "18-30"
                return one
        return ""

    def typed(self, places: Sequence[str], standing: Standing) -> Aside:
        """The citizen's commune was typed: one place, or several of that name to choose from."""
        known = self.facts.places()
        places = [code for code in places if known[code].level == "commune"] or list(places)
        if len(places) == 1:
            return self._noted(standing, AboutSelf("commune", "answered", places[0]), ())
        choices = [self._choice("commune", title, code) for code, title in self._told_apart(places[:_OFFERED])]
        reply = Reply(self.speech.phrase("who.which"), choices=(*choices, self._decline("commune")))
        return Aside((reply,), standing)

    def mine(self, standing: Standing) -> Aside:
        """What the citizen has said about themselves, each to be changed."""
        lines = [self.speech.phrase("who.mine")]
        lines += [
            self.speech.phrase("line", label=self._title(q), text=self._said(q, standing)) for q in self.questions
        ]
        choices = tuple(Button(self._title(q), payload(WHO, {"q": q})) for q in self.questions)
        return Aside((Reply("\n".join(lines), choices=choices),), replace(standing, asking=""))

    def _noted(self, standing: Standing, note: AboutSelf, near: Sequence[str]) -> Aside:
        who = {**standing.who, note.question: note.value or note.state}
        after = replace(standing, who=who, asking="")
        missing = next((question for question in self.questions if question not in who), "")
        if missing:
            following = self._ask(after, missing, near)
            return replace(following, notes=(note, *following.notes))
        choices = (Button(self.speech.phrase("button.who.mine"), WHO),)
        return Aside((Reply(self.speech.phrase("who.done"), choices=choices),), after, (note,))

    def _ask(self, standing: Standing, question: str, near: Sequence[str], intro: str = "") -> Aside:
        text = self.speech.phrase(f"who.ask.{question}")
        choices = (*self._choices(question, near), self._decline(question))
        # Asked again, an answer stays until another one is given.
        notes: tuple[Note, ...] = () if question in standing.who else (AboutSelf(question, "asked"),)
        who = {question: "asked", **standing.who}
        reply = Reply(f"{intro}\n\n{text}".strip(), choices=choices)
        return Aside((reply,), replace(standing, who=who, asking=""), notes)

    def _choices(self, question: str, near: Sequence[str]) -> list[Button]:
        if question in FIXED:
            return [self._choice(question, self._word(question, value), value) for value in FIXED[question]]
        typed = self._choice(question, self.speech.phrase("button.who.type"), TYPED)
        return [*self._places([code for code in near if self._is_local(code)]), typed]

    def _places(self, codes: Sequence[str]) -> list[Button]:
        known = self.facts.places()
        return [self._choice("commune", self.speech.place(known[code]), code) for code in codes]

    def _told_apart(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Places of one name by what they lie in; by the province too where that has one name as well."""
        known = self.facts.places()
        around = [known.get(known[code].parent, known[code]) for code in codes]
        names = [self.speech.both(place.name) for place in around]
        wider = [self.speech.both(known.get(place.parent, place).name) for place in around]
        titles = [f"{n}, {w}" if names.count(n) > 1 else n for n, w in zip(names, wider, strict=True)]
        return list(zip(codes, titles, strict=True))

    def _is_local(self, code: str) -> bool:
        place = self.facts.places().get(code)
        return place is not None and place.level == "commune"

    def _choice(self, question: str, title: str, value: str) -> Button:
        return Button(title, payload(WHO, {"q": question, "is": value}))

    def _decline(self, question: str) -> Button:
        return self._choice(question, self.speech.phrase("button.who.decline"), DECLINED)

    def _title(self, question: str) -> str:
        return self.speech.phrase(f"button.who.{question}")

    def _word(self, question: str, value: str) -> str:
        return self.speech.phrase(f"button.who.{question}.{value}")

    def _said(self, question: str, standing: Standing) -> str:
        value = standing.who.get(question, "asked")
        if value in ("asked", "declined"):
            return self.speech.phrase(f"who.{value}")
        place = self.facts.places().get(value)
        return self.speech.place(place) if place else self._word(question, value)
