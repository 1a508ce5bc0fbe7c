// Areas of the page shaded by what is spent there by resident; hatched where that is not known, never as nothing.

//: One hue from pale to dark, told apart without colour by how dark it is; what stands on it is drawn with a white rim.
const SHADES = ["#e8eff7", "#c3d6ea", "#93b6da", "#5d8fc4", "#2f66a3"];

function shadedKind(app) {
  const { shaded } = app.estate.money;
  return shaded.find((one) => one.kind === app.state.shadeKind) ?? shaded[0] ?? null;
}

const isShaded = (app) => app.state.tab === "money" && app.state.shade && Boolean(shadedKind(app));

// What is spent by resident in each area: null where no accounts are of it, or its residents are not known.
function shadeValues(app, kind) {
  const choice = moneyChoice(app);
  const table = readers(kind.sums);
  table.size = () => kind.sums.count;
  const rows = chosenRows(table, choice);
  const real = isReal(app, table, rows);
  const sums = kind.name.map(() => null);
  for (const row of rows) {
    const area = kind.sums.area[row];
    const [amount, head, fixed] = [table.amount_gbp(row), table.per_head_gbp(row), table.real_gbp(row)];
    sums[area] ??= { amount: 0, head: 0 };
    sums[area].amount += real ? fixed : amount;
    const scaled = head === null || (real && amount === 0) ? null : real ? (head * fixed) / amount : head;
    sums[area].head = sums[area].head === null || scaled === null ? null : sums[area].head + scaled;
  }
  return sums;
}

// Up to five classes with about as many areas each; equal amounts are never in two.
function shadeClasses(values) {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const count = Math.min(SHADES.length, new Set(known).size);
  const bounds = [];
  for (let at = 1; at < count; at += 1) bounds.push(known[Math.floor((at * known.length) / count)]);
  const classOf = (value) => (value === null ? -1 : bounds.filter((bound) => value >= bound).length);
  const classes = Array.from({ length: count }, (_, at) => {
    const own = known.filter((value) => classOf(value) === at);
    return { at, low: own[0], high: own.at(-1), count: own.length };
  }).filter((one) => one.count);
  return { classOf, classes };
}

const shadeOf = (at, count) => SHADES[count < 2 ? 2 : Math.round((at * (SHADES.length - 1)) / (count - 1))];

function hatch(pen) {
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const lines = tile.getContext("2d");
  lines.fillStyle = "#ffffff";
  lines.fillRect(0, 0, 8, 8);
  lines.beginPath();
  for (const shift of [-8, 0, 8]) { lines.moveTo(shift, 8); lines.lineTo(shift + 8, 0); }
  lines.lineWidth = 1.4;
  lines.strokeStyle = "#7b858d";
  lines.stroke();
  return pen.createPattern(tile, "repeat");
}

function drawShading(layer) {
  const { app } = layer;
  if (!isShaded(app)) return;
  const kind = shadedKind(app);
  const heads = shadeValues(app, kind).map((sum) => sum && sum.head);
  const { classOf, classes } = shadeClasses(heads);
  const { pen } = layer.view;
  const pattern = hatch(pen);
  kind.rings.forEach((rings, area) => {
    pen.beginPath();
    layer.trace(rings);
    pen.fillStyle = heads[area] === null ? pattern : shadeOf(classOf(heads[area]), classes.length);
    pen.fill("evenodd");
    pen.lineWidth = 1;
    pen.strokeStyle = "#ffffff";
    pen.stroke();
  });
}

// The amounts stand above whatever else is drawn, or a bubble would hide them.
function drawShadeLabels(layer) {
  const { app } = layer;
  const kind = isShaded(app) && shadedKind(app);
  if (!kind || kind.count > 40) return;
  const heads = shadeValues(app, kind).map((sum) => sum && sum.head);
  const { pen } = layer.view;
  pen.font = "600 12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.lineJoin = "round";
  kind.name.forEach((_, area) => {
    if (kind.at[2 * area] === null) return;
    const [x, y] = layer.at(worldX(kind.at[2 * area] / GRAIN), worldY(kind.at[2 * area + 1] / GRAIN));
    pen.lineWidth = 4;
    pen.strokeStyle = "#ffffff";
    pen.fillStyle = "#0b0c0c";
    const lines = [kind.name[area].slice(0, 40), heads[area] === null ? say("not_known") : headMoney(heads[area])];
    lines.forEach((said, at) => {
      pen.strokeText(said, x, y + 15 * at);
      pen.fillText(said, x, y + 15 * at);
    });
  });
}

function swatch(at, count) {
  return symbolPicture((pen, x, y) => {
    pen.fillStyle = at < 0 ? hatch(pen) : shadeOf(at, count);
    pen.fillRect(x - 8, y - 6, 16, 12);
    pen.strokeStyle = "#505a5f";
    pen.strokeRect(x - 8, y - 6, 16, 12);
  });
}

const spanWords = ({ low, high }) => (low === high ? headMoney(low) : tell("shade_span", { low: headMoney(low), high: headMoney(high) }));

// The key of the map while areas are shaded: each class with its bounds and how many areas are in it.
function shadeKey(app, item) {
  if (!isShaded(app)) return [];
  const kind = shadedKind(app);
  const heads = shadeValues(app, kind).map((sum) => sum && sum.head);
  const { classes } = shadeClasses(heads);
  const unknown = heads.filter((head) => head === null).length;
  return [
    ...classes.map((one) => item(swatch(one.at, classes.length), tell("shade_class", { span: spanWords(one), n: whole.format(one.count) }))),
    unknown ? item(swatch(-1), tell("shade_unknown", { n: whole.format(unknown) })) : null,
  ].filter(Boolean);
}

function shadingPart(app) {
  const { shaded } = app.estate.money;
  const kind = shadedKind(app);
  if (!kind) return [];
  const choice = moneyChoice(app);
  const sums = shadeValues(app, kind);
  const { classOf, classes } = shadeClasses(sums.map((sum) => sum && sum.head));
  const order = sortRows(rowNumbers(kind.count), (area) => sums[area] && sums[area].head, true);
  const rows = order.map((area) => {
    const sum = sums[area];
    const known = sum && sum.head !== null;
    return [[swatch(known ? classOf(sum.head) : -1, classes.length), kind.name[area]], known ? headMoney(sum.head) : say("not_known"), sum ? money(sum.amount) : say("not_known")];
  });
  const kinds = shaded.length > 1 ? moneySelect(app, "shadeKind", kind.kind, shaded.map((one) => [one.kind, tell(`shade_${one.kind}`)])) : null;
  return [moneyFold(app, "shade_head", element("p", { class: "quiet" }, tell("shade_note")), moneyTick(app, "shade", tell("shade_tick")), kinds,
    plainTable("shade_caption", ["area_head", "per_head", "amount_head"], rows, [1, 2]),
    element("p", {}, `${tell("unmapped")}: ${unmappedWords(app, choice)}`))];
}
