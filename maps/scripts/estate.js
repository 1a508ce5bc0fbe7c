// The estate as the page uses it: typed arrays by site, made once from the columns of the block.

const SECTORS = [
  "county", "district", "unitary", "parish", "nhs", "police", "fire", "ambulance",
  "education", "central", "other", "unknown",
];
const SEVERAL = SECTORS.length;
const BANDS = ["surplus", "under-used", "watch", "used", "unknown"];
const GRAIN = 100000;

function makeEstate(block) {
  const shows = new Set(block.shows);
  const estate = {
    block,
    shows,
    siteCount: block.sites.count,
    sites: readers(block.sites),
    holdings: readers(block.holdings),
    records: readers(block.records),
    underuse: readers(block.underuse),
    links: readers(block.links),
    worth: readers(block.worth),
    switching: readers(block.switching),
    scenarios: readers(block.scenarios),
    moves: readers(block.moves),
    hubs: readers(block.hubs),
    projects: readers(block.projects),
    alignments: readers(block.alignments),
    agencies: readers(block.agencies),
    holdingSite: Int32Array.from(block.holdings.site),
    holdingAgency: Int32Array.from(block.holdings.agency),
    holdingsOf: grouped(block.holdings.site, block.sites.count),
    recordsOf: grouped(block.records.holding || [], block.holdings.count),
    rulesOf: grouped(block.underuse.record || [], block.records.count),
    siteIds: block.sites.site_id,
  };
  Object.assign(estate, places(block.sites.xy, block.sites.count));
  estate.project = places(block.projects.xy, block.projects.count);
  markSites(estate);
  estate.options = makeOptions(estate);
  estate.capital = makeCapital(estate);
  estate.money = makeMoney(estate);
  estate.search = searchTexts(estate);
  return estate;
}

// Longitude and latitude, and the place on the unit square of the web map (y down), by row.
function places(xy, count) {
  const lon = new Float64Array(count).fill(NaN);
  const lat = new Float64Array(count).fill(NaN);
  const x = new Float64Array(count).fill(NaN);
  const y = new Float64Array(count).fill(NaN);
  for (let row = 0; row < count; row += 1) {
    if (xy[2 * row] === null) continue;
    lon[row] = xy[2 * row] / GRAIN;
    lat[row] = xy[2 * row + 1] / GRAIN;
    x[row] = worldX(lon[row]);
    y[row] = worldY(lat[row]);
  }
  return { lon, lat, x, y };
}

const worldX = (lon) => (lon + 180) / 360;
function worldY(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

function markSites(estate) {
  const { block, holdings } = estate;
  const count = estate.siteCount;
  estate.sector = new Uint8Array(count).fill(255);
  estate.band = new Uint8Array(count).fill(BANDS.length - 1);
  estate.isPrivate = new Uint8Array(count).fill(1);
  estate.isOutside = new Uint8Array(count);
  estate.isVague = new Uint8Array(count);
  for (const site of block.sites.is_outside) estate.isOutside[site] = 1;
  for (const site of block.sites.is_vague) estate.isVague[site] = 1;
  estate.holdingSector = new Uint8Array(block.holdings.count);
  estate.holdingBand = new Uint8Array(block.holdings.count);
  estate.holdingPrivate = new Uint8Array(block.holdings.count);
  for (let row = 0; row < block.holdings.count; row += 1) {
    const site = estate.holdingSite[row];
    const agency = estate.holdingAgency[row];
    const sector = SECTORS.indexOf(agency < 0 ? "unknown" : estate.agencies.sector(agency) ?? "unknown");
    const band = BANDS.indexOf(holdings.band(row) ?? "unknown");
    const isPrivate = agency >= 0 && estate.agencies.is_public(agency) === 0;
    estate.holdingSector[row] = sector < 0 ? SECTORS.length - 1 : sector;
    estate.holdingBand[row] = band < 0 ? BANDS.length - 1 : band;
    estate.holdingPrivate[row] = isPrivate ? 1 : 0;
    if (!isPrivate) {
      estate.isPrivate[site] = 0;
      if (estate.holdingBand[row] < estate.band[site]) estate.band[site] = estate.holdingBand[row];
    }
    if (estate.sector[site] === 255) estate.sector[site] = estate.holdingSector[row];
    else if (estate.sector[site] !== estate.holdingSector[row]) estate.sector[site] = SEVERAL;
  }
  for (let site = 0; site < count; site += 1) if (estate.sector[site] === 255) estate.sector[site] = SECTORS.length - 1;
}

function searchTexts(estate) {
  const texts = new Array(estate.siteCount);
  const { holdings } = estate;
  for (let site = 0; site < estate.siteCount; site += 1) {
    const parts = [estate.sites.name(site) ?? ""];
    for (const row of estate.holdingsOf(site)) {
      const postcode = holdings.postcode(row) ?? "";
      parts.push(holdings.name(row) ?? "", holdings.address(row) ?? "", postcode, postcode.replace(" ", ""));
      parts.push(holdings.uprn(row) ?? "", holderName(estate, row));
    }
    texts[site] = [...new Set(parts)].join("\n").toLowerCase();
  }
  return texts;
}

function holderName(estate, holding) {
  const agency = estate.holdingAgency[holding];
  return agency < 0 ? say("agency_unknown") : estate.agencies.name(agency);
}

const siteName = (estate, site) => estate.sites.name(site) ?? say("no_name");
const isPlaced = (estate, site) => !Number.isNaN(estate.x[site]);

function holdersOf(estate, site) {
  return [...new Set([...estate.holdingsOf(site)].map((row) => holderName(estate, row)))];
}

function optionSites(estate, option) {
  return [estate.holdingSite[estate.block.options.host[option]], estate.holdingSite[estate.block.options.guest[option]]];
}
