// The same data as a table: filtered with the map, sorted, a page at a time, all by keyboard.

const ROWS = 50;
const PRINTED_ROWS = 1000;

function tableColumns(app) {
  const { estate } = app;
  const of = (table, name) => (row) => estate[table][name](row);
  const first = (name) => (site) => {
    for (const row of estate.holdingsOf(site)) if (estate.holdings[name](row) !== null) return estate.holdings[name](row);
    return null;
  };
  const joined = (site, make) => [...new Set([...estate.holdingsOf(site)].map(make))].join("; ");
  const has = (name) => estate.block.holdings[name] !== undefined;
  const sites = [
    ["name", (site) => siteName(estate, site), (site) => [openButton(app, { site }, siteName(estate, site))]],
    ["holder", (site) => holdersOf(estate, site).join("; ")],
    ["sector", (site) => joined(site, (row) => coded("sector", SECTORS[estate.holdingSector[row]])), (site) => sectorCell(app, site)],
    ["service", (site) => joined(site, (row) => coded("service", estate.holdings.service(row) ?? "unknown"))],
    has("tenure") ? ["tenure", (site) => joined(site, (row) => coded("tenure", estate.holdings.tenure(row) ?? "unknown"))] : null,
    has("floor_area_m2") ? ["floor_area_m2", first("floor_area_m2"), null, "number"] : null,
    estate.shows.has("bands") ? ["band", (site) => estate.band[site], (site) => bandCell(app, site)] : null,
    has("postcode") ? ["postcode", first("postcode")] : null,
    has("uprn") ? ["uprn", first("uprn")] : null,
    ["accuracy_m", (site) => (isPlaced(estate, site) ? estate.sites.accuracy_m(site) : null), null, "number"],
  ];
  const end = (side) => (option) => endName(estate, estate.options[side](option));
  const options = [
    ["rank", of("options", "rank"), (option) => [openButton(app, { option }, estate.options.rank(option) ?? standing(estate, option))], "number"],
    ["guest", end("guest")], ["host", end("host")],
    ["distance_m", of("options", "distance_m"), null, "number"],
    ["score", (option) => { const s = estate.options.score(option); return s === null ? null : Math.round(s * 100); }, null, "number"],
    estate.block.worth.count ? ["saving", (option) => savingRange(estate, option)?.[0] ?? null, (option) => [savingShort(estate, option) ?? ""], "number"] : null,
    estate.block.options.words.decision ? ["decision", (option) => (estate.options.decision(option) ? coded("decision", estate.options.decision(option)) : null)] : null,
    ["reason", (option) => optionSentence(estate, option)],
  ];
  const year = chosenYear(app);
  const known = (amount) => (Number.isNaN(amount) ? null : amount);
  const projects = [
    ["name", of("projects", "name"), (project) => [openButton(app, { project }, estate.projects.name(project) ?? say("no_name"))]],
    ["agency", (row) => projectBody(estate, row)],
    ["service", (row) => coded("service", estate.projects.service(row) ?? "unknown")],
    ["commitment", (row) => coded("commitment", estate.projects.commitment(row) ?? "unknown")],
    estate.block.projects.start_date ? ["start_date", of("projects", "start_date")] : null, estate.block.projects.end_date ? ["end_date", of("projects", "end_date")] : null,
    estate.shows.has("amounts") ? ["total_gbp", (row) => known(estate.capital.amount[row]), null, "number"] : null,
    estate.shows.has("amounts") && year >= 0 ? ["year_gbp", (row) => known(estate.capital.byYear[year][row]), null, "number"] : null,
    ["placed", (row) => placeOfProject(estate, row)],
  ];
  return { sites, options, projects, alignments: alignmentColumns(app) };
}

function openButton(app, choice, text) {
  return element("button", { type: "button", class: "link", onclick: () => app.choose(choice, { focus: true }) }, text);
}

function sectorCell(app, site) {
  const { estate } = app;
  const sectors = [...new Set([...estate.holdingsOf(site)].map((row) => estate.holdingSector[row]))];
  return sectors.map((sector) => element("span", { class: "mark" },
    sectorMark(SECTORS[sector], estate.isPrivate[site]), coded("sector", SECTORS[sector])));
}

const bandCell = (app, site) => (app.estate.isPrivate[site] ? [] : [bandMark(app.estate, BANDS[app.estate.band[site]])]);

function tableRows(app) {
  const { estate, found, state } = app;
  let rows = [];
  if (state.table === "options") rows = [...found.options];
  else if (state.table === "alignments") rows = passingAlignments(app);
  else if (CAPITAL_TABLES.includes(state.table)) rows = [...found.projects];
  else for (let site = 0; site < estate.siteCount; site += 1) if (found.passes[site]) rows.push(site);
  if (state.extent) rows = rows.filter((row) => inView(app, row));
  return rows;
}

function inView(app, row) {
  const { estate, state, map } = app;
  const bounds = map.getBounds();
  const holds = (lat, lon) => !Number.isNaN(lat) && bounds.contains([lat, lon]);
  if (state.table === "options") return optionSites(estate, row).some((site) => holds(estate.lat[site], estate.lon[site]));
  if (state.table === "alignments") return projectsOfAlignment(estate, row).some((project) => holds(estate.project.lat[project], estate.project.lon[project]));
  if (CAPITAL_TABLES.includes(state.table)) return holds(estate.project.lat[row], estate.project.lon[row]);
  return holds(estate.lat[row], estate.lon[row]);
}

