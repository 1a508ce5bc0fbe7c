// How capital projects meet: by kind, as a list, with filters; and the savings that people agreed on.

const STANDINGS = ["open", "new", "still", "dismissed", "resolved", "all"];
const SETTLED = ["dismissed", "resolved"];

function chosenAlignment({ estate, state }) {
  if (!state.alignment) return -1;
  estate.alignmentRows ??= new Map(estate.block.alignments.alignment_id.map((id, row) => [id, row]));
  return estate.alignmentRows.get(state.alignment) ?? -1;
}

// Longitude and latitude of both ends; null where neither is known.
function alignmentEnds({ block }, row) {
  const ends = block.alignments.xy.slice(4 * row, 4 * row + 4);
  return ends.includes(null) ? null : ends.map((value) => value / GRAIN);
}

const projectsOfAlignment = ({ block }, row) => [block.alignments.from[row], block.alignments.to_project[row]].filter((project) => project >= 0);

function projectRow(estate, id) {
  estate.projectRows ??= new Map(Array.from({ length: estate.block.projects.count }, (_, at) => [estate.projects.project_id(at), at]));
  return estate.projectRows.get(id) ?? -1;
}

// The projects that a chosen project or alignment is about.
function projectsOfChoice({ estate, state }) {
  const row = chosenAlignment({ estate, state });
  if (row >= 0) return projectsOfAlignment(estate, row);
  const project = state.project ? projectRow(estate, state.project) : -1;
  return project < 0 ? [] : [project];
}

function fromName(estate, row) {
  const project = estate.block.alignments.from[row];
  return project < 0 ? say("end_gone") : `${projectName(estate, project)} (${projectBody(estate, project)})`;
}

// The other end in words; null where there is none or it may not be shown.
function toName(estate, row) {
  const { to_project: project, to_holding: holding, to_table } = estate.block.alignments;
  if (project[row] >= 0) return `${projectName(estate, project[row])} (${projectBody(estate, project[row])})`;
  if (holding[row] >= 0) return endName(estate, holding[row]);
  return to_table && estate.alignments.to_table(row) && !isMaskedMatch(estate, row) ? say("end_gone") : null;
}

// A match with a project that this audience may not see says only that there is one.
const isMaskedMatch = (estate, row) => estate.alignments.kind(row) === null;

const kindWords = (estate, row) => (estate.alignments.kind(row) ? coded("alignment_kind", estate.alignments.kind(row)) : say("match_masked"));

function alignmentTitle(estate, row) {
  const other = toName(estate, row);
  return other === null ? `${kindWords(estate, row)}: ${fromName(estate, row)}` : say("match_title", { kind: kindWords(estate, row), a: fromName(estate, row), b: other });
}

// As it stands: new, known since a day, dismissed by whom.
function standingWords(estate, row) {
  const { alignments } = estate;
  const status = alignments.status(row);
  const since = alignments.since_date(row);
  if (status === "dismissed" && alignments.by(row)) return say("dismissed_by", { who: alignments.by(row) });
  if (status === "still" && since) return say("still_since", { day: day(since) });
  return status ? coded("alignment_status", status) : "";
}

function alignmentBodies(estate, row) {
  const { from, to_project: to, to_holding: holding } = estate.block.alignments;
  const own = [from[row], to[row]].filter((project) => project >= 0).map((project) => estate.block.projects.agency[project]);
  if (holding[row] >= 0) own.push(estate.holdingAgency[holding[row]]);
  return own.map((agency) => (agency < 0 ? NONE : estate.agencies.agency_id(agency)));
}

// Those that pass: of the body and kind chosen, found by the words searched for, standing as chosen.
function passingAlignments(app, { kind = app.state.kind } = {}) {
  const { estate, state } = app;
  const query = state.query.trim().toLowerCase();
  const passing = [];
  for (let row = 0; row < estate.block.alignments.count; row += 1) {
    const status = estate.alignments.status(row);
    if (state.standing === "open" ? SETTLED.includes(status) : state.standing !== "all" && status !== state.standing) continue;
    if (kind && estate.alignments.kind(row) !== kind) continue;
    if (state.agency && !alignmentBodies(estate, row).includes(state.agency)) continue;
    if (query && !`${alignmentTitle(estate, row)}\n${estate.alignments.reason(row) ?? ""}`.toLowerCase().includes(query)) continue;
    passing.push(row);
  }
  return passing;
}

