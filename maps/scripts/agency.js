// One body's view: how well its properties are used, the options it is part of, its moves and hubs.

const FEW = 8;

const isHeldBy = (estate, holding, agency) =>
  (estate.holdingAgency[holding] < 0 ? NONE : estate.agencies.agency_id(estate.holdingAgency[holding])) === agency;

function agencyPane(app) {
  const { estate, state } = app;
  const names = app.choices.agency.filter((id) => id !== NONE);
  const select = element("select", { id: "choose-mine", onchange: () => app.change({ agency: select.value, page: 1 }) },
    element("option", { value: "" }, say("agency_any")), ...names.map((id) => element("option", { value: id }, app.agencyNames.get(id) ?? id)));
  select.value = names.includes(state.agency) ? state.agency : "";
  const head = [
    element("h2", {}, say("agency_title")),
    element("div", { class: "field" }, element("label", { for: "choose-mine" }, say("agency")), select),
  ];
  if (!select.value) return [...head, element("p", { class: "quiet" }, say("agency_hint"))];
  return [...head, bandsPart(app), ...sidesParts(app), ownMoves(app), ownHubs(app)];
}

function bandsPart(app) {
  const { estate, state } = app;
  const counts = BANDS.map(() => 0);
  let all = 0;
  for (let row = 0; row < estate.block.holdings.count; row += 1) {
    if (!isHeldBy(estate, row, state.agency) || estate.isOutside[estate.holdingSite[row]]) continue;
    counts[estate.holdingBand[row]] += 1;
    all += 1;
  }
  const said = element("p", {}, say("agency_holdings", { n: whole.format(all) }));
  if (!estate.shows.has("bands")) return said;
  return element("section", {}, said, element("ul", { class: "plain-list" }, ...BANDS.map((band, at) => (counts[at]
    ? element("li", {}, element("button", { type: "button", class: "link", onclick: () => app.change({ hiddenBands: BANDS.filter((other) => other !== band), colour: "band", table: "sites", page: 1 }) },
      bandMark(estate, band), ` ${whole.format(counts[at])}`)) : null)),
  state.hiddenBands.length ? element("li", {}, element("button", { type: "button", class: "link", onclick: () => app.change({ hiddenBands: [], page: 1 }) }, say("agency_every_band"))) : null));
}

// The options in which it would move, then those in which it would take another in.
function sidesParts(app) {
  const { estate, state, found } = app;
  return ["guest", "host"].map((side) => {
    const own = found.options.filter((option) => isHeldBy(estate, estate.options[side](option), state.agency));
    return element("section", {}, element("h3", {}, `${say(`agency_${side}`)} (${whole.format(own.length)})`),
      own.length ? element("ol", { class: "option-list" }, ...own.slice(0, FEW).map((option) => optionItem(app, option))) : element("p", {}, say("options_none")),
      own.length > FEW ? element("p", {}, element("button", { type: "button", class: "link", onclick: () => app.change({ tab: "options", table: "options", page: 1 }) }, say("more_options", { n: whole.format(own.length - FEW) }))) : null);
  });
}

function ownMoves(app) {
  const { estate, state } = app;
  if (!estate.block.scenarios.count) return null;
  const section = element("section", {}, element("h3", {}, say("moves_title")));
  for (let scenario = 0; scenario < estate.block.scenarios.count; scenario += 1) {
    const own = movesOf(estate, scenario).filter((row) => ["guest", "host"].some((side) => isHeldBy(estate, estate.options[side](estate.block.moves.option[row]), state.agency)));
    section.append(element("p", { class: "small-head" }, `${estate.scenarios.scenario_id(scenario)}: ${say("moves_own", { n: whole.format(own.length) })}`),
      element("ol", { class: "option-list" }, ...own.map((move) => moveItem(app, move))));
  }
  return section;
}

function ownHubs(app) {
  const own = passingHubs(app);
  if (!app.estate.block.hubs.count) return null;
  return element("section", {}, element("h3", {}, `${say("hubs_title")} (${whole.format(own.length)})`),
    element("ol", { class: "option-list" }, ...own.slice(0, FEW).map((hub) => hubItem(app, hub))));
}
