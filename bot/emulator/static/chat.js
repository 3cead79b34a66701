// The chat page: asks the emulated platform what is new, shows it, and passes on what the person does.

import { button, element, row, timeBetween } from "./bubbles.js";
import { changeLanguage, language, speak, word } from "./words.js";

const QUICK = 400; // milliseconds between two looks while something may be coming
const CALM = 1500;
const HIDDEN = 5000;
const LIVELY = 30_000; // for so long after the last event we look quickly

const at = (id) => document.getElementById(id);
const talk = { person: knownPerson(), run: "", after: 0, last: null, profile: {}, started: false, dressed: "", lively: Date.now() };
let looking = false;
let lookAgain = false;
let timer = 0;

function knownPerson() {
  const given = new URLSearchParams(location.search).get("as"); // a frame among several citizens
  if (/^[1-9]\d{9,19}$/.test(given ?? "")) return given;
  const known = localStorage.getItem("chbas-person");
  if (/^[1-9]\d{9,19}$/.test(known ?? "")) return known;
  return newPerson();
}

function newPerson() {
  const digits = crypto.getRandomValues(new Uint32Array(16));
  const person = Array.from(digits, (number, place) => (place ? number % 10 : (number % 9) + 1)).join("");
  localStorage.setItem("chbas-person", person);
  return person;
}

