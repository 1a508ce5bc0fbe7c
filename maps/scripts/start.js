// Starts the page: unpacks the block, makes the parts, and keeps them in step.

const map = window.map_estate;

class App {
  constructor(block) {
    this.map = map;
    this.estate = makeEstate(block);
    useCurrency(block.estate.currency);
    const { state, view } = readState(window.location.hash);
    this.state = state;
    this.firstView = view;
    this.siteRow = new Map(this.estate.siteIds.map((id, row) => [id, row]));
    this.endsShown = new Set();
    this.agencyNames = new Map();
    for (let row = 0; row < block.agencies_count; row += 1) this.agencyNames.set(this.estate.agencies.agency_id(row), this.estate.agencies.name(row));
    this.choices = this.allChoices();
    if (!this.estate.shows.has("bands")) Object.assign(this.state, { colour: "sector", hiddenBands: [] });
    this.fitState();
    this.rankNow();
  }

  // Brings what the address says within what this page has.
  fitState() {
    const { state } = this;
    const tables = capitalTables(this.estate);
    state.best = Math.min(state.best, mostShown(this.estate));
    if (CAPITAL_TABLES.includes(state.table) && state.table !== "projects" && !tables.includes(state.table)) state.table = "sites";
    if (state.table === "sites" && !this.estate.siteCount && this.estate.block.projects.count) state.table = "projects";
    if (!tabsOf(this).includes(state.tab)) [state.tab] = tabsOf(this);
  }

  allChoices() {
    const { estate } = this;
    const made = { agency: new Set(), service: new Set(), tenure: new Set() };
    for (let row = 0; row < estate.block.holdings.count; row += 1) {
      const agency = estate.holdingAgency[row];
      made.agency.add(agency < 0 ? NONE : estate.agencies.agency_id(agency));
      made.service.add(estate.holdings.service(row) ?? NONE);
      made.tenure.add(estate.holdings.tenure(row) ?? NONE);
    }
    for (let row = 0; row < estate.block.projects.count; row += 1) {
      if (estate.capital.isOutside[row]) continue;
      const agency = estate.block.projects.agency[row];
      made.agency.add(agency < 0 ? NONE : estate.agencies.agency_id(agency));
      made.service.add(estate.projects.service(row) ?? NONE);
    }
    const label = { agency: (id) => this.agencyNames.get(id) ?? "", service: (c) => coded("service", c), tenure: (c) => coded("tenure", c) };
    return Object.fromEntries(Object.entries(made).map(([name, codes]) => [name,
      [...codes].sort((a, b) => (a === NONE) - (b === NONE) || collator.compare(label[name](a), label[name](b)))]));
  }

  start() {
    makeControls(this);
    makeOptionsPane(this);
    makeYears(this);
    makeTabs(this);
    this.watch();
    this.found = makeFilters(this.estate, this.state);
    this.layer = new EstateLayer(this);
    this.showFirst();
    this.layer.addTo(map);
    map.on("moveend", () => { this.saveState(); if (this.state.extent) drawTable(this); });
    this.refresh();
    this.showChoice();
    document.documentElement.dataset.ready = "1";
  }

  showFirst() {
    if (this.firstView) map.setView([this.firstView.lat, this.firstView.lon], this.firstView.zoom);
    else this.fit();
  }

