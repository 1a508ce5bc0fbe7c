// The page of what changed: one list of changes, on a map, in a table and in detail.

const GRAIN = 100000;
const ROWS = 50;
const PRINTED_ROWS = 1000;
const NEAR = 13; // pixels from a symbol that still choose it

const worldX = (lon) => (lon + 180) / 360;
function worldY(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

const fileName = (path) => path.split("/").pop();

const LOOKS = {
  "added": { colour: "#00795c", shape: "circle" },
  "removed": { colour: "#b3123a", shape: "cross" },
  "moved": { colour: "#0b5394", shape: "half" },
  "re-used": { colour: "#7b2d8b", shape: "star" },
  "became-vacant": { colour: "#d9480f", shape: "triangle" },
  "became-surplus": { colour: "#9f1239", shape: "diamond" },
  "closed": { colour: "#1f2937", shape: "square" },
  "tenure": { colour: "#a16207", shape: "square" },
  "lease": { colour: "#a16207", shape: "pentagon" },
  "joined": { colour: "#1f2937", shape: "bullet" },
  "parted": { colour: "#1f2937", shape: "ring" },
  "band": { colour: "#b58900", shape: "square" },
  "location": { colour: "#57606a", shape: "small" },
  "slipped": { colour: "#d9480f", shape: "down" },
  "brought-forward": { colour: "#00795c", shape: "triangle" },
  "cost": { colour: "#0f766e", shape: "diamond" },
};
const OTHER_LOOK = { colour: "#57606a", shape: "dash" };
const lookOfKind = (kind) => LOOKS[kind] || OTHER_LOOK;

// Of records, what became of the property; the rest stands under Records.
const OF_PROPERTY = new Set(["moved", "re-used", "became-vacant", "became-surplus", "closed", "tenure", "lease"]);
// Made of several rows of registers, or of none.
const WITHOUT_ROWS = new Set(["option", "hub", "scenario", "alignment", "account"]);
const GROUPS = {
  properties: (subject, kind) => subject === "site" || (subject === "record" && OF_PROPERTY.has(kind)),
  holdings: (subject) => subject === "holding",
  records: (subject) => subject === "record",
  projects: (subject) => subject === "project",
  options: (subject) => ["option", "hub", "scenario"].includes(subject),
  alignments: (subject) => subject === "alignment",
  accounts: (subject) => subject === "account",
  all: () => true,
};

const Layer = L.Layer.extend({
  initialize(app) { this.app = app; },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "estate-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.getPane().append(this.canvas);
    map.on("moveend viewreset resize", this.draw, this);
    this.draw();
  },

  draw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const pad = size.multiplyBy(0.35).round();
    const corner = map.containerPointToLayerPoint([-pad.x, -pad.y]).round();
    L.DomUtil.setPosition(this.canvas, corner);
    const [width, height] = [size.x + 2 * pad.x, size.y + 2 * pad.y];
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    Object.assign(this.canvas, { width: width * scale, height: height * scale });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const origin = map.getPixelOrigin().add(corner);
    this.view = { pen, world: 256 * 2 ** map.getZoom(), left: origin.x, top: origin.y, width, height, pad };
    this.drawOutlines();
    this.spots = [];
    for (const row of this.app.found) this.drawLine(row);
    for (const row of [...this.app.found].reverse()) this.drawRow(row, false);
    if (this.app.chosen !== null) this.drawRow(this.app.chosen, true);
  },

  at(lon, lat) {
    return [worldX(lon / GRAIN) * this.view.world - this.view.left, worldY(lat / GRAIN) * this.view.world - this.view.top];
  },

  drawOutlines() {
    const { pen, width, height } = this.view;
    const { outlines } = this.app.block;
    pen.fillStyle = outlines.length ? "#e7eaee" : "#f6f7f8";
    pen.fillRect(0, 0, width, height);
    for (const rings of outlines) {
      pen.beginPath();
      for (const ring of rings) {
        for (let at = 0; at < ring.length; at += 2) pen[at ? "lineTo" : "moveTo"](...this.at(ring[at], ring[at + 1]));
        pen.closePath();
      }
      pen.fillStyle = "#fbfbfa";
      pen.fill("evenodd");
      pen.lineWidth = 1.5;
      pen.strokeStyle = "#505a5f";
      pen.stroke();
    }
  },

  drawLine(row) {
    const line = this.app.block.lines[row];
    if (!line || line[0] === null) return;
    const { pen } = this.view;
    pen.beginPath();
    pen.moveTo(...this.at(line[0], line[1]));
    pen.lineTo(...this.at(line[2], line[3]));
    pen.lineWidth = row === this.app.chosen ? 4 : 1.5;
    pen.strokeStyle = lookOfKind(this.app.rows.kind(row)).colour;
    pen.globalAlpha = 0.6;
    pen.stroke();
    pen.globalAlpha = 1;
  },

  drawRow(row, chosen) {
    const { xy } = this.app.block;
    if (xy[2 * row] === null) return;
    const [x, y] = this.at(xy[2 * row], xy[2 * row + 1]);
    const { pen, width, height, pad } = this.view;
    if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
    if (chosen) {
      pen.beginPath();
      pen.arc(x, y, 14, 0, 7);
      pen.lineWidth = 4;
      pen.strokeStyle = "#0b0c0c";
      pen.stroke();
    }
    drawSymbol(pen, x, y, lookOfKind(this.app.rows.kind(row)));
    if (!chosen) this.spots.push({ x: x - pad.x, y: y - pad.y, row });
  },

  // The rows under a point, the nearest first.
  under(point) {
    const near = this.spots.map((spot) => ({ ...spot, apart: Math.hypot(spot.x - point.x, spot.y - point.y) }));
    return near.filter((spot) => spot.apart <= NEAR).sort((a, b) => a.apart - b.apart || a.row - b.row).map((spot) => spot.row);
  },
});

