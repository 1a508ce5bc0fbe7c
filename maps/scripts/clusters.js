// Puts properties that would lie on top of one another into one bubble that shows their mix.

const CELL = 64;
const APART_FROM_ZOOM = 17;

// `points` are {x, y, site} in pixels of the whole world at this zoom, so cells stay put on panning.
function cluster(points, zoom) {
  const size = zoom >= APART_FROM_ZOOM ? 10 : CELL;
  const cells = new Map();
  for (const point of points) {
    const key = Math.floor(point.x / size) * 67108864 + Math.floor(point.y / size);
    const cell = cells.get(key);
    if (cell) {
      cell.sites.push(point.site);
      cell.x += point.x;
      cell.y += point.y;
    } else cells.set(key, { x: point.x, y: point.y, sites: [point.site] });
  }
  const groups = [];
  for (const cell of cells.values()) {
    const count = cell.sites.length;
    groups.push({ x: cell.x / count, y: cell.y / count, sites: cell.sites, radius: radiusOf(count) });
  }
  return merged(groups);
}

const radiusOf = (count) => (count === 1 ? 7 : Math.min(30, 11 + 3.1 * Math.log2(count)));

// Bubbles that still touch become one: the larger takes the smaller in.
function merged(groups) {
  groups.sort((a, b) => b.sites.length - a.sites.length || a.x - b.x || a.y - b.y);
  const shelf = new Map();
  const kept = [];
  const cellOf = (value) => Math.floor(value / CELL);
  for (const group of groups) {
    let home = null;
    for (let dx = -1; dx <= 1 && !home; dx += 1) {
      for (let dy = -1; dy <= 1 && !home; dy += 1) {
        for (const other of shelf.get(`${cellOf(group.x) + dx},${cellOf(group.y) + dy}`) ?? []) {
          const near = (other.radius + group.radius) * (group.sites.length + other.sites.length > 2 ? 0.86 : 0.55);
          if (Math.hypot(other.x - group.x, other.y - group.y) < near) { home = other; break; }
        }
      }
    }
    if (home) {
      for (const site of group.sites) home.sites.push(site);
      home.radius = radiusOf(home.sites.length);
      continue;
    }
    const key = `${cellOf(group.x)},${cellOf(group.y)}`;
    if (shelf.has(key)) shelf.get(key).push(group);
    else shelf.set(key, [group]);
    kept.push(group);
  }
  return kept;
}

// How many of each look a group holds, most first.
function mixOf(estate, sites, colour) {
  const counts = new Map();
  for (const site of sites) {
    const code = colour === "band" ? estate.band[site] : estate.sector[site];
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => a[0] - b[0]);
}

function drawBubble(pen, x, y, group, estate, colour) {
  const looks = colour === "band" ? BAND_LOOKS : SECTOR_LOOKS;
  const { radius } = group;
  const count = group.sites.length;
  pen.beginPath();
  pen.arc(x, y, radius + 1.5, 0, 7);
  pen.fillStyle = "#ffffff";
  pen.fill();
  let angle = UP;
  for (const [code, part] of mixOf(estate, group.sites, colour)) {
    const turn = (part / count) * 2 * Math.PI;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, radius, angle, angle + turn);
    pen.closePath();
    pen.fillStyle = looks[code].colour;
    pen.fill();
    angle += turn;
  }
  const hole = radius - Math.max(4.5, radius * 0.24);
  pen.beginPath();
  pen.arc(x, y, hole, 0, 7);
  pen.fillStyle = "#ffffff";
  pen.fill();
  pen.fillStyle = "#0b0c0c";
  pen.font = `600 ${count > 999 ? 12 : radius < 15 ? 11 : 13}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(whole.format(count), x, y + 0.5);
}
