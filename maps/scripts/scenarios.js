// Scenarios side by side, and the moves of one: on the map as arrows, in the pane as a list with its totals.

function scenarioRow(app) {
  const { estate, state } = app;
  for (let row = 0; row < estate.block.scenarios.count; row += 1) if (estate.scenarios.scenario_id(row) === state.scenario) return row;
  return -1;
}

function movesOf(estate, scenario) {
  const rows = [];
  for (let row = 0; row < estate.block.moves.count; row += 1) if (estate.block.moves.scenario[row] === scenario) rows.push(row);
  return rows;
}

// The moves to be drawn: those of the scenario chosen that pass the filters.
function shownMoves(app) {
  const scenario = scenarioRow(app);
  if (scenario < 0) return [];
  return movesOf(app.estate, scenario).filter((row) => optionSites(app.estate, app.estate.block.moves.option[row]).some((site) => app.found.passes[site]));
}

function movesOfOption(app, option) {
  const { moves, scenarios } = app.estate;
  const lines = [];
  for (let row = 0; row < app.estate.block.moves.count; row += 1) {
    if (app.estate.block.moves.option[row] !== option) continue;
    const scenario = scenarios.scenario_id(app.estate.block.moves.scenario[row]);
    lines.push(element("li", {}, element("button", { type: "button", class: "link", onclick: () => app.change({ scenario, tab: "scenarios" }) },
      say("move_in", { scenario, year: moves.year(row) }))));
  }
  return lines.length ? part("in_scenarios", element("ul", {}, ...lines)) : null;
}

function scenariosPane(app) {
  const { estate } = app;
  const { count } = estate.block.scenarios;
  if (!count) return [element("h2", {}, say("scenarios_title")), element("p", {}, say("scenarios_none"))];
  const names = Array.from({ length: count }, (_, row) => estate.scenarios.scenario_id(row));
  const select = element("select", { id: "choose-scenario", onchange: () => app.change({ scenario: select.value }) },
    element("option", { value: "" }, say("scenario_none")), ...names.map((name) => element("option", { value: name }, name)));
  select.value = names.includes(app.state.scenario) ? app.state.scenario : "";
  const chosen = scenarioRow(app);
  return [
    element("h2", {}, say("scenarios_title")),
    element("p", { class: "quiet" }, say("scenarios_note")),
    element("div", { class: "field" }, element("label", { for: "choose-scenario" }, say("scenario_show")), select),
    ...(chosen < 0 ? [] : scenarioParts(app, chosen)),
    count > 1 || chosen < 0 ? scenarioTable(estate) : null,
  ];
}

const orUnknown = (value, format) => (value === null ? say("not_known") : format(value));
const gbp = (value) => money(roundMoney(value));

// What every scenario reaches, in one order for the table and for the list of one.
const SCENARIO_LINES = [
  ["objective", ({ scenarios }, row) => coded("objective", scenarios.objective(row))],
  ["status", ({ scenarios }, row) => coded("scenario_status", scenarios.status(row))],
  ["gap", ({ scenarios }, row) => orUnknown(scenarios.gap_pct(row), (gap) => `${fine.format(gap)} %`)],
  ["moves_count", ({ scenarios }, row) => whole.format(scenarios.moves_count(row))],
  ["saving", ({ scenarios }, row) => orUnknown(scenarios.saving_gbp(row), () => range3(scenarios, row, "saving"))],
  ["once", ({ scenarios }, row) => orUnknown(scenarios.once_gbp(row), gbp)],
  ["npv", ({ scenarios }, row) => orUnknown(scenarios.npv_gbp(row), () => range3(scenarios, row, "npv"))],
  ["released", ({ scenarios }, row) => orUnknown(scenarios.released_m2(row), (value) => `${whole.format(value)} m²`)],
  ["without_money", ({ scenarios }, row) => whole.format(scenarios.without_money_count(row))],
];

function range3(scenarios, row, name) {
  const [low, high] = [scenarios[`${name}_low_gbp`](row), scenarios[`${name}_high_gbp`](row)];
  const central = gbp(scenarios[`${name}_gbp`](row));
  return low === null || high === null || low === high ? central : `${central} (${moneyRange(low, high)})`;
}

// The gap is told where it is known of any: partners may not see it.
function scenarioLines({ block, scenarios }) {
  const hasGap = Array.from({ length: block.scenarios.count }, (_, row) => scenarios.gap_pct(row)).some((gap) => gap !== null);
  return SCENARIO_LINES.filter(([name]) => name !== "gap" || hasGap);
}

function scenarioParts(app, row) {
  const { estate } = app;
  const { scenarios } = estate;
  const here = movesOf(estate, row);
  const list = element("dl", { class: "facts" }, ...scenarioLines(estate).map(([name, read]) =>
    element("div", {}, element("dt", {}, words.scenario_lines[name]), element("dd", {}, read(estate, row)))));
  return [
    element("p", {}, scenarios.reason(row)),
    list,
    listPart("scenario_limits", scenarios.limits(row), ""),
    listPart("scenario_binding", scenarios.binding(row), "", app),
    listPart("scenario_missing", scenarios.missing(row), "flag", here.length ? app : null),
    element("h3", {}, say("moves_title")),
    element("p", { role: "status" }, [here.length === scenarios.moves_count(row) ? say("moves_all", { n: whole.format(here.length) })
      : say("moves_here", { n: whole.format(here.length), all: whole.format(scenarios.moves_count(row)) }), sumHere(estate, here)].filter(Boolean).join(" ")),
    element("ol", { class: "option-list" }, ...shownMoves(app).map((move) => moveItem(app, move))),
  ];
}

// What the moves of this page save: totals of a scenario are of the whole estate.
function sumHere({ moves, scenarios, block }, here) {
  const known = here.map((row) => moves.saving_gbp(row)).filter((saving) => saving !== null);
  if (!known.length || here.length === scenarios.moves_count(block.moves.scenario[here[0]])) return null;
  const said = say("moves_here_save", { sum: gbp(known.reduce((sum, saving) => sum + saving, 0)) });
  return known.length === here.length ? said : `${said} ${say("moves_here_unknown", { n: whole.format(here.length - known.length) })}`;
}

function moveItem(app, row) {
  const { estate } = app;
  const { moves } = estate;
  const option = estate.block.moves.option[row];
  const saving = moves.saving_gbp(row);
  const facts_ = [
    String(moves.year(row)), say("move_need", { n: whole.format(moves.need_m2(row)) }),
    saving === null ? say("worth_unknown_short") : say("saves_short", { range: gbp(saving) }), moves.is_decided(row) ? say("move_decided") : null,
  ].filter(Boolean);
  return element("li", {}, element("button", { type: "button", class: "option-button", onclick: () => app.choose({ option }, { focus: true }) },
    element("span", { class: "option-words" }, optionTitle(app, option), element("span", { class: "quiet" }, facts_.join(" · ")))));
}

function scenarioTable(estate) {
  const { count } = estate.block.scenarios;
  const names = Array.from({ length: count }, (_, row) => estate.scenarios.scenario_id(row));
  const table = element("table", { class: "scenario-table" }, element("caption", {}, say("scenarios_beside")),
    element("thead", {}, element("tr", {}, element("td", {}), ...names.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...scenarioLines(estate).map(([name, read]) => element("tr", {}, element("th", { scope: "row" }, words.scenario_lines[name]),
      ...names.map((_, row) => element("td", {}, read(estate, row)))))));
  return element("div", { class: "twin-scroll", role: "region", "aria-label": say("scenarios_beside"), tabindex: "0" }, table);
}