class App {
  constructor(block) {
    this.block = block;
    this.rows = readers(block.rows);
    this.count = block.count;
    this.byId = new Map();
    this.texts = [];
    for (let row = 0; row < this.count; row += 1) {
      this.byId.set(this.rows.difference_id(row), row);
      this.texts.push([this.rows.name(row), this.rows.agency(row), this.rows.reason(row)].join("\n").toLowerCase());
    }
    this.found = [];
    this.hidden = new Set();
    this.chosen = null;
    this.page = 1;
    this.sort = "";
    this.descending = false;
    const first = Object.keys(GROUPS).find((name) => this.inGroup(name).length) || "all";
    this.group = first;
  }

  inGroup(name) {
    const rows = [];
    for (let row = 0; row < this.count; row += 1) {
      if (GROUPS[name](this.rows.subject(row), this.rows.kind(row))) rows.push(row);
    }
    return rows;
  }

  start() {
    this.map = L.map("map", { zoomSnap: 0.25, attributionControl: false, zoomAnimation: false, fadeAnimation: false, minZoom: 4, maxZoom: 20 });
    this.map.setView([53, -1.5], 6);
    this.layer = new Layer(this);
    this.makeControls();
    this.refresh();
    this.layer.addTo(this.map);
    this.fit();
    this.watchMap();
    document.documentElement.dataset.ready = "yes";
  }

  fit() {
    const { xy, outlines } = this.block;
    const points = [];
    for (let row = 0; row < this.count; row += 1) if (xy[2 * row] !== null) points.push([xy[2 * row + 1] / GRAIN, xy[2 * row] / GRAIN]);
    for (const rings of outlines) for (const ring of rings) for (let at = 0; at < ring.length; at += 2) points.push([ring[at + 1] / GRAIN, ring[at] / GRAIN]);
    if (points.length) this.map.fitBounds(L.latLngBounds(points).pad(0.05), { animate: false, maxZoom: 15 });
  }