const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

// Not known goes last, whichever way the column is sorted.
function sortRows(rows, value, descending) {
  const values = new Map(rows.map((row) => [row, value(row)]));
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [values.get(a), values.get(b)];
    if (x === null || x === "") return y === null || y === "" ? a - b : 1;
    if (y === null || y === "") return -1;
    const order = typeof x === "number" && typeof y === "number" ? x - y : collator.compare(String(x), String(y));
    return sign * order || a - b;
  });
}

function drawTable(app, { printed = false } = {}) {
  const { state } = app;
  const wide = { matrix: drawMatrix, timeline: drawTimeline, funding: drawFunding }[state.table];
  if (wide) {
    wide(app, { printed });
    return;
  }
  const columns = tableColumns(app)[state.table].filter(Boolean);
  let rows = tableRows(app);
  const sorted = columns.find(([name]) => name === state.sort);
  if (sorted) rows = sortRows(rows, sorted[1], state.descending);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS));
  state.page = Math.min(Math.max(1, Math.floor(state.page)), pages);
  const from = printed ? 0 : (state.page - 1) * ROWS;
  const shownRows = rows.slice(from, from + (printed ? PRINTED_ROWS : ROWS));
  const head = element("tr", {}, ...columns.map(([name, , , look]) => headCell(app, name, look)));
  const body = shownRows.map((row) => element("tr", {}, ...columns.map(([name, value, make, look], at) => {
    const content = make ? make(row) : [cellText(name, value(row))];
    return element(at ? "td" : "th", at ? { class: look } : { scope: "row", class: look }, ...content);
  })));
  const caption = say("show_rows", { from: rows.length ? whole.format(from + 1) : 0, to: whole.format(from + shownRows.length), n: whole.format(rows.length) });
  document.getElementById("twin-scroll").replaceChildren(element("table", { class: "twin-table" },
    element("caption", {}, [`${say(`table_${state.table}`)}.`, state.table === "projects" ? totalsWords(app.estate, rows, chosenYear(app)) : null, caption].filter(Boolean).join(" ")),
    element("thead", {}, head), element("tbody", {}, ...body)));
  drawPages(app, pages, caption);
}

function cellText(name, value) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "number") return name.endsWith("_gbp") ? money(value) : fine.format(value);
  return name.endsWith("_date") ? day(value) : value;
}

function headCell(app, name, look) {
  const { state } = app;
  const sorted = state.sort === name ? (state.descending ? "descending" : "ascending") : "none";
  const mark = { none: "", ascending: " ▲", descending: " ▼" }[sorted];
  return element("th", { scope: "col", class: look, "aria-sort": sorted },
    element("button", { type: "button", class: "sort", id: `sort-${name}`,
      onclick: () => {
        app.change({ sort: name, descending: state.sort === name ? !state.descending : false, page: 1 });
        document.getElementById(`sort-${name}`)?.focus();
      } },
    words.heads[name], element("span", { "aria-hidden": "true" }, mark)));
}

function drawPages(app, pages, caption) {
  const { state } = app;
  const turn = (step, name) => element("button", { type: "button", class: "plain", id: `page-${name}`,
    disabled: state.page + step < 1 || state.page + step > pages,
    onclick: () => {
      app.change({ page: state.page + step });
      const again = document.getElementById(`page-${name}`);
      (again.disabled ? document.getElementById("twin-scroll") : again).focus();
    } }, say(name));
  document.getElementById("twin-pages").replaceChildren(
    turn(-1, "previous"), element("span", { role: "status" }, `${say("page_n", { n: state.page, all: pages })} · ${caption}`), turn(1, "next"));
}

function makeTableTools(app) {
  const { estate } = app;
  const kinds = [estate.siteCount ? "sites" : null, estate.shows.has("options") && estate.siteCount ? "options" : null, estate.block.projects.count ? "projects" : null, ...capitalTables(estate)].filter(Boolean);
  const group = element("fieldset", { class: "choice" }, element("legend", {}, say("tables")),
    ...kinds.map((kind) => element("label", {}, element("input", { type: "radio", name: "table", value: kind, onchange: () => app.change({ table: kind, sort: "", page: 1 }) }), " ", say(`table_${kind}`))));
  const extent = element("input", { type: "checkbox", id: "extent", onchange: () => app.change({ extent: extent.checked, page: 1 }) });
  const by = selectOf("rows-by", say("rows_by"), groupsOf(estate).names.map((name) => [name, words.capital.groups[name]]), "", (name) => app.change({ by: name, page: 1 }));
  by.id = "rows-by-box";
  document.getElementById("twin-tools").replaceChildren(group, by, element("label", { class: "tick" }, extent, element("span", {}, say("extent"))));
}

function syncTableTools(app) {
  for (const radio of document.querySelectorAll("input[name=table]")) radio.checked = radio.value === app.state.table;
  document.getElementById("extent").checked = app.state.extent;
  document.getElementById("rows-by-box").hidden = !["matrix", "funding"].includes(app.state.table);
  document.getElementById("rows-by").value = groupBy(app).name ?? "";
}
