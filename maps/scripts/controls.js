// The filters, the layers, the key and the tabs: made once, then kept in step with the state.

function makeControls(app) {
  const { estate } = app;
  const pane = document.getElementById("pane-filters");
  app.selects = {};
  pane.replaceChildren(
    tickGroup(app, "sector", SECTORS, (code) => sectorMark(code, false), "hiddenSectors"),
    estate.shows.has("bands") && estate.siteCount
      ? tickGroup(app, "band", BANDS, (code) => symbolPicture((pen, x, y) => drawSymbol(pen, x, y, BAND_LOOKS[BANDS.indexOf(code)])), "hiddenBands") : "",
    element("div", { class: "selects" },
      choice(app, "agency"), choice(app, "service"), estate.block.holdings.tenure ? choice(app, "tenure") : "", estate.siteCount ? placeChoice(app) : ""),
    estate.siteCount ? tick(app, "publicOnly", say("public_only")) : "",
    layerGroup(app),
    estate.shows.has("options") && estate.siteCount ? optionGroup(app) : "",
    element("p", { class: "actions" },
      element("button", { type: "button", class: "plain", id: "reset", onclick: () => app.reset() }, say("reset")),
    ),
    element("p", { class: "quiet" }, say("copy_link")));
}

function tickGroup(app, name, codes, picture, hidden) {
  const { estate } = app;
  const used = name === "sector" ? new Set([...estate.holdingSector, ...estate.capital.sector]) : new Set(estate.holdingBand);
  const box = element("fieldset", { class: "ticks" }, element("legend", {}, say(name)));
  codes.forEach((code, at) => {
    if (!used.has(at)) return;
    const input = element("input", { type: "checkbox", "data-code": code, "data-group": hidden, onchange: () => {
      const off = new Set(app.state[hidden]);
      if (input.checked) off.delete(code);
      else off.add(code);
      app.change({ [hidden]: codes.filter((other) => off.has(other)), page: 1 });
    } });
    box.append(element("label", {}, input, picture(code), element("span", {}, coded(name, code)),
      element("span", { class: "tally", "data-tally": `${name}:${code}` })));
  });
  return box;
}

function tick(app, name, text) {
  const input = element("input", { type: "checkbox", "data-flag": name, onchange: () => app.change({ [name]: input.checked, page: 1 }) });
  return element("label", { class: "tick" }, input, element("span", {}, text));
}

function choice(app, name) {
  const select = element("select", { id: `choose-${name}`, onchange: () => app.change({ [name]: select.value, page: 1 }) });
  app.selects[name] = select;
  return element("div", { class: "field" }, element("label", { for: `choose-${name}` }, say(name)), select);
}

function placeChoice(app) {
  const select = element("select", { id: "choose-place", onchange: () => app.change({ place: select.value, page: 1 }) },
    ...[["", "place_all"], ["on", "place_on"], ["off", "place_off"]].map(([value, text]) => element("option", { value }, say(text))));
  app.selects.place = select;
  return element("div", { class: "field" }, element("label", { for: "choose-place" }, say("place")), select);
}

function layerGroup(app) {
  const { estate } = app;
  return element("fieldset", { class: "ticks" }, element("legend", {}, say("layers")),
    estate.siteCount ? tick(app, "sites", say("layer_sites")) : "",
    Object.keys(estate.block.sites.rings).length ? tick(app, "shapes", say("layer_shapes")) : "",
    estate.shows.has("options") && estate.block.options.count ? tick(app, "options", say("layer_options")) : "",
    estate.block.hubs.count ? tick(app, "hubs", say("layer_hubs")) : "",
    estate.block.projects.count ? tick(app, "projects", say("layer_projects")) : "",
    estate.shows.has("bands") && estate.siteCount ? tick(app, "ring", say("layer_ring")) : "");
}

function optionGroup(app) {
  const most = mostShown(app.estate);
  const numbers = [5, 20, 100, 500, most].filter((n, at, all) => n <= most && all.indexOf(n) === at);
  const best = element("select", { id: "choose-best", onchange: () => app.change({ best: Number(best.value) }) },
    ...numbers.map((n) => element("option", { value: n }, say("best_n", { n: whole.format(n) }))));
  app.selects.best = best;
  const score = element("input", { type: "range", id: "choose-score", min: 0, max: 100, step: 5, oninput: () => app.change({ minScore: Number(score.value), page: 1 }) });
  const within = element("select", { id: "choose-within", onchange: () => app.change({ maxDistance: Number(within.value), page: 1 }) },
    element("option", { value: 0 }, say("any_distance")), ...[150, 500, 800, 1200].map((n) => element("option", { value: n }, `${whole.format(n)} m`)));
  app.selects.score = score;
  app.selects.within = within;
  return element("fieldset", { class: "ticks" }, element("legend", {}, say("options_filter")),
    element("div", { class: "selects" },
      element("div", { class: "field" }, element("label", { for: "choose-best" }, say("best")), best),
      element("div", { class: "field" }, element("label", { for: "choose-within" }, say("max_distance")), within)),
    element("div", { class: "field" },
      element("label", { for: "choose-score" }, say("min_score"), " ", element("output", { id: "score-said", for: "choose-score" })), score),
    tick(app, "vetoed", say("vetoed")));
}

