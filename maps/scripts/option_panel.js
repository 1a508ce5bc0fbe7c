// One option taken apart: parts of the score, room, leases, condition, access, worth, decision.

function optionPanel(app, option) {
  const { estate } = app;
  const { options } = estate;
  const score = options.score(option);
  return [
    element("h2", { tabindex: "-1", id: "detail-head", class: "option-head" }, optionTitle(app, option)),
    element("p", { class: "score-line" }, element("strong", {}, score === null ? say("no_score") : say("score_of", { n: Math.round(score * 100) })),
      ` · ${standing(estate, option)} `, decisionMark(estate, option)),
    element("p", {}, optionSentence(estate, option)),
    options.hasWords(option) ? null : element("p", { class: "flag" }, say("words_elsewhere", { id: options.option_id(option) })),
    mayBeOneSpot(options, option) ? element("p", { class: "flag" }, say("distance_overlap")) : null,
    listPart("vetoes", options.vetoes(option), "veto"),
    glance(app, option),
    element("p", { class: "actions" },
      element("button", { type: "button", class: "plain", onclick: () => app.goToOption(option) }, say("show_on_map")),
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    movesOfOption(app, option),
    decisionPart(app, option),
    worthPart(app, option),
    fold(app, "score", say("score_head"), [scoreTable(app, option), stabilityPart(estate, option)]),
    listPart("missing", options.missing(option), "", app),
    fold(app, "room", say("room_head"), [distanceLine(options, option), ...roomParts(estate, option), ...leaseWords(options, option),
      ...conditionParts(estate, option)]),
    fold(app, "access", say("access_head"), accessParts(options, option)),
    directionPart(app, option),
  ];
}

const part = (head, ...lines) => {
  const said = lines.filter(Boolean);
  return said.length ? element("section", {}, element("h3", {}, say(head)), ...said.map((line) => (line.nodeType ? line : element("p", {}, line)))) : null;
};

function mayBeOneSpot(options, option) {
  const unsure = options.distance_uncertainty_m(option);
  return unsure !== null && options.distance_m(option) <= unsure;
}

function distanceLine(options, option) {
  const distance = options.distance_m(option);
  const unsure = options.distance_uncertainty_m(option);
  const walk = options.walk_min(option);
  const by = options.walk_by(option);
  const line = unsure === null ? `${whole.format(distance)} m` : say("distance_between", { d: whole.format(distance), u: whole.format(unsure) });
  const walked = walk === null ? "" : `, ${say("walk", { n: whole.format(Math.max(1, walk)) })}${by ? ` (${coded("walk_by", by)})` : ""}`;
  return element("p", {}, `${say("distance")}: ${line}${walked}.`);
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

// A list under its head; folded where the page that is to remember it is given.
function listPart(name, cell, look, app = null) {
  if (!cell) return null;
  const list = element("ul", {}, ...cell.split("; ").map((text) => element("li", {}, text)));
  return app ? fold(app, name, say(name), [list]) : element("section", { class: look }, element("h3", {}, say(name)), list);
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

function roomParts(estate, option) {
  if (!estate.shows.has("bands")) return [];
  const { holdings, options } = estate;
  const host = options.host(option);
  const guest = options.guest(option);
  const line = (name, range, basis) => element("p", {}, `${say(name)}: ${range}.`, basis ? element("span", { class: "quiet block" }, basis) : null);
  return [
    line("room_spare", areaRange(holdings.spare_low_m2(host), holdings.spare_m2(host), holdings.spare_high_m2(host)), holdings.spare_basis(host)),
    line("room_need", areaRange(holdings.need_low_m2(guest), holdings.need_m2(guest), holdings.need_high_m2(guest)), holdings.need_basis(guest)),
  ];
}

function conditionParts(estate, option) {
  const { holdings, options } = estate;
  return ["host", "guest"].map((side) => {
    const holding = options[side](option);
    const grade = holdings.condition_grade(holding);
    const backlog = holdings.backlog_gbp(holding);
    if (grade === null && backlog === null) return null;
    return say(`condition_${side}`, { grade: grade ?? say("not_known").toLowerCase(), backlog: backlog === null ? say("not_known").toLowerCase() : money(backlog) });
  });
}

function accessParts(options, option) {
  const pair = (before, after, name) => {
    const [a, b] = [options[before](option), options[after](option)];
    return a === null || b === null ? null : say(name, { before: whole.format(a), after: whole.format(b) });
  };
  return [pair("access_before_count", "access_after_count", "access"),
    pair("access_deprived_before_count", "access_deprived_after_count", "access_deprived")];
}

function stabilityPart(estate, option) {
  const stable = estate.options.rank_stability_pct(option);
  return stable === null ? null : part("stability_head", say("stability", { n: fine.format(stable), draws: whole.format(estate.block.options.draws) }));
}

// What was decided stands open; how to decide is folded.
function decisionPart(app, option) {
  const { estate } = app;
  const { options } = estate;
  const code = options.decision(option);
  if (!estate.shows.has("decisions") && !code) return null;
  const list = element("dl", { class: "facts" });
  for (const name of ["owner", "next_step", "decided_why", "by", "decided_on_date"]) {
    const value = options[name](option);
    if (value !== null) list.append(element("div", {}, element("dt", {}, words.columns[name]), element("dd", {}, shown(name, value))));
  }
  const how = estate.shows.has("decisions") ? fold(app, "decide", say(code ? "decide_again" : "decide_head"), [
    element("p", { class: "quiet" }, say("decide_how"), element("code", { class: "block" }, say("decide_command", { id: options.option_id(option) })))]) : null;
  return code ? part("decision", coded("decision", code), list.childElementCount ? list : null, how) : how;
}
