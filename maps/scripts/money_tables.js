// What stands beside the accounts: who pays for the same, where it is provided twice, property, sources, ceilings.

function fundersPart(app, choice) {
  const { funders, names } = app.estate.money;
  const rows = chosenRows(funders, choice);
  if (!rows.length) return [];
  const lines = rows.sort((a, b) => funders.amount_gbp(b) - funders.amount_gbp(a)).map((row) => {
    const bodies = String(funders.agency_ids(row)).split("; ").map((id) => names[id] ?? id).join("; ");
    const largest = funders.largest_share_pct(row);
    return [[coded("spending_service", funders.service(row)), element("span", { class: "block quiet" }, bodies)], whole.format(funders.agencies_count(row)),
      money(funders.amount_gbp(row)), largest === null ? say("not_known") : `${fine.format(largest)} %`];
  });
  return [moneyFold(app, "funders_head", element("p", { class: "quiet" }, tell("funders_note")),
    plainTable("funders_caption", ["service_head", "bodies_head", "amount_head", "largest_head"], lines, [1, 2, 3]))];
}

function provisionRow(app) {
  const { provision } = app.estate.money;
  return rowNumbers(provision.size()).find((row) => provision.service(row) === app.state.provision) ?? -1;
}

// The properties of one service with another body's of the same within the walk, of those that are on the page.
function provisionSites(app) {
  const row = provisionRow(app);
  return row < 0 ? [] : app.estate.block.money.provision.sites[row];
}

function provisionPart(app) {
  const { provision } = app.estate.money;
  if (!provision.size()) return [];
  const order = rowNumbers(provision.size()).sort((a, b) => provision.near_other_body_count(b) - provision.near_other_body_count(a) || collator.compare(coded("service", provision.service(a)), coded("service", provision.service(b))));
  const lines = order.map((row) => {
    const code = provision.service(row);
    const sites = app.estate.block.money.provision.sites[row];
    const isOn = app.state.provision === code;
    const button = sites.length ? element("button", { type: "button", class: "link", id: `provision-${code}`, "aria-pressed": String(isOn),
      onclick: () => { app.change({ provision: isOn ? "" : code }); if (!isOn) app.goToSites(sites); } }, tell(isOn ? "provision_hide" : "provision_show")) : "";
    return [[coded("service", code), " ", button], whole.format(provision.sites_count(row)), whole.format(provision.agencies_count(row)),
      whole.format(provision.near_sites_count(row)), whole.format(provision.near_other_body_count(row))];
  });
  const walk = fine.format(provision.walk_min(0));
  const chosen = provisionRow(app);
  const list = chosen < 0 ? null : element("ul", { id: "provision-sites" }, ...provisionSites(app).map((site) => element("li", {},
    element("button", { type: "button", class: "link", onclick: () => app.choose({ site }, { focus: true }) }, siteName(app.estate, site)), ` ${holdersOf(app.estate, site).join("; ")}`)));
  return [moneyFold(app, "provision_head", element("p", { class: "quiet" }, tell("provision_note", { n: walk })),
    plainTable("provision_caption", ["provision_service", "provision_sites", "bodies_head", "provision_near", "provision_other"], lines, [1, 2, 3, 4]), list)];
}

function propertyPart(app) {
  const { property, names, years } = app.estate.money;
  if (!property.size()) return [];
  const { year } = moneyChoice(app);
  const all = rowNumbers(property.size());
  const inYear = all.filter((row) => (property.financial_year(row) ?? NOT_SAID) === year);
  const rows = years.length ? inYear : all;
  if (!rows.length) return [];
  const body = (row) => (property.agency_id(row) === null ? tell("all_bodies") : names[property.agency_id(row)] ?? property.agency_id(row));
  const what = (row) => (property.service(row) === null ? tell("all_services") : coded("spending_service", property.service(row)));
  const order = rows.sort((a, b) => (property.agency_id(b) === null) - (property.agency_id(a) === null) || (property.service(b) === null) - (property.service(a) === null) || property.property_gbp(b) - property.property_gbp(a));
  const lines = order.map((row) => {
    const share = property.share_pct(row);
    return [[body(row), element("span", { class: "block quiet" }, what(row))], money(property.property_gbp(row)), money(property.spend_gbp(row)),
      [share === null ? say("not_known") : `${fine.format(share)} %`]];
  });
  const said = (name, head) => {
    const all_ = [...new Set(order.flatMap((row) => (property[name](row) === null ? [] : name === "missing" ? property[name](row).split("; ") : [property[name](row)])))];
    return all_.length ? element("p", { class: "quiet" }, `${tell(head)}: ${all_.join("; ")}.`) : null;
  };
  return [moneyFold(app, "property_head", plainTable("property_caption", ["body_head", "property_cost", "spend_head", "share_head"], lines, [1, 2, 3]),
    said("basis", "property_basis"), said("missing", "property_missing"))];
}

