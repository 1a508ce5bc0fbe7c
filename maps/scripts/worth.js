// What an option is worth: sums as a least, a central and a most favourable case, and what they rest on.

const ONCE_A_YEAR = ["running-cost", "rent", "saving"];
const MEASURES = [
  "running-cost", "rent", "saving", "receipt", "backlog", "works", "optimism-bias", "move", "exit", "double-running", "once",
  "npv", "npv-simulated",
];
const SUMS = ["saving", "once", "npv"];

function worthOf(estate, option) {
  estate.worthRows ??= grouped(estate.block.worth.option || [], estate.block.options.count);
  return [...estate.worthRows(option)];
}

function worthRow(estate, option, measure) {
  return worthOf(estate, option).find((row) => estate.worth.measure(row) === measure) ?? -1;
}

// Sums are told in thousands, in tables in hundreds: nobody knows the pounds. Halves go away from nought.
function roundMoney(amount, coarse = 1000) {
  const size = Math.abs(amount);
  const step = size >= 10000 ? coarse : size >= 1000 ? 100 : 1;
  return Math.sign(amount) * Math.round(size / step) * step;
}

// Both ends to two figures, the smaller no finer than a hundredth of the larger.
function twoFigures(low, high) {
  const step = (amount) => {
    let one = 1;
    while (Math.abs(amount) >= 100 * one) one *= 10;
    return one;
  };
  const finest = step(Math.max(Math.abs(low), Math.abs(high))) / 10;
  return [low, high].map((amount) => {
    const own = Math.max(step(amount), finest, 1);
    return Math.sign(amount) * Math.round(Math.abs(amount) / own) * own;
  });
}

function moneyRange(low, high) {
  const [a, b] = twoFigures(low, high);
  if (a === b) return money(a);
  if (a === 0) return say("money_up_to", { high: money(b) });
  return say(a < 0 ? "money_range" : "money_range_short", { low: money(a), high: money(b) });
}

function savingRange(estate, option) {
  const row = worthRow(estate, option, "saving");
  if (row < 0 || estate.worth.low_gbp(row) === null) return null;
  return [estate.worth.low_gbp(row), estate.worth.high_gbp(row)];
}

function savingWords(estate, option) {
  const range = savingRange(estate, option);
  if (!range) return null;
  const [low, high] = twoFigures(...range);
  if (low >= 0) return say("saves", { range: moneyRange(low, high) });
  if (high <= 0) return say("costs_more", { range: moneyRange(-high, -low) });
  return say("saves_or_costs", { low: money(-low), high: money(high) });
}

function savingShort(estate, option) {
  const range = savingRange(estate, option);
  return range && say("saves_short", { range: moneyRange(...range) });
}

function worthPart(app, option) {
  const { estate } = app;
  const rows = worthOf(estate, option).sort((a, b) => MEASURES.indexOf(estate.worth.measure(a)) - MEASURES.indexOf(estate.worth.measure(b)));
  if (!rows.length) return null;
  const { worth } = estate;
  const parts = [];
  const known = rows.filter((row) => worth.central_gbp(row) !== null);
  const missing = [...new Set(rows.flatMap((row) => (worth.missing(row) ?? "").split("; ").filter(Boolean)))];
  if (!known.length) parts.push(element("p", {}, say("worth_none")));
  else parts.push(worthTable(estate, known), basisList(estate, known));
  if (missing.length) {
    parts.push(element("p", { class: "small-head" }, say("worth_missing")),
      element("ul", {}, ...missing.map((text) => element("li", {}, text))));
  }
  parts.push(...switchingPart(estate, option));
  return fold(app, "worth", say("worth"), parts);
}

function worthTable({ worth }, rows) {
  const body = rows.map((row) => {
    const measure = worth.measure(row);
    const cell = (name) => element("td", { class: "number" }, worth[name](row) === null ? say("not_known") : money(roundMoney(worth[name](row), 100)));
    return element("tr", { class: SUMS.includes(measure) ? "sum" : "" },
      element("th", { scope: "row" }, coded("measure", measure), ONCE_A_YEAR.includes(measure) ? element("span", { class: "quiet" }, ` ${say("a_year")}`) : null),
      cell("low_gbp"), cell("central_gbp"), cell("high_gbp"));
  });
  return element("table", { class: "worth-table" },
    element("caption", {}, say("worth_caption")),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("worth_part")),
      ...["low", "central", "high"].map((name) => element("th", { scope: "col", class: "number" }, say(`case_${name}`))))),
    element("tbody", {}, ...body));
}

function basisList({ worth }, rows) {
  const told = rows.filter((row) => worth.basis(row));
  if (!told.length) return null;
  return element("details", {}, element("summary", {}, say("worth_basis")),
    element("ul", {}, ...told.map((row) => element("li", {}, `${coded("measure", worth.measure(row))}: ${worth.basis(row)}`))));
}

function switchingPart(estate, option) {
  estate.switchingRows ??= grouped(estate.block.switching.option || [], estate.block.options.count);
  const rows = [...estate.switchingRows(option)];
  if (!rows.length) return [];
  return [element("p", { class: "small-head" }, say("switching")),
    element("ul", {}, ...rows.map((row) => element("li", {}, estate.switching.reason(row))))];
}
