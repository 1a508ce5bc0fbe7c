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
      const [host, guest] = optionSites(estate, option);
      if (!isPlaced(estate, host) || !isPlaced(estate, guest)) continue;
      const from = this.at(estate.x[guest], estate.y[guest]);
      const to = this.at(estate.x[host], estate.y[host]);
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (length < 3) continue;
      // The head stands before the symbol of the host, which would cover it.
      const short = Math.max(0, 1 - 12 / length);
      const ends = [...from, from[0] + (to[0] - from[0]) * short, from[1] + (to[1] - from[1]) * short];
      drawArrow(this.view.pen, ends, estate.options.option_id(option) === state.option ? 5 : 3);
      this.drawn.push({ kind: "option", option, x: (ends[0] + ends[2]) / 2, y: (ends[1] + ends[3]) / 2, radius: 9, ends });
    }
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

  ringPixels(ring) {
    const made = new Array(ring.length);
    for (let at = 0; at < ring.length; at += 2) [made[at], made[at + 1]] = this.at(worldX(ring[at] / GRAIN), worldY(ring[at + 1] / GRAIN));
    return made;
  },

  hubUnder({ x, y }) {
    return this.drawn.find((item) => item.kind === "hub" && isInside(x, y, item.rings)) ?? null;
  },
});