// All that the lists give of a year, as the sum of what became of it; nothing where areas overlap, or the lists are not shown.
function readWords(app, { year }) {
  const { money: book } = app.estate;
  const whole_ = { year, budget: ALL_YEARS };
  const sum = (name) => sumOf(book[name], chosenRows(book[name], whole_), "amount_gbp");
  const [read, mapped, unmapped, transfers] = ["read", book.is_estate ? "accounts" : "mapped", "unmapped", "transfers"].map(sum);
  const left = read - mapped - unmapped - transfers;
  if (!chosenRows(book.read, whole_).length || left < -1) return null;
  const parts = [[book.is_estate ? "part_estate" : "part_counted", mapped], ["part_unmapped", unmapped], ["part_transfers", transfers], ["part_left", left]]
    .filter(([, amount]) => Math.abs(amount) > 1).map(([name, amount]) => tell(name, { sum: money(amount) }));
  return parts.length ? tell("reconciled_all_of", { year: year === NOT_SAID ? tell("year_unknown") : year, read: money(read), parts: parts.join(" + ") }) : null;
}

function reconciledPart(app, { choice }) {
  const { reconciled, registers } = app.estate.money;
  const rows = rowNumbers(reconciled.size()).filter((row) => reconciled.financial_year(row) === null || reconciled.financial_year(row) === choice.year);
  const all = readWords(app, choice);
  const read = all ? element("p", { id: "money-read" }, all) : null;
  if (!rows.length) return read ? [moneyFold(app, "reconciled_head", read)] : [];
  const off = rows.filter((row) => Math.abs(reconciled.difference_gbp(row)) >= 0.5);
  const lines = rows.map((row) => [
    [reconciled.what(row), element("span", { class: "block quiet" }, registers[reconciled.register_id(row)] ?? reconciled.register_id(row))],
    money(reconciled.stated_gbp(row)), money(reconciled.read_gbp(row)), money(reconciled.difference_gbp(row)),
    `${whole.format(reconciled.differing_count(row))} / ${whole.format(reconciled.rows_count(row))}`]);
  return [moneyFold(app, "reconciled_head", read, element("p", {}, off.length ? tell("reconciled_off", { n: whole.format(off.length), all: whole.format(rows.length) }) : tell("reconciled_all", { all: whole.format(rows.length) })),
    plainTable("reconciled_caption", ["what_head", "stated_head", "read_head", "difference_head", "differing_head"], lines, [1, 2, 3, 4]))];
}

function ceilingsPart(app, choice) {
  const { ceilings } = app.estate.money;
  const rows = rowNumbers(ceilings.size()).filter((row) => ceilings.financial_year(row) === choice.year
    && (choice.budget === ALL_YEARS || ceilings.budget(row) === null || ceilings.budget(row) === choice.budget));
  if (!rows.length) return [];
  const known = (value, format) => (value === null ? say("not_known") : format(value));
  const lines = rows.sort((a, b) => (ceilings.service(b) === null) - (ceilings.service(a) === null)).map((row) => [
    [ceilings.service(row) === null ? tell("all_services") : coded("spending_service", ceilings.service(row)), element("span", { class: "block quiet" }, tell(`budget_${ceilings.budget(row) ?? "all"}`))],
    known(ceilings.counted_per_head_gbp(row), headMoney), known(ceilings.ceiling_per_head_gbp(row), headMoney), known(ceilings.share_pct(row), (share) => `${fine.format(share)} %`)]);
  return [moneyFold(app, "ceilings_head", element("p", { class: "quiet" }, tell("ceilings_note", { region: ceilings.region_code(rows[0]) })),
    plainTable("ceilings_caption", ["service_head", "counted_head", "ceiling_head", "share_head"], lines, [1, 2, 3]))];
}
