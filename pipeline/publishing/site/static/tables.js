// Tables that sort and filter in the browser. Without this script every row can still be read, page by page.
// What is chosen stands in the address, after "#", so that it can be kept and sent: #kind=arch&sort=opened.
"use strict";

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const SHOWN = 200;

class Table {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
    this.rows = [...this.body.rows];
    this.form = table.closest("main").querySelector("form.filters");
    this.limit = SHOWN;
    this.sorted = null;
    this.down = false;
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) this.sortable(head, at);
  }

  sortable(head, at) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => this.sort(at, this.sorted === at && !this.down));
    head.append(button);
  }

  async sort(at, down) {
    await this.all();
    [this.sorted, this.down] = [at, down];
    this.show();
    this.remember();
  }

  // Every row, also those that stand on other pages: a script beside the page holds them, for a file may not be fetched from disk.
  all() {
    const source = this.form?.dataset.rows;
    if (!source || this.whole) return Promise.resolve();
    return new Promise((done) => {
      window.passerelleRows = (html) => {
        const box = document.createElement("template");
        box.innerHTML = `<table><tbody>${html}</tbody></table>`;
        this.rows = [...box.content.querySelectorAll("tr")];
        this.whole = true;
        document.querySelector("nav.pages")?.setAttribute("hidden", "");
        done();
      };
      const script = document.createElement("script");
      script.src = source;
      script.addEventListener("error", done);
      document.head.append(script);
    });
  }

  filter() {
    this.form.hidden = false;
    let waiting;
    const change = () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => { await this.all(); this.limit = SHOWN; this.show(); this.remember(); }, 80);
    };
    this.form.addEventListener("input", change);
    this.form.addEventListener("reset", () => { [this.sorted, this.down] = [null, false]; change(); });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.hidden = true;
    this.more.addEventListener("click", () => { this.limit += SHOWN; this.show(); });
    this.table.closest(".scroll").after(this.more);
    window.addEventListener("hashchange", () => this.restore());
    this.restore();
  }

  chosen() {
    return this.form ? [...new FormData(this.form)].filter(([, value]) => value) : [];
  }

  show() {
    let rows = this.rows;
    for (const [name, value] of this.chosen()) {
      if (name === "text") {
        const words = fold(value).split(/\s+/).filter(Boolean);
        rows = rows.filter((row) => { row.folded ??= fold(row.textContent); return words.every((word) => row.folded.includes(word)); });
      } else {
        rows = rows.filter((row) => (row.getAttribute(`data-f-${name}`) ?? "").split(" ").includes(value));
      }
    }
    if (this.sorted !== null) rows = this.ordered(rows);
    this.body.replaceChildren(...rows.slice(0, this.limit));
    for (const [at, head] of [...this.table.tHead.rows[0].cells].entries()) {
      if (at === this.sorted) head.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    if (!this.form) return;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const { counted, more } = this.form.dataset;
    this.form.querySelector("output").value = counted.replace("{n}", number.format(rows.length)).replace("{of}", number.format(this.rows.length));
    this.more.hidden = rows.length <= this.limit;
    this.more.textContent = more.replace("{n}", number.format(rows.length - this.limit));
  }

  ordered(rows) {
    const key = (row) => row.cells[this.sorted].dataset.s ?? row.cells[this.sorted].textContent.trim();
    const keyed = rows.map((row) => [key(row), row]);
    // What is empty stands last in both directions.
    keyed.sort(([a], [b]) => (!a || !b ? (a ? -1 : b ? 1 : 0) : (this.down ? -1 : 1) * collator.compare(a, b)));
    return keyed.map(([, row]) => row);
  }

  remember() {
    if (!this.form) return;
    const state = new URLSearchParams(this.chosen());
    if (this.sorted !== null) state.set("sort", (this.down ? "-" : "") + this.table.tHead.rows[0].cells[this.sorted].dataset.column);
    history.replaceState(null, "", `#${state}`);
  }

  async restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    const fields = [...this.form.elements].filter((one) => one.name);
    if (![...state].some(([name, value]) => value && (name === "sort" || fields.some((one) => one.name === name)))) return;
    for (const one of fields) one.value = state.get(one.name) ?? "";
    const sort = state.get("sort") ?? "";
    const at = [...this.table.tHead.rows[0].cells].findIndex((head) => head.dataset.column === sort.replace(/^-/, ""));
    [this.sorted, this.down] = [at < 0 ? null : at, sort.startsWith("-")];
    await this.all();
    this.show();
  }
}

for (const table of document.querySelectorAll("table.rows")) {
  const made = new Table(table);
  if (made.form && table.dataset.name) made.filter();
}
