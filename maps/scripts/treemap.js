// The accounts as a map of boxes: as large as their money, opened by a press, with the same numbers as a table.

const MAP_WIDE = 100;
const MAP_HIGH = 72;
//: A box smaller than this, in hundredths of the map's width or height, has no words and takes no focus.
const TILE_WIDE = 9;
const TILE_HIGH = 7.5;

// Rows of boxes as near to squares as can be (Bruls, Huizing and van Wijk 2000); amounts fall, none is negative.
function squarified(amounts, width, height) {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const boxes = [];
  if (!(total > 0)) return boxes;
  let free = { x: 0, y: 0, wide: width, high: height };
  const areas = amounts.map((amount) => (amount * width * height) / total);
  let at = 0;
  while (at < areas.length) {
    const side = Math.min(free.wide, free.high);
    let end = at + 1;
    while (end < areas.length && worst(areas.slice(at, end + 1), side) <= worst(areas.slice(at, end), side)) end += 1;
    const row = areas.slice(at, end);
    const sum = row.reduce((one, other) => one + other, 0);
    const depth = side > 0 ? sum / side : 0;
    let along = 0;
    const stands = free.wide >= free.high;
    for (const area of row) {
      const length = depth > 0 ? area / depth : 0;
      boxes.push(stands ? { x: free.x, y: free.y + along, wide: depth, high: length } : { x: free.x + along, y: free.y, wide: length, high: depth });
      along += length;
    }
    free = stands ? { ...free, x: free.x + depth, wide: Math.max(0, free.wide - depth) } : { ...free, y: free.y + depth, high: Math.max(0, free.high - depth) };
    at = end;
  }
  return boxes;
}

function worst(row, side) {
  const sum = row.reduce((one, other) => one + other, 0);
  return Math.max((side * side * Math.max(...row)) / (sum * sum), (sum * sum) / (side * side * Math.min(...row)));
}

// Where the reader is: each step back is a button, the last is the heading of the level.
function crumbs(app, { choice, path, rows, column }) {
  const { accounts } = app.estate.money;
  const names = [tell("everything"), ...path.map((code, at) => partName(app, choice.levels[at], code))];
  const steps = names.slice(0, -1).map((name, at) => element("li", {}, element("button", { type: "button", class: "link", id: `crumb-${at}`, onclick: () => openPath(app, path.slice(0, at)) }, name)));
  const sum = spent(app, sumOf(accounts, rows, column), choice.isHead);
  return element("nav", { class: "crumbs", "aria-label": tell("crumbs") }, steps.length ? element("ol", {}, ...steps) : null,
    element("h3", { id: "money-level", tabindex: "-1" }, `${names.at(-1)}: ${sum}`));
}

function openPath(app, path) {
  app.change({ moneyPath: path.join("~") });
  document.getElementById("money-level")?.focus({ preventScroll: true });
}

function levelParts(app, level) {
  const { accounts } = app.estate.money;
  const rests = moneyFold(app, "rests_head", restsTable(app, level.rows, level.column));
  if (!level.parts.length) {
    rests.open = true;
    return [rests];
  }
  const drawn = level.parts.filter((part) => part.amount > 0);
  const below = level.parts.filter((part) => part.amount <= 0);
  const total = sumOf(accounts, level.rows, level.column);
  return [
    drawn.length ? treemap(app, level, drawn) : null,
    below.length ? element("p", { class: "flag", id: "money-below" }, tell("below", {
      list: below.map((part) => `${part.name} ${spent(app, part.amount, level.choice.isHead)}`).join("; "), total: spent(app, total, level.choice.isHead),
    })) : null,
    partsTable(app, level, total),
    rests,
  ];
}

function treemap(app, level, parts) {
  const boxes = squarified(parts.map((part) => part.amount), MAP_WIDE, MAP_HIGH);
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  const holder = element("div", { class: "treemap", role: "group", "aria-label": tell("treemap_label") });
  parts.forEach((part, at) => {
    const { x, y, wide, high } = boxes[at];
    const hasWords = wide >= TILE_WIDE && high >= TILE_HIGH;
    const amount = spent(app, part.amount, level.choice.isHead);
    const short = level.choice.isHead ? amount : moneyShort(part.amount);
    const tile = element(hasWords ? "button" : "span", {
      ...(hasWords ? { type: "button", "aria-label": tell("tile_label", { name: part.name, amount, share: shareWords(part.amount, total) }) } : { "aria-hidden": "true" }),
      class: "tile", id: `tile-${at}`, title: `${part.name}: ${amount}`, onclick: () => openPath(app, [...level.path, part.code]),
    }, ...(hasWords ? [element("span", { class: "tile-name" }, part.name), element("span", { class: "tile-sum" }, short)] : []));
    tile.style.left = `${x.toFixed(3)}%`;
    tile.style.top = `${((100 * y) / MAP_HIGH).toFixed(3)}%`;
    tile.style.width = `${wide.toFixed(3)}%`;
    tile.style.height = `${((100 * high) / MAP_HIGH).toFixed(3)}%`;
    tile.style.setProperty("--tile", tileColour(part));
    holder.append(tile);
  });
  return holder;
}

// The colour of the one kind of body that pays; of several, the colour of several.
function tileColour(part) {
  const at = part.sectors.size === 1 ? SECTORS.indexOf([...part.sectors][0]) : SEVERAL;
  return SECTOR_LOOKS[at < 0 ? SECTORS.length - 1 : at].colour;
}

