// Which properties, options and projects pass the filters, and how many would pass each choice.

const NONE = "unknown";

// Every filter is one bit. A holding that fails only one filter counts for that filter's choices.
const FAILS = { agency: 1, service: 2, tenure: 4, sector: 8, band: 16 };

function makeFilters(estate, state) {
  const { holdings } = estate;
  const query = state.query.trim().toLowerCase();
  const tight = query.replace(/\s+/g, "");
  const hiddenSectors = new Set(state.hiddenSectors);
  const hiddenBands = new Set(state.hiddenBands);
  const found = {
    passes: new Uint8Array(estate.siteCount), publicCount: 0, privateCount: 0, all: 0,
    privateCounts: { agency: new Map(), service: new Map(), tenure: new Map(), sector: new Map(), band: new Map() },
    counts: { agency: new Map(), service: new Map(), tenure: new Map(), sector: new Map(), band: new Map() },
  };
  const seen = { agency: new Map(), service: new Map(), tenure: new Map(), sector: new Map(), band: new Map() };
  for (let site = 0; site < estate.siteCount; site += 1) {
    if (estate.isOutside[site]) continue;
    if (!estate.isPrivate[site]) found.all += 1;
    const text = estate.search[site];
    if (query && !text.includes(query) && !(tight.length > 3 && text.includes(tight))) continue;
    if (state.publicOnly && estate.isPrivate[site]) continue;
    if (state.place && (state.place === "on") !== isPlaced(estate, site)) continue;
    let passes = false;
    for (const row of estate.holdingsOf(site)) {
      const values = {
        agency: estate.holdingAgency[row] < 0 ? NONE : estate.agencies.agency_id(estate.holdingAgency[row]),
        service: holdings.service(row) ?? NONE,
        tenure: holdings.tenure(row) ?? NONE,
        sector: SECTORS[estate.holdingSector[row]],
        band: BANDS[estate.holdingBand[row]],
      };
      let fails = 0;
      if (state.agency && values.agency !== state.agency) fails |= FAILS.agency;
      if (state.service && values.service !== state.service) fails |= FAILS.service;
      if (state.tenure && values.tenure !== state.tenure) fails |= FAILS.tenure;
      if (hiddenSectors.has(values.sector)) fails |= FAILS.sector;
      if (hiddenBands.has(values.band)) fails |= FAILS.band;
      if (!fails) passes = true;
      countChoices(estate.isPrivate[site] ? found.privateCounts : found.counts, seen, site, values, fails);
    }
    if (!passes) continue;
    found.passes[site] = 1;
    if (estate.isPrivate[site]) found.privateCount += 1;
    else found.publicCount += 1;
  }
  found.options = passingOptions(estate, state, found.passes);
  found.projects = passingProjects(estate, state, query);
  return found;
}

function countChoices(counts, seen, site, values, fails) {
  for (const name of Object.keys(FAILS)) {
    if (fails & ~FAILS[name]) continue;
    const value = values[name];
    if (seen[name].get(value) === site) continue;
    seen[name].set(value, site);
    counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
  }
}

// An option passes where one of its ends does: what could move in here, or from here.
function passingOptions(estate, state, passes) {
  const passing = [];
  const { options } = estate;
  for (let option = 0; option < estate.block.options.count; option += 1) {
    const [host, guest] = optionSites(estate, option);
    if (!passes[host] && !passes[guest]) continue;
    if (!state.vetoed && options.vetoes(option) !== null) continue;
    if ((options.score(option) ?? 0) * 100 < state.minScore) continue;
    if (state.maxDistance && options.distance_m(option) > state.maxDistance) continue;
    passing.push(option);
  }
  return passing;
}

function passingProjects(estate, state, query) {
  const passing = [];
  const { projects } = estate;
  for (let row = 0; row < estate.block.projects.count; row += 1) {
    const agency = estate.block.projects.agency[row];
    if (state.agency && (agency < 0 ? NONE : estate.agencies.agency_id(agency)) !== state.agency) continue;
    if (state.service && (projects.service(row) ?? NONE) !== state.service) continue;
    const text = `${projects.name(row) ?? ""}\n${projects.place_name(row) ?? ""}\n${projects.postcode(row) ?? ""}`;
    if (query && !text.toLowerCase().includes(query)) continue;
    passing.push(row);
  }
  return passing;
}
