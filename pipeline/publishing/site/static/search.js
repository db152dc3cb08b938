// The search: pagefind's index, read piece by piece. It needs a web server; from disk the index from A to Z serves.
const form = document.getElementById("search");
const results = document.getElementById("results");
const found = document.getElementById("found");
const { root, none, some, more } = form.dataset;
const number = new Intl.NumberFormat(document.documentElement.lang);
const PART = 10;
let asked = 0;

async function search(pagefind) {
  const mine = ++asked;
  const term = form.elements.q.value.trim();
  const kind = form.elements.kind.value;
  history.replaceState(null, "", `?${new URLSearchParams({ ...(term && { q: term }), ...(kind && { kind }) })}`);
  // Every row of a table carries a word that no other has (see search.py).
  const answer = await pagefind.search([term, kind && `k${kind}`].filter(Boolean).join(" "));
  if (mine !== asked) return;
  const hits = term || kind ? answer.results : [];
  results.replaceChildren();
  found.textContent = !term && !kind ? "" : hits.length ? some.replace("{n}", number.format(hits.length)) : none;
  await show(hits, 0, mine);
}

async function show(hits, first, mine) {
  const part = await Promise.all(hits.slice(first, first + PART).map((hit) => hit.data()));
  if (mine !== asked) return;
  for (const one of part) results.append(item(one));
  if (hits.length > first + PART) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = more.replace("{n}", number.format(hits.length - first - PART));
    button.addEventListener("click", () => { button.parentElement.remove(); show(hits, first + PART, mine); });
    const last = document.createElement("li");
    last.append(button);
    results.append(last);
  }
}

function item(one) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  // Addresses in the index begin at the root of the site, wherever that stands.
  link.href = root + one.raw_url.replace(/^\//, "");
  link.textContent = one.meta.title;
  const kind = document.createElement("span");
  kind.className = "detail";
  kind.textContent = one.meta.kind;
  const lead = document.createElement("p");
  lead.textContent = one.meta.lead;
  entry.append(link, " ", kind, lead);
  return entry;
}

try {
  const pagefind = await import(new URL(`${root}pagefind/pagefind.js`, location.href).href);
  await pagefind.init();
  document.getElementById("no-server").hidden = true;
  const given = new URLSearchParams(location.search);
  form.elements.q.value = given.get("q") ?? "";
  form.elements.kind.value = given.get("kind") ?? "";
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(() => search(pagefind), 120); };
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => { event.preventDefault(); search(pagefind); });
  if (form.elements.q.value || form.elements.kind.value) search(pagefind);
} catch {
  form.hidden = true;
}
