// What the public purse spends in the area: the rows chosen, their sums, and the pane that tells them.

const MONEY_LEVELS = { body: ["sector", "agency_id", "service"], service: ["service", "agency_id"] };
const DISCRETION = ["discretionary", "statutory", "national", "unknown"];
const NOT_SAID = "?";
const ALL_YEARS = "all";

const tell = (name, values = {}) =>
  words.money[name].replace(/\{(\w+)\}/g, (given, key) => (key in values ? String(values[key]) : given));
const counted = (name, n) => `${whole.format(n)} ${words.money[name][n === 1 ? 0 : 1]}`;

function makeMoney(estate) {
  const { money: block } = estate.block;
  const made = { ...block };
  for (const name of ["accounts", "unmapped", "mapped", "transfers", "read", "funders", "provision", "property", "ceilings", "reconciled"]) {
    made[name] = readers(block[name]);
    made[name].size = () => block[name].count;
  }
  const seen = (name) => [...new Set(rowNumbers(block.accounts.count).map((row) => made.accounts[name](row) ?? NOT_SAID))];
  made.years = seen("financial_year").sort((a, b) => (a === NOT_SAID) - (b === NOT_SAID) || (a < b ? 1 : -1));
  made.budgets = ["revenue", "capital", NOT_SAID].filter((code) => seen("budget").includes(code));
  return made;
}

const rowNumbers = (count) => Array.from({ length: count }, (_, row) => row);

// What is chosen, brought within what the accounts have.
function moneyChoice({ estate, state }) {
  const { money } = estate;
  const year = money.years.includes(state.moneyYear) ? state.moneyYear : money.first_year ?? money.years[0] ?? "";
  const first = money.budgets.length > 1 ? money.first_budget ?? ALL_YEARS : money.budgets[0] ?? ALL_YEARS;
  const budget = [...money.budgets, ...(money.budgets.length > 1 ? [ALL_YEARS] : [])].includes(state.moneyBudget) ? state.moneyBudget : first;
  const levels = MONEY_LEVELS[state.moneyFirst];
  return { year, budget, levels, isHead: state.moneyHead && money.residents !== null };
}

const isOfChoice = (table, row, { year, budget }) =>
  (table.financial_year(row) ?? NOT_SAID) === year && (budget === ALL_YEARS || (table.budget(row) ?? NOT_SAID) === budget);

const chosenRows = (table, choice) => rowNumbers(table.size()).filter((row) => isOfChoice(table, row, choice));

// Prices of one year are shown only where every amount chosen has them.
function isReal({ state }, table, rows) {
  return state.moneyReal && rows.length > 0 && rows.every((row) => table.real_gbp(row) !== null);
}

const sumOf = (table, rows, name) => rows.reduce((sum, row) => sum + (table[name](row) ?? 0), 0);

function partName(app, level, code) {
  if (level === "agency_id") return code === NOT_SAID ? tell("body_unknown") : app.estate.money.names[code] ?? code;
  if (level === "sector") return code === NOT_SAID ? tell("sector_unknown") : coded("sector", code);
  return code === NOT_SAID ? tell("service_unknown") : coded("spending_service", code);
}

// The rows behind the level that is open, the path as far as it leads anywhere, and the parts of the level.
function moneyLevel(app) {
  const { accounts } = app.estate.money;
  const choice = moneyChoice(app);
  let rows = chosenRows(accounts, choice);
  const all = rows;
  const column = isReal(app, accounts, all) ? "real_gbp" : "amount_gbp";
  const path = [];
  for (const code of app.state.moneyPath.split("~").filter(Boolean)) {
    const level = choice.levels[path.length];
    const within = level ? rows.filter((row) => (accounts[level](row) ?? NOT_SAID) === code) : [];
    if (!within.length) break;
    path.push(code);
    rows = within;
  }
  const level = choice.levels[path.length];
  return { choice, path, level, rows, all, column, parts: level ? partsOf(app, rows, level, column) : [] };
}

function partsOf(app, rows, level, column) {
  const { accounts } = app.estate.money;
  const parts = new Map();
  for (const row of rows) {
    const code = accounts[level](row) ?? NOT_SAID;
    if (!parts.has(code)) parts.set(code, { code, name: partName(app, level, code), amount: 0, decided: 0, sectors: new Set() });
    const part = parts.get(code);
    part.amount += accounts[column](row);
    if (accounts.discretion(row) === "discretionary") part.decided += accounts[column](row);
    part.sectors.add(accounts.sector(row) ?? "unknown");
  }
  return [...parts.values()].sort((a, b) => b.amount - a.amount || collator.compare(a.name, b.name) || (a.code < b.code ? -1 : 1));
}