// Brings every control in step with the state and says how many each choice would show.
function syncControls(app) {
  const { state, found, estate } = app;
  for (const input of document.querySelectorAll("input[data-flag]")) input.checked = state[input.dataset.flag];
  for (const input of document.querySelectorAll("input[data-group]")) input.checked = !state[input.dataset.group].includes(input.dataset.code);
  for (const tally of document.querySelectorAll("[data-tally]")) {
    const [name, code] = tally.dataset.tally.split(":");
    tally.textContent = tallyWords(found, name, code, estate);
  }
  fillChoice(app, "agency", (id) => (id === NONE ? say("agency_unknown") : app.agencyNames.get(id) ?? id));
  fillChoice(app, "service", (code) => coded("service", code));
  if (app.selects.tenure) fillChoice(app, "tenure", (code) => coded("tenure", code));
  if (app.selects.place) app.selects.place.value = state.place;
  if (app.selects.best) {
    app.selects.best.value = String(state.best);
    app.selects.within.value = String(state.maxDistance);
    app.selects.score.value = String(state.minScore);
    document.getElementById("score-said").textContent = String(state.minScore);
  }
  for (const radio of document.querySelectorAll("input[name=colour]")) radio.checked = radio.value === state.colour;
  document.getElementById("colour-by").hidden = !estate.shows.has("bands") || !estate.siteCount;
  const search = document.getElementById("search");
  if (search.value !== state.query) search.value = state.query;
  const said = estate.siteCount ? [say("count", { n: whole.format(found.publicCount), all: `${whole.format(found.all)} ${words.sentences.property[found.all === 1 ? 0 : 1]}` })] : [];
  if (found.privateCount) said.push(say("count_private", { n: whole.format(found.privateCount) }));
  if (estate.shows.has("options") && estate.block.options.count) said.push(`· ${say("count_options", { n: whole.format(found.options.length) })}`);
  if (estate.block.projects.count) said.push(`${said.length ? "· " : ""}${say("count_projects", { n: whole.format(found.projects.length) })}`);
  for (const part of [".find", "#table", ".skip"]) document.querySelector(part).hidden = !hasSubjects(estate);
  if (hasSubjects(estate) && !found.publicCount && !found.privateCount && !found.projects.length) said.push(say("none_match"));
  const count = document.getElementById("count");
  if (count.textContent !== said.join(" ")) count.textContent = said.join(" ");
}

// As many lines as can still be told apart and drawn at once.
const mostShown = (estate) => Math.min(2000, estate.block.options.count);

function tallyWords(found, name, code, estate) {
  if (!estate.siteCount) return whole.format(projectTally(estate, found, name).get(code) ?? 0);
  const n = whole.format(found.counts[name].get(code) ?? 0);
  const aside = found.privateCounts[name].get(code) ?? 0;
  return aside && name !== "band" ? say("tally_private", { n, private: whole.format(aside) }) : n;
}

function fillChoice(app, name, label) {
  const select = app.selects[name];
  const codes = app.choices[name];
  const entries = codes.map((code) => [code, `${label(code)} (${tallyWords(app.found, name, code, app.estate)})`]);
  select.replaceChildren(element("option", { value: "" }, say("all_of", { n: whole.format(codes.length) })),
    ...entries.map(([value, text]) => element("option", { value }, text)));
  select.value = app.state[name];
}

