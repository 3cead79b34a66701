"""What the bot says when it does not simply answer: questions back, offers, menus, refusals. All carry something to tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answering.answerer import CHOICES
from bot.answering.cards import ROW
from bot.answering.placing import said_place
from bot.answering.ports import FactStore
from bot.answering.shelf import payload
from bot.answering.speech import Speech
from bot.deciding.decision import ALTERNATIVE, AskFor, Offer, Request
from bot.domain.facts import Both, Place
from bot.domain.talk import Button, Card, Reply
from bot.understanding.catalogue import THINGS, Catalogue, Intent

MENU = "do/menu"
LANGUAGE = "do/language"
PERSON = "do/person"
FORGET = "do/forget"
TOPIC = "do/topic"
WELCOME = "GET_STARTED"

ABOUT_PLACE = ("budget-total", "budget-revenue", "budget-expenditure", "office-list", "projects-in-place")
ABOUT_TOPIC = {
    "services": ("service-list", "service-fee", "what-is-owso"),
    "budget": ("budget-total", "state-total", "state-ministries", "budget-per-person", "what-is-a-commune-budget"),
    "procurement": ("project-list", "project-winner", "disclosure-rate", "projects-of-ministry"),
}
_LISTED = 10
_NEEDED = ("birth-registration", "national-id-card", "marriage-registration", "driver-licence-test", "passport-regular",
           "family-book", "land-transfer", "vehicle-registration", "idpoor-card", "death-registration")  # fmt: skip
_SIDE_BY_SIDE = 4  # so few places are choices that are seen all at once; more are cards with their province
_PAYLOAD = 900  # code points; a payload may have 1,000 (Messenger Platform, quick replies)


class Asker:
    """Words questions back in one language."""

    def __init__(self, facts: FactStore, catalogue: Catalogue, speech: Speech) -> None:
        self.facts, self.catalogue, self.speech = facts, catalogue, speech

    def ask(self, decision: AskFor) -> Reply:
        """Which one, or which at all."""
        if decision.kind == "topic":
            return self.about_place(decision.options)
        if decision.options:
            return self._which(decision)
        choices = (*self._suggestions(decision), Button(self.speech.phrase("button.help"), MENU))
        return Reply(self.speech.phrase(f"ask.{decision.kind}"), choices=choices[:CHOICES])

    def offer(self, decision: Offer) -> Reply:
        """Up to three things that may have been meant."""
        choices = self.choices_of(decision.requests)
        if len(choices) == 1:
            other = Button(self.speech.phrase("button.other"), MENU)
            return Reply(self.speech.phrase("offer.one", title=choices[0].title), choices=(*choices, other))
        none, thing = Button(self.speech.phrase("offer.none"), MENU), self._shared(decision.requests)
        text = self.speech.phrase("offer.about", name=thing) if thing else self.speech.phrase("offer")
        return Reply(text, choices=(*choices, none))

    def choices_of(self, requests: Sequence[Request]) -> list[Button]:
        """Questions to tap, each by what tells it from the others."""
        leads = [payload(request.intent, _with_year(request)) for request in requests]
        return [Button(title, say) for title, say in zip(self._titles(requests), leads, strict=True)]

    def refuse(self, kind: Intent | None = None) -> Reply:
        """No, and what can be asked instead; ``kind``: why not, where it is a kind of question nobody can answer."""
        no = self.speech.both(kind.answer) if kind else self.speech.phrase("refuse")
        return Reply(f"{no}\n{self.speech.phrase('refuse.instead')}", choices=self.menu_choices())

    def menu(self, about: str = "", text: str = "") -> Reply:
        """The main menu, or that of one topic."""
        intents = ABOUT_TOPIC.get(about)
        if not intents:
            return Reply(text or self.speech.phrase("emoji.only"), choices=self.menu_choices())
        choices = [Button(self._title(name), name) for name in intents if name in self.catalogue]
        return Reply(text or self.speech.phrase(f"menu.{about}"), choices=(*choices, self._help()))

    def menu_choices(self) -> tuple[Button, ...]:
        topics = [Button(self.speech.phrase(f"button.{topic}"), menu_of(topic)) for topic in ABOUT_TOPIC]
        return (*topics, Button(self.speech.phrase("button.person"), PERSON))

    def about_place(self, codes: Sequence[str]) -> Reply:
        """A place was named and nothing else: what about it?"""
        if len(codes) != 1:
            return self._which(AskFor(Request(TOPIC), "place", tuple(codes)))
        place = self.facts.places()[codes[0]]
        names = {"place": place.code}
        choices = [Button(self._title(name), payload(name, names)) for name in ABOUT_PLACE if name in self.catalogue]
        return Reply(
            self.speech.phrase("offer.about", name=said_place(place, self.facts, self.speech)), choices=tuple(choices)
        )

    def welcome(self) -> Reply:
        """Who the bot is, what it knows and keeps, and the choice of a language."""
        languages = (
            Button(self.speech.phrase("button.khmer"), payload(LANGUAGE, {"to": "km"})),
            Button(self.speech.phrase("button.english"), payload(LANGUAGE, {"to": "en"})),
        )
        return Reply(self.speech.phrase("welcome"), choices=(*languages, *self.menu_choices()))

    def languages(self) -> Reply:
        return Reply(self.speech.phrase("language.ask"), choices=self.welcome().choices[:2])

    def also(self, reply: Reply, others: Iterable[tuple[str, str]]) -> Reply:
        """A reply with other questions of the same message to tap: the intent and the payload of each."""
        more = [Button(self._title(intent), say) for intent, say in others if len(say) <= _PAYLOAD]
        return replace(reply, choices=(*more, *reply.choices)[:CHOICES])

    def really_forget(self) -> Reply:
        yes = Button(self.speech.phrase("button.yes"), payload(FORGET, {"sure": "yes"}))
        no = Button(self.speech.phrase("button.no"), payload(FORGET, {"sure": "no"}))
        return Reply(self.speech.phrase("forget.ask"), choices=(yes, no))

    def _help(self) -> Button:
        return Button(self.speech.phrase("button.help"), MENU)

    def _titles(self, requests: Sequence[Request]) -> list[str]:
        """What each offered question is called: by what it asks, or where all ask the same by what it is about."""
        if not requests:
            return []
        same = len({request.intent for request in requests}) == 1
        kind = next((kind for kind in self.catalogue[requests[0].intent].needs if kind in THINGS), "")
        if not (same and len(requests) > 1 and all(kind in request.names for request in requests)):
            return [self._title(request.intent) for request in requests]
        return [label for _, label in self._labels(kind, [request.names[kind] for request in requests])]

    def _shared(self, requests: Sequence[Request]) -> str:
        """What the thing is called that all offered questions are about; empty where there is none."""
        names = [
            {(kind, id) for kind, id in r.names.items() if kind in THINGS and ALTERNATIVE not in id} for r in requests
        ]
        same = sorted(set.intersection(*names))
        return self._labels(same[0][0], [same[0][1]])[0][1] if same else ""

    def _title(self, intent: str) -> str:
        return self.speech.both(self.catalogue[intent].title)

    def place_card(self, place: Place, leads_to: str) -> Card:
        """A place with what it lies in, to be confirmed by a tap."""
        places, speech = self.facts.places(), self.speech
        wider = [places[code] for code in (place.parent, place.code[:2]) if code in places and code != place.code]
        within = speech.place(wider[0], wider[1:2] if wider[0].level == "district" else ()) if wider else ""
        return Card(speech.place(place), within, (Button(speech.phrase("button.here"), leads_to),))

    def _which(self, decision: AskFor) -> Reply:
        if decision.kind == "place" and len(decision.options) > _SIDE_BY_SIDE:
            return self._which_place(decision)
        shown = decision.options[: CHOICES - 1]
        choices = [
            self._choice(decision.request, decision.kind, id, label) for id, label in self._labels(decision.kind, shown)
        ]
        name = self._name_of(decision.kind, decision.options[0])
        text = self.speech.phrase(f"ask.{decision.kind}.which", name=name)
        return Reply(text, choices=(*choices, self._help())[:CHOICES])

    def _which_place(self, decision: AskFor) -> Reply:
        """Places of one name as cards; those that do not fit are a tap away."""
        shown, rest = decision.options[:ROW], decision.options[ROW:]
        request, speech = decision.request, self.speech
        cards = [self._told_apart(self.facts.places()[id], self._leads_to(request, "place", id)) for id in shown]
        # So many that a payload could not hold them do not share a name; if they did, the last could be typed.
        further = self._leads_to(request, "place", ALTERNATIVE.join(rest[: _PAYLOAD // 8]))
        more = (Button(speech.phrase("button.more", count=speech.number(len(rest))), further),) if rest else ()
        text = speech.phrase("ask.place.which", name=self._name_of("place", decision.options[0]))
        return Reply(text, cards=tuple(cards), choices=(*more, self._help()))

    def _told_apart(self, place: Place, leads_to: str) -> Card:
        """A card for one of several places of one name: what it lies in comes first, for that is what differs."""
        card, district = self.place_card(place, leads_to), self.facts.places().get(place.parent)
        if place.level != "commune" or district is None:
            return card
        province = self.facts.places().get(district.parent)
        return replace(
            card,
            title=self.speech.place(district, [province] if province else []),
            subtitle=self.speech.place(place),
        )

    def _choice(self, request: Request, kind: str, id: str, label: str) -> Button:
        return Button(label, self._leads_to(request, kind, id))

    def _leads_to(self, request: Request, kind: str, id: str) -> str:
        return payload(request.intent, {**_with_year(request), kind: id})

    def _labels(self, kind: str, ids: Iterable[str]) -> list[tuple[str, str]]:
        if kind == "place":
            return self._place_labels([self.facts.places()[code] for code in ids])
        return [(id, self.speech.both(self._short(kind, id))) for id in ids]

    def _place_labels(self, places: list[Place]) -> list[tuple[str, str]]:
        """The district tells places of one name apart; the province too where districts share a name."""
        known = self.facts.places()
        district = {place.code: known.get(place.parent, place) for place in places}
        names = [self.speech.both(d.name) for d in district.values()]
        labels = []
        for place, name in zip(places, names, strict=True):
            wider = known.get(district[place.code].parent)
            if place.level in ("province", "district"):
                name = self.speech.place(place)
            elif names.count(name) > 1 and wider:
                name = f"{name}, {self.speech.both(wider.name)}"
            labels.append((place.code, name))
        return labels

    def _short(self, kind: str, id: str) -> Both:
        if kind == "service":
            service = self.facts.service(id)
            return service.short if service else Both(id, id)
        if kind == "project":
            project = self.facts.project(id)
            return project.short if project else Both(id, id)
        if kind == "office":
            office = self.facts.office(id)
            return office.name if office else Both(id, id)
        if kind == "category":
            category = self.facts.category(id)
            return category.short if category else Both(id, id)
        lists = {"ministry": self.facts.ministries, "supplier": self.facts.suppliers, "sector": self.facts.sectors,
                 "indicator": self.facts.indicators}  # fmt: skip
        known = lists[kind]() if kind in lists else ()  # a tap may name a kind there is not
        return next((named.short for named in known if named.id == id), Both(id, id))

    def _name_of(self, kind: str, id: str) -> str:
        return self.speech.both(self.facts.places()[id].name) if kind == "place" else ""

    def _suggestions(self, decision: AskFor) -> list[Button]:
        """Some things of the kind that is missing, so that there is something to tap."""
        ids = {
            "service": lambda: self._services(),
            "project": lambda: [project.id for project in self.facts.projects() if self.facts.awards(project.id)],
            "office": lambda: [office.id for office in self.facts.offices() if office.phone or office.url],
            "ministry": lambda: [named.id for named in self.facts.ministries()],
            "supplier": lambda: [named.id for named in self.facts.suppliers()],
            "sector": lambda: [named.id for named in self.facts.sectors()],
            "indicator": lambda: [named.id for named in self.facts.indicators()],
            "category": lambda: [id for id, c in self.facts.categories().items() if c.parent],
        }.get(decision.kind, list)()
        labels = self._labels(decision.kind, ids[:_LISTED])
        return [self._choice(decision.request, decision.kind, id, label) for id, label in labels]

    def _services(self) -> list[str]:
        """Those that most households need first."""
        known = [service.id for service in self.facts.services()]
        return [id for id in _NEEDED if id in known] + [id for id in known if id not in _NEEDED]


def menu_of(topic: str) -> str:
    """The payload that opens the menu of a topic."""
    return payload(MENU, {"about": topic})


def _with_year(request: Request) -> dict[str, str]:
    year = {"year": str(request.year)} if request.year else {}
    return {**{kind: id for kind, id in request.names.items() if kind != "year"}, **year}