function alignmentItem(app, row) {
  const { estate } = app;
  const { alignments } = estate;
  const amount = alignments.amount_gbp(row);
  const distance = alignments.distance_m(row);
  const decision = alignments.decision(row);
  const about = [alignments.rank(row) === null ? null : say("rank", { n: whole.format(alignments.rank(row)) }), standingWords(estate, row), decision && decision !== "dismissed" ? coded("decision", decision) : null,
    amount === null ? null : say("at_stake", { sum: moneyShort(amount) }), distance === null ? null : `${whole.format(distance)} m`].filter(Boolean);
  return element("li", {}, element("button", { type: "button", class: "option-button", onclick: () => app.choose({ alignment: row }, { focus: true }) },
    element("span", { class: "option-words" }, element("strong", {}, kindWords(estate, row)), ` ${alignments.reason(row) ?? alignmentTitle(estate, row)}`,
      element("span", { class: "quiet" }, about.join(" · ")))));
}

// Kinds with their number and money; each a button that shows it alone.
function kindTable(app) {
  const { kinds } = app.estate.block.alignments;
  if (!kinds.kind.length) return null;
  const rows = kinds.kind.map((kind, at) => {
    const on = app.state.kind === kind;
    return element("tr", {},
      element("th", { scope: "row" }, kind === "" ? say("match_masked") : element("button", { type: "button", class: "link", id: `kind-${kind}`, "aria-pressed": String(on), onclick: () => app.change({ kind: on ? "" : kind, page: 1 }) }, coded("alignment_kind", kind)),
        words.capital.kinds[kind] ? element("span", { class: "quiet block-line" }, words.capital.kinds[kind]) : null),
      element("td", { class: "number" }, whole.format(kinds.count[at])),
      element("td", { class: "number" }, kinds.amount_gbp[at] === null ? say("not_known") : moneyShort(kinds.amount_gbp[at])),
      element("td", { class: "number" }, whole.format(kinds.without_count[at])));
  });
  const heads = ["kind", "count", "amount", "without"].map((name, at) => element("th", { scope: "col", class: at ? "number" : null }, words.capital.kind_heads[name]));
  return element("table", { class: "kind-table" }, element("caption", {}, say("kinds_caption")), element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

function selectOf(id, label, entries, value, onchange) {
  const select = element("select", { id, onchange: () => onchange(select.value) }, ...entries.map(([code, text]) => element("option", { value: code }, text)));
  select.value = value;
  return element("div", { class: "field" }, element("label", { for: id }, label), select);
}

// Projects of the page that say neither when they are nor what they spend when.
function timelessCount({ capital, projects }) {
  let untold = 0;
  for (let row = 0; row < capital.count; row += 1) {
    const isDated = projects.start_date(row) !== null || projects.end_date(row) !== null;
    if (!capital.isOutside[row] && !isDated && !capital.hasYears[row]) untold += 1;
  }
  return untold;
}

function capitalPane(app) {
  const { estate, state } = app;
  const { count, total, kinds } = estate.block.alignments;
  const parts = [element("h2", {}, say("capital_title")), capitalLinks(app), longstopPart(app)];
  parts.push(element("h3", {}, say("alignments_title")));
  const untold = timelessCount(estate);
  const timeless = untold ? [element("p", { class: "quiet", id: "projects-without-time" }, say(untold === 1 ? "timeless_one" : "timeless", { n: whole.format(untold) }))] : [];
  if (!total) return [...parts, element("p", {}, say("alignments_none")), ...timeless, placementPart(app)];
  parts.push(...timeless);
  parts.push(element("p", { class: "quiet" }, total > count ? say("alignments_first", { n: whole.format(count), total: whole.format(total) }) : say("alignments_note", { total: whole.format(total) })), kindTable(app));
  const bodies = new Set();
  for (let row = 0; row < count; row += 1) for (const id of alignmentBodies(estate, row)) if (id !== NONE) bodies.add(id);
  const names = [...bodies].sort((a, b) => collator.compare(app.agencyNames.get(a) ?? a, app.agencyNames.get(b) ?? b));
  if (state.agency && !bodies.has(state.agency)) names.unshift(state.agency);
  parts.push(element("div", { class: "selects" },
    selectOf("choose-kind", say("match_kind"), [["", say("kinds_all")], ...kinds.kind.filter(Boolean).map((kind) => [kind, coded("alignment_kind", kind)])], state.kind, (kind) => app.change({ kind, page: 1 })),
    selectOf("choose-standing", say("standing"), STANDINGS.map((code) => [code, coded("standing", code)]), state.standing, (standing) => app.change({ standing, page: 1 })),
    selectOf("choose-body", say("agency_title"), [["", say("agency_any")], ...names.map((id) => [id, app.agencyNames.get(id) ?? id])], state.agency, (agency) => app.change({ agency, page: 1 }))));
  const passing = passingAlignments(app);
  parts.push(element("p", { role: "status" }, passing.length ? say("alignments_list", { n: whole.format(Math.min(LISTED, passing.length)), of: whole.format(passing.length) }) : say("alignments_none_match")),
    element("ol", { class: "option-list" }, ...passing.slice(0, LISTED).map((row) => alignmentItem(app, row))));
  if (passing.length > LISTED) parts.push(element("p", {}, element("button", { type: "button", class: "link", onclick: () => showTable(app, "alignments") }, say("alignments_more", { n: whole.format(passing.length - LISTED) }))));
  return [...parts, ledgerPart(app), placementPart(app)];
}

// Leads to the tables below the map.
function capitalLinks(app) {
  const kinds = capitalTables(app.estate).filter((kind) => kind !== "alignments");
  return element("p", { class: "actions" }, ...kinds.map((kind) => element("button", { type: "button", class: "plain", onclick: () => showTable(app, kind) }, say(`table_${kind}`))));
}

function showTable(app, kind) {
  app.change({ table: kind, sort: "", page: 1 });
  const table = document.getElementById("table");
  table.scrollIntoView({ block: "start" });
  table.focus({ preventScroll: true });
}

// Savings that people agreed on, in all and one by one.
function ledgerPart(app) {
  const { block } = app.estate;
  const { count } = block.ledger;
  if (!count) return null;
  const ledger = readers(block.ledger);
  let [sum, without] = [0, 0];
  const lines = Array.from({ length: count }, (_, row) => {
    const saving = ledger.saving_gbp(row);
    if (saving === null) without += 1;
    else sum += saving;
    const at = block.ledger.alignment[row];
    const name = ledger.about(row) ?? (at >= 0 ? alignmentTitle(app.estate, at) : say("end_gone"));
    return element("li", {}, at >= 0 ? element("button", { type: "button", class: "link", onclick: () => app.choose({ alignment: at }, { focus: true }) }, name) : name,
      ` ${saving === null ? say("not_known") : money(saving)}`, element("span", { class: "quiet" }, ` ${[ledger.agreed_on_date(row) && day(ledger.agreed_on_date(row)), ledger.by(row)].filter(Boolean).join(", ")}`));
  });
  const said = say("ledger_sum", { n: countOf(count, "saving"), sum: without === count ? say("not_known") : money(sum) });
  return element("section", {}, element("h3", {}, say("ledger_title")), element("p", {}, without ? `${said} ${say("ledger_without", { n: whole.format(without) })}` : said), element("ul", {}, ...lines));
}

// Every way of placing with its number and money: nothing that is not on the map is lost.
function placementPart(app) {
  const { estate, found } = app;
  const year = chosenYear(app);
  const { all, methods } = totalsOf(estate, found.projects, year);
  const hasMoney = estate.shows.has("amounts");
  const line = (name, of, tag) => element("tr", {}, element("th", { scope: "row" }, name), element(tag, { class: "number" }, whole.format(of.count)),
    hasMoney ? element(tag, { class: "number" }, of.without === of.count ? say("not_known") : money(of.amount)) : null, hasMoney ? element(tag, { class: "number" }, whole.format(of.without)) : null);
  const heads = ["method", "count", ...(hasMoney ? ["amount", "without"] : [])];
  const rows = estate.block.projects.methods.filter((code) => methods.has(code)).map((code) => line(coded("method", code), methods.get(code), "td"));
  return fold(app, "placement", say("placement_title"), [element("table", { class: "kind-table" }, element("caption", {}, yearWords(estate.capital, year)),
    element("thead", {}, element("tr", {}, ...heads.map((name, at) => element("th", { scope: "col", class: at ? "number" : null }, words.capital.kind_heads[name])))),
    element("tbody", {}, ...rows), element("tfoot", {}, line(say("together"), all, "td")))]);
}

function alignmentColumns(app) {
  const { estate } = app;
  const { alignments } = estate;
  return [
    ["rank", (row) => alignments.rank(row), (row) => [openButton(app, { alignment: row }, alignments.rank(row) ?? coded("alignment_status", alignments.status(row)))], "number"],
    ["kind", (row) => kindWords(estate, row)],
    ["from", (row) => fromName(estate, row)], ["to", (row) => toName(estate, row)],
    ["stake_gbp", (row) => alignments.amount_gbp(row), null, "number"],
    ["distance_m", (row) => alignments.distance_m(row), null, "number"],
    ["confidence", (row) => (alignments.confidence(row) ? coded("confidence", alignments.confidence(row)) : null)],
    ["standing", (row) => standingWords(estate, row)],
    ["reason", (row) => alignments.reason(row)],
    ["check_first", (row) => alignments.check_first(row)],
  ];
}