async function act(what, content = {}) {
  talk.lively = Date.now();
  try {
    const answer = await fetch(`/chat/api/${talk.person}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    trouble(true);
    return false;
  }
  look();
  return true;
}

function tap(content) {
  at("pills").hidden = true;
  return act("tap", content);
}

async function look() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  clearTimeout(timer);
  const person = talk.person;
  try {
    const answer = await fetch(`/chat/api/${person}/log?after=${talk.after}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (person === talk.person) take(news);
    trouble(false);
  } catch {
    trouble(true);
  }
  looking = false;
  timer = setTimeout(look, lookAgain ? 0 : patience());
  lookAgain = false;
}

function patience() {
  if (document.hidden) return HIDDEN;
  return Date.now() - talk.lively < LIVELY ? QUICK : CALM;
}

function take(news) {
  if (talk.run && talk.run !== news.run) {
    begin(talk.person); // the platform was started anew and remembers nothing
    lookAgain = true;
    return;
  }
  talk.run = news.run;
  const shown = talk.dressed;
  if (news.profile) talk.profile = news.profile;
  talk.started = news.started;
  talk.dressed = JSON.stringify([talk.profile, talk.started, language]);
  if (shown !== talk.dressed) dress();
  if (talk.edits !== undefined && news.edits !== talk.edits) {
    begin(talk.person); // a line was edited or taken back: show the talk anew
    lookAgain = true;
    return;
  }
  talk.edits = news.edits;
  at("block-word").textContent = word(news.blocked ? "unblock" : "block");
  talk.blocked = news.blocked;
  news.lines.forEach(add);
  receipt(news.seen);
  const moved = at("typing").hidden === news.typing;
  at("typing").hidden = !news.typing;
  if (news.lines.length) talk.lively = Date.now();
  if (news.lines.length || (moved && news.typing)) toTheEnd();
}

// Where the focus goes when what had it has vanished; on a touch screen not where the keyboard would come up.
function settle() {
  at(matchMedia("(pointer: fine)").matches ? "words" : "talk").focus({ preventScroll: true });
}

function toTheEnd() {
  at("talk").scrollTop = at("talk").scrollHeight;
}

function add(line) {
  const time = timeBetween(talk.last?.at ?? 0, line.at);
  const made = row(line, tap);
  const above = at("log").lastElementChild;
  if (!time && talk.last?.who === line.who && line.who !== "note") {
    above.classList.add("continues");
    made.classList.add("continued");
  }
  at("log").append(...(time ? [time, made] : [made]));
  talk.after = line.number;
  talk.last = line;
  offer(line.message.quick_replies ?? []);
}

// Quick replies stand only under the last line, and vanish with the next.
function offer(replies) {
  const pills = replies.filter((each) => each.content_type === "text").map((each) => {
    const made = button({ title: each.title, payload: each.payload }, (tapped) => {
      tap({ ...tapped, kind: "quick_reply" });
      settle();
    });
    made.className = "pill";
    return made;
  });
  at("pills").replaceChildren(...pills);
  at("pills").hidden = pills.length === 0;
  at("pills").scrollLeft = 0;
}

function receipt(seen) {
  document.querySelector(".receipt")?.remove();
  if (talk.last?.who !== "person") return;
  at("log").lastElementChild.after(element("p", "receipt", word(seen >= talk.last.at ? "seen" : "sent")));
}

// Greeting, start button or composer, menu, ice breakers: all from the Page's profile.
function dress() {
  const profile = talk.profile;
  at("greeting").textContent = mine(profile.greeting)?.text ?? "";
  const questions = mine(profile.ice_breakers)?.call_to_actions ?? [];
  const menu = mine(profile.persistent_menu);
  const waits = !talk.started && Boolean(profile.get_started) && questions.length === 0;
  const waited = !at("begin").hidden || at("questions").contains(document.activeElement);
  at("begin").hidden = !waits;
  at("composer").hidden = waits;
  if (waited && !waits) settle();
  at("words").hidden = Boolean(menu?.composer_input_disabled);
  at("menu").hidden = !menu?.call_to_actions?.length;
  at("menu-items").replaceChildren(...(menu?.call_to_actions ?? []).map(menuItem));
  // Ice breakers come to the bot as postbacks, like Get Started, whose place they take.
  const asked = questions.map((each) => button({ title: each.question, payload: each.payload }, tap));
  at("questions").replaceChildren(...asked);
  at("questions").hidden = talk.started || asked.length === 0;
}

function menuItem(content) {
  const made = button(content, (tapped) => tap(tapped));
  made.addEventListener("click", () => at("menu-sheet").close());
  return element("li", "", made);
}

// The entry for this person's language; Messenger knows no km_KH, so Khmer is the default one.
function mine(entries = []) {
  const named = (locale) => entries.find((entry) => entry.locale === locale);
  return (language === "en" ? named("en_US") ?? named("en_GB") : named("km_KH")) ?? named("default");
}

function trouble(is) {
  at("trouble").textContent = is ? word("away") : "";
  at("trouble").hidden = !is;
}

function begin(person) {
  Object.assign(talk, { person, run: "", after: 0, last: null, started: false, dressed: "", edits: undefined, lively: Date.now() });
  at("log").replaceChildren();
  offer([]);
}

function grow() {
  const words = at("words");
  const empty = words.value.trim() === "";
  at("send").hidden = empty;
  at("like").hidden = !empty;
  words.style.height = "";
  if (!empty) words.style.height = `${words.scrollHeight}px`;
}

async function send(event) {
  event.preventDefault();
  const words = at("words");
  const text = words.value.trim();
  if (!text) return;
  words.value = "";
  grow();
  words.focus();
  if (!(await act("say", { text }))) {
    words.value ||= text;
    grow();
  }
}

// The words in the box take the place of the last ones that were sent.
function editLast() {
  at("plus-sheet").close();
  const text = at("words").value.trim();
  if (!text) return at("words").focus();
  at("words").value = "";
  grow();
  act("edit", { text });
}

function sheet(opener, dialog) {
  at(opener).addEventListener("click", () => at(dialog).showModal());
  at(dialog).addEventListener("click", (event) => event.target === at(dialog) && at(dialog).close());
}

function sendFrom(id, dialog) {
  at(id).addEventListener("click", () => {
    at(dialog).close();
    act(id);
  });
}

function listen() {
  at("composer").addEventListener("submit", send);
  at("words").addEventListener("input", grow);
  at("words").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  at("like").addEventListener("click", () => act("sticker"));
  at("start").addEventListener("click", () => act("start", { title: word("start") }));
  sheet("menu", "menu-sheet");
  sheet("plus", "plus-sheet");
  sheet("more", "more-sheet");
  sendFrom("voice", "plus-sheet");
  sendFrom("location", "plus-sheet");
  sendFrom("image", "plus-sheet");
  sendFrom("unsend", "plus-sheet");
  at("edit").addEventListener("click", editLast);
  at("block").addEventListener("click", () => {
    at("more-sheet").close();
    act("block", { on: !talk.blocked });
  });
  at("link").addEventListener("submit", (event) => {
    event.preventDefault();
    at("more-sheet").close();
    act("open", { ref: at("ref").value });
  });
  at("new-person").addEventListener("click", () => {
    at("more-sheet").close();
    begin(newPerson());
    look();
  });
  at("language").addEventListener("click", () => {
    changeLanguage();
    at("more-sheet").close();
    speak();
    begin(talk.person);
    look();
  });
  window.addEventListener("resize", toTheEnd); // a phone's keyboard came up
  document.addEventListener("visibilitychange", () => !document.hidden && look());
}

// An address with ?ref=… was followed like an m.me link: once, not again with each reload.
async function follow() {
  const ref = new URLSearchParams(location.search).get("ref");
  if (!ref) return;
  history.replaceState(null, "", location.pathname);
  await act("open", { ref });
}

speak();
listen();
grow();
await follow();
look();