function partsTable(app, level, total) {
  const { state } = app;
  const value = { name: (part) => part.name, amount: (part) => part.amount, decided: (part) => part.decided };
  const [sorted, isDown] = state.moneySort ? [state.moneySort.replace("-", ""), state.moneySort.startsWith("-")] : ["amount", true];
  const rows = sortRows(level.parts.map((_, at) => at), (at) => value[sorted](level.parts[at]), isDown).map((at) => level.parts[at]);
  const head = (name, text, look) => element("th", { scope: "col", class: look, "aria-sort": sorted === name ? (isDown ? "descending" : "ascending") : "none" },
    element("button", { type: "button", class: "sort", id: `money-sort-${name}`, onclick: () => app.change({ moneySort: sorted === name && !isDown ? `-${name}` : sorted === name ? name : name === "name" ? name : `-${name}` }) },
      text, element("span", { "aria-hidden": "true" }, sorted === name ? (isDown ? " ▼" : " ▲") : "")));
  const cell = (amount) => element("td", { class: "number" }, spent(app, amount, level.choice.isHead));
  const amountHead = tell(level.choice.isHead ? "per_head" : "amount_head");
  const body = rows.map((part, at) => element("tr", {}, element("th", { scope: "row" },
    element("button", { type: "button", class: "link", id: `part-${at}`, onclick: () => openPath(app, [...level.path, part.code]) }, part.name)),
  cell(part.amount), element("td", { class: "number" }, part.amount > 0 ? shareWords(part.amount, total) : ""), cell(part.decided)));
  const table = element("table", { class: "money-table", id: "money-parts" },
    element("caption", {}, tell("parts_caption", { level: tell(`level_${level.level}`), prices: pricesWords(app, level) })),
    element("thead", {}, element("tr", {}, head("name", tell(`level_${level.level}`)), head("amount", amountHead, "number"), element("th", { scope: "col", class: "number" }, tell("share_head")), head("decided", tell("decided_head"), "number"))),
    element("tbody", {}, ...body),
    element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, tell("total")), cell(total), element("td", { class: "number" }, shareWords(total, total)), cell(level.parts.reduce((sum, part) => sum + part.decided, 0)))));
  return element("div", {}, element("div", { class: "twin-scroll", role: "region", "aria-label": tell("parts_label"), tabindex: "0" }, table),
    element("p", { class: "actions" }, element("button", { type: "button", class: "plain", id: "money-csv", onclick: () => saveParts(app, level) }, tell("csv"))));
}

const pricesWords = (app, { column }) => (column === "real_gbp" ? tell("prices_real", { year: app.estate.money.price_base }) : tell("prices_day"));

// What the sums of a level rest on: which registers, how each amount came to the area, and how many amounts.
function restsTable(app, rows, column) {
  const { accounts, registers } = app.estate.money;
  const sums = new Map();
  for (const row of rows) {
    const parts = ["register_ids", "basis", "allocation", "share", "discretion"].map((name) => accounts[name](row) ?? "");
    const key = parts.join("~");
    const line = sums.get(key) ?? { parts, amount: 0, count: 0 };
    line.amount += accounts[column](row);
    line.count += accounts.rows_count(row);
    sums.set(key, line);
  }
  const lines = [...sums.values()].sort((a, b) => b.amount - a.amount || collator.compare(a.parts.join(), b.parts.join()));
  return plainTable("rests_caption", ["register_head", "allocation_head", "discretion_head", "amounts_head", "amount_head"], lines.map(({ parts, amount, count }) => {
    const [ids, basis, allocation, share, discretion] = parts;
    const from = String(ids).split("; ").filter(Boolean).map((id) => registers[id] ?? id).join("; ");
    const came = coded("allocation", allocation);
    return [[from || say("not_known"), element("span", { class: "block quiet" }, coded("spending_basis", basis))],
      Number(share) < 1 ? tell("allocation_share", { how: came, share: `${fine.format(100 * share)} %` }) : came,
      coded("discretion", discretion), whole.format(count), money(amount)];
  }), [3, 4]);
}

function saveParts(app, level) {
  const { block, money: book } = app.estate;
  const names = level.path.map((code, at) => partName(app, level.choice.levels[at], code));
  const heads = ["area", "financial_year", "budget", "within", level.level, "amount", "currency", "prices_of", "per_head", "decided_in_place"];
  const rows = level.parts.map((part) => [
    block.area.name, level.choice.year, level.choice.budget, names.join(" / "), part.name, part.amount.toFixed(2), block.estate.currency,
    level.column === "real_gbp" ? book.price_base : level.choice.year, book.residents === null ? "" : (part.amount / book.residents).toFixed(2), part.decided.toFixed(2),
  ]);
  saveCsv(`${block.area.id}-accounts-${level.choice.year}.csv`, [heads, ...rows]);
}

// A file of what is shown; a cell that a spreadsheet would take for a formula gets an apostrophe.
function saveCsv(name, rows) {
  const safe = (text) => (/^[=+@\t\r\n＝＋－＠]/.test(text) || (text.startsWith("-") && Number.isNaN(Number(text))) ? `'${text}` : text);
  const cell = (value) => { const text = safe(String(value)); return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; };
  const text = `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name.replace(/[^\w.-]+/g, "-") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
