// Draws everything on one canvas over the map, and finds what is under the pointer.

const PAD = 0.35; // of the map's size, drawn beyond each edge so that panning shows no blank
const HIT_CELL = 40;

const EstateLayer = L.Layer.extend({
  initialize(app) {
    this.app = app;
    this.drawn = [];
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "estate-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.getPane().append(this.canvas);
    map.on("moveend viewreset resize", this.draw, this);
    this.draw();
  },

  onRemove(map) {
    map.off("moveend viewreset resize", this.draw, this);
    this.canvas.remove();
  },

  draw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize();
    const pad = size.multiplyBy(PAD).round();
    const corner = map.containerPointToLayerPoint([-pad.x, -pad.y]).round();
    L.DomUtil.setPosition(this.canvas, corner);
    const width = size.x + 2 * pad.x;
    const height = size.y + 2 * pad.y;
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const origin = map.getPixelOrigin().add(corner);
    const world = 256 * 2 ** map.getZoom();
    this.view = { pen, world, left: origin.x, top: origin.y, width, height, zoom: map.getZoom(), pad };
    this.drawn = [];
    this.drawOutlines();
    if (this.app.state.sites) this.groups = this.groupSites();
    else this.groups = [];
    this.groupOf = new Map(this.groups.flatMap((group) => group.sites.map((site) => [site, group])));
    if (this.app.state.shapes && this.app.state.sites) this.drawShapes();
    this.coverCells = null;
    this.flags = [];
    const isAbove = isCapitalView(this.app);
    if (this.app.state.projects && !isAbove) this.drawProjects();
    if (this.app.state.hubs) this.drawHubs();
    if (scenarioRow(this.app) >= 0) this.drawMoves();
    else if (this.app.state.options) this.drawOptions();
    for (const group of this.groups) this.drawGroup(group);
    if (isAbove) {
      this.drawVeil();
      this.drawProjects();
      this.drawMatch();
    } else this.drawFlags();
    drawShadeLabels(this);
    this.drawChoice();
    if (!isAbove) this.drawBadges();
    this.cells = null;
  },

  at(x, y) {
    return [x * this.view.world - this.view.left, y * this.view.world - this.view.top];
  },

  trace(rings) {
    const { pen } = this.view;
    for (const ring of rings) {
      for (let at = 0; at < ring.length; at += 2) {
        const [x, y] = this.at(worldX(ring[at] / GRAIN), worldY(ring[at + 1] / GRAIN));
        if (at) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      }
      pen.closePath();
    }
  },

  drawOutlines() {
    const { pen, width, height } = this.view;
    const { outlines } = this.app.estate.block;
    pen.fillStyle = outlines.some((outline) => outline.kind === "main") ? "#e7eaee" : "#f6f7f8";
    pen.fillRect(0, 0, width, height);
    for (const outline of outlines) if (outline.kind === "main") this.drawOutline(outline);
    drawShading(this);
    for (const outline of outlines) if (outline.kind !== "main") this.drawOutline(outline);
    const named = outlines.filter((outline) => outline.kind === "inner" && outline.at[0] !== null);
    if (named.length < 2 || isShaded(this.app)) return;
    pen.font = "italic 12px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.fillStyle = "#6b7780";
    for (const outline of named) {
      const [x, y] = this.at(worldX(outline.at[0] / GRAIN), worldY(outline.at[1] / GRAIN));
      pen.fillText(outline.name.slice(0, 40), x, y);
    }
  },

  drawOutline({ kind, rings }) {
    const { pen } = this.view;
    pen.beginPath();
    this.trace(rings);
    if (kind === "main") {
      pen.fillStyle = "#fbfbfa";
      pen.fill("evenodd");
    }
    pen.lineWidth = kind === "main" ? 2 : 1;
    pen.strokeStyle = kind === "main" ? "#505a5f" : "#c3c9cf";
    pen.lineJoin = "round";
    pen.stroke();
  },

  groupSites() {
    const { estate, found } = this.app;
    const { world, left, top, width, height, zoom } = this.view;
    const points = [];
    // A cell is grouped whole or not at all, or its bubble would change at the edge on panning.
    const margin = CELL;
    for (let site = 0; site < estate.siteCount; site += 1) {
      if (!found.passes[site] && !this.app.endsShown.has(site)) continue;
      const x = estate.x[site] * world;
      const y = estate.y[site] * world;
      if (x - left > -margin && x - left < width + margin && y - top > -margin && y - top < height + margin) {
        points.push({ x, y, site });
      }
    }
    return cluster(points, zoom).map((group) => ({ ...group, x: group.x - left, y: group.y - top }));
  },

  drawShapes() {
    const { pen, world } = this.view;
    const { estate, state } = this.app;
    const { rings } = estate.block.sites;
    this.shaped = new Set();
    for (const group of this.groups) {
      for (const site of group.sites) {
        const own = rings[site];
        if (!own) continue;
        const span = (Math.max(...own[0].filter((_, at) => at % 2 === 0)) - Math.min(...own[0].filter((_, at) => at % 2 === 0))) / GRAIN / 360 * world;
        if (span < 9) continue;
        const look = lookOf(estate, site, state.colour);
        pen.beginPath();
        this.trace(own);
        pen.globalAlpha = 0.22;
        pen.fillStyle = look.colour;
        pen.fill("evenodd");
        pen.globalAlpha = 1;
        pen.lineWidth = 1.6;
        pen.strokeStyle = look.colour;
        pen.stroke();
      }
    }
  },

  drawOptions() {
    const { estate, state } = this.app;
    const shown = this.app.shownOptions();
    const { pen } = this.view;
    for (let at = shown.length - 1; at >= 0; at -= 1) {
      const option = shown[at];
      const [host, guest] = optionSites(estate, option);
      if (!isPlaced(estate, host) || !isPlaced(estate, guest)) continue;
      const [x0, y0] = this.at(estate.x[host], estate.y[host]);
      const [x1, y1] = this.at(estate.x[guest], estate.y[guest]);
      if (Math.hypot(x1 - x0, y1 - y0) < 3) continue;
      const chosen = estate.options.option_id(option) === state.option;
      this.line(x0, y0, x1, y1, (estate.options.score(option) ?? 0.3), chosen);
      this.drawn.push({ kind: "option", option, x: (x0 + x1) / 2, y: (y0 + y1) / 2, radius: 9, ends: [x0, y0, x1, y1] });
    }
    pen.setLineDash([]);
  },

  line(x0, y0, x1, y1, score, chosen) {
    const { pen } = this.view;
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.lineCap = "round";
    pen.lineWidth = (chosen ? 4 : 1.5) + 3 * score + 2;
    pen.strokeStyle = "rgba(255,255,255,0.85)";
    pen.stroke();
    pen.lineWidth = (chosen ? 4 : 1.2) + 3 * score;
    pen.strokeStyle = chosen ? "#4c1d95" : "rgba(109,40,217,0.72)";
    pen.stroke();
  },

  drawGroup(group) {
    const { pen } = this.view;
    const { estate, state } = this.app;
    if (group.sites.length > 1) {
      drawBubble(pen, group.x, group.y, group, estate, state.colour);
      if (state.ring && estate.shows.has("bands")) {
        const share = group.sites.filter((site) => this.isPressing(site)).length / group.sites.length;
        if (share) this.drawRing(group.x, group.y, group.radius + 2.5, share);
      }
      this.drawn.push({ kind: "group", sites: group.sites, x: group.x, y: group.y, radius: group.radius + 2 });
      return;
    }
    const site = group.sites[0];
    if (state.ring && estate.shows.has("bands") && this.isPressing(site)) this.drawRing(group.x, group.y, 11);
    drawSymbol(pen, group.x, group.y, lookOf(estate, site, state.colour), {
      hollow: Boolean(estate.isPrivate[site]),
      pale: !this.app.found.passes[site] || (estate.sites.accuracy_m(site) ?? 0) > 500,
    });
    this.drawn.push({ kind: "site", sites: [site], x: group.x, y: group.y, radius: 11 });
  },

  isPressing(site) {
    return this.app.estate.band[site] < 2 && !this.app.estate.isPrivate[site];
  },

  // Round a bubble the ring is as long as the share of what is surplus or under-used.
  drawRing(x, y, radius, share = 1) {
    const { pen } = this.view;
    pen.beginPath();
    pen.arc(x, y, radius, UP, UP + Math.max(share, 0.03) * 2 * Math.PI);
    pen.lineWidth = 3;
    pen.strokeStyle = RING;
    pen.stroke();
  },

  drawChoice() {
    for (const site of this.app.chosenSites()) if (isPlaced(this.app.estate, site)) this.drawChosen(site);
  },

  drawChosen(site) {
    const { pen, world } = this.view;
    const [x, y] = this.at(this.app.estate.x[site], this.app.estate.y[site]);
    const reach = this.app.estate.sites.accuracy_m(site) ?? 0;
    const metre = world / (40075016.7 * Math.cos((this.app.estate.lat[site] * Math.PI) / 180));
    if (reach * metre > 16) {
      pen.beginPath();
      pen.arc(x, y, reach * metre, 0, 7);
      pen.setLineDash([5, 5]);
      pen.lineWidth = 1.5;
      pen.strokeStyle = "#505a5f";
      pen.stroke();
      pen.setLineDash([]);
    }
    const group = this.groupOf.get(site);
    const ring = group?.sites.length > 1 ? [group.x, group.y, group.radius + 3] : [x, y, 15];
    for (const [line, colour] of [[6, "#ffffff"], [3, "#0b0c0c"]]) {
      pen.beginPath();
      pen.arc(...ring, 0, 7);
      pen.lineWidth = line;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  },

  index() {
    this.cells = new Map();
    this.drawn.forEach((item, at) => {
      const reach = item.radius;
      for (let cx = Math.floor((item.x - reach) / HIT_CELL); cx <= Math.floor((item.x + reach) / HIT_CELL); cx += 1) {
        for (let cy = Math.floor((item.y - reach) / HIT_CELL); cy <= Math.floor((item.y + reach) / HIT_CELL); cy += 1) {
          const key = `${cx},${cy}`;
          if (this.cells.has(key)) this.cells.get(key).push(at);
          else this.cells.set(key, [at]);
        }
      }
    });
  },

  // What was drawn last under a point of the map's box; lines only where nothing else is.
  under(point) {
    if (!this.cells) this.index();
    const shift = this._map.containerPointToLayerPoint(point).subtract(L.DomUtil.getPosition(this.canvas));
    const near = this.cells.get(`${Math.floor(shift.x / HIT_CELL)},${Math.floor(shift.y / HIT_CELL)}`) ?? [];
    for (let at = near.length - 1; at >= 0; at -= 1) {
      const item = this.drawn[near[at]];
      if (item.kind !== "option" && item.kind !== "hub" && Math.hypot(item.x - shift.x, item.y - shift.y) <= item.radius) return item.kind === "project" ? this.stacked(item) : item;
    }
    let best = null;
    for (const item of this.drawn) {
      if (item.kind !== "option") continue;
      const away = fromLine(shift.x, shift.y, item.ends);
      if (away < 6 && (!best || away < best.away)) best = { ...item, away };
    }
    return best ?? this.hubUnder(shift);
  },
});

function fromLine(x, y, [x0, y0, x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const along = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
  return Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
}