  makeControls() {
    const subject = document.getElementById("subject");
    for (const name of Object.keys(GROUPS)) {
      const size = this.inGroup(name).length;
      if (size) subject.append(element("option", { value: name, selected: name === this.group }, `${say(name)} (${whole.format(size)})`));
    }
    subject.addEventListener("change", () => this.choose({ group: subject.value }));
    const search = document.getElementById("search");
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { this.query = search.value.trim().toLowerCase(); this.page = 1; this.refresh(); }, 120);
    });
    for (const button of document.querySelectorAll("#figures button")) {
      button.addEventListener("click", () => {
        const { group, kinds } = button.dataset;
        this.choose({ group, only: kinds.split(" ") });
      });
    }
    window.addEventListener("beforeprint", () => this.drawTable(true));
    window.addEventListener("afterprint", () => this.drawTable(false));
  }

  choose({ group, only = null }) {
    this.group = group;
    document.getElementById("subject").value = group;
    const kinds = new Set(this.inGroup(group).map((row) => this.rows.kind(row)));
    this.hidden = new Set(only ? [...kinds].filter((kind) => !only.includes(kind)) : []);
    this.page = 1;
    this.chosen = null;
    this.refresh();
  }

  refresh() {
    const all = this.inGroup(this.group);
    const passes = (row) => !this.query || this.texts[row].includes(this.query);
    const tallies = new Map();
    for (const row of all) {
      const kind = this.rows.kind(row);
      tallies.set(kind, (tallies.get(kind) || 0) + (passes(row) ? 1 : 0));
    }
    this.found = all.filter((row) => passes(row) && !this.hidden.has(this.rows.kind(row)));
    if (!this.found.includes(this.chosen)) this.chosen = null;
    this.drawKinds(tallies);
    const placed = this.found.filter((row) => this.block.xy[2 * row] !== null).length;
    document.getElementById("count").textContent = say("count", { n: whole.format(this.found.length), all: whole.format(all.length), placed: whole.format(placed) });
    this.layer.draw();
    this.drawDetail();
    this.drawTable(false);
  }

  drawKinds(tallies) {
    const box = document.getElementById("kinds");
    const held = document.activeElement?.dataset?.kind;
    const legend = box.querySelector("legend");
    const ticks = [...tallies].map(([kind, n]) => {
      const tick = element("input", { type: "checkbox", "data-kind": kind, checked: !this.hidden.has(kind), onchange: () => {
        if (tick.checked) this.hidden.delete(kind);
        else this.hidden.add(kind);
        this.page = 1;
        this.refresh();
      } });
      const picture = symbolPicture((pen, x, y) => drawSymbol(pen, x, y, lookOfKind(kind)));
      return element("label", {}, tick, picture, element("span", {}, coded("kind", kind)), element("span", { class: "tally" }, whole.format(n)));
    });
    box.replaceChildren(legend, ...ticks);
    if (held) box.querySelector(`[data-kind="${held}"]`)?.focus();
  }

  title(row) {
    return this.rows.name(row) ?? say("no_name");
  }

  open(row, { focus = false, pan = true } = {}) {
    this.chosen = row;
    const { xy } = this.block;
    if (pan && xy[2 * row] !== null) {
      const at = [xy[2 * row + 1] / GRAIN, xy[2 * row] / GRAIN];
      if (!this.map.getBounds().contains(at)) this.map.panTo(at, { animate: false });
    }
    this.layer.draw();
    this.drawDetail();
    if (focus) {
      const detail = document.getElementById("detail");
      detail.scrollIntoView({ block: "nearest" });
      detail.querySelector("h2")?.focus();
    }
  }

  drawDetail() {
    const box = document.getElementById("detail");
    const { rows, chosen: row } = this;
    if (row === null) {
      box.replaceChildren(element("p", { class: "quiet" }, say("hint")));
      return;
    }
    const fact = (name, value) => (value === null || value === "" ? null : element("div", {}, element("dt", {}, say(name)), element("dd", {}, value)));
    const source = (side) => (rows[`${side}_file`](row) === null ? say("not_there")
      : say("at", { register: rows.register_id(row) ?? "", file: fileName(rows[`${side}_file`](row)), row: rows[`${side}_row`](row) ?? "" }));
    const measure = rows.measure(row);
    const facts = [
      fact("agency", rows.agency(row)),
      fact("before", rows.before(row)),
      fact("now", rows.now(row)),
      measure === null ? null : fact("difference", `${measure > 0 ? "+" : ""}${fine.format(measure)} ${rows.unit(row) ?? ""}`),
      fact("cause", coded("cause", rows.cause(row))),
      WITHOUT_ROWS.has(rows.subject(row)) ? null : fact("source_before", source("before")),
      WITHOUT_ROWS.has(rows.subject(row)) ? null : fact("source_now", source("now")),
    ];
    const reasons = (rows.because(row) ?? "").split("; ").filter((id) => this.byId.has(id));
    box.replaceChildren(
      element("h2", { tabindex: "-1" }, this.title(row)),
      element("p", {}, element("strong", {}, coded("kind", rows.kind(row))), ` · ${rows.reason(row)}`),
      element("dl", { class: "facts" }, ...facts),
      ...(reasons.length ? [element("p", { class: "small-head" }, say("because")), element("ul", { class: "pick" }, ...reasons.map((id) => {
        const other = this.byId.get(id);
        return element("li", {}, element("button", { type: "button", class: "link", onclick: () => this.go(other) }, `${this.title(other)}: ${coded("kind", rows.kind(other))}`));
      }))] : []),
    );
  }

  // Shows a row that the present choice may not hold.
  go(row) {
    const has = (name) => GROUPS[name](this.rows.subject(row), this.rows.kind(row));
    if (!has(this.group)) this.choose({ group: Object.keys(GROUPS).find(has) });
    this.open(row, { focus: true });
  }

  columns() {
    const { rows } = this;
    const source = (row) => {
      const side = rows.now_file(row) === null ? "before" : "now";
      const file = rows[`${side}_file`](row);
      return file === null ? null : say("at", { register: rows.register_id(row) ?? "", file: fileName(file), row: rows[`${side}_row`](row) ?? "" });
    };
    return [
      ["kind", (row) => coded("kind", rows.kind(row)), (row) => element("span", { class: "mark" },
        symbolPicture((pen, x, y) => drawSymbol(pen, x, y, lookOfKind(rows.kind(row)))), coded("kind", rows.kind(row)))],
      ["name", (row) => this.title(row), (row) => element("button", { type: "button", class: "link", onclick: () => this.open(row, { focus: true }) }, this.title(row))],
      ["agency", (row) => rows.agency(row)],
      ["reason", (row) => rows.reason(row), null, "words"],
      ["source", source],
    ];
  }

  drawTable(printed) {
    const columns = this.columns();
    const rows = [...this.found];
    const sorted = columns.find(([name]) => name === this.sort);
    if (sorted) {
      const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
      const sign = this.descending ? -1 : 1;
      rows.sort((a, b) => {
        const [x, y] = [sorted[1](a), sorted[1](b)];
        if (x === null || y === null) return (x === null) - (y === null) || a - b;
        return sign * collator.compare(x, y) || a - b;
      });
    }
    const pages = Math.max(1, Math.ceil(rows.length / ROWS));
    this.page = Math.min(Math.max(1, this.page), pages);
    const from = printed ? 0 : (this.page - 1) * ROWS;
    const shownRows = rows.slice(from, from + (printed ? PRINTED_ROWS : ROWS));
    const head = element("tr", {}, ...columns.map(([name]) => this.headCell(name)));
    const body = shownRows.map((row) => element("tr", {}, ...columns.map(([, value, make, look], at) =>
      element(at ? "td" : "th", at ? { class: look } : { scope: "row" }, make ? make(row) : value(row) ?? ""))));
    const caption = rows.length ? say("show_rows", { from: whole.format(from + 1), to: whole.format(from + shownRows.length), n: whole.format(rows.length) }) : say("no_rows");
    document.getElementById("twin-scroll").replaceChildren(element("table", { class: "twin-table" },
      element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body)));
    this.drawPages(pages);
  }

  headCell(name) {
    const sorted = this.sort === name ? (this.descending ? "descending" : "ascending") : "none";
    const mark = { none: "", ascending: " ▲", descending: " ▼" }[sorted];
    const turn = () => {
      this.descending = this.sort === name ? !this.descending : false;
      this.sort = name;
      this.page = 1;
      this.drawTable(false);
      document.querySelector(`[data-sort="${name}"]`)?.focus();
    };
    return element("th", { scope: "col", "aria-sort": sorted },
      element("button", { type: "button", class: "sort", "data-sort": name, onclick: turn }, words.heads[name] + mark));
  }

  drawPages(pages) {
    const box = document.getElementById("twin-pages");
    if (pages < 2) {
      box.replaceChildren();
      return;
    }
    const step = (by, name) => element("button", { type: "button", class: "plain", "data-step": name, disabled: by < 0 ? this.page === 1 : this.page === pages, onclick: () => {
      this.page += by;
      this.drawTable(false);
      const button = box.querySelector(`[data-step="${name}"]`);
      (button.disabled ? box.querySelector("button:not(:disabled)") : button)?.focus();
    } }, say(name));
    box.replaceChildren(step(-1, "previous"), element("span", {}, say("page_of", { n: this.page, all: pages })), step(1, "next"));
  }

  watchMap() {
    const hover = document.getElementById("hover");
    this.map.on("click", (event) => {
      const rows = this.layer.under(event.containerPoint);
      if (!rows.length) return;
      const at = rows.indexOf(this.chosen);
      this.open(rows[(at + 1) % rows.length], { pan: false });
    });
    this.map.on("mousemove", (event) => {
      const rows = this.layer.under(event.containerPoint);
      this.map.getContainer().classList.toggle("over", rows.length > 0);
      hover.hidden = !rows.length;
      if (!rows.length) return;
      const lines = rows.slice(0, 4).map((row) => element("div", {}, element("span", { class: "strong" }, this.title(row)), ` · ${coded("kind", this.rows.kind(row))}`));
      hover.replaceChildren(...(rows.length > 4 ? [element("div", { class: "quiet" }, say("several", { n: rows.length }))] : []), ...lines);
      const size = this.map.getSize();
      hover.style.left = `${Math.min(event.containerPoint.x + 14, size.x - hover.offsetWidth - 6)}px`;
      hover.style.top = `${Math.min(event.containerPoint.y + 14, size.y - hover.offsetHeight - 6)}px`;
    });
    this.map.on("mouseout movestart zoomstart", () => { hover.hidden = true; });
    const box = this.map.getContainer();
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", document.querySelector(".chart").getAttribute("aria-label"));
    box.querySelector(".leaflet-control-zoom-in")?.setAttribute("aria-label", say("zoom_in_label"));
    box.querySelector(".leaflet-control-zoom-out")?.setAttribute("aria-label", say("zoom_out_label"));
    L.control.scale({ imperial: false }).addTo(this.map);
    const all = element("button", { type: "button", class: "fit", "aria-label": say("whole"), title: say("whole"), onclick: () => this.fit() }, say("whole_short"));
    const Fit = L.Control.extend({ onAdd: () => { L.DomEvent.disableClickPropagation(all); return all; } });
    new Fit({ position: "topleft" }).addTo(this.map);
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(box);
  }
}

openPage((block) => new App(block).start());