// An amount as the reader asked for it: in all, or by resident.
function spent(app, amount, isHead) {
  if (!isHead) return money(amount);
  return headMoney(amount / app.estate.money.residents);
}
const headMoney = (amount) => (Math.abs(amount) < 100 ? moneyFine(amount) : money(amount));
const shareWords = (part, all) => (all > 0 ? `${(100 * part / all).toFixed(1)} %` : tell("no_share"));

function moneyPane(app) {
  const { money: book } = app.estate;
  const head = [element("h2", {}, tell("title"))];
  const rest = [...provisionPart(app), ...propertyPart(app)];
  if (!book.accounts.size()) {
    return [...head, element("p", {}, tell("none")), ...unmappedAll(app), ...rest];
  }
  const level = moneyLevel(app);
  return [
    ...head, moneyControls(app, level), ...figuresPart(app, level),
    crumbs(app, level), ...levelParts(app, level),
    ...shadingPart(app), ...fundersPart(app, level.choice), ...rest,
    ...reconciledPart(app, level), ...ceilingsPart(app, level.choice),
  ];
}

function moneyControls(app, { choice, all, column }) {
  const { money: book } = app.estate;
  const bodies = (year) => new Set(rowNumbers(book.accounts.size()).filter((row) => (book.accounts.financial_year(row) ?? NOT_SAID) === year)
    .map((row) => book.accounts.agency_id(row))).size;
  const years = moneySelect(app, "moneyYear", choice.year, book.years.map((year) => [year, tell("year_of", { year: year === NOT_SAID ? tell("year_unknown") : year, bodies: counted("bodies", bodies(year)) })]));
  const budgets = [...book.budgets, ...(book.budgets.length > 1 ? [ALL_YEARS] : [])];
  const budget = moneySelect(app, "moneyBudget", choice.budget, budgets.map((code) => [code, tell(`budget_${code === NOT_SAID ? "unknown" : code}`)]));
  const first = moneySelect(app, "moneyFirst", app.state.moneyFirst, ["body", "service"].map((code) => [code, tell(`first_${code}`)]), { moneyPath: "" });
  const asked = app.state.moneyReal && column !== "real_gbp" && all.length;
  return element("div", { class: "money-tools" },
    element("div", { class: "selects" }, years, budget, first),
    book.residents === null ? element("p", { class: "quiet" }, tell("residents_unknown")) : moneyTick(app, "moneyHead", tell("per_head_tick", { n: whole.format(book.residents) })),
    moneyTick(app, "moneyReal", tell("real_tick", { year: book.price_base })),
    asked ? element("p", { class: "flag" }, tell("real_unknown")) : null);
}

function moneySelect(app, name, value, choices, also = {}) {
  const id = `choose-${name}`;
  const select = element("select", { id, onchange: () => app.change({ [name]: select.value, ...also }) },
    ...choices.map(([code, text]) => element("option", { value: code }, text)));
  select.value = value;
  return element("div", { class: "field" }, element("label", { for: id }, tell(name)), select);
}

function moneyTick(app, name, text) {
  const input = element("input", { type: "checkbox", id: `tick-${name}`, onchange: () => app.change({ [name]: input.checked }) });
  input.checked = app.state[name];
  return element("label", { class: "tick" }, input, element("span", {}, text));
}

// The key figures: the total, by resident, who decides on it, what is in no area, what is left out.
function figuresPart(app, { choice, all, column }) {
  const { money: book } = app.estate;
  const { accounts } = book;
  const total = sumOf(accounts, all, column);
  const perHead = book.residents === null ? say("not_known") : headMoney(total / book.residents);
  const facts = [
    [tell("total"), money(total)],
    [tell("per_head"), perHead],
    [tell("unmapped"), unmappedWords(app, choice)],
    [tell("transfers"), transferWords(app, choice)],
  ];
  const inYear = choice.year === NOT_SAID ? tell("year_unknown") : choice.year;
  return [
    element("dl", { class: "facts", id: "money-figures" }, ...facts.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text)))),
    ...basisNotes(app, all),
    discretionTable(app, all, column, total, inYear),
    element("p", { class: "quiet", id: "discretion-note" }, tell("discretion_note")),
    ...unmappedFold(app, choice),
  ];
}

// What the amounts chosen are, where a reader could take them for something else.
function basisNotes(app, rows) {
  const { accounts } = app.estate.money;
  const notes = ["payments", "outturn"].filter((basis) => rows.some((row) => accounts.basis(row) === basis)).map((basis) => tell(`basis_${basis}`));
  const joined = rows.filter((row) => accounts.service(row) === "social-care");
  const isSplit = rowNumbers(accounts.size()).some((row) => accounts.service(row) === "adult-social-care");
  if (joined.length && isSplit) notes.push(tell("not_split", { sum: money(sumOf(accounts, joined, "amount_gbp")) }));
  return notes.map((note) => element("p", { class: "quiet" }, note));
}

