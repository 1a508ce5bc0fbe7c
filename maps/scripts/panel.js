// The evidence of one property or project: who, what, how well used and why, from which row.

const FACTS = [
  "role", "services", "property_kind", "tenure", "is_leased_out", "status", "status_date", "address", "postcode",
  "uprn", "urn", "ods_code", "title_number", "floor_area_m2", "floor_area_basis", "site_area_m2", "unused_area_m2",
  "unused_pct", "non_clinical_pct", "unused_land_m2", "staff_fte", "workstations_count", "capacity_count",
  "occupied_count", "opening_hours_week", "running_cost_gbp", "rent_gbp", "backlog_gbp", "condition_grade",
  "value_gbp", "value_date", "lease_start_date", "lease_end_date", "lease_break_date", "break_notice_months",
  "constraints",
];
const WHERE_FACTS = [
  "authority", "ward", "lsoa", "imd_decile", "lsoa_population_count", "county", "police_area", "fire_area", "region",
];
const PROJECT_FACTS = [
  "service", "works", "project_stage", "commitment", "start_date", "end_date", "dates_accuracy_days", "total_gbp", "original_gbp",
  "longstop_date", "homes_count", "floor_area_m2", "reference", "address", "postcode", "place_name",
];

function facts(table, row, names) {
  const list = element("dl", { class: "facts" });
  for (const name of names) {
    const value = table[name](row);
    if (value === null || (name === "role" && value === "unknown")) continue;
    list.append(element("div", {}, element("dt", {}, words.columns[name]), element("dd", {}, shown(name, value))));
  }
  return list.childElementCount ? list : null;
}

function bandMark(estate, band) {
  return element("span", { class: `band band-${band}` },
    symbolPicture((pen, x, y) => drawSymbol(pen, x, y, BAND_LOOKS[BANDS.indexOf(band)])), coded("band", band));
}

function sectorMark(sector, hollow) {
  const look = SECTOR_LOOKS[SECTORS.indexOf(sector)];
  return symbolPicture((pen, x, y) => drawSymbol(pen, x, y, look, { hollow }));
}

function placeWords(estate, site) {
  if (isPlaced(estate, site)) {
    const within = estate.sites.accuracy_m(site);
    return within === null ? "" : say("place_within", { n: whole.format(within) });
  }
  return estate.isVague[site] ? say("place_vague") : say("place_none");
}

function sitePanel(app, site) {
  const { estate } = app;
  const parts = [
    element("h2", { tabindex: "-1", id: "detail-head" }, siteName(estate, site)),
    element("p", { class: "quiet" }, placeWords(estate, site)),
  ];
  if (estate.isPrivate[site]) parts.push(element("p", { class: "flag" }, say("private")));
  if (estate.isOutside[site]) parts.push(element("p", { class: "flag" }, say("outside")));
  parts.push(element("p", { class: "actions" },
    isPlaced(estate, site)
      ? element("button", { type: "button", class: "plain", onclick: () => app.goTo(site) }, say("show_on_map")) : null,
    element("button", { type: "button", class: "plain", onclick: () => app.choose({}) }, say("close"))));
  for (const row of estate.holdingsOf(site)) parts.push(holdingPart(app, row));
  parts.push(wherePart(estate.sites, site), linksPart(estate, site), optionsPart(app, site), hubsPart(app, site));
  return parts;
}

function holdingPart(app, row) {
  const { estate } = app;
  const sector = SECTORS[estate.holdingSector[row]];
  const part = element("section", { class: "holding" },
    element("h3", {}, sectorMark(sector, estate.holdingPrivate[row]), holderName(estate, row)));
  if (sector !== "unknown") part.append(element("p", { class: "quiet" }, coded("sector", sector)));
  if (estate.shows.has("bands") && !estate.holdingPrivate[row]) part.append(bandPart(estate, row));
  const list = facts(estate.holdings, row, FACTS);
  if (list) part.append(list);
  if (estate.shows.has("sources")) part.append(recordsPart(estate, row));
  return part;
}

function bandPart(estate, row) {
  const { holdings, underuse } = estate;
  const box = element("div", { class: "band-box" });
  const confidence = holdings.confidence(row);
  box.append(element("p", {}, bandMark(estate, BANDS[estate.holdingBand[row]]),
    confidence ? ` ${coded("confidence", confidence)}` : ""));
  const low = holdings.spare_low_m2(row);
  const high = holdings.spare_high_m2(row);
  const spare = holdings.spare_m2(row);
  if (spare !== null) {
    const range = low !== null && high !== null && low !== high
      ? ` (${say("spare_range", { low: whole.format(low), high: whole.format(high) })})` : "";
    box.append(element("p", {}, `${say("spare")}: ${whole.format(spare)} m²${range}`));
  }
  const list = element("ul", { class: "evidence" });
  for (const record of estate.recordsOf(row)) {
    for (const rule of estate.rulesOf(record)) {
      const measured = underuse.measured(rule);
      const threshold = underuse.threshold(rule);
      const held = measured !== null && threshold !== null
        ? say("measured", { measured: fine.format(measured), threshold: fine.format(threshold), unit: underuse.unit(rule) ?? "" }) : "";
      list.append(element("li", {}, underuse.evidence(rule),
        element("span", { class: "quiet" }, ` ${held} (${underuse.rule_id(rule)} ${underuse.rule_version(rule) ?? ""})`)));
    }
  }
  if (list.childElementCount) box.append(element("p", { class: "small-head" }, say("evidence")), list);
  else if (estate.block.records.count) box.append(element("p", { class: "quiet" }, say("no_evidence")));
  const wanted = holdings.would_be_known_by(row);
  if (wanted) {
    box.append(element("p", { class: "small-head" }, say("would_be_known_by")),
      element("ul", {}, ...wanted.split("; ").map((item) => element("li", {}, item))));
  }
  return box;
}