  // The area where it has an outline, else everything that is placed.
  fit() {
    const bounds = L.latLngBounds([]);
    const { estate } = this;
    const main = estate.block.outlines.filter((outline) => outline.kind === "main");
    for (const outline of main) for (const ring of outline.rings) {
      for (let at = 0; at < ring.length; at += 2) bounds.extend([ring[at + 1] / GRAIN, ring[at] / GRAIN]);
    }
    if (!bounds.isValid()) {
      for (let site = 0; site < estate.siteCount; site += 1) if (isPlaced(estate, site) && !estate.isOutside[site]) bounds.extend([estate.lat[site], estate.lon[site]]);
    }
    if (!bounds.isValid()) extendByProjects(estate, bounds);
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 16 });
    else map.setView([53, -1.5], 6);
  }

  change(values) {
    Object.assign(this.state, values);
    this.refresh();
  }

  // Ranks the options anew where the weights are others than at the last time.
  rankNow() {
    const weights = currentWeights(this);
    if (this.rankedBy === String(weights)) return false;
    this.rankedBy = String(weights);
    this.estate.ranking = rankOptions(this.estate, weights);
    return true;
  }

  refresh() {
    const { state } = this;
    const isNew = this.rankNow();
    this.found = makeFilters(this.estate, state);
    this.endsShown = this.shownEnds();
    syncControls(this);
    syncTabs(this);
    syncYears(this);
    makeKey(this);
    this.layer.draw();
    drawTable(this);
    syncTableTools(this);
    if (isNew && state.option && state.tab === "detail") this.showChoice();
    this.drawPane();
    this.saveState();
  }

  drawPane() {
    const { tab } = this.state;
    const made = { hubs: hubsPane, scenarios: scenariosPane, capital: capitalPane, money: moneyPane, agency: agencyPane }[tab];
    const { id } = document.activeElement;
    if (tab === "options") syncOptionsPane(this);
    if (!made) return;
    document.getElementById(`pane-${tab}`).replaceChildren(...made(this).filter(Boolean));
    if (id && document.activeElement.id !== id) document.getElementById(id)?.focus({ preventScroll: true });
  }

  // Both ends of every line that is drawn are drawn, also beyond the area and the filters.
  shownEnds() {
    const { estate, state } = this;
    const sites = [];
    if (scenarioRow(this) >= 0) for (const row of shownMoves(this)) sites.push(...optionSites(estate, estate.block.moves.option[row]));
    else if (state.options) for (const option of this.shownOptions()) sites.push(...optionSites(estate, option));
    return new Set([...sites, ...this.chosenSites()]);
  }

  shownOptions() {
    return this.found.options.slice(0, this.state.best);
  }

  chosenSite() {
    return this.siteRow.get(this.state.site) ?? -1;
  }

  // The chosen property, both ends of the chosen option, or where a service is provided twice.
  chosenSites() {
    if (this.state.tab === "money" && this.state.provision) return provisionSites(this);
    const option = this.state.option ? optionOf(this.estate, this.state.option) : -1;
    if (option >= 0) return optionSites(this.estate, option);
    const hub = this.state.hub ? hubOf(this.estate, this.state.hub) : -1;
    if (hub >= 0) return [...new Set(hubSites(this.estate, hub))];
    const met = chosenAlignment(this);
    if (met >= 0) return [this.estate.block.alignments.to_holding[met]].filter((one) => one >= 0).map((one) => this.estate.holdingSite[one]);
    return this.chosenSite() < 0 ? [] : [this.chosenSite()];
  }

  chosenProjects() {
    return projectsOfChoice(this);
  }

  slideTo(year) {
    slideTo(this, year);
  }

  choose({ site, option, project, hub, alignment, sites, projects, listed }, { focus = false } = {}) {
    const { estate } = this;
    this.state.site = site === undefined ? "" : estate.siteIds[site];
    this.state.option = option === undefined ? "" : estate.options.option_id(option);
    this.state.hub = hub === undefined ? "" : estate.hubs.hub_id(hub);
    this.state.project = project === undefined ? "" : estate.projects.project_id(project);
    this.state.alignment = alignment === undefined ? "" : estate.alignments.alignment_id(alignment);
    const nothing = [site, option, project, hub, alignment, sites, projects].every((one) => one === undefined);
    if (!nothing) this.state.tab = "detail";
    if (focus) this.cameFrom = document.activeElement;
    this.showChoice(sites, projects, listed);
    this.endsShown = this.shownEnds();
    syncTabs(this);
    this.layer.draw();
    this.saveState();
    const head = document.getElementById("detail-head");
    if (focus && head) head.focus();
    if (nothing) (this.cameFrom?.isConnected ? this.cameFrom : document.getElementById("tab-detail")).focus({ preventScroll: true });
    if (nothing) this.cameFrom = null;
  }

  showChoice(sites, projects, listed = {}) {
    const { estate, state } = this;
    const pane = document.getElementById("pane-detail");
    const site = this.chosenSite();
    const option = state.option ? optionOf(estate, state.option) : -1;
    const hub = state.hub ? hubOf(estate, state.hub) : -1;
    let parts = null;
    if (sites) parts = severalPanel(this, sites);
    else if (projects) parts = severalProjectsPanel(this, projects, listed);
    else if (site >= 0) parts = sitePanel(this, site);
    else if (option >= 0) parts = optionPanel(this, option);
    else if (hub >= 0) parts = hubPanel(this, hub);
    else if (chosenAlignment(this) >= 0) parts = alignmentPanel(this, chosenAlignment(this));
    else if (this.chosenProjects().length) parts = projectPanel(this, this.chosenProjects()[0]);
    parts ??= [element("p", { class: "quiet" }, say(estate.shows.has("sources") ? "details_hint" : "details_hint_plain"))];
    pane.replaceChildren(...parts.filter(Boolean));
    pane.scrollTop = 0;
  }

  goTo(site) {
    map.setView([this.estate.lat[site], this.estate.lon[site]], Math.max(map.getZoom(), 16));
  }

  goToOption(option) {
    const bounds = L.latLngBounds(optionSites(this.estate, option).map((site) => [this.estate.lat[site], this.estate.lon[site]]));
    map.fitBounds(bounds, { padding: [70, 70], maxZoom: 17 });
  }

  goToHub(hub) {
    this.goToSites(hubSites(this.estate, hub));
  }

  goToSites(sites) {
    const placed = sites.filter((site) => isPlaced(this.estate, site));
    const bounds = L.latLngBounds(placed.map((site) => [this.estate.lat[site], this.estate.lon[site]]));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [70, 70], maxZoom: 17 });
  }

  goToAlignment(row) {
    const [west, south, east, north] = alignmentEnds(this.estate, row);
    map.fitBounds(L.latLngBounds([[south, west], [north, east]]), { padding: [70, 70], maxZoom: 17 });
  }

  goToProject(row) {
    const { lat, lon } = this.estate.project;
    map.setView([lat[row], lon[row]], Math.max(map.getZoom(), this.estate.capital.isRough[row] ? 12 : 16));
  }

  goToResults() {
    const bounds = L.latLngBounds([]);
    for (let site = 0; site < this.estate.siteCount; site += 1) {
      if (this.found.passes[site] && isPlaced(this.estate, site)) bounds.extend([this.estate.lat[site], this.estate.lon[site]]);
    }
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 16 });
  }

  reset() {
    const { tab, colour, table, weights, scenario } = this.state;
    this.state = { ...structuredClone(FIRST_STATE), tab, colour, table, weights, scenario };
    this.fitState();
    this.showChoice();
    this.refresh();
  }

  saveState() {
    window.history.replaceState(null, "", writeState(this.state, map));
  }

  watch() {
    const search = document.getElementById("search");
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.change({ query: search.value, page: 1 }), 120);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      clearTimeout(waiting);
      this.change({ query: search.value, page: 1 });
      this.goToResults();
    });
    document.getElementById("search-go").addEventListener("click", () => this.goToResults());
    for (const radio of document.querySelectorAll("input[name=colour]")) radio.addEventListener("change", () => this.change({ colour: radio.value }));
    for (const button of document.querySelectorAll("[data-place]")) button.addEventListener("click", () => this.showUnplaced());
    window.addEventListener("beforeprint", () => drawTable(this, { printed: true }));
    window.addEventListener("afterprint", () => drawTable(this));
    watchPaper();
    window.addEventListener("hashchange", () => this.readAgain());
    this.watchMap();
    // On paper, and where a panel opens, the map has another size: keep its middle in the middle.
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    makeTableTools(this);
    makeFigures(this);
  }

  readAgain() {
    const { state, view } = readState(window.location.hash);
    this.state = state;
    this.fitState();
    if (view) map.setView([view.lat, view.lon], view.zoom);
    this.rankNow();
    this.showChoice();
    this.refresh();
  }

  showUnplaced() {
    this.change({ place: "off", table: "sites", extent: false, page: 1 });
    const table = document.getElementById("table");
    table.scrollIntoView({ block: "start" });
    table.focus({ preventScroll: true });
  }

  watchMap() {
    const hover = document.getElementById("hover");
    map.on("click", (event) => this.pick(this.layer.under(event.containerPoint)));
    map.on("mousemove", (event) => {
      const item = this.layer.under(event.containerPoint);
      map.getContainer().classList.toggle("over", Boolean(item));
      hover.hidden = !item;
      if (!item) return;
      hover.replaceChildren(...hoverParts(this, item));
      const size = map.getSize();
      hover.style.left = `${Math.min(event.containerPoint.x + 14, size.x - hover.offsetWidth - 6)}px`;
      hover.style.top = `${Math.min(event.containerPoint.y + 14, size.y - hover.offsetHeight - 6)}px`;
    });
    map.on("mouseout movestart zoomstart", () => { hover.hidden = true; });
    const box = map.getContainer();
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", document.querySelector(".chart").getAttribute("aria-label"));
    box.querySelector(".leaflet-control-zoom-in")?.setAttribute("aria-label", say("zoom_in_label"));
    box.querySelector(".leaflet-control-zoom-out")?.setAttribute("aria-label", say("zoom_out_label"));
    L.control.scale({ imperial: false }).addTo(map);
    const whole_ = element("button", { type: "button", class: "fit", "aria-label": say("whole_area"), title: say("whole_area"), onclick: () => this.fit() }, say("whole_area_short"));
    const Fit = L.Control.extend({ onAdd: () => { L.DomEvent.disableClickPropagation(whole_); return whole_; } });
    new Fit({ position: "topleft" }).addTo(map);
  }

  pick(item) {
    if (!item) return;
    if (item.kind === "project" && item.rows.length > 1) this.choose({ projects: item.rows });
    else if (item.kind === "project") this.choose({ project: item.rows[0] });
    else if (item.kind === "option") this.choose({ option: item.option });
    else if (item.kind === "hub") this.choose({ hub: item.hub });
    else if (item.kind === "badge" && item.items.length === 1) this.choose({ [item.of]: item.items[0] });
    else if (item.sites.length === 1) this.choose({ site: item.sites[0] });
    else this.openGroup(item.sites);
  }

  openGroup(sites) {
    const bounds = L.latLngBounds(sites.map((site) => [this.estate.lat[site], this.estate.lon[site]]));
    const target = map.getBoundsZoom(bounds.pad(0.1));
    if (map.getZoom() >= APART_FROM_ZOOM || (target <= map.getZoom() && map.getZoom() >= 15)) this.choose({ sites });
    else map.setView(bounds.getCenter(), Math.min(Math.max(target, map.getZoom() + 1), 18));
  }
}

