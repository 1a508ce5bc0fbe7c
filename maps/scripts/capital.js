// Capital projects as the page uses them: their money in all and by year, how they are placed, what of them passes.

// How a project is placed, in four words; `method` is finer.
const LEVELS = ["exact", "postcode", "rough", "none"];
const LEVEL_OF = { postcode: "postcode", "place-name": "rough", "outward-code": "rough", area: "rough", none: "none" };
const COMMITMENTS = ["approved", "indicative", "unknown"];

function makeCapital(estate) {
  const { block, projects } = estate;
  const { count } = block.projects;
  const labels = block.years.label;
  const years = readers(block.years);
  const capital = {
    count,
    years: labels.map((label, year) => ({ label, start: years.start_date(year), end: years.end_date(year) })),
    yearOf: new Map(labels.map((label, year) => [label, year])),
    amount: new Float64Array(count).fill(NaN),
    byYear: labels.map(() => new Float64Array(count).fill(NaN)),
    beside: { before: new Float64Array(count).fill(NaN), after: new Float64Array(count).fill(NaN) },
    hasYears: new Uint8Array(count),
    commitmentIn: new Map(),
    sector: new Uint8Array(count),
    level: new Uint8Array(count),
    isRough: new Uint8Array(count),
    isOutside: new Uint8Array(count),
    fundingOf: grouped(block.funding.project || [], count),
    slippageOf: grouped(block.slippage.project || [], count),
    funding: readers(block.funding),
    slippage: readers(block.slippage),
  };
  for (const row of block.projects.is_rough) capital.isRough[row] = 1;
  for (const row of block.projects.is_outside) capital.isOutside[row] = 1;
  readYears(estate, capital);
  for (let row = 0; row < count; row += 1) {
    const agency = block.projects.agency[row];
    const sector = SECTORS.indexOf(agency < 0 ? "unknown" : estate.agencies.sector(agency) ?? "unknown");
    capital.sector[row] = sector < 0 ? SECTORS.length - 1 : sector;
    capital.level[row] = LEVELS.indexOf(LEVEL_OF[projects.method(row)] ?? "exact");
    capital.amount[row] = projects.total_gbp(row) ?? sumOfYears(capital, row);
  }
  return capital;
}

// Rows of one project and year come together; what is not known stays so.
function readYears({ block }, capital) {
  const own = readers(block.project_years);
  for (let at = 0; at < block.project_years.count; at += 1) {
    const project = block.project_years.project[at];
    const year = block.project_years.year[at];
    const period = own.period(at);
    const into = period === "year" && year >= 0 ? capital.byYear[year] : capital.beside[period];
    const amount = own.amount_gbp(at);
    if (!into || amount === null) continue;
    into[project] = (Number.isNaN(into[project]) ? 0 : into[project]) + amount;
    capital.hasYears[project] = 1;
    if (period === "year") capital.commitmentIn.set(`${project},${year}`, own.commitment(at) ?? "unknown");
  }
}

function sumOfYears(capital, row) {
  if (!capital.hasYears[row]) return NaN;
  return [capital.beside.before, ...capital.byYear, capital.beside.after].reduce((sum, of) => sum + (Number.isNaN(of[row]) ? 0 : of[row]), 0);
}

// The year that is chosen, as a place among the years; -1: all together.
const chosenYear = (app) => app.estate.capital.yearOf.get(app.state.year) ?? -1;
const moneyIn = (capital, row, year) => (year < 0 ? capital.amount[row] : capital.byYear[year][row]);

// In a year stand those with money in it, and those that say no money by year but are dated in it.
function isInYear(estate, row, year) {
  const { capital, projects } = estate;
  if (year < 0) return true;
  if (capital.hasYears[row]) return capital.byYear[year][row] !== 0 && !Number.isNaN(capital.byYear[year][row]);
  const [start, end] = [projects.start_date(row), projects.end_date(row)];
  const of = capital.years[year];
  return (start !== null || end !== null) && of.start !== null && (start ?? end) <= of.end && (end ?? start) >= of.start;
}

function commitmentOf({ capital, projects }, row, year) {
  return (year < 0 ? null : capital.commitmentIn.get(`${row},${year}`)) ?? projects.commitment(row) ?? "unknown";
}

