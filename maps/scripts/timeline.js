// Projects over time, body by body: a table whose last column draws each as a bar, with how exact its dates are.

const A_DAY = 86400000;
const dayNumber = (text) => Date.parse(`${text}T00:00:00Z`) / A_DAY;

// The years a project without dates has money in, as places among the years of the page.
function fundedYears({ capital, projects }, row) {
  if (projects.start_date(row) !== null || projects.end_date(row) !== null || !capital.hasYears[row]) return [];
  return capital.years.map((_, year) => year).filter((year) => capital.years[year].start && capital.years[year].end && capital.byYear[year][row] > 0);
}

// First day of a project, by its dates or else its money; null: neither is known.
function firstDay(estate, row) {
  const said = estate.projects.start_date(row) ?? estate.projects.end_date(row);
  return said ?? estate.capital.years[fundedYears(estate, row)[0]]?.start ?? null;
}

function timelineRows(app) {
  const { estate } = app;
  const keys = new Map(tableRows(app).map((row) => [row, firstDay(estate, row)]).map(([row, first]) => [row, [first === null ? 1 : 0, projectBody(estate, row), first ?? ""]]));
  return [...keys.keys()].sort((a, b) => keys.get(a)[0] - keys.get(b)[0] || collator.compare(keys.get(a)[1], keys.get(b)[1]) || (keys.get(a)[2] < keys.get(b)[2] ? -1 : keys.get(a)[2] > keys.get(b)[2] ? 1 : a - b));
}

// First and last day that is drawn: the years of the page, or what the projects themselves say.
function timeRange({ capital, projects }, rows) {
  const funded = (row) => fundedYears({ capital, projects }, row).flatMap((year) => [capital.years[year].start, capital.years[year].end]);
  const days_ = rows.flatMap((row) => [projects.start_date(row), projects.end_date(row), ...funded(row)]).filter(Boolean).map(dayNumber);
  if (!days_.length) return null;
  let [first, last] = [Infinity, -Infinity];
  for (const one of days_) { if (one < first) first = one; if (one > last) last = one; }
  const known = capital.years.filter(({ start, end }) => start && end);
  if (known.length) [first, last] = [Math.max(first, dayNumber(known[0].start)), Math.min(last, dayNumber(known[known.length - 1].end))];
  const [from, to] = [new Date(first * A_DAY).getUTCFullYear(), new Date(last * A_DAY).getUTCFullYear() + 1];
  return { first: dayNumber(`${from}-01-01`), last: dayNumber(`${Math.max(to, from + 1)}-01-01`), from, to: Math.max(to, from + 1) };
}

function timeAxis(range) {
  const step = Math.max(1, Math.ceil((range.to - range.from) / 8));
  const axis = element("span", { class: "axis", "aria-hidden": "true" });
  for (let year = range.from; year < range.to; year += step) {
    const tick = element("span", {}, String(year));
    tick.style.left = `${(100 * (year - range.from)) / (range.to - range.from)}%`;
    axis.append(tick);
  }
  return axis;
}

// The bar of one project; paler as far as its dates can be off, open where one of them is not known.
function timeBar(estate, row, range) {
  const { projects, capital } = estate;
  const [start, end] = [projects.start_date(row), projects.end_date(row)];
  const funded = fundedYears(estate, row);
  if (start === null && end === null && !funded.length) return null;
  const exact = projects.dates_accuracy_days(row) ?? 0;
  const place = (at) => Math.min(100, Math.max(0, (100 * (at - range.first)) / (range.last - range.first)));
  const piece = (look, a, b) => {
    const made = element("span", { class: look });
    made.style.left = `${place(a)}%`;
    made.style.width = `${Math.max(!funded.length && (start === null || end === null) ? 7 : 0.6, place(b) - place(a))}%`;
    return made;
  };
  if (funded.length) {
    return element("span", { class: "time-bars", "aria-hidden": "true" }, ...funded.map((year) => timeLook(estate, row, year,
      piece(`time-bar time-bar-${commitmentOf(estate, row, year)}`, dayNumber(capital.years[year].start), dayNumber(capital.years[year].end) + 1))));
  }
  const [from, to] = [dayNumber(start ?? end), dayNumber(end ?? start) + 1];
  const commitment = projects.commitment(row) ?? "unknown";
  const bar = timeLook(estate, row, -1, piece(`time-bar time-bar-${commitment}${start === null ? " time-bar-no-start" : ""}${end === null ? " time-bar-no-end" : ""}`, from, to));
  return element("span", { class: "time-bars", "aria-hidden": "true" }, exact ? piece("time-bar-doubt", from - exact, to + exact) : null, bar);
}