function hoverParts(app, item) {
  const { estate, state } = app;
  const line = (text, look) => element("div", { class: look }, text);
  if (item.kind === "project") {
    const names = item.rows.slice(0, 6).map((row) => line(projectName(estate, row), "strong"));
    return [...names, line(item.rows.length > 1 ? totalsWords(estate, item.rows, chosenYear(app)) : [projectBody(estate, item.rows[0]), projectMoney(app, item.rows[0])].filter(Boolean).join(" · "))];
  }
  if (item.kind === "option") return [line(optionTitle(app, item.option), "strong")];
  if (item.kind === "badge") return [line(say(`badge_${item.of}`, { n: item.items.length }), "strong"), line(say("zoom_in"))];
  if (item.kind === "hub") return [line(hubTitle(app, item.hub), "strong")];
  if (item.sites.length > 1) {
    const names = state.colour === "band" ? (code) => coded("band", BANDS[code]) : (code) => (code === SEVERAL ? coded("sector", "several") : coded("sector", SECTORS[code]));
    const mix = mixOf(estate, item.sites, state.colour).sort((a, b) => b[1] - a[1]);
    return [line(say("cluster", { n: whole.format(item.sites.length) }), "strong"), ...mix.map(([code, n]) => line(`${whole.format(n)} ${names(code)}`))];
  }
  const site = item.sites[0];
  const parts = [line(siteName(estate, site), "strong"), line(holdersOf(estate, site).join("; "))];
  if (estate.shows.has("bands") && !estate.isPrivate[site]) parts.push(line(coded("band", BANDS[estate.band[site]])));
  return parts;
}

// The key numbers at the head of the page become buttons that set the filter they count.
function makeFigures(app) {
  for (const item of document.querySelectorAll(".figures li")) {
    const { figure } = item.dataset;
    const bands = (item.dataset.bands || "").split(" ").filter(Boolean);
    const act = bands.length ? () => app.change({ hiddenBands: BANDS.filter((band) => !bands.includes(band)), publicOnly: true, colour: "band", page: 1 })
      : figure === "options" ? () => app.change({ table: "options", tab: "options", page: 1 })
        : figure === "projects" ? () => app.change({ table: "projects", page: 1 }) : null;
    if (!act) continue;
    const button = element("button", { type: "button" });
    button.append(...item.childNodes);
    button.addEventListener("click", act);
    item.append(button);
  }
}

openPage((block) => new App(block).start());