function recordsPart(estate, row) {
  const { records } = estate;
  const list = element("ul", { class: "records" });
  for (const record of estate.recordsOf(row)) {
    const where = say(records.source_row(record) === null ? "record_in" : "record_at", {
      register: records.publisher(record) ?? records.register(record), file: records.source_file(record), row: records.source_row(record),
    });
    const reference = records.reference(record);
    const day_ = records.effective_date(record);
    list.append(element("li", {},
      element("span", {}, records.name(record) ?? say("no_name")),
      element("span", { class: "source" }, where),
      reference ? element("span", { class: "quiet" }, say("reference", { ref: reference })) : null,
      day_ ? element("span", { class: "quiet" }, `${words.columns.effective_date} ${day(day_)}`) : null,
      records.place_evidence(record) ? element("span", { class: "quiet" }, say("place_by", { evidence: records.place_evidence(record) })) : null));
  }
  const count = list.childElementCount;
  return element("details", { class: "records-box", open: count < 4 },
    element("summary", {}, `${say("records")} (${count})`), list);
}

// Why the records of a property are one, what people decided first; and what lies beside it on one campus.
function linksPart(estate, site) {
  const own = new Set();
  for (const row of estate.holdingsOf(site)) for (const record of estate.recordsOf(row)) own.add(record);
  const decided = new Set();
  const weighed = new Set();
  const beside = new Map();
  const { links, block } = estate;
  (block.links.record || []).forEach((one, link) => {
    const other = block.links.other[link];
    if (own.has(one) && own.has(other)) {
      const why = `${recordName(estate, one)} · ${recordName(estate, other)}: ${links.evidence(link)}`;
      if (links.decided(link)) decided.add(`${why}. ${say("decided_by", { who: links.decided(link) })}`);
      else weighed.add(why);
    } else if ((own.has(one) || own.has(other)) && links.relation(link) === "same-campus") {
      const neighbour = estate.holdingSite[block.records.holding[own.has(one) ? other : one]];
      if (neighbour !== undefined) beside.set(neighbour, links.evidence(link));
    }
  });
  const said = [...decided, ...weighed];
  const part = element("section", {});
  if (said.length) {
    part.append(element("h3", {}, say("same_property")),
      element("ul", { class: "why-one" }, ...said.slice(0, 8).map((text) => element("li", {}, text))));
    if (said.length > 8) part.append(element("p", { class: "quiet" }, say("more_reasons", { n: said.length - 8 })));
  }
  if (beside.size) {
    part.append(element("h3", {}, say("same_campus")), element("ul", { class: "why-one" },
      ...[...beside].slice(0, 8).map(([neighbour, why]) => element("li", {}, `${siteName(estate, neighbour)}: ${why}`))));
  }
  return part.childElementCount ? part : null;
}

function recordName(estate, record) {
  const { records } = estate;
  return `${records.name(record) ?? say("no_name")} (${records.register(record) ?? ""})`;
}

function optionsPart(app, site) {
  const { estate } = app;
  const here = [];
  for (const option of listedOptions(estate)) {
    if (optionSites(estate, option).includes(site)) here.push(option);
  }
  if (!here.length) return null;
  const list = element("ol", { class: "option-list" }, ...here.slice(0, 6).map((option) => optionItem(app, option)));
  return element("section", {}, element("h3", {}, say("options_here")), list,
    here.length > 6 ? element("p", { class: "quiet" }, say("more_options", { n: here.length - 6 })) : null);
}

function wherePart(table, row) {
  const list = facts(table, row, WHERE_FACTS);
  return list && element("section", { class: "where" }, element("h3", {}, say("where")), list);
}

function severalPanel(app, sites) {
  const list = element("ul", { class: "pick" });
  for (const site of sites.slice(0, 200)) {
    list.append(element("li", {}, element("button", { type: "button", class: "link", onclick: () => app.choose({ site }) },
      siteName(app.estate, site)), element("span", { class: "quiet" }, ` ${holdersOf(app.estate, site).join("; ")}`)));
  }
  return [element("h2", { tabindex: "-1", id: "detail-head" }, say("several", { n: whole.format(sites.length) })), list];
}
