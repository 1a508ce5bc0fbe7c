// Projects on the canvas: circles whose area is their money, and the line of one alignment.

const LARGEST_PX = 30;
const SMALLEST_PX = 2.5;
const PLAIN_PX = 6;
const DOT_PX = 3.5; // too small for a line to be seen as dashed: a dot
const PAPER_VEIL = "rgba(251, 251, 250, 0.62)";
const MATCH = "#111827";
const DASHES = { approved: [], indicative: [5, 3], unknown: [1.5, 2.5] };
// What is shown of projects stands above the properties; these lists are of projects.
const CAPITAL_TABLES = ["projects", "alignments", "matrix", "timeline", "funding"];

// Whether the page is about projects now: properties are drawn pale, projects above them.
function isCapitalView({ state, estate }) {
  const asked = state.tab === "capital" || CAPITAL_TABLES.includes(state.table) || state.year || state.project || state.alignment;
  return Boolean(estate.block.projects.count && state.projects && (asked || !estate.siteCount || !state.sites));
}

// The money that the largest circle stands for: the largest of all in total, or in any one year.
function largestAmount({ capital }, year) {
  capital.largest ??= new Map();
  const key = year < 0 ? "all" : "year";
  if (!capital.largest.has(key)) {
    let most = 0;
    for (const amounts of year < 0 ? [capital.amount] : capital.byYear) {
      amounts.forEach((amount, row) => { if (!capital.isOutside[row] && Math.abs(amount) > most) most = Math.abs(amount); });
    }
    capital.largest.set(key, most);
  }
  return capital.largest.get(key);
}

const radiusOfAmount = (amount, largest) => Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(Math.abs(amount) / largest));
const hasAmount = (amount) => !Number.isNaN(amount);

function drawProjectCircle(pen, x, y, { radius, colour, commitment, isHollow = false, isChosen = false, isSquare = false }) {
  pen.beginPath();
  if (isSquare) pen.rect(x - radius * 0.886, y - radius * 0.886, radius * 1.772, radius * 1.772);
  else pen.arc(x, y, radius, 0, 7);
  if (isHollow || isSquare) {
    pen.fillStyle = isSquare ? "rgba(255,255,255,0.72)" : "#ffffff";
    pen.fill();
  } else {
    pen.globalAlpha = radius < DOT_PX ? 0.75 : 0.38;
    pen.fillStyle = colour;
    pen.fill();
    pen.globalAlpha = 1;
    if (radius < DOT_PX && !isChosen) return;
  }
  if (radius > 9 || isChosen) {
    pen.lineWidth = isChosen ? 6 : 3;
    pen.strokeStyle = "rgba(255,255,255,0.9)";
    pen.stroke();
  }
  pen.setLineDash((DASHES[commitment] ?? DASHES.unknown).map((length) => length * Math.min(1, radius / 7)));
  pen.lineWidth = isChosen ? 3.5 : radius > 5 ? 1.8 : 1.2;
  pen.strokeStyle = isChosen ? "#0b0c0c" : colour;
  pen.stroke();
  pen.setLineDash([]);
}

// Projects that share one vague place are one square, with their number and their money together.
function joinRough(rough, mark) {
  const key = `${Math.round(mark.x)},${Math.round(mark.y)}`;
  const other = rough.get(key);
  if (!other) {
    rough.set(key, mark);
    return;
  }
  other.rows.push(...mark.rows);
  other.amount += mark.amount;
  other.isHollow &&= mark.isHollow;
  other.isChosen ||= mark.isChosen;
}

