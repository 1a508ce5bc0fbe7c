// One symbol per kind of holder and per band: a colour that colour-blind people can tell apart
// (after Okabe and Ito) and a shape that needs no colour at all.

const SECTOR_LOOKS = [
  { colour: "#0b5394", shape: "circle" }, // county
  { colour: "#2f7fc1", shape: "half" }, // district
  { colour: "#0b5394", shape: "bullet" }, // unitary
  { colour: "#5b9bd5", shape: "small" }, // parish
  { colour: "#c2410c", shape: "square" }, // nhs
  { colour: "#1f2937", shape: "diamond" }, // police
  { colour: "#b3123a", shape: "triangle" }, // fire
  { colour: "#a16207", shape: "cross" }, // ambulance
  { colour: "#00795c", shape: "pentagon" }, // education
  { colour: "#7b2d8b", shape: "star" }, // central
  { colour: "#57606a", shape: "down" }, // other
  { colour: "#6b7280", shape: "dash" }, // unknown
  { colour: "#111827", shape: "ring" }, // several
];
const BAND_LOOKS = [
  { colour: "#9f1239", shape: "diamond" },
  { colour: "#d9480f", shape: "triangle" },
  { colour: "#b58900", shape: "square" },
  { colour: "#1864ab", shape: "circle" },
  { colour: "#8a939c", shape: "dash" },
];
const RING = "#e8590c";
const OPTION = "#6d28d9";
const PROJECT = "#0f766e";

function polygon(pen, x, y, radius, corners, turn) {
  for (let at = 0; at < corners; at += 1) {
    const angle = turn + (at * 2 * Math.PI) / corners;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.closePath();
}

const UP = -Math.PI / 2;
const SHAPES = {
  circle: (pen, x, y, r) => pen.arc(x, y, r, 0, 7),
  small: (pen, x, y, r) => pen.arc(x, y, r * 0.68, 0, 7),
  bullet: (pen, x, y, r) => pen.arc(x, y, r, 0, 7),
  ring: (pen, x, y, r) => pen.arc(x, y, r, 0, 7),
  half: (pen, x, y, r) => pen.arc(x, y, r, 0, 7),
  square: (pen, x, y, r) => pen.rect(x - r * 0.86, y - r * 0.86, r * 1.72, r * 1.72),
  diamond: (pen, x, y, r) => polygon(pen, x, y, r * 1.2, 4, UP),
  triangle: (pen, x, y, r) => polygon(pen, x, y + r * 0.2, r * 1.25, 3, UP),
  down: (pen, x, y, r) => polygon(pen, x, y - r * 0.2, r * 1.2, 3, -UP),
  pentagon: (pen, x, y, r) => polygon(pen, x, y, r * 1.12, 5, UP),
  dash: (pen, x, y, r) => pen.rect(x - r * 0.8, y - r * 0.42, r * 1.6, r * 0.84),
  cross: (pen, x, y, r) => {
    const a = r * 0.4;
    const points = [[-a, -r], [a, -r], [a, -a], [r, -a], [r, a], [a, a], [a, r], [-a, r], [-a, a], [-r, a], [-r, -a], [-a, -a]];
    points.forEach(([dx, dy]) => pen.lineTo(x + dx, y + dy));
    pen.closePath();
  },
  star: (pen, x, y, r) => {
    for (let at = 0; at < 10; at += 1) {
      const angle = UP + (at * Math.PI) / 5;
      const reach = at % 2 ? r * 0.56 : r * 1.25;
      pen.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    pen.closePath();
  },
};

// What is cut out in white, so that shapes of one colour differ.
const CUTS = {
  bullet: (pen, x, y, r) => pen.arc(x, y, r * 0.38, 0, 7),
  ring: (pen, x, y, r) => pen.arc(x, y, r * 0.56, 0, 7),
  half: (pen, x, y, r) => { pen.arc(x, y, r * 0.72, 0, Math.PI); pen.closePath(); },
};

function drawSymbol(pen, x, y, look, { radius = 6.5, hollow = false, pale = false } = {}) {
  pen.save();
  pen.globalAlpha = pale ? 0.5 : 1;
  pen.beginPath();
  SHAPES[look.shape](pen, x, y, radius);
  pen.lineWidth = 3.5;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.fillStyle = hollow ? "#ffffff" : look.colour;
  pen.fill();
  if (hollow) {
    pen.lineWidth = 1.8;
    pen.strokeStyle = look.colour;
    pen.stroke();
  } else if (CUTS[look.shape]) {
    pen.beginPath();
    CUTS[look.shape](pen, x, y, radius);
    pen.fillStyle = "#ffffff";
    pen.fill();
  }
  pen.restore();
}

function drawProject(pen, x, y, chosen = false) {
  pen.save();
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x, y - 17);
  pen.lineTo(x + 12, y - 13);
  pen.lineTo(x, y - 8);
  pen.lineJoin = "round";
  pen.lineWidth = 4.5;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  pen.lineWidth = 2;
  pen.strokeStyle = PROJECT;
  pen.stroke();
  pen.fillStyle = chosen ? "#ffffff" : PROJECT;
  pen.fill();
  pen.restore();
}

// A symbol as a small picture beside words. The words say the same, so it is hidden from readers.
function symbolPicture(draw, width = 20, height = 20) {
  const scale = 2;
  const canvas = element("canvas", { width: width * scale, height: height * scale, class: "symbol", "aria-hidden": "true" });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  draw(pen, width / 2, height / 2);
  return canvas;
}

const lookOf = (estate, site, colour) => (colour === "band" ? BAND_LOOKS[estate.band[site]] : SECTOR_LOOKS[estate.sector[site]]);