function passingProjects(estate, state) {
  const { block, projects, capital } = estate;
  const query = state.query.trim().toLowerCase();
  const year = capital.yearOf.get(state.year) ?? -1;
  const passing = [];
  for (let row = 0; row < block.projects.count; row += 1) {
    if (capital.isOutside[row]) continue;
    const agency = block.projects.agency[row];
    if (state.agency && (agency < 0 ? NONE : estate.agencies.agency_id(agency)) !== state.agency) continue;
    if (state.service && (projects.service(row) ?? NONE) !== state.service) continue;
    if (state.hiddenSectors.length && state.hiddenSectors.includes(SECTORS[capital.sector[row]])) continue;
    if (!isInYear(estate, row, year)) continue;
    if (query && !projectText(estate, row).includes(query)) continue;
    passing.push(row);
  }
  return passing;
}

function projectText(estate, row) {
  const { projects, capital } = estate;
  capital.texts ??= new Array(capital.count);
  capital.texts[row] ??= [projects.name(row), projects.place_name(row), projects.postcode(row), projects.reference(row), projectBody(estate, row)]
    .filter(Boolean).join("\n").toLowerCase();
  return capital.texts[row];
}

const projectName = (estate, row) => estate.projects.name(row) ?? say("no_name");
const projectBody = (estate, row) => {
  const agency = estate.block.projects.agency[row];
  return agency < 0 ? say("agency_unknown") : estate.agencies.name(agency);
};

// Number and money of some projects, in all and by how they are placed.
function totalsOf(estate, rows, year) {
  const { capital } = estate;
  const none = () => ({ count: 0, amount: 0, without: 0 });
  const all = none();
  const levels = LEVELS.map(none);
  const methods = new Map();
  for (const row of rows) {
    const method = estate.projects.method(row) ?? "none";
    if (!methods.has(method)) methods.set(method, none());
    const amount = moneyIn(capital, row, year);
    for (const of of [all, levels[capital.level[row]], methods.get(method)]) {
      of.count += 1;
      if (Number.isNaN(amount)) of.without += 1;
      else of.amount += amount;
    }
  }
  return { all, levels, methods };
}

const countOf = (n, name) => `${whole.format(n)} ${words.capital.nouns[name][n === 1 ? 0 : 1]}`;

// "£x in n projects: £y in m placed at a building or point, ... j projects say no £."
function totalsWords(estate, rows, year) {
  const { all, levels } = totalsOf(estate, rows, year);
  const hasMoney = estate.shows.has("amounts");
  const parts = levels.map((of, at) => (of.count ? `${hasMoney && of.without < of.count ? say("totals", { sum: money(of.amount), n: whole.format(of.count) }) : whole.format(of.count)} ${say(`level_${LEVELS[at]}`)}` : null)).filter(Boolean);
  const head = hasMoney && all.without < all.count ? say("totals", { sum: money(all.amount), n: countOf(all.count, "project") }) : countOf(all.count, "project");
  const said = all.count ? `${head}: ${parts.join(", ")}.` : `${head}.`;
  if (!hasMoney || !all.without) return said;
  return `${said} ${say(year < 0 ? "totals_without" : "totals_without_year", { n: countOf(all.without, "say") })}`;
}

// How many of the projects shown each choice of a filter has, where a page has projects alone.
function projectTally(estate, found, name) {
  const read = {
    agency: (row) => (estate.block.projects.agency[row] < 0 ? NONE : estate.agencies.agency_id(estate.block.projects.agency[row])),
    service: (row) => estate.projects.service(row) ?? NONE,
    sector: (row) => SECTORS[estate.capital.sector[row]],
  }[name];
  const counts = new Map();
  if (read) for (const row of found.projects) counts.set(read(row), (counts.get(read(row)) ?? 0) + 1);
  return counts;
}

function extendByProjects(estate, bounds) {
  const { lat, lon } = estate.project;
  for (let row = 0; row < estate.capital.count; row += 1) if (!Number.isNaN(lat[row]) && !estate.capital.isOutside[row]) bounds.extend([lat[row], lon[row]]);
}

// What one project costs, in all or in the year chosen; nothing where the audience may not see it.
function projectMoney({ estate, state }, row) {
  if (!estate.shows.has("amounts")) return "";
  const amount = moneyIn(estate.capital, row, estate.capital.yearOf.get(state.year) ?? -1);
  return Number.isNaN(amount) ? say("money_none") : money(amount);
}
