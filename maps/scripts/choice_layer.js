// Moves as arrows from guest to host, and hubs as outlines, on the same canvas.

const MOVE = "#14532d";
const HUB = "#9d174d";

function drawArrow(pen, [x0, y0, x1, y1], width) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const head = 5 + 2 * width;
  const stroke = (line, colour) => {
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    for (const side of [-1, 1]) {
      pen.moveTo(x1, y1);
      pen.lineTo(x1 - head * Math.cos(angle + side * 0.5), y1 - head * Math.sin(angle + side * 0.5));
    }
    pen.lineCap = "round";
    pen.lineWidth = line;
    pen.strokeStyle = colour;
    pen.stroke();
  };
  stroke(width + 3, "#ffffff");
  stroke(width, MOVE);
}

function drawHubKey(pen, x, y) {
  pen.setLineDash([4, 3]);
  pen.lineWidth = 2;
  pen.strokeStyle = HUB;
  pen.strokeRect(x - 8, y - 6, 16, 12);
  pen.setLineDash([]);
}

function drawBadge(pen, x, y, { text, colour, isSquare }) {
  pen.font = "700 11px system-ui, sans-serif";
  const half = Math.max(8, pen.measureText(text).width / 2 + 4);
  pen.beginPath();
  if (isSquare) pen.rect(x - half, y - 8, 2 * half, 16);
  else pen.ellipse(x, y, half, 8, 0, 0, 7);
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.fillStyle = "#ffffff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y + 0.5);
}

// Whether a point is inside rings of pixels, by the even-odd rule.
function isInside(x, y, rings) {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
      const [x1, y1, x0, y0] = [ring[at], ring[at + 1], ring[before], ring[before + 1]];
      if ((y1 > y) !== (y0 > y) && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}

EstateLayer.include({
  drawMoves() {
    const { estate, state } = this.app;
    for (const row of shownMoves(this.app)) {
      const option = estate.block.moves.option[row];
      const ends = this.moveEnds(optionSites(estate, option));
      if (!ends) continue;
      drawArrow(this.view.pen, ends, estate.options.option_id(option) === state.option ? 5 : 3);
      this.drawn.push({ kind: "option", option, x: (ends[0] + ends[2]) / 2, y: (ends[1] + ends[3]) / 2, radius: 9, ends });
    }
  },

  // A move goes from rim to rim of the symbols or bubbles its ends are in; null where no room is left between them.
  moveEnds([host, guest]) {
    const { estate } = this.app;
    if (!isPlaced(estate, host) || !isPlaced(estate, guest)) return null;
    const spot = (site) => {
      const group = this.groupOf.get(site);
      if (group) return { x: group.x, y: group.y, rim: group.sites.length > 1 ? group.radius : 8 };
      const [x, y] = this.at(estate.x[site], estate.y[site]);
      return { x, y, rim: 0 };
    };
    const [from, to] = [spot(guest), spot(host)];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length < from.rim + to.rim + 8) return null;
    const along = (away) => [from.x + ((to.x - from.x) * away) / length, from.y + ((to.y - from.y) * away) / length];
    return [...along(from.rim), ...along(length - to.rim - 3)];
  },

  // The best hubs, as many as options are drawn, and the one chosen.
  drawHubs() {
    const { estate, state } = this.app;
    const { pen } = this.view;
    const chosen = state.hub ? hubOf(estate, state.hub) : -1;
    const shown = new Set([...passingHubs(this.app).slice(0, state.best), ...(chosen >= 0 ? [chosen] : [])]);
    for (const hub of shown) {
      const rings = estate.block.hubs.rings[hub].map((ring) => this.ringPixels(ring));
      pen.beginPath();
      for (const ring of rings) {
        for (let at = 0; at < ring.length; at += 2) pen[at ? "lineTo" : "moveTo"](ring[at], ring[at + 1]);
        pen.closePath();
      }
      pen.globalAlpha = hub === chosen ? 0.2 : 0.06;
      pen.fillStyle = HUB;
      pen.fill("evenodd");
      pen.globalAlpha = 1;
      pen.setLineDash([6, 4]);
      pen.lineWidth = hub === chosen ? 3.5 : 1.6;
      pen.strokeStyle = HUB;
      pen.stroke();
      pen.setLineDash([]);
      this.drawn.push({ kind: "hub", hub, rings, x: 0, y: 0, radius: 0 });
    }
  },

  // What lies within one bubble cannot be seen: it is counted at its rim, lines on the left, hubs on the right.
  drawBadges() {
    const { state } = this.app;
    const { lines, hubs } = this.shownShapes();
    const isMove = scenarioRow(this.app) >= 0;
    this.drawBadgesOf(lines, { side: -1, colour: isMove ? MOVE : OPTION, kind: "option", isMove });
    if (state.hubs) this.drawBadgesOf(hubs, { side: 1, colour: HUB, kind: "hub" });
  },

  // The sites of each line and hub that is drawn now.
  shownShapes() {
    const { app } = this;
    const { estate, state } = app;
    const options = scenarioRow(app) >= 0 ? shownMoves(app).map((row) => estate.block.moves.option[row]) : state.options ? app.shownOptions() : [];
    return {
      lines: options.map((option) => ({ item: option, sites: optionSites(estate, option) })),
      hubs: passingHubs(app).slice(0, state.best).map((hub) => ({ item: hub, sites: hubSites(estate, hub) })),
    };
  },

  drawBadgesOf(shapes, { side, colour, kind, isMove }) {
    const badges = new Map();
    for (const { item, sites } of shapes) {
      const group = this.groupOf.get(sites[0]);
      const isHidden = isMove ? !this.moveEnds(sites) : sites.every((site) => this.groupOf.get(site) === group);
      if (!group || !isHidden) continue;
      const badge = badges.get(group) ?? { items: [], sites: [] };
      badge.items.push(item);
      badge.sites.push(...sites);
      badges.set(group, badge);
    }
    for (const [group, { items, sites }] of badges) {
      const x = group.x + side * (group.radius * 0.75 + 5);
      const y = group.y + group.radius * 0.75 + 3;
      drawBadge(this.view.pen, x, y, { text: String(items.length), colour, isSquare: side > 0 });
      this.drawn.push({ kind: "badge", of: kind, items, sites: [...new Set(sites)], x, y, radius: 10 });
    }
  },

  ringPixels(ring) {
    const made = new Array(ring.length);
    for (let at = 0; at < ring.length; at += 2) [made[at], made[at + 1]] = this.at(worldX(ring[at] / GRAIN), worldY(ring[at + 1] / GRAIN));
    return made;
  },

  hubUnder({ x, y }) {
    return this.drawn.find((item) => item.kind === "hub" && isInside(x, y, item.rings)) ?? null;
  },
});
