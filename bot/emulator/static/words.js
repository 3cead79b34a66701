// The chat page's own words, in both languages.

const WORDS = {
  km: {
    robot: "កម្មវិធីឆ្លើយតបស្វ័យប្រវត្តិ",
    trial: "ទំព័រសាកល្បង៖ គ្មានអ្វីផ្ញើទៅ Facebook ទេ",
    talk: "ការសន្ទនា",
    typing: "កំពុងសរសេរ",
    pills: "ចម្លើយរហ័ស",
    questions: "សំណួរ",
    start: "ចាប់ផ្តើម",
    menu: "ម៉ឺនុយ",
    plus: "បន្ថែម",
    words: "សរសេរសារ",
    send: "ផ្ញើ",
    like: "ចូលចិត្ត",
    more: "ជម្រើស",
    shut: "បិទ",
    voice: "សារជាសំឡេង",
    location: "ទីតាំង",
    image: "រូបភាព",
    edit: "កែសារចុងក្រោយ តាមអក្សរក្នុងប្រអប់",
    unsend: "ដកសារចុងក្រោយវិញ",
    unsent: "បានដកសារនេះវិញ",
    block: "បិទទំព័រនេះ",
    unblock: "បើកទំព័រនេះវិញ",
    ref: "កូដតំណ m.me",
    open: "បើកតំណ",
    newPerson: "មនុស្សថ្មី",
    language: "English",
    sent: "បានផ្ញើ",
    seen: "បានឃើញ",
    you: "អ្នក",
    link: "អ្នកបានបើកការសន្ទនានេះតាមតំណ",
    cards: "កាត",
    newTab: "បើកក្នុងផ្ទាំងថ្មី",
    unknown: "មិនអាចបង្ហាញបាន",
    away: "មិនអាចភ្ជាប់បានទេ កំពុងព្យាយាមម្ដងទៀត…",
  },
  en: {
    robot: "Automatic replies",
    trial: "Test page: nothing is sent to Facebook",
    talk: "Conversation",
    typing: "Typing",
    pills: "Quick replies",
    questions: "Questions",
    start: "Get Started",
    menu: "Menu",
    plus: "More to send",
    words: "Message",
    send: "Send",
    like: "Like",
    more: "Options",
    shut: "Close",
    voice: "Voice message",
    location: "Location",
    image: "Photo",
    edit: "Edit the last message to the words in the box",
    unsend: "Take back the last message",
    unsent: "This message was taken back",
    block: "Block this Page",
    unblock: "Unblock this Page",
    ref: "Code of an m.me link",
    open: "Open link",
    newPerson: "New person",
    language: "ភាសាខ្មែរ",
    sent: "Sent",
    seen: "Seen",
    you: "You",
    link: "You opened this conversation from a link",
    cards: "Cards",
    newTab: "opens in a new tab",
    unknown: "cannot be shown",
    away: "No connection, trying again…",
  },
};

const MONTHS = {
  km: "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

export let language = localStorage.getItem("chbas-language") === "en" ? "en" : "km";

export function word(name) {
  return WORDS[language][name];
}

export function month(number) {
  return MONTHS[language][number];
}

export function label(name) {
  return `${WORDS[language][name]} · ${WORDS[other()][name]}`;
}

export function changeLanguage() {
  language = other();
  localStorage.setItem("chbas-language", language);
}

// Put the words of the chosen language into the page.
export function speak() {
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = word(each.dataset.word);
  for (const each of document.querySelectorAll("[data-other]")) each.textContent = WORDS[other()][each.dataset.other];
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", label(each.dataset.label));
  document.getElementById("words").placeholder = word("words");
}

function other() {
  return language === "km" ? "en" : "km";
}
