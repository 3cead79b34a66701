// Builds what stands in the talk from lines in the form of Meta's Send API. Text only ever becomes text nodes.

import { label, month, word } from "./words.js";

const ADDRESS = /https?:\/\/[^\s<>"'\u1780-\u17ff\u200b]+/g;
const SVG = "http://www.w3.org/2000/svg";
const PAUSE = 15 * 60 * 1000; // a longer silence is marked with the time

export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// One line of the talk as a row; `tap` is called with a tapped button.
export function row(line, tap) {
  if (line.who === "note") return element("p", "note", word("link"));
  const made = element("div", `row ${line.who}`);
  if (line.who === "page") {
    const face = element("img", "face");
    Object.assign(face, { src: new URL("avatar.svg", import.meta.url).href, alt: "", width: 28, height: 28 });
    made.append(face);
  } else {
    made.append(element("span", "unseen", `${word("you")}: `));
  }
  made.append(...contents(line.message, tap));
  made.title = clock(line.at, true);
  return made;
}

// A line with the time, where the talk paused.
export function timeBetween(before, at) {
  return at - before > PAUSE ? element("p", "time", clock(at, before === 0)) : null;
}

function contents(message, tap) {
  const payload = message.attachment?.payload;
  if (payload?.template_type === "button") return [buttonTemplate(payload, tap)];
  if (payload?.template_type === "generic") return [carousel(payload.elements, tap)];
  if (message.unsent) return [element("div", "bubble gone", word("unsent"))];
  if (message.text) return [bubble(message.text)];
  return (message.attachments ?? [message.attachment]).map(attachment);
}

function bubble(text) {
  const made = element("div", "bubble", ...linked(text));
  made.lang = spokenIn(text);
  return made;
}

function buttonTemplate(payload, tap) {
  const made = bubble(payload.text);
  made.classList.add("with-buttons");
  made.append(buttons(payload.buttons, tap));
  return made;
}

function carousel(cards, tap) {
  const made = element("div", "cards");
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label("cards"));
  made.tabIndex = 0;
  made.append(...cards.map((each) => card(each, tap)));
  return made;
}

function card(content, tap) {
  const made = element("article", "card", element("h3", "", content.title));
  if (content.subtitle) made.append(element("p", "", ...linked(content.subtitle)));
  made.lang = spokenIn(content.title);
  if (content.buttons) made.append(buttons(content.buttons, tap));
  return made;
}

function buttons(list, tap) {
  return element("div", "buttons", ...list.map((each) => button(each, tap)));
}

// A button of a message or of the menu: an address opens in a new tab, anything else goes to the bot.
export function button(content, tap) {
  if (content.type === "web_url") return opener(content.url, content.title);
  if (content.type === "phone_number") {
    const call = element("a", "", content.title);
    call.href = `tel:${content.payload.replace(/[^+\d]/g, "")}`;
    return call;
  }
  const made = element("button", "", content.title);
  made.type = "button";
  made.lang = spokenIn(content.title);
  made.addEventListener("click", () => tap({ kind: "postback", title: content.title, payload: content.payload }));
  return made;
}

function opener(address, text) {
  const made = element("a", "", text);
  if (/^https?:\/\//i.test(address)) made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  made.append(element("span", "unseen", ` (${word("newTab")})`));
  return made;
}

function attachment(content) {
  if (content.type === "sticker") {
    const like = element("div", "like", icon("like"));
    like.setAttribute("role", "img");
    like.setAttribute("aria-label", label("like"));
    return like;
  }
  if (content.type === "location") return element("div", "bubble with-icon", icon("pin"), word("location"));
  if (content.type === "image") return element("div", "bubble with-icon", icon("image"), word("image"));
  if (content.type === "audio") return element("div", "bubble with-icon", icon("voice"), word("voice"));
  return element("div", "bubble", `${content.type}: ${word("unknown")}`);
}

function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  made.append(use);
  return made;
}

function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?)\]}…]+$/, "");
    parts.push(text.slice(end, found.index), opener(address, address));
    end = found.index + address.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

function spokenIn(text) {
  return /[\u1780-\u17ff]/.test(text) ? "km" : "en";
}

function clock(at, withDay) {
  // Not with Intl: few browsers on phones bring Khmer dates.
  const when = new Date(at);
  const time = [when.getHours(), when.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  return withDay ? `${when.getDate()} ${month(when.getMonth())}, ${time}` : time;
}