function discretionTable(app, rows, column, total, year) {
  const { accounts, residents } = app.estate.money;
  const lines = DISCRETION.map((code) => {
    const amount = sumOf(accounts, rows.filter((row) => accounts.discretion(row) === code), column);
    const back = element("span", { class: "bar-back", "aria-hidden": "true" });
    const fill = element("span", { class: "bar-fill" });
    fill.style.width = `${total > 0 ? Math.max(0, Math.min(100, 100 * amount / total)) : 0}%`;
    back.append(fill);
    return element("tr", { class: code === "unknown" ? "unknown-part" : null }, element("th", { scope: "row" }, coded("discretion", code)),
      element("td", { class: "number" }, money(amount)),
      element("td", { class: "number" }, residents === null ? say("not_known") : headMoney(amount / residents)),
      element("td", {}, element("span", { class: "bar-cell" }, back, shareWords(amount, total))));
  });
  return element("table", { class: "money-table discretion-table" }, element("caption", {}, tell("discretion_caption", { year })),
    element("thead", {}, element("tr", {}, ...["discretion_head", "amount_head", "per_head", "share_head"].map((name, at) => element("th", { scope: "col", class: at === 1 || at === 2 ? "number" : null }, tell(name))))),
    element("tbody", {}, ...lines));
}

// Of what the whole estate spends in that year and budget, the amount that is in no area.
function unmappedWords(app, choice) {
  const { money: book } = app.estate;
  if (book.is_estate) return tell("unmapped_estate");
  const amount = sumOf(book.unmapped, chosenRows(book.unmapped, choice), "amount_gbp");
  const all = amount + sumOf(book.mapped, chosenRows(book.mapped, choice), "amount_gbp");
  if (!amount) return tell("unmapped_none");
  return tell("unmapped_some", { sum: money(amount), share: shareWords(amount, all) });
}

function unmappedFold(app, choice) {
  const { unmapped, names } = app.estate.money;
  const rows = chosenRows(unmapped, choice);
  if (!rows.length) return [];
  const sums = new Map();
  for (const row of rows) {
    const key = [unmapped.agency_id(row) ?? NOT_SAID, unmapped.service(row) ?? NOT_SAID].join("~");
    sums.set(key, (sums.get(key) ?? 0) + unmapped.amount_gbp(row));
  }
  const lines = [...sums].map(([key, amount]) => {
    const [body, service] = key.split("~");
    return [body === NOT_SAID ? tell("body_unknown") : names[body] ?? body, partName(app, "service", service), amount];
  }).sort((a, b) => b[2] - a[2] || collator.compare(a[0], b[0]) || collator.compare(a[1], b[1]));
  return [moneyFold(app, "unmapped_head", plainTable("unmapped_caption", ["body_head", "service_head", "amount_head"], lines.map(([body, service, amount]) => [body, service, money(amount)]), [2]))];
}

function unmappedAll(app) {
  const { unmapped } = app.estate.money;
  if (!unmapped.size()) return [];
  const sum = money(sumOf(unmapped, rowNumbers(unmapped.size()), "amount_gbp"));
  return [element("p", { class: "flag" }, tell("unmapped_only", { sum, n: counted("lines", unmapped.size()) }))];
}

function transferWords(app, choice) {
  const { transfers } = app.estate.money;
  if (!app.estate.block.money.transfers.is_told) return tell("transfers_not_told");
  const rows = chosenRows(transfers, choice);
  if (!rows.length) return tell("transfers_none");
  return tell("transfers_some", { sum: money(sumOf(transfers, rows, "amount_gbp")), n: counted("amounts", sumOf(transfers, rows, "rows_count")) });
}

const moneyFold = (app, name, ...parts) => fold(app, name, tell(name), parts);

function plainTable(caption, heads, rows, numbers, look = "money-table") {
  const isNumber = (at) => (numbers.includes(at) ? "number" : null);
  const table = element("table", { class: look }, element("caption", {}, words.money[caption] ?? caption),
    element("thead", {}, element("tr", {}, ...heads.map((name, at) => element("th", { scope: "col", class: isNumber(at) }, tell(name))))),
    element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells.map((cell, at) => element(at ? "td" : "th", { scope: at ? null : "row", class: isNumber(at) }, ...[cell].flat()))))));
  return element("div", { class: "twin-scroll", role: "region", "aria-label": words.money[caption] ?? caption, tabindex: "0" }, table);
}
