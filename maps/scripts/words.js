// The words of the page, and how numbers and days are written.

const words = JSON.parse(document.getElementById("words").textContent);
const say = (name, values = {}) =>
  words.script[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
const coded = (list, code) => (words.codes[list] || {})[code] || code;
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function day(text) {
  const made = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(made.getTime()) ? text : days.format(made);
}

let moneyWith = (amount, places) => amount.toFixed(places);
function useCurrency(code) {
  const made = new Map();
  moneyWith = (amount, places) => {
    if (!made.has(places)) made.set(places, currencyFormat(code, places));
    return made.get(places)(amount + 0);
  };
}

function currencyFormat(code, places) {
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  try {
    const format = new Intl.NumberFormat("en-GB", { style: "currency", currency: code, ...digits });
    return (amount) => format.format(amount);
  } catch {
    const format = new Intl.NumberFormat("en-GB", digits);
    return (amount) => `${code} ${format.format(amount)}`;
  }
}

const money = (amount) => moneyWith(Math.abs(amount) < 0.5 ? 0 : amount, 0);
const moneyFine = (amount) => moneyWith(amount, 2);
// An amount in few letters, for where there is little room; the whole of it stands in a table beside.
function moneyShort(amount) {
  const size = Math.abs(amount);
  for (const [step, name, places] of [[1e9, "bn", 1], [1e6, "m", 1], [1e3, "k", 0]]) {
    if (size >= step) return `${moneyWith(amount / step, places)}${name}`;
  }
  return money(amount);
}

// A value as people read it, by the suffix that says its unit.
function shown(name, value) {
  if (value === null || value === undefined) return say("not_known");
  if (name.endsWith("_date")) return day(value);
  if (name.endsWith("_m2")) return `${whole.format(value)} m²`;
  if (name.endsWith("_gbp")) return money(value);
  if (name.endsWith("_pct")) return `${fine.format(value)} %`;
  if (name === "imd_decile") {
    return value === 1 ? say("most_deprived", { n: 1 }) : value === 10 ? say("least_deprived", { n: 10 }) : String(value);
  }
  if (name.endsWith("_population_count")) return whole.format(value);
  if (name === "is_leased_out") return value ? say("yes") : say("no");
  if (name === "services") {
    return String(value).split("; ").map((code) => coded("service", code)).join(", ");
  }
  if (words.codes[name]) return coded(name, value);
  return typeof value === "number" ? fine.format(value) : String(value);
}

// Makes an element; text goes in as text, never as markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  for (const child of children) {
    if (child === null || child === undefined) continue;
    made.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return made;
}

// Unpacks what a page carries and starts the page with it; says so where that fails.
async function openPage(start) {
  const holder = document.getElementById("block");
  try {
    const block = await unpack(holder.textContent);
    holder.textContent = "";
    start(block);
  } catch (error) {
    const fail = document.getElementById("fail");
    fail.textContent = say("fail");
    fail.hidden = false;
    document.documentElement.dataset.ready = "failed";
    throw error;
  }
}
