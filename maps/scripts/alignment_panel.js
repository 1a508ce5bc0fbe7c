// One alignment taken apart: what is at stake, both ends side by side, what to ask first; and one project's panel.

const END_FACTS = ["service", "works", "project_stage", "start_date", "end_date", "longstop_date", "homes_count", "floor_area_m2"];

function alignmentPanel(app, row) {
  const { estate } = app;
  const { alignments } = estate;
  const rank = alignments.rank(row);
  return [
    element("h2", { tabindex: "-1", id: "detail-head", class: "option-head" }, alignmentTitle(estate, row)),
    element("p", { class: "score-line" }, element("strong", {}, kindWords(estate, row)), [rank === null ? null : say("rank", { n: whole.format(rank) }), standingWords(estate, row)].filter(Boolean).map((text) => ` · ${text}`).join("")),
    element("p", {}, alignments.reason(row)),
    element("p", { class: "actions" },
      alignmentEnds(estate, row) ? element("button", { type: "button", class: "plain", onclick: () => app.goToAlignment(row) }, say("show_on_map")) : null,
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    element("dl", { class: "facts glance" }, ...matchLines(estate, row).map(([head, text]) => element("div", {}, element("dt", {}, head), element("dd", {}, text)))),
    part(isMaskedMatch(estate, row) ? "one_end" : "both_ends", endsTable(app, row)),
    listPart("missing", alignments.missing(row), "", app), restsPart(app, row),
    decidedPart(app, row),
    alignments.rule(row) ? fold(app, "rule", say("rule_head"), [alignments.rule(row)]) : null,
  ];
}

function matchLines(estate, row) {
  const { alignments } = estate;
  const [distance, unsure] = [alignments.distance_m(row), alignments.distance_uncertainty_m(row)];
  const lines = [[say("stake"), alignments.amount_gbp(row) === null ? say("not_known") : money(alignments.amount_gbp(row))]];
  if (distance !== null) lines.push([say("distance"), unsure ? say("distance_between", { d: whole.format(distance), u: whole.format(unsure) }) : `${whole.format(distance)} m`]);
  const time = timeWords(alignments, row);
  if (time) lines.push([say("time"), time]);
  if (alignments.service(row)) lines.push([words.columns.service, coded("service", alignments.service(row))]);
  if (alignments.confidence(row)) lines.push([say("confidence"), coded("confidence", alignments.confidence(row))]);
  if (alignments.check_first(row)) lines.push([say("check_first"), alignments.check_first(row)]);
  return lines;
}

// Days are told in months from two months on: no list of projects knows them better.
const lastsWords = (days_) => (days_ < 61 ? countOf(days_, "day") : say("months", { n: whole.format(days_ / 30.44) }));

function timeWords(alignments, row) {
  const [overlap, gap, unsure] = [alignments.overlap_days(row), alignments.gap_days(row), alignments.time_uncertainty_days(row)];
  if (overlap === null && gap === null) return null;
  const said = overlap ? say("overlap", { n: lastsWords(overlap) }) : gap ? say("apart", { n: lastsWords(gap) }) : say("one_after");
  return unsure ? say("give_or_take", { said, u: lastsWords(unsure) }) : said;
}

// The option, and the other properties and projects, that an alignment rests on.
function restsPart(app, row) {
  const { estate } = app;
  const ids = (estate.alignments.rests_on(row) ?? "").split("; ").filter(Boolean);
  estate.holdingRows ??= new Map(Array.from({ length: estate.block.holdings.count }, (_, at) => [estate.holdings.holding_id(at) ?? `${estate.siteIds[estate.holdingSite[at]]}:${estate.holdingAgency[at] < 0 ? NONE : estate.agencies.agency_id(estate.holdingAgency[at])}`, at]));
  const links = ids.map((id) => {
    const [option, holding, project] = [optionOf(estate, id), estate.holdingRows.get(id), projectRow(estate, id)];
    const [choice, text] = option >= 0 ? [{ option }, optionTitle(app, option)] : holding !== undefined ? [{ site: estate.holdingSite[holding] }, endName(estate, holding)] : project >= 0 ? [{ project }, projectName(estate, project)] : [null, null];
    return choice && element("li", {}, openButton(app, choice, text));
  }).filter(Boolean);
  return links.length ? part("rests_on", element("ul", {}, ...links)) : null;
}

// A column for each end; what is not known of one is said.
function endsTable(app, row) {
  const { estate } = app;
  const { from, to_project: to, to_holding: holding } = estate.block.alignments;
  const ends = [from[row], to[row]].filter((project) => project >= 0).map((project) => projectEnd(app, project));
  if (holding[row] >= 0) ends.push(holdingEnd(app, holding[row]));
  if (!ends.length) return null;
  const names = [...new Set(ends.flatMap((end) => [...end.lines.keys()]))];
  const head = element("tr", {}, element("td", {}), ...ends.map((end) => element("th", { scope: "col" }, end.link)));
  const body = names.map((name) => element("tr", {}, element("th", { scope: "row" }, name), ...ends.map((end) => element("td", {}, end.lines.has(name) ? end.lines.get(name) ?? say("not_known") : "–"))));
  return element("div", { class: "twin-scroll", role: "region", "aria-label": say("both_ends"), tabindex: "0" }, element("table", { class: "ends-table" }, element("thead", {}, head), element("tbody", {}, ...body)));
}

function projectEnd(app, project) {
  const { estate } = app;
  const { projects, capital } = estate;
  const link = element("button", { type: "button", class: "link", onclick: () => app.choose({ project }, { focus: true }) }, projectName(estate, project));
  const lines = new Map([[words.columns.body, projectBody(estate, project)], [words.columns.commitment, coded("commitment", projects.commitment(project) ?? "unknown")]]);
  if (estate.shows.has("amounts")) lines.set(words.columns.total_gbp, Number.isNaN(capital.amount[project]) ? null : money(capital.amount[project]));
  for (const name of END_FACTS) {
    const value = projects[name](project);
    if (value !== null || name === "start_date" || name === "end_date") lines.set(words.columns[name], value === null ? null : shown(name, value));
  }
  const exact = projects.dates_accuracy_days(project);
  if (exact) lines.set(words.columns.dates_accuracy_days, say("give", { u: lastsWords(exact) }));
  const funding = fundingLines(estate, project);
  if (funding.length) lines.set(say("funding"), funding.join("; "));
  lines.set(say("placed_by"), placeOfProject(estate, project));
  if (capital.isOutside[project]) lines.set(say("where"), say("outside"));
  return { link, lines };
}

function holdingEnd(app, holding) {
  const { estate } = app;
  const { holdings } = estate;
  const site = estate.holdingSite[holding];
  const link = element("button", { type: "button", class: "link", onclick: () => app.choose({ site }, { focus: true }) }, holdings.name(holding) ?? siteName(estate, site));
  const lines = new Map([[words.columns.body, holderName(estate, holding)]]);
  if (estate.shows.has("bands")) lines.set(words.heads.band, coded("band", BANDS[estate.holdingBand[holding]]));
  for (const name of ["tenure", "lease_end_date", "lease_break_date", "status"]) if (holdings[name](holding) !== null) lines.set(words.columns[name], shown(name, holdings[name](holding)));
  lines.set(say("placed_by"), placeWords(estate, site) || null);
  return { link, lines };
}

function fundingLines({ capital }, project) {
  const { funding } = capital;
  return [...capital.fundingOf(project)].map((row) => [coded("funding_source", funding.source(row)), funding.source_read(row) === funding.source(row) ? null : `(${funding.source_read(row)})`,
    funding.amount_gbp(row) === null ? null : money(funding.amount_gbp(row)), funding.financial_year(row), funding.is_ring_fenced(row) ? say("ring_fenced") : null, funding.is_match(row) ? say("is_match") : null,
    funding.longstop_date(row) ? say("spend_by", { day: day(funding.longstop_date(row)) }) : null].filter(Boolean).join(" "));
}

function placeOfProject({ projects }, row) {
  const within = projects.accuracy_m(row);
  const method = coded("method", projects.method(row) ?? "none");
  return within === null ? method : say("placed_within", { method, n: whole.format(within) });
}

function decidedPart(app, row) {
  const { estate } = app;
  const { alignments } = estate;
  const code = alignments.decision(row);
  const list = element("dl", { class: "facts" });
  for (const name of ["decided_why", "by", "decided_on_date", "owner"]) {
    const value = alignments[name](row);
    if (value !== null) list.append(element("div", {}, element("dt", {}, words.columns[name]), element("dd", {}, shown(name, value))));
  }
  const id = alignments.alignment_id(row);
  const how = estate.shows.has("decisions") ? fold(app, "decide", say(code ? "decide_again" : "decide_head"), [
    element("p", { class: "quiet" }, say("decide_match"), ...["dismiss_command", "accept_command"].map((name) => element("code", { class: "block" }, say(name, { id }))))]) : null;
  return code ? part("decision", coded("decision", code), list.childElementCount ? list : null, how) : how;
}

function projectPanel(app, row) {
  const { estate } = app;
  const { projects, capital } = estate;
  const file = projects.source_file(row);
  const placed = !Number.isNaN(estate.project.x[row]);
  return [
    element("h2", { tabindex: "-1", id: "detail-head" }, projectName(estate, row)),
    element("p", { class: "flag" }, say("project")),
    capital.isOutside[row] ? element("p", { class: "flag" }, say("outside")) : null,
    element("p", {}, projectBody(estate, row)),
    element("p", { class: "actions" },
      placed ? element("button", { type: "button", class: "plain", onclick: () => app.goToProject(row) }, say("show_on_map")) : null,
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    facts(projects, row, PROJECT_FACTS),
    element("p", { class: "quiet" }, `${say("placed_by")}: ${[placeOfProject(estate, row), projects.evidence(row)].filter(Boolean).join(". ")}`),
    yearsPart(estate, row), fundingPart(estate, row), slippagePart(estate, row), matchesPart(app, row),
    wherePart(projects, row),
    file ? element("p", { class: "source" }, say(projects.source_row(row) === null ? "record_in" : "record_at", { register: "", file, row: projects.source_row(row) }).replace(/^, /, "")) : null,
  ];
}

function yearsPart(estate, row) {
  const { capital } = estate;
  if (!capital.hasYears[row]) return null;
  const lines = [[say("years_before"), capital.beside.before[row]], ...capital.years.map(({ label }, year) => [label, capital.byYear[year][row], commitmentOf(estate, row, year)]), [say("years_after"), capital.beside.after[row]]];
  const body = lines.filter(([, amount]) => !Number.isNaN(amount)).map(([label, amount, commitment]) => element("tr", {}, element("th", { scope: "row" }, label),
    element("td", { class: "number" }, money(amount)), element("td", {}, commitment ? coded("commitment", commitment) : "")));
  return part("by_year", element("table", { class: "kind-table" }, element("tbody", {}, ...body)));
}

function fundingPart(estate, row) {
  const lines = fundingLines(estate, row);
  return lines.length ? part("funding", element("ul", {}, ...lines.map((line) => element("li", {}, line)))) : null;
}

// What has changed since the last edition.
function slippagePart(estate, row) {
  const { slippage, slippageOf } = estate.capital;
  const lines = [...slippageOf(row)].flatMap((at) => ["start", "end"].map((end) => {
    const days_ = slippage[`${end}_slip_days`](at);
    return days_ ? say(`${end}_${days_ > 0 ? "later" : "earlier"}`, { n: lastsWords(Math.abs(days_)), day: day(slippage[`before_${end}_date`](at)), edition: slippage.edition(at) }) : null;
  }).concat(slippage.change_gbp(at) ? say(slippage.change_gbp(at) > 0 ? "costs_rise" : "costs_fall", { sum: money(Math.abs(slippage.change_gbp(at))), edition: slippage.edition(at) }) : null)).filter(Boolean);
  return lines.length ? part("slippage", element("ul", {}, ...lines.map((line) => element("li", {}, line)))) : null;
}

function matchesPart(app, row) {
  const { from, to_project: to, count } = app.estate.block.alignments;
  const own = [];
  for (let at = 0; at < count; at += 1) if (from[at] === row || to[at] === row) own.push(at);
  if (!own.length) return null;
  return element("section", {}, element("h3", {}, say("matches_here")), element("ol", { class: "option-list" }, ...own.slice(0, 6).map((at) => alignmentItem(app, at))),
    own.length > 6 ? element("p", { class: "quiet" }, say("more_matches", { n: own.length - 6 })) : null);
}

function severalProjectsPanel(app, rows, { head = null, year: label = app.state.year } = {}) {
  const { estate } = app;
  const year = estate.capital.yearOf.get(label) ?? -1;
  const shownRows = [...rows].sort((a, b) => (moneyIn(estate.capital, b, year) || 0) - (moneyIn(estate.capital, a, year) || 0)).slice(0, 200);
  const list = element("ul", { class: "pick" }, ...shownRows.map((project) => {
    const amount = moneyIn(estate.capital, project, year);
    const about = [projectBody(estate, project), estate.shows.has("amounts") ? (Number.isNaN(amount) ? say("money_none") : money(amount)) : null].filter(Boolean);
    return element("li", {}, element("button", { type: "button", class: "link", onclick: () => app.choose({ project }, { focus: true }) }, projectName(estate, project)), element("span", { class: "quiet block-line" }, about.join(" · ")));
  }));
  return [element("h2", { tabindex: "-1", id: "detail-head" }, head ?? say("projects_here", { n: rows.length })), element("p", {}, totalsWords(estate, rows, year)),
    rows.length > shownRows.length ? element("p", { class: "quiet" }, say("largest_first", { n: shownRows.length })) : null, list,
    element("p", { class: "actions" }, element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close")))];
}
