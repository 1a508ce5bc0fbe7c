// Where the money of projects comes from, body by body or place by place; and money that must be spent by a day.

const SOURCES = ["grant", "developer", "capital-receipts", "revenue", "borrowing", "lottery", "european", "other-body", "other", "unsaid"];
const SOURCE_COLOURS = ["#0b5394", "#a16207", "#00795c", "#c2410c", "#7b2d8b", "#b3123a", "#2f7fc1", "#57606a", "#1f2937", "#d1d5db"];
const DEADLINE_ORDER = ["expired", "early", "close", "unknown", "fits"];

// Each line's money by source; what a project costs beyond its sources is of no source said.
function fundingStacks(app, rows) {
  const { estate } = app;
  const { capital } = estate;
  const { of } = groupBy(app);
  const stacks = new Map();
  for (const row of rows) {
    const name = of(row);
    if (!stacks.has(name)) stacks.set(name, { name, rows: [], sums: SOURCES.map(() => 0), without: 0 });
    const stack = stacks.get(name);
    stack.rows.push(row);
    let told = 0;
    for (const line of capital.fundingOf(row)) {
      const amount = capital.funding.amount_gbp(line);
      if (amount === null) continue;
      const at = SOURCES.indexOf(capital.funding.source(line));
      stack.sums[at < 0 ? SOURCES.indexOf("other") : at] += amount;
      told += amount;
    }
    if (Number.isNaN(capital.amount[row])) stack.without += told ? 0 : 1;
    else stack.sums[SOURCES.length - 1] += capital.amount[row] - told;
  }
  const total = ({ sums }) => sums.reduce((sum, one) => sum + one, 0);
  return [...stacks.values()].map((stack) => ({ ...stack, amount: total(stack) })).sort((a, b) => (a.name === null) - (b.name === null) || b.amount - a.amount || collator.compare(a.name, b.name));
}

function drawFunding(app, { printed = false } = {}) {
  const { estate, state } = app;
  const rows = tableRows(app);
  const stacks = fundingStacks(app, rows);
  const used = SOURCES.map((_, at) => at).filter((at) => stacks.some(({ sums }) => Math.abs(sums[at]) >= 0.5));
  const [from, to, pages] = pageOf(state, stacks.length, printed);
  const { name } = groupBy(app);
  const noName = say("no_group", { group: words.capital.groups[name].toLowerCase() });
  const most = stacks.reduce((sum, { amount }) => Math.max(sum, amount), 0);
  const lineOf = (stack, title) => element("tr", {}, element("th", { scope: "row" }, title), element("td", { class: "time" }, most ? stackBar(stack, most) : null),
    ...used.map((at) => element("td", { class: "number" }, stack.sums[at] ? money(stack.sums[at]) : "")), element("td", { class: "number" }, stack.without === stack.rows.length ? say("not_known") : money(stack.amount)), element("td", { class: "number" }, whole.format(stack.without)));
  const all = { rows, without: 0, sums: SOURCES.map((_, at) => stacks.reduce((sum, { sums }) => sum + sums[at], 0)), amount: stacks.reduce((sum, { amount }) => sum + amount, 0) };
  for (const { without } of stacks) all.without += without;
  const head = element("tr", {}, element("th", { scope: "col" }, words.capital.groups[name]), element("th", { scope: "col", class: "time" }, say("drawn")),
    ...used.map((at) => element("th", { scope: "col", class: "number" }, sourceMark(at), ` ${coded("funding_source", SOURCES[at])}`)), element("th", { scope: "col", class: "number" }, say("together")), element("th", { scope: "col", class: "number" }, words.heads.without));
  const table = element("table", { class: "twin-table wide-table" }, element("caption", {}, `${tableTitle(app, "funding")} ${totalsWords(estate, rows, -1)}`), element("thead", {}, head),
    element("tbody", {}, ...stacks.slice(from, to).map((stack) => lineOf(stack, stack.name ?? noName))), rows.length ? element("tfoot", {}, lineOf({ ...all, sums: all.sums, isAll: true }, say("together"))) : null);
  showWide(app, [table, longstopTable(app, rows)], pages, say("show_rows", { from: stacks.length ? from + 1 : 0, to, n: whole.format(stacks.length) }));
}

function sourceMark(at) {
  const made = element("span", { class: "source-mark", "aria-hidden": "true" });
  made.style.backgroundColor = SOURCE_COLOURS[at];
  return made;
}

