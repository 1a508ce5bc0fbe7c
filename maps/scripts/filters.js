// Which properties, options and projects pass the filters, and how many would pass each choice.

const NONE = "unknown";

// Every filter is one bit. A holding that fails only one filter counts for that filter's choices.
const FILTERS = ["agency", "service", "tenure", "sector", "band"];

// Each holding's choice in each filter as a small whole number, so that filtering is arithmetic.
function makeCodes(estate) {
  const count = estate.block.holdings.count;
  const of = {
    agency: (row) => (estate.holdingAgency[row] < 0 ? NONE : estate.agencies.agency_id(estate.holdingAgency[row])),
    service: (row) => estate.holdings.service(row) ?? NONE,
    tenure: (row) => estate.holdings.tenure(row) ?? NONE,
    sector: (row) => SECTORS[estate.holdingSector[row]],
    band: (row) => BANDS[estate.holdingBand[row]],
  };
  return FILTERS.map((name, bit) => {
    const places = new Map();
    const rows = new Int32Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = of[name](row);
      if (!places.has(value)) places.set(value, places.size);
      rows[row] = places.get(value);
    }
    return { name, bit: 1 << bit, rows, values: [...places.keys()] };
  });
}

// For each value of a filter, whether the state lets it through.
function allowedValues(state, { name, values }) {
  if (name === "sector") return values.map((value) => !state.hiddenSectors.includes(value));
  if (name === "band") return values.map((value) => !state.hiddenBands.includes(value));
  return values.map((value) => !state[name] || state[name] === value);
}

function makeFilters(estate, state) {
  estate.codes ??= makeCodes(estate);
  const query = state.query.trim().toLowerCase();
  const tight = query.replace(/\s+/g, "");
  const filters = estate.codes.map((filter) => ({
    ...filter,
    allowed: allowedValues(state, filter),
    counts: [new Int32Array(filter.values.length), new Int32Array(filter.values.length)],
    seen: new Int32Array(filter.values.length).fill(-1),
  }));
  const found = { passes: new Uint8Array(estate.siteCount), publicCount: 0, privateCount: 0, all: 0 };
  for (let site = 0; site < estate.siteCount; site += 1) {
    if (estate.isOutside[site]) continue;
    const isPrivate = estate.isPrivate[site];
    if (!isPrivate) found.all += 1;
    if (state.publicOnly && isPrivate) continue;
    if (state.place && (state.place === "on") !== isPlaced(estate, site)) continue;
    if (query && !matches(estate.search[site], query, tight)) continue;
    if (!sitePasses(estate, filters, site, isPrivate)) continue;
    found.passes[site] = 1;
    if (isPrivate) found.privateCount += 1;
    else found.publicCount += 1;
  }
  const tallies = (side) => Object.fromEntries(filters.map(({ name, values, counts }) =>
    [name, new Map(values.map((value, at) => [value, counts[side][at]]))]));
  found.counts = tallies(0);
  found.privateCounts = tallies(1);
  Object.assign(found, passingOptions(estate, state, found.passes));
  found.projects = passingProjects(estate, state);
  return found;
}

const matches = (text, query, tight) => text.includes(query) || (tight.length > 3 && text.includes(tight));

// Whether any holding of a site passes every filter; counts the choices on the way, once per site.
function sitePasses(estate, filters, site, isPrivate) {
  let passes = false;
  for (const row of estate.holdingsOf(site)) {
    let fails = 0;
    for (const filter of filters) if (!filter.allowed[filter.rows[row]]) fails |= filter.bit;
    if (!fails) passes = true;
    for (const filter of filters) {
      if (fails & ~filter.bit) continue;
      const value = filter.rows[row];
      if (filter.seen[value] === site) continue;
      filter.seen[value] = site;
      filter.counts[isPrivate ? 1 : 0][value] += 1;
    }
  }
  return passes;
}

// An option passes where one of its ends does: what could move in here, or from here.
// `undecided` are those that pass whatever people decided.
function passingOptions(estate, state, passes) {
  const undecided = [];
  const { options } = estate;
  for (const option of listedOptions(estate)) {
    const [host, guest] = optionSites(estate, option);
    if (!passes[host] && !passes[guest]) continue;
    if (!state.vetoed && options.vetoes(option) !== null) continue;
    if ((options.score(option) ?? 0) * 100 < state.minScore) continue;
    if (state.maxDistance && options.distance_m(option) > state.maxDistance) continue;
    if (state.agency && !isHeldBy(estate, options.host(option), state.agency) && !isHeldBy(estate, options.guest(option), state.agency)) continue;
    undecided.push(option);
  }
  const kept = state.decided ? undecided.filter((option) => (options.decision(option) ?? "open") === state.decided) : undecided;
  return { options: kept, undecided };
}