EstateLayer.include({
  // Marks of the projects that pass, largest first, so that the small lie on top.
  projectMarks() {
    const { estate, found, state } = this.app;
    const { capital, project } = estate;
    const { width, height, world, left, top } = this.view;
    const year = chosenYear(this.app);
    const largest = largestAmount(estate, year);
    const marks = [];
    const rough = new Map();
    const ends = new Set(this.app.chosenProjects());
    const rows = ends.size ? [...found.projects, ...[...ends].filter((row) => capital.isOutside[row])] : found.projects;
    for (const row of rows) {
      if (Number.isNaN(project.x[row])) continue;
      const x = project.x[row] * world - left;
      const y = project.y[row] * world - top;
      if (x < -LARGEST_PX || y < -LARGEST_PX || x > width + LARGEST_PX || y > height + LARGEST_PX) continue;
      const amount = moneyIn(capital, row, year);
      const mark = { rows: [row], x, y, amount: hasAmount(amount) ? amount : 0, isHollow: !hasAmount(amount), isRough: Boolean(capital.isRough[row]), isChosen: ends.has(row) };
      if (mark.isRough) joinRough(rough, mark);
      else marks.push(mark);
    }
    for (const mark of [...marks, ...rough.values()]) {
      mark.radius = mark.isHollow ? PLAIN_PX : Math.min(LARGEST_PX * 1.5, radiusOfAmount(mark.amount, largest));
      if (mark.isRough) mark.radius = Math.max(mark.radius, 8);
    }
    return [...rough.values(), ...marks].sort((a, b) => (a.isChosen - b.isChosen) || b.radius - a.radius || a.rows[0] - b.rows[0]);
  },

  drawProjects() {
    const { estate } = this.app;
    const { pen } = this.view;
    const year = chosenYear(this.app);
    const isAbove = isCapitalView(this.app);
    const hidden = new Map();
    for (const mark of this.projectMarks()) {
      const cover = isAbove ? null : this.coverOf(mark);
      if (cover) {
        hidden.set(cover, [...(hidden.get(cover) ?? []), ...mark.rows]);
        continue;
      }
      const row = mark.rows[0];
      const looks = mark.rows.length === 1 ? { colour: SECTOR_LOOKS[estate.capital.sector[row]].colour, commitment: commitmentOf(estate, row, year) } : { colour: "#374151", commitment: "approved" };
      drawProjectCircle(pen, mark.x, mark.y, { ...mark, ...looks, isSquare: mark.isRough });
      if (mark.isRough && mark.rows.length > 1) this.label(String(mark.rows.length), mark.x, mark.y);
      this.drawn.push({ kind: "project", rows: mark.rows, x: mark.x, y: mark.y, radius: Math.max(mark.radius, 7) });
    }
    this.flags = [...hidden].map(([group, rows]) => {
      const rim = group.sites.length > 1 ? group.radius * 0.72 : 4;
      return { rows, x: group.x + rim, y: group.y - rim + 4 };
    });
  },

  // The bubble or symbol under which a mark would not be seen.
  coverOf({ x, y, radius }) {
    this.coverCells ??= this.makeCoverCells();
    for (const group of this.coverCells.get(`${Math.floor(x / CELL)},${Math.floor(y / CELL)}`) ?? []) {
      const rim = group.sites.length > 1 ? group.radius : 7;
      if (radius < rim + 2 && Math.hypot(group.x - x, group.y - y) < rim + 4) return group;
    }
    return null;
  },

  makeCoverCells() {
    const cells = new Map();
    for (const group of this.groups) {
      const cx = Math.floor(group.x / CELL);
      const cy = Math.floor(group.y / CELL);
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          const key = `${cx + dx},${cy + dy}`;
          if (cells.has(key)) cells.get(key).push(group);
          else cells.set(key, [group]);
        }
      }
    }
    return cells;
  },

  label(text, x, y) {
    const { pen } = this.view;
    pen.font = "600 11px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = "#0b0c0c";
    pen.fillText(text, x, y + 0.5);
  },

  // Projects that lie under a bubble are flagged at its rim, with their number.
  drawFlags() {
    const { pen } = this.view;
    for (const { rows, x, y } of this.flags ?? []) {
      drawProject(pen, x, y);
      if (rows.length > 1) {
        pen.font = "700 11px system-ui, sans-serif";
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        pen.lineWidth = 3.5;
        pen.strokeStyle = "#ffffff";
        pen.strokeText(rows.length, x + 13, y - 12);
        pen.fillStyle = PROJECT;
        pen.fillText(rows.length, x + 13, y - 12);
      }
      this.drawn.push({ kind: "project", rows, x: x + 7, y: y - 10, radius: 12 });
    }
  },

  drawVeil() {
    const { pen, width, height } = this.view;
    pen.fillStyle = PAPER_VEIL;
    pen.fillRect(0, 0, width, height);
  },

  // The chosen alignment: a line between its ends, or a ring round its one place.
  drawMatch() {
    const row = chosenAlignment(this.app);
    const ends = row < 0 ? null : alignmentEnds(this.app.estate, row);
    if (!ends) return;
    const { pen } = this.view;
    const [x0, y0] = this.at(worldX(ends[0]), worldY(ends[1]));
    const [x1, y1] = this.at(worldX(ends[2]), worldY(ends[3]));
    const isPoint = Math.hypot(x1 - x0, y1 - y0) < 4;
    for (const [line, colour] of [[7, "#ffffff"], [3.5, MATCH]]) {
      pen.beginPath();
      if (isPoint) pen.arc(x0, y0, 16, 0, 7);
      else {
        pen.moveTo(x0, y0);
        pen.lineTo(x1, y1);
      }
      pen.lineCap = "round";
      pen.lineWidth = line;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  },

  // All projects whose middle lies where that of the one found does: one click opens them all.
  stacked(item) {
    const rows = new Set(item.rows);
    for (const other of this.drawn) if (other.kind === "project" && Math.hypot(other.x - item.x, other.y - item.y) < 3) for (const row of other.rows) rows.add(row);
    return { ...item, rows: [...rows].sort((a, b) => a - b) };
  },
});

