// One option taken apart: parts of the score, room, leases, condition, access, worth, decision.

function optionPanel(app, option) {
  const { estate } = app;
  const { options } = estate;
  const score = options.score(option);
  return [
    element("h2", { tabindex: "-1", id: "detail-head" }, optionTitle(app, option)),
    element("p", { class: "score-line" }, element("strong", {}, score === null ? say("no_score") : say("score_of", { n: Math.round(score * 100) })),
      ` · ${standing(estate, option)} `, decisionMark(estate, option)),
    element("p", {}, optionSentence(estate, option)),
    options.hasWords(option) ? null : element("p", { class: "flag" }, say("words_elsewhere", { id: options.option_id(option) })),
    distanceLine(options, option),
    element("dl", { class: "facts" }, endLine(app, "guest", options.guest(option)), endLine(app, "host", options.host(option))),
    element("p", { class: "actions" },
      element("button", { type: "button", class: "plain", onclick: () => app.goToOption(option) }, say("show_on_map")),
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    scoreTable(app, option),
    listPart("vetoes", options.vetoes(option), "veto"),
    listPart("missing", options.missing(option), ""),
    directionPart(app, option),
    roomPart(estate, option),
    leasePart(estate, option),
    conditionPart(estate, option),
    accessPart(options, option),
    stabilityPart(estate, option),
    worthPart(estate, option),
    movesOfOption(app, option),
    decisionPart(estate, option),
  ];
}

const part = (head, ...lines) => {
  const said = lines.filter(Boolean);
  return said.length ? element("section", {}, element("h3", {}, say(head)), ...said.map((line) => (line.nodeType ? line : element("p", {}, line)))) : null;
};

function distanceLine(options, option) {
  const distance = options.distance_m(option);
  const unsure = options.distance_uncertainty_m(option);
  const walk = options.walk_min(option);
  const by = options.walk_by(option);
  const line = unsure === null ? `${whole.format(distance)} m` : say("distance_between", { d: whole.format(distance), u: whole.format(unsure) });
  const walked = walk === null ? "" : `, ${say("walk", { n: whole.format(Math.max(1, walk)) })}${by ? ` (${coded("walk_by", by)})` : ""}`;
  const said = element("p", {}, `${say("distance")}: ${line}${walked}.`);
  if (unsure !== null && distance <= unsure) said.append(element("span", { class: "flag block" }, say("distance_overlap")));
  return said;
}

function endLine(app, side, holding) {
  const site = app.estate.holdingSite[holding];
  return element("div", {}, element("dt", {}, words.heads[side]), element("dd", {},
    element("button", { type: "button", class: "link", onclick: () => app.choose({ site }, { focus: true }) }, endName(app.estate, holding))));
}

// Each part as a bar, with its weight and how much of the score it makes; what is not known takes no part.
function scoreTable(app, option) {
  const { estate } = app;
  const weights = currentWeights(app);
  const hasWeights = estate.block.options.ranked > 0;
  const values = PARTS.map((name) => estate.options[name](option));
  const total = values.reduce((sum, value, at) => sum + (value === null ? 0 : weights[at] * value), 0);
  const rows = PARTS.map((name, at) => {
    const value = values[at];
    const bar = element("span", { class: "bar-back", "aria-hidden": "true" });
    if (value !== null) {
      const fill = element("span", { class: "bar-fill" });
      fill.style.width = `${Math.round(value * 100)}%`;
      bar.append(fill);
    }
    const share = value === null ? "–" : total ? `${Math.round((100 * weights[at] * value) / total)} %` : "0 %";
    return element("tr", { class: value === null ? "unknown-part" : "" },
      element("th", { scope: "row" }, words.components[name]),
      element("td", {}, element("span", { class: "bar-cell" }, bar, value === null ? say("part_unknown") : String(Math.round(value * 100)))),
      hasWeights ? element("td", { class: "number" }, weightWords(weights[at])) : null,
      hasWeights ? element("td", { class: "number" }, share) : null);
  });
  const head = ["component", "value", ...(hasWeights ? ["weight", "share"] : [])];
  return element("table", { class: "score-table" },
    element("thead", {}, element("tr", {}, ...head.map((name, at) => element("th", { scope: "col", class: at > 1 ? "number" : null }, say(name))))),
    element("tbody", {}, ...rows));
}

function listPart(name, cell, look) {
  if (!cell) return null;
  return element("section", { class: look }, element("h3", {}, say(name)),
    element("ul", {}, ...cell.split("; ").map((text) => element("li", {}, text))));
}

function directionPart(app, option) {
  const { estate } = app;
  const { options } = estate;
  const other = estate.reversed[option];
  const why = estate.ranking.isPublished ? options.direction(option) : null;
  const now = estate.ranking.isWorse[option] ? say("direction_worse") : null;
  const link = other < 0 ? null : element("p", {}, element("button", { type: "button", class: "link", onclick: () => app.choose({ option: other }, { focus: true }) }, say("direction_other")));
  return part("direction", why && sentence(why), why ? null : now, link);
}

const sentence = (text) => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
};