function stackBar({ sums, isAll }, most) {
  if (isAll) return null;
  return element("span", { class: "stack", "aria-hidden": "true" }, ...sums.map((sum, at) => {
    if (sum <= 0) return null;
    const piece = element("span", {});
    piece.style.width = `${(100 * sum) / most}%`;
    piece.style.backgroundColor = SOURCE_COLOURS[at];
    return piece;
  }));
}

// Money with a last day: of a source where the list says so, else of the whole project; the first to expire first.
function deadlines(app, rows) {
  const { estate } = app;
  const { capital, projects } = estate;
  const found = [];
  for (const row of rows) {
    const lines = [...capital.fundingOf(row)].filter((line) => capital.funding.longstop_date(line) !== null);
    for (const line of lines) found.push({ row, by: capital.funding.longstop_date(line), amount: capital.funding.amount_gbp(line), source: coded("funding_source", capital.funding.source(line)) });
    const own = projects.longstop_date(row);
    if (own !== null && !lines.some((line) => capital.funding.longstop_date(line) === own)) found.push({ row, by: own, amount: Number.isNaN(capital.amount[row]) ? null : capital.amount[row], source: say("whole_project") });
  }
  for (const one of found) one.state = deadlineState(estate, one);
  return found.sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : a.row - b.row));
}

// Whether the works end before the money does, as exactly as their dates are known.
function deadlineState({ block, projects }, { row, by }) {
  const end = projects.end_date(row);
  if (by < block.estate.as_of && (end === null || end >= by)) return "expired";
  if (end === null) return "unknown";
  const [last, works, exact] = [dayNumber(by), dayNumber(end), projects.dates_accuracy_days(row) ?? 0];
  return last < works - exact ? "early" : last < works + exact ? "close" : "fits";
}

function longstopTable(app, rows) {
  const found = deadlines(app, rows);
  if (!found.length) return null;
  const body = found.slice(0, 200).map(({ row, by, amount, source, state }) => element("tr", { class: `deadline-${state}` }, element("th", { scope: "row" }, openButton(app, { project: row }, projectName(app.estate, row))),
    element("td", {}, projectBody(app.estate, row)), element("td", {}, source), element("td", { class: "number" }, amount === null ? say("not_known") : money(amount)), element("td", {}, day(by)),
    element("td", {}, app.estate.projects.end_date(row) === null ? say("not_known") : day(app.estate.projects.end_date(row))), element("td", {}, coded("deadline", state))));
  const heads = ["name", "agency", "source", "amount", "spend_by", "works_end", "deadline"].map((head) => element("th", { scope: "col", class: head === "amount" ? "number" : null }, words.heads[head]));
  return element("table", { class: "twin-table wide-table" }, element("caption", {}, `${say("longstop_title")}. ${found.length > 200 ? say("longstop_first", { n: 200, of: whole.format(found.length) }) : ""}`), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body));
}

// Money that goes before the works do, the worst and soonest first.
function longstopPart(app) {
  if (!app.estate.shows.has("funding")) return null;
  const found = deadlines(app, app.found.projects);
  const pressing = found.filter(({ state }) => ["expired", "early", "close"].includes(state)).sort((a, b) => DEADLINE_ORDER.indexOf(a.state) - DEADLINE_ORDER.indexOf(b.state) || (a.by < b.by ? -1 : 1));
  const next = found.find(({ by }) => by >= app.estate.block.estate.as_of);
  if (!pressing.length && !next) return null;
  const item = ({ row, by, amount, source, state }) => element("li", {}, openButton(app, { project: row }, projectName(app.estate, row)), ` ${[amount === null ? null : moneyShort(amount), source, say("spend_by", { day: day(by) }), coded("deadline", state)].filter(Boolean).join(" · ")}`);
  return element("section", { class: "flag" }, element("h3", {}, say("longstop_title")), element("ul", {}, ...pressing.slice(0, 5).map(item)),
    pressing.length > 5 ? element("p", {}, element("button", { type: "button", class: "link", onclick: () => showTable(app, "funding") }, say("longstop_more", { n: whole.format(pressing.length - 5) }))) : null,
    next ? element("p", { class: "small-head" }, say("longstop_next", { day: day(next.by) })) : null, next && !pressing.includes(next) ? element("ul", {}, item(next)) : null);
}
