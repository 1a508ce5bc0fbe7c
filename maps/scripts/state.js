// What the reader has chosen: one plain object, kept in the address of the page.

const TABS = ["filters", "detail", "options", "hubs", "scenarios", "capital", "money", "agency"];
const FIRST_STATE = {
  query: "", agency: "", service: "", tenure: "", place: "", publicOnly: false,
  hiddenSectors: [], hiddenBands: [], colour: "sector",
  sites: true, shapes: true, options: true, hubs: true, projects: true, ring: true,
  best: 20, minScore: 0, maxDistance: 0, vetoed: false, decided: "", weights: [], scenario: "",
  table: "sites", sort: "", descending: false, page: 1, extent: false,
  moneyYear: "", moneyBudget: "", moneyFirst: "body", moneyPath: "", moneySort: "", moneyHead: false, moneyReal: false,
  shade: true, shadeKind: "", provision: "",
  tab: "filters", site: "", option: "", project: "", hub: "", alignment: "",
  year: "", by: "", kind: "", standing: "open",
};
const SHORT = {
  query: "q", agency: "body", service: "service", tenure: "tenure", place: "place", publicOnly: "public",
  hiddenSectors: "no", hiddenBands: "noband", colour: "by", sites: "sites", shapes: "shapes", options: "lines",
  hubs: "hubs",
  projects: "works", ring: "ring", best: "best", minScore: "score", maxDistance: "within", vetoed: "vetoed", decided: "decided", weights: "weights", scenario: "scenario",
  table: "list", sort: "sort", descending: "desc", page: "page", extent: "extent", tab: "tab",
  moneyYear: "spent", moneyBudget: "budget", moneyFirst: "first", moneyPath: "open", moneySort: "sums", moneyHead: "head", moneyReal: "real",
  shade: "shade", shadeKind: "shaded", provision: "same",
  site: "site", option: "option", project: "project", hub: "hub", alignment: "meeting",
  year: "year", by: "rows", kind: "kind", standing: "standing",
};
// What a value from the address may be; anything else is passed over.
const ALLOWED = {
  place: ["", "on", "off"], colour: ["sector", "band"], table: ["sites", "options", "projects", "alignments", "matrix", "timeline", "funding"],
  tab: TABS, decided: DECIDED, standing: STANDINGS, moneyFirst: ["body", "service"],
  moneySort: ["", "name", "-name", "amount", "-amount", "decided", "-decided"], shadeKind: ["", "authority", "ward", "lsoa"],
};

function readState(hash) {
  const state = structuredClone(FIRST_STATE);
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  for (const [name, short] of Object.entries(SHORT)) {
    const text = given.get(short);
    if (text === null) continue;
    const first = FIRST_STATE[name];
    if (typeof first === "boolean") state[name] = text === "1";
    else if (typeof first === "number") state[name] = Number.isFinite(Number(text)) ? Math.max(0, Number(text)) : first;
    else if (name === "weights") state.weights = readWeights(text);
    else if (Array.isArray(first)) {
      const known = name === "hiddenBands" ? BANDS : SECTORS;
      state[name] = text.split(",").filter((code) => known.includes(code));
    } else if (!ALLOWED[name] || ALLOWED[name].includes(text)) state[name] = text.slice(0, 200);
  }
  const view = (given.get("map") ?? "").split("/").map(Number);
  const isView = view.length === 3 && view.every(Number.isFinite) && Math.abs(view[1]) <= 85 && Math.abs(view[2]) <= 180;
  return { state, view: isView ? { zoom: Math.min(20, Math.max(4, view[0])), lat: view[1], lon: view[2] } : null };
}

// Six whole numbers, one for each part of the score; anything else is the published weights.
function readWeights(text) {
  const weights = text.split(",").map(Number);
  return weights.length === 6 && weights.every((one) => Number.isInteger(one) && one >= 0 && one <= 1e8) ? weights : [];
}

function writeState(state, map) {
  const given = new URLSearchParams();
  for (const [name, short] of Object.entries(SHORT)) {
    const value = state[name];
    const first = FIRST_STATE[name];
    if (Array.isArray(value) ? value.length === 0 : value === first) continue;
    given.set(short, Array.isArray(value) ? value.join(",") : typeof value === "boolean" ? (value ? "1" : "0") : value);
  }
  const centre = map.getCenter();
  given.set("map", `${+map.getZoom().toFixed(2)}/${centre.lat.toFixed(4)}/${centre.lng.toFixed(4)}`);
  return `#${given.toString()}`;
}