function makeKey(app) {
  const { estate, state } = app;
  const bands = state.colour === "band";
  const used = new Set();
  for (let site = 0; site < estate.siteCount; site += 1) used.add(bands ? estate.band[site] : estate.sector[site]);
  const looks = bands ? BAND_LOOKS : SECTOR_LOOKS;
  const names = bands ? BANDS.map((code) => coded("band", code)) : [...SECTORS.map((code) => coded("sector", code)), words.legend.several];
  const item = (picture, text) => element("li", {}, picture, element("span", {}, text));
  const items = looks.map((look, at) => (used.has(at) ? item(symbolPicture((pen, x, y) => drawSymbol(pen, x, y, look)), names[at]) : null));
  const extra = [];
  if (estate.siteCount > 1) {
    extra.push(item(symbolPicture((pen, x, y) => drawKeyBubble(pen, x, y)), words.legend.cluster));
  }
  if (estate.isPrivate.includes(1)) {
    extra.push(item(symbolPicture((pen, x, y) => drawSymbol(pen, x, y, { colour: "#57606a", shape: "circle" }, { hollow: true })), words.legend.private));
  }
  if (estate.shows.has("bands") && estate.siteCount) extra.push(item(symbolPicture((pen, x, y) => { pen.beginPath(); pen.arc(x, y, 7, 0, 7); pen.lineWidth = 2.5; pen.strokeStyle = RING; pen.stroke(); }), words.legend.ring));
  if (scenarioRow(app) >= 0) extra.push(item(symbolPicture((pen, x, y) => drawArrow(pen, [x - 9, y + 4, x + 9, y - 4], 3)), words.legend.move));
  else if (estate.block.options.count) extra.push(item(symbolPicture((pen, x, y) => { pen.beginPath(); pen.moveTo(x - 9, y + 4); pen.lineTo(x + 9, y - 4); pen.lineWidth = 3; pen.strokeStyle = OPTION; pen.stroke(); }), words.legend.option));
  if (estate.block.hubs.count && state.hubs) extra.push(item(symbolPicture((pen, x, y) => drawHubKey(pen, x, y)), words.legend.hub));
  extra.push(...projectKey(app));
  if (hasCoarse(estate)) extra.push(item(symbolPicture((pen, x, y) => drawSymbol(pen, x, y, { colour: "#57606a", shape: "circle" }, { pale: true })), words.legend.pale));
  extra.push(...shadeKey(app, item));
  document.getElementById("key").replaceChildren(element("ul", {}, ...items.filter(Boolean), ...extra));
}

function hasCoarse(estate) {
  for (let site = 0; site < estate.siteCount; site += 1) if ((estate.sites.accuracy_m(site) ?? 0) > 500 && isPlaced(estate, site)) return true;
  return false;
}

function drawKeyBubble(pen, x, y) {
  ["#0b5394", "#c2410c", "#00795c"].forEach((colour, at) => {
    pen.beginPath();
    pen.arc(x, y, 7, UP + (at * 2 * Math.PI) / 3, UP + ((at + 1) * 2 * Math.PI) / 3);
    pen.lineWidth = 3.5;
    pen.strokeStyle = colour;
    pen.stroke();
  });
}

// Whether there is anything to look for on the page: a place of accounts alone has neither properties nor projects.
const hasSubjects = (estate) => Boolean(estate.siteCount || estate.block.projects.count) || !estate.shows.has("money");

// The tabs that the reader's audience has.
function tabsOf({ estate }) {
  const asks = { options: "options", hubs: "hubs", scenarios: "scenarios", capital: "alignments", money: "money", agency: "options" };
  const isThere = { filters: hasSubjects(estate), detail: hasSubjects(estate), options: estate.siteCount, hubs: estate.siteCount, scenarios: estate.siteCount, agency: estate.siteCount, capital: estate.block.projects.count };
  return TABS.filter((name) => (!asks[name] || estate.shows.has(asks[name])) && (isThere[name] ?? true));
}

function makeTabs(app) {
  const names = tabsOf(app);
  for (const name of TABS) document.getElementById(`tab-${name}`).hidden = !names.includes(name);
  names.forEach((name, at) => {
    const tab = document.getElementById(`tab-${name}`);
    tab.addEventListener("click", () => app.change({ tab: name }));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = names[(at + step + names.length) % names.length];
      app.change({ tab: next });
      document.getElementById(`tab-${next}`).focus();
    });
  });
}

function syncTabs(app) {
  const { option, hub, site, project, alignment } = app.state;
  const isTable = app.state.tab === "capital" && CAPITAL_TABLES.includes(app.state.table);
  document.documentElement.dataset.paper = app.state.tab === "filters" || isTable || (app.state.tab === "detail" && !(option || hub || site || project || alignment)) ? "table" : "panel";
  for (const name of TABS) {
    const on = app.state.tab === name;
    const tab = document.getElementById(`tab-${name}`);
    tab.setAttribute("aria-selected", String(on));
    if (on) tab.removeAttribute("tabindex");
    else tab.setAttribute("tabindex", "-1");
    document.getElementById(`pane-${name}`).hidden = !on;
  }
}
