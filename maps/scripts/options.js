// A co-location option taken apart: reason, score, parts with weights, what is missing, vetoes.

const PARTS = ["score_proximity", "score_space", "score_service", "score_lease", "score_condition", "score_access"];

function optionTitle(app, option) {
  const { estate } = app;
  const { host, guest } = estate.block.options;
  const name = (holding) => {
    const own = estate.holdings.name(holding) ?? siteName(estate, estate.holdingSite[holding]);
    return `${own} (${holderName(estate, holding)})`;
  };
  return say("moves_in", { guest: name(guest[option]), host: name(host[option]) });
}

function optionItem(app, option) {
  const { estate } = app;
  const score = estate.options.score(option);
  const vetoed = estate.options.vetoes(option) !== null;
  const rank = estate.options.rank(option);
  return element("li", {},
    element("button", { type: "button", class: "option-button", onclick: () => app.choose({ option }) },
      element("span", { class: "score" }, score === null ? "–" : Math.round(score * 100)),
      element("span", { class: "option-words" }, optionTitle(app, option),
        element("span", { class: "quiet" },
          ` ${whole.format(estate.options.distance_m(option))} m · ${vetoed ? say("vetoed_mark") : rank === null ? "" : say("rank", { n: rank })}`))));
}

function optionPanel(app, option) {
  const { estate } = app;
  const { options } = estate;
  const [host, guest] = optionSites(estate, option);
  const rank = options.rank(option);
  const distance = options.distance_m(option);
  const unsure = options.distance_uncertainty_m(option) ?? 0;
  const walk = options.walk_min(option);
  const score = options.score(option);
  const parts = [
    element("h2", { tabindex: "-1", id: "detail-head" }, optionTitle(app, option)),
    element("p", { class: "score-line" }, element("strong", {}, score === null ? say("no_score") : say("score_of", { n: Math.round(score * 100) })),
      rank === null ? ` · ${say("vetoed_mark")}` : ` · ${say("rank", { n: rank })}`),
    element("p", {}, options.reason(option)),
    element("p", {}, `${say("distance")}: ${say("distance_between", { d: whole.format(distance), u: whole.format(unsure) })}`,
      walk === null ? "" : `, ${say("walk", { n: whole.format(Math.max(1, walk)) })}`, "."),
    distance <= unsure ? element("p", { class: "flag" }, say("distance_overlap")) : null,
    element("dl", { class: "facts" }, endLine(app, "guest", guest), endLine(app, "host", host)),
    element("p", { class: "actions" },
      element("button", { type: "button", class: "plain", onclick: () => app.goToOption(option) }, say("show_on_map")),
      element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))),
    scoreTable(estate, option),
    listPart("vetoes", options.vetoes(option), "veto"),
    listPart("missing", options.missing(option), ""),
  ];
  parts.push(...furtherLines(options, option));
  return parts;
}

function endLine(app, side, site) {
  return element("div", {}, element("dt", {}, words.heads[side]), element("dd", {},
    element("button", { type: "button", class: "link", onclick: () => app.choose({ site }, { focus: true }) }, siteName(app.estate, site))));
}

function scoreTable(estate, option) {
  const { weights } = estate.block;
  const rows = PARTS.map((name) => {
    const value = estate.options[name](option);
    const weight = weights[name] ?? weights[name.replace("score_", "")];
    const bar = element("span", { class: "bar-back", "aria-hidden": "true" });
    if (value !== null) {
      const fill = element("span", { class: "bar-fill" });
      fill.style.width = `${Math.round(value * 100)}%`;
      bar.append(fill);
    }
    return element("tr", {},
      element("th", { scope: "row" }, words.components[name]),
      element("td", {}, element("span", { class: "bar-cell" }, bar, value === null ? say("no_score") : String(Math.round(value * 100)))),
      element("td", { class: "number" }, weight === undefined ? "–" : fine.format(weight)));
  });
  return element("table", { class: "score-table" },
    element("thead", {}, element("tr", {},
      element("th", { scope: "col" }, say("component")), element("th", { scope: "col" }, say("value")),
      element("th", { scope: "col", class: "number" }, say("weight")))),
    element("tbody", {}, ...rows));
}

function listPart(name, cell, look) {
  if (!cell) return null;
  return element("section", { class: look }, element("h3", {}, say(name)),
    element("ul", {}, ...cell.split("; ").map((text) => element("li", {}, text))));
}

function furtherLines(options, option) {
  const lines = [];
  const start = options.window_start_date(option);
  const end = options.window_end_date(option);
  if (start && end) lines.push(say("window", { start: day(start), end: day(end) }));
  else if (start) lines.push(say("window_from", { start: day(start) }));
  const before = options.access_before_count(option);
  const after = options.access_after_count(option);
  if (before !== null && after !== null) lines.push(say("access", { before: whole.format(before), after: whole.format(after) }));
  const stable = options.rank_stability_pct(option);
  if (stable !== null) lines.push(say("stability", { n: fine.format(stable) }));
  if (options.decision(option)) lines.push(`${say("decision")}: ${options.decision(option)}`);
  return lines.map((line) => element("p", {}, line));
}

function optionsPane(app) {
  const { estate, found } = app;
  const { total, count } = estate.block.options;
  const vetoed = whole.format(estate.block.options.vetoed);
  const shownFirst = found.options.slice(0, 30);
  return [
    element("h2", {}, say("options_title")),
    element("p", { class: "quiet" }, total > count
      ? say("options_note", { n: whole.format(count), total: whole.format(total), vetoed }) : say("options_all", { total: whole.format(total), vetoed })),
    shownFirst.length ? element("p", {}, say("options_list", { n: whole.format(shownFirst.length) })) : element("p", {}, say("options_none")),
    element("ol", { class: "option-list" }, ...shownFirst.map((option) => optionItem(app, option))),
  ];
}
