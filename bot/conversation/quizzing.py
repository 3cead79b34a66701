"""The short quiz before and after an event: one tap an item, to be refused, left and taken up again at any time.

Before the event no answer is given away, or the second quiz would measure only memory of the first. The items are the
same both times, in an order of their own; so are an item's choices for one citizen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.answering.figures import figures
from bot.answering.ports import FactStore
from bot.answering.shelf import payload
from bot.answering.speech import Speech
from bot.answering.template import fill
from bot.conversation.asides import Aside
from bot.domain.campaign import Event, Moment, QuizStep, Standing
from bot.domain.talk import Button, Reply
from bot.quiz.course import EVERYTHING, order, pick, shown
from bot.quiz.items import Item, Items

QUIZ = "do/quiz"
BETWEEN = timedelta(minutes=30)
"""The quiz after the event is offered by itself no sooner: in less time nothing was learnt."""
A_DAY = timedelta(days=1)  # an event may go on into the next day, and the day changes earlier in Cambodia than in UTC
REFUSED, OFFERED, STOPPED = "refused", "offered", "stopped"
UNKNOWN = "0"  # "I do not know"


@dataclass(frozen=True)
class Quiz:
    """Words the quiz for one citizen, and takes the answers."""

    items: Items
    facts: FactStore
    speech: Speech
    citizen: str
    now: datetime

    def offer(self, event: Event, moment: Moment | None, standing: Standing) -> Aside:
        """Ask whether the quiz may begin; nothing to offer where it was done or refused, or where there are no items."""
        code = event.code
        if not self.items or moment is None or standing.taken.get(f"{code} {moment}", OFFERED) != OFFERED:
            return Aside((), standing)
        choices = (
            Button(self.speech.phrase("button.quiz.start"), _tap(code, moment)),
            Button(self.speech.phrase("button.quiz.later"), _tap(code, moment, no="1")),
        )
        text = self.speech.phrase(f"quiz.offer.{moment}")
        offered = {**standing.taken, f"{code} {moment}": OFFERED}
        return Aside((Reply(text, choices=choices),), replace(standing, taken=offered))

    def moment_for(self, event: Event, standing: Standing) -> Moment | None:
        """Which quiz comes next by itself.

        The one after, once the one before lies long enough back or was refused. None where the event is over and
        there was none before: answers given then could not be compared with anything.
        """
        before = standing.taken.get(f"{event.code} pre", OFFERED)
        if before == REFUSED:
            return "post"
        if before == OFFERED:
            return "pre" if self.now.date() <= event.date + A_DAY else None
        return "post" if self.now - _ended(before) >= BETWEEN else "pre"

    def next_alone(self, standing: Standing) -> Moment:
        """Which quiz outside any event comes next: the second, once the first lies long enough back."""
        before = standing.taken.get(" pre", OFFERED)
        done = before not in (OFFERED, REFUSED) and self.now - _ended(before) >= BETWEEN
        return "post" if done else "pre"

    def is_due(self, event: str, standing: Standing) -> bool:
        """Whether the quiz after an event is to be offered beside an answer: the one before is done, and it is time."""
        before = standing.taken.get(f"{event} pre", "")
        done = before not in ("", OFFERED, REFUSED)
        return done and f"{event} post" not in standing.taken and self.now - _ended(before) >= BETWEEN

    def resume(self, standing: Standing) -> tuple[Button, ...]:
        """The button back into a quiz that was left, not one that was stopped."""
        quiz = standing.quiz
        if not quiz or quiz.get(STOPPED):
            return ()
        return (Button(self.speech.phrase("button.quiz.resume"), _tap(quiz["event"], quiz["moment"])),)

    def tapped(self, names: Mapping[str, str], event: Event | None, standing: Standing) -> Aside:
        """A tap on one of our own buttons. ``event``: the one the tap names, if it exists."""
        moment: Moment = "post" if names.get("when") == "post" else "pre"
        code = event.code if event else ""
        if names.get("no"):
            return self._refused(code, moment, standing)
        if standing.taken.get(f"{code} {moment}", OFFERED) not in (OFFERED, REFUSED):
            return Aside((Reply(self.speech.phrase("quiz.already")),), standing)
        if not _is_under_way(standing, code, moment):
            return self._begun(code, moment, event.topic if event else EVERYTHING, standing)
        running = replace(standing, quiz={**standing.quiz, STOPPED: ""})
        if names.get("item") and names["item"] == self._item(running).name:
            return self._answered(names.get("is", UNKNOWN), running)
        return self._asked(running)  # taken up again, or an old button was tapped twice

    def _begun(self, code: str, moment: Moment, topic: str, standing: Standing) -> Aside:
        if not self.items:
            return Aside((Reply(self.speech.phrase("quiz.none")),), standing)
        before = standing.taken.get(f"{code} pre", "").split()[1:]
        chosen = [name for name in before if name in self.items] or pick(self.items, topic, self.citizen, code)
        items = order(chosen, self.citizen, code, moment)
        quiz = {"event": code, "moment": moment, "items": " ".join(items), "done": "0", "score": "0"}
        asked = self._asked(replace(standing, quiz=quiz))
        return replace(asked, notes=(QuizStep(code, moment, items),))

    def _refused(self, code: str, moment: Moment, standing: Standing) -> Aside:
        """Before it began: refused for good, unless its button is tapped. Within: stopped, and kept to be taken up."""
        note = QuizStep(code, moment, refused=True)
        if _is_under_way(standing, code, moment):
            after = replace(standing, quiz={**standing.quiz, STOPPED: "1"})
        else:
            after = replace(standing, taken={**standing.taken, f"{code} {moment}": REFUSED})
        return Aside((Reply(self.speech.phrase("quiz.refused")),), after, (note,))

    def _answered(self, said: str, standing: Standing) -> Aside:
        quiz, item = standing.quiz, self._item(standing)
        choice = int(said) if said.isdecimal() and int(said) <= len(item.choices) else 0
        done = int(quiz["done"]) + 1
        items = tuple(quiz["items"].split())
        moment: Moment = "post" if quiz["moment"] == "post" else "pre"
        note = QuizStep(quiz["event"], moment, items, item.name, item.topic, choice, choice == 1, done == len(items))
        quiz = {**quiz, "done": str(done), "score": str(int(quiz["score"]) + (choice == 1))}
        after = replace(standing, quiz=quiz)
        return replace(self._finished(after) if note.finished else self._asked(after), notes=(note,))

    def _finished(self, standing: Standing) -> Aside:
        quiz = standing.quiz
        ended = f"{round(self.now.timestamp())} {quiz['items']}"
        after = replace(standing, quiz={}, taken={**standing.taken, f"{quiz['event']} {quiz['moment']}": ended})
        if quiz["moment"] == "pre":
            key = "quiz.done.pre" if quiz["event"] else "quiz.done.alone"
            text = self.speech.phrase(key, **({"code": quiz["event"]} if quiz["event"] else {}))
            return Aside((Reply(text),), after)
        names = quiz["items"].split()
        count = {"score": self.speech.number(int(quiz["score"])), "count": self.speech.number(len(names))}
        told = [self._because(self.items[name]) for name in names if name in self.items]
        return Aside((Reply("\n\n".join([self.speech.phrase("quiz.done.post", **count), *told])),), after)

    def _because(self, item: Item) -> str:
        """The right answer with its source."""
        text = self.speech.both(item.because)
        found = figures(text, self.facts, self.speech)
        source = self.facts.source(item.source)
        lines = [self.speech.both(item.ask), f"✓ {self.speech.both(item.right)}"]
        if set(found.holes.values()) or "((" not in text:
            lines.append(fill(text, found.holes))
        sources = (*found.sources, source) if source else found.sources
        return "\n".join([*lines, self.speech.sources(sources)] if sources else lines)

    def _asked(self, standing: Standing) -> Aside:
        quiz, item = standing.quiz, self._item(standing)
        code, moment = quiz["event"], quiz["moment"]
        numbers = shown(item, self.citizen)
        lines = [f"{self.speech.number(n)}. {self.speech.both(item.choices[c - 1])}" for n, c in enumerate(numbers, 1)]
        choices = [
            Button(self.speech.number(place), _tap(code, moment, item=item.name, **{"is": str(choice)}))
            for place, choice in enumerate(numbers, 1)
        ]
        unknown = _tap(code, moment, item=item.name, **{"is": UNKNOWN})
        choices.append(Button(self.speech.phrase("button.quiz.unknown"), unknown))
        choices.append(Button(self.speech.phrase("button.quiz.stop"), _tap(code, moment, no="1")))
        text = self.speech.phrase(
            "quiz.item",
            number=self.speech.number(int(quiz["done"]) + 1),
            count=self.speech.number(len(quiz["items"].split())),
            ask=self.speech.both(item.ask),
            choices="\n".join(lines),
        )
        return Aside((Reply(text, choices=tuple(choices)),), standing)

    def _item(self, standing: Standing) -> Item:
        return self.items[standing.quiz["items"].split()[int(standing.quiz["done"])]]


def readable(standing: Standing, items: Items) -> Standing:
    """The same standing without a quiz under way whose items no longer exist: it begins anew."""
    names = standing.quiz.get("items", "").split()
    done = standing.quiz.get("done", "")
    sound = done.isdecimal() and int(done) < len(names) and all(name in items for name in names)
    return standing if sound or not standing.quiz else replace(standing, quiz={})


def _tap(event: str, moment: str, **more: str) -> str:
    return payload(QUIZ, {"event": event, "when": moment, **more})


def _is_under_way(standing: Standing, event: str, moment: str) -> bool:
    return bool(standing.quiz) and (standing.quiz["event"], standing.quiz["moment"]) == (event, moment)


def _ended(taken: str) -> datetime:
    first = taken.partition(" ")[0]
    return datetime.fromtimestamp(int(first) if first.isdecimal() else 0, UTC)
