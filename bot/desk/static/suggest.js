// Suggests a file's name from its English title, until somebody types a name.
const title = document.getElementById("title.en");
const name_ = document.getElementById("name");
const suggested = () => title.value.normalize("NFKD").replace(/['’\u0300-\u036f]/g, "").toLowerCase()
  .replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+/, "").slice(0, name_.maxLength).replace(/-+$/, "");
let own = name_.value !== "" && name_.value !== suggested();
name_.addEventListener("input", () => { own = name_.value !== ""; });
title.addEventListener("input", () => { if (!own) name_.value = suggested(); });
