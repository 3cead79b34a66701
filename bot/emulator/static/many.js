// Several citizens side by side, each in a frame of its own, and the emulated platform's troubles.

const at = (id) => document.getElementById(id);
const KHMER = "០១២៣៤៥៦៧៨៩";

async function call(path, content) {
  const answer = await fetch(`/chat/api/${path}`, content && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? null : answer.json();
}

function newPerson() {
  const digits = crypto.getRandomValues(new Uint32Array(16));
  return Array.from(digits, (number, place) => (place ? number % 10 : (number % 9) + 1)).join("");
}

function add() {
  const made = at("citizen").content.cloneNode(true).firstElementChild;
  const person = newPerson();
  const number = String(at("citizens").children.length + 1);
  const name = `ពលរដ្ឋទី${number.replace(/\d/g, (digit) => KHMER[digit])}`;
  made.querySelector("h2").textContent = name;
  const frame = made.querySelector("iframe");
  frame.title = name;
  frame.src = `/chat?as=${person}`;
  const block = made.querySelector('[data-act="block"]');
  block.addEventListener("click", async () => {
    const on = block.getAttribute("aria-pressed") !== "true";
    await call(`${person}/block`, { on });
    block.setAttribute("aria-pressed", String(on));
  });
  made.querySelector('[data-act="staff"]').addEventListener("click", () => call(`${person}/staff`, { text: "សួស្តី ខ្ញុំជាបុគ្គលិក។" }));
  at("citizens").append(made);
  return made;
}

function show(state) {
  if (!at("trouble").options.length) at("trouble").append(...state.troubles.map((name) => new Option(name, name)));
  const clock = new Date(state.now).toLocaleString("sv");
  const waiting = state.waiting.length ? state.waiting.join(", ") : "គ្មាន";
  const webhook = Object.entries(state.webhook).map(([status, count]) => `${status}: ${count}`).join(", ") || "–";
  at("state").textContent = `ម៉ោង៖ ${clock} · បញ្ហារង់ចាំ៖ ${waiting} · webhook៖ ${webhook}${state.restricted ? " · ទំព័រត្រូវបានបិទ" : ""}`;
}

const again = () => call("platform").then(show);
document.querySelectorAll("[data-hours]").forEach((each) => each.addEventListener("click", () => call("platform/clock", { hours: Number(each.dataset.hours) }).then(show)));
document.querySelectorAll("[data-judge]").forEach((each) => each.addEventListener("click", () => call("platform/judge", { action: each.dataset.judge }).then(show)));
at("order").addEventListener("submit", (event) => {
  event.preventDefault();
  call("platform/trouble", { name: at("trouble").value }).then(show);
});
at("add").addEventListener("click", () => add().scrollIntoView({ inline: "center" }));
add();
add();
again();
setInterval(() => at("platform").open && again(), 1500);
