// Money of projects by place and year; every amount opens its projects, and what has no place or year has its own line.

const GROUPS = ["authority", "ward", "place_name", "county", "region", "agency", "service"];

// What rows can be made by here: whatever is known of at least one project.
function groupsOf(estate) {
  const { projects, block } = estate;
  estate.groupChoices ??= GROUPS.filter((name) => name === "agency" || name === "service" || block.projects[name]);
  return { names: estate.groupChoices, of: { agency: (row) => (block.projects.agency[row] < 0 ? null : projectBody(estate, row)), service: (row) => (projects.service(row) === null ? null : coded("service", projects.service(row))) } };
}

function groupBy({ estate, state }) {
  const { names, of } = groupsOf(estate);
  const first = names.find((name) => new Set(estate.block.projects[name]?.d ?? []).size > 1);
  const name = names.includes(state.by) ? state.by : first ?? names[0];
  return { name, of: of[name] ?? ((row) => estate.projects[name](row)) };
}

// Lines of the matrix, the most money first; the line of what has no such place is last.
function matrixLines(app, rows) {
  const { estate } = app;
  const { capital } = estate;
  const { of } = groupBy(app);
  const width = capital.years.length + 3;
  const lines = new Map();
  for (const row of rows) {
    const name = of(row);
    if (!lines.has(name)) lines.set(name, { name, rows: [], cells: Array.from({ length: width }, () => ({ rows: [], amount: 0 })), amount: 0, without: 0 });
    const line = lines.get(name);
    line.rows.push(row);
    if (Number.isNaN(capital.amount[row])) line.without += 1;
    else line.amount += capital.amount[row];
    const own = [capital.beside.before[row], ...capital.byYear.map((year) => year[row]), capital.beside.after[row]];
    const rest = Number.isNaN(capital.amount[row]) ? NaN : capital.amount[row] - (capital.hasYears[row] ? sumOfYears(capital, row) : 0);
    [...own, Math.abs(rest) < 0.5 ? NaN : rest].forEach((amount, at) => {
      if (Number.isNaN(amount) || amount === 0) return;
      line.cells[at].rows.push(row);
      line.cells[at].amount += amount;
    });
  }
  return [...lines.values()].sort((a, b) => (a.name === null) - (b.name === null) || b.amount - a.amount || collator.compare(a.name, b.name));
}

function togetherOf(lines) {
  const sum = { rows: [], cells: (lines[0]?.cells ?? []).map(() => ({ rows: [], amount: 0 })), amount: 0, without: 0 };
  for (const line of lines) {
    for (const row of line.rows) sum.rows.push(row);
    sum.amount += line.amount;
    sum.without += line.without;
    line.cells.forEach((cell, at) => {
      for (const row of cell.rows) sum.cells[at].rows.push(row);
      sum.cells[at].amount += cell.amount;
    });
  }
  return sum;
}

function drawMatrix(app, { printed = false } = {}) {
  const { estate, state } = app;
  const { capital } = estate;
  const rows = tableRows(app);
  const lines = matrixLines(app, rows);
  const all = togetherOf(lines);
  const labels = [say("years_before"), ...capital.years.map(({ label }) => label), say("years_after"), say("years_none")];
  const used = labels.map((_, at) => at).filter((at) => all.cells[at]?.rows.length);
  const [from, to, pages] = pageOf(state, lines.length, printed);
  const { name } = groupBy(app);
  const noName = say("no_group", { group: words.capital.groups[name].toLowerCase() });
  const money_ = (line, cell, label, title) => element("td", { class: "number" }, cell.rows.length ? element("button", { type: "button", class: "link", "aria-label": `${title}, ${label}: ${money(cell.amount)}, ${countOf(cell.rows.length, "project")}`,
    onclick: () => app.choose({ projects: cell.rows, listed: { head: `${title}, ${label}`, year: label } }, { focus: true }) }, money(cell.amount)) : "");
  const lineOf = (line, title, scope) => element("tr", {}, element("th", { scope }, title), ...used.map((at) => money_(line, line.cells[at], labels[at], title)),
    element("td", { class: "number" }, line.without === line.rows.length ? say("not_known") : money(line.amount)), element("td", { class: "number" }, whole.format(line.rows.length)), element("td", { class: "number" }, whole.format(line.without)));
  const heads = [words.capital.groups[name], ...used.map((at) => labels[at]), say("together"), words.heads.projects, words.heads.without];
  const caption = `${tableTitle(app, "matrix")} ${totalsWords(estate, rows, -1)}`;
  showWide(app, element("table", { class: "twin-table wide-table" }, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((head, at) => element("th", { scope: "col", class: at ? "number" : null }, head)))),
    element("tbody", {}, ...lines.slice(from, to).map((line) => lineOf(line, line.name ?? noName, "row"))),
    rows.length ? element("tfoot", {}, lineOf(all, say("together"), "row")) : null), pages, say("show_rows", { from: lines.length ? from + 1 : 0, to, n: whole.format(lines.length) }));
}

// What a table is of; where a year is chosen, of the projects of that year.
const tableTitle = (app, kind) => (app.state.year ? say("table_of_year", { table: say(`table_${kind}`), year: yearWords(app.estate.capital, chosenYear(app)) }) : `${say(`table_${kind}`)}.`);

// Which rows stand on this page of a table; on paper more at once.
function pageOf(state, count, printed) {
  const pages = Math.max(1, Math.ceil(count / ROWS));
  state.page = Math.min(Math.max(1, Math.floor(state.page)), pages);
  const from = printed ? 0 : (state.page - 1) * ROWS;
  return [from, Math.min(count, from + (printed ? PRINTED_ROWS : ROWS)), pages];
}

function showWide(app, content, pages, caption) {
  document.getElementById("twin-scroll").replaceChildren(...[content].flat().filter(Boolean));
  drawPages(app, pages, caption);
}

// The tables of projects that this audience and page have.
function capitalTables(estate) {
  const { block, shows } = estate;
  if (!block.projects.count) return [];
  const has = (name) => block.projects[name] !== undefined;
  return [shows.has("alignments") && block.alignments.total ? "alignments" : null, shows.has("amounts") && (has("total_gbp") || block.project_years.count) ? "matrix" : null,
    has("start_date") || has("end_date") || block.project_years.count ? "timeline" : null, shows.has("funding") && (block.funding.count || has("longstop_date")) ? "funding" : null].filter(Boolean);
}