// Sizes in the key: the largest circle, and round amounts a tenth and a hundredth of it.
function sizeKey(app) {
  const { estate } = app;
  const year = chosenYear(app);
  const largest = largestAmount(estate, year);
  if (!estate.shows.has("amounts") || !largest) return [];
  const top = 10 ** Math.floor(Math.log10(largest));
  const first = largest >= 5 * top ? 5 * top : largest >= 2 * top ? 2 * top : top;
  return [first, first / 10, first / 100].map((amount) => [radiusOfAmount(amount, largest), moneyShort(amount)]);
}

function projectKey(app) {
  const { estate } = app;
  const { capital } = estate;
  if (!estate.block.projects.count) return [];
  const year = chosenYear(app);
  const item = (picture, text) => element("li", {}, picture, element("span", {}, text));
  const circle = (radius, looks) => symbolPicture((pen, x, y) => drawProjectCircle(pen, x, y, { radius, colour: "#57606a", ...looks }), Math.max(20, 2 * radius + 6), Math.max(20, 2 * radius + 6));
  const used = new Set();
  let [without, rough] = [false, false];
  for (const row of app.found.projects) {
    used.add(commitmentOf(estate, row, year));
    if (!hasAmount(moneyIn(capital, row, year))) without = true;
    if (capital.isRough[row] && !Number.isNaN(estate.project.x[row])) rough = true;
  }
  const sizes = sizeKey(app).map(([radius, text]) => item(circle(radius, { commitment: "approved" }), text));
  const lines = COMMITMENTS.filter((code) => used.has(code)).map((code) => item(circle(7, { commitment: code }), say("key_commitment", { commitment: coded("commitment", code) })));
  return [
    ...(sizes.length ? [element("li", { class: "key-head" }, say(year < 0 ? "key_sizes" : "key_sizes_year"))] : []), ...sizes, ...lines,
    without && estate.shows.has("amounts") ? item(circle(PLAIN_PX, { commitment: "approved", isHollow: true }), words.legend.project_hollow) : null,
    rough ? item(circle(8, { commitment: "approved", isSquare: true }), words.legend.project_rough) : null,
    isCapitalView(app) ? null : item(symbolPicture((pen, x, y) => drawProject(pen, x - 5, y + 8)), words.legend.project),
  ].filter(Boolean);
}