function timeLook(estate, row, year, bar) {
  const { colour } = SECTOR_LOOKS[estate.capital.sector[row]];
  bar.style.borderColor = colour;
  if (commitmentOf(estate, row, year) === "approved") bar.style.backgroundColor = colour;
  return bar;
}

function drawTimeline(app, { printed = false } = {}) {
  const { estate, state } = app;
  const rows = timelineRows(app);
  const range = timeRange(estate, rows);
  const [from, to, pages] = pageOf(state, rows.length, printed);
  const hasMoney = estate.shows.has("amounts");
  const groups = new Map();
  for (const row of rows) {
    const key = timelineGroup(estate, row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const columns = hasMoney ? 6 : 5;
  const bodies = new Map();
  for (const row of rows.slice(from, to)) {
    const key = timelineGroup(estate, row);
    if (!bodies.has(key)) bodies.set(key, [element("tr", { class: "group" }, element("th", { scope: "rowgroup", colspan: columns }, `${key}: ${totalsWords(estate, groups.get(key), -1)}`))]);
    bodies.get(key).push(timelineRow(app, row, range, hasMoney));
  }
  const heads = [words.heads.name, ...(hasMoney ? [words.heads.total_gbp] : []), words.heads.commitment, words.heads.start_date, words.heads.end_date];
  const head = element("tr", {}, ...heads.map((text, at) => element("th", { scope: "col", class: hasMoney && at === 1 ? "number" : null }, text)), element("th", { scope: "col", class: "time" }, range ? timeAxis(range) : null, element("span", { class: "unseen" }, say("drawn"))));
  showWide(app, element("table", { class: "twin-table wide-table timeline" }, element("caption", {}, `${tableTitle(app, "timeline")} ${say("timeline_note")}`), element("thead", {}, head), ...[...bodies.values()].map((lines) => element("tbody", {}, ...lines))), pages,
    say("show_rows", { from: rows.length ? whole.format(from + 1) : 0, to: whole.format(to), n: whole.format(rows.length) }));
}

const timelineGroup = (estate, row) => (firstDay(estate, row) === null ? say("no_dates") : projectBody(estate, row));

function timelineRow(app, row, range, hasMoney) {
  const { estate } = app;
  const { projects, capital } = estate;
  const exact = projects.dates_accuracy_days(row);
  const funded = fundedYears(estate, row);
  const [first, last] = [funded[0], funded[funded.length - 1]].map((year) => (year === undefined ? null : say("by_money", { year: capital.years[year].label })));
  const dated = (value) => (value === null ? say("not_known") : exact ? `${day(value)}, ${say("give", { u: lastsWords(exact) })}` : day(value));
  return element("tr", {}, element("th", { scope: "row" }, openButton(app, { project: row }, projectName(estate, row))),
    hasMoney ? element("td", { class: "number" }, Number.isNaN(capital.amount[row]) ? say("money_none") : money(capital.amount[row])) : null,
    element("td", {}, coded("commitment", projects.commitment(row) ?? "unknown")), element("td", {}, first ?? dated(projects.start_date(row))), element("td", {}, last ?? dated(projects.end_date(row))),
    element("td", { class: "time" }, range ? timeBar(estate, row, range) : null));
}