function areaRange(low, central, high) {
  if (central === null) return say("not_known");
  const text = `${whole.format(central)} m²`;
  return low !== null && high !== null && low !== high ? `${text} (${say("spare_range", { low: whole.format(low), high: whole.format(high) })})` : text;
}

function roomPart(estate, option) {
  if (!estate.shows.has("bands")) return null;
  const { holdings, options } = estate;
  const host = options.host(option);
  const guest = options.guest(option);
  const line = (name, range, basis) => element("p", {}, `${say(name)}: ${range}.`, basis ? element("span", { class: "quiet block" }, basis) : null);
  return part("room",
    line("room_spare", areaRange(holdings.spare_low_m2(host), holdings.spare_m2(host), holdings.spare_high_m2(host)), holdings.spare_basis(host)),
    line("room_need", areaRange(holdings.need_low_m2(guest), holdings.need_m2(guest), holdings.need_high_m2(guest)), holdings.need_basis(guest)));
}

function leasePart(estate, option) {
  const { options } = estate;
  const start = options.window_start_date(option);
  const end = options.window_end_date(option);
  const notice = options.notice_by_date(option);
  if (!start && !end && !notice) return null;
  return part("lease_window",
    start && end ? `${say("window", { start: day(start), end: day(end) })}.` : start ? `${say("window_from", { start: day(start) })}.` : end ? `${say("window_until", { end: day(end) })}.` : null,
    notice ? `${say("notice_by", { day: day(notice) })}.` : null);
}

function conditionPart(estate, option) {
  const { holdings, options } = estate;
  const lines = ["host", "guest"].map((side) => {
    const holding = options[side](option);
    const grade = holdings.condition_grade(holding);
    const backlog = holdings.backlog_gbp(holding);
    if (grade === null && backlog === null) return null;
    return say(`condition_${side}`, { grade: grade ?? say("not_known").toLowerCase(), backlog: backlog === null ? say("not_known").toLowerCase() : money(backlog) });
  });
  return part("condition", ...lines);
}

function accessPart(options, option) {
  const pair = (before, after, name) => {
    const [a, b] = [options[before](option), options[after](option)];
    return a === null || b === null ? null : say(name, { before: whole.format(a), after: whole.format(b) });
  };
  return part("access_head", pair("access_before_count", "access_after_count", "access"),
    pair("access_deprived_before_count", "access_deprived_after_count", "access_deprived"));
}

function stabilityPart(estate, option) {
  const stable = estate.options.rank_stability_pct(option);
  return stable === null ? null : part("stability_head", say("stability", { n: fine.format(stable), draws: whole.format(estate.block.options.draws) }));
}

function decisionPart(estate, option) {
  if (!estate.shows.has("decisions") && !estate.options.decision(option)) return null;
  const { options } = estate;
  const code = options.decision(option);
  const list = element("dl", { class: "facts" });
  for (const name of ["owner", "next_step", "decided_why", "by", "decided_on_date"]) {
    const value = options[name](option);
    if (value !== null) list.append(element("div", {}, element("dt", {}, words.columns[name]), element("dd", {}, shown(name, value))));
  }
  return part("decision", code ? coded("decision", code) : say("decision_none"), list.childElementCount ? list : null,
    estate.shows.has("decisions") ? element("p", { class: "quiet" }, say("decide_how"), element("code", { class: "block" }, say("decide_command", { id: options.option_id(option) }))) : null);
}
