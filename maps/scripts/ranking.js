// The options as a table, and their order under any weights: whole numbers, one division, so that it is
// the order of the stage. Rows stand in the order that settles a tie, tier by tier; a tier comes before the next whatever the scores.

const PARTS = ["score_proximity", "score_space", "score_service", "score_lease", "score_condition", "score_access"];
const UNITS = 10000;

// Every column of every option: numbers of all, words of those the page has words of.
function makeOptions(estate) {
  const table = estate.block.options;
  const words_ = readers(table.words);
  const numbers = readers(table);
  const place = new Int32Array(table.count).fill(-1);
  table.words.row.forEach((row, at) => { place[row] = at; });
  const own = {
    place,
    host: (option) => table.host[option],
    guest: (option) => table.guest[option],
    distance_m: numbers.distance_m,
    option_id: (option) => words_.option_id(place[option]) ?? `${holdingId(estate, table.host[option])}>${holdingId(estate, table.guest[option])}`,
    score: (option) => (Number.isNaN(estate.ranking.score[option]) ? null : estate.ranking.score[option]),
    rank: (option) => estate.ranking.rank[option] || null,
    hasWords: (option) => place[option] >= 0,
  };
  for (const part of PARTS) {
    const column = table[part];
    own[part] = (option) => (column && column[option] !== null ? column[option] / UNITS : null);
  }
  return new Proxy(own, { get: (all, name) => all[name] || ((option) => (place[option] < 0 ? null : words_[name](place[option]))) });
}

function holdingId(estate, holding) {
  const agency = estate.holdingAgency[holding];
  return estate.holdings.holding_id(holding)
    ?? `${estate.siteIds[estate.holdingSite[holding]]}:${agency < 0 ? "unknown" : estate.agencies.agency_id(agency)}`;
}

// For each option the same pair the other way round; -1 where the page has none.
function reversedOptions(table) {
  const rows = new Map();
  const key = (host, guest) => host * 4194304 + guest;
  for (let row = 0; row < table.count; row += 1) rows.set(key(table.host[row], table.guest[row]), row);
  return Int32Array.from({ length: table.count }, (_, row) => rows.get(key(table.guest[row], table.host[row])) ?? -1);
}

const partWeight = (block, part) => block.weights[part.replace("score_", "")];
const publishedWeights = (block) => PARTS.map((part) => partWeight(block, part) ?? 0);

// Score, order and place of every option under six whole-number weights.
function rankOptions(estate, weights) {
  const table = estate.block.options;
  if (!table.ranked && table.count) return publishedRanking(estate);
  const columns = PARTS.map((part) => table[part]);
  const score = new Float64Array(table.count).fill(NaN);
  for (let row = 0; row < table.count; row += 1) {
    let sum = 0;
    let of = 0;
    for (let part = 0; part < 6; part += 1) {
      const value = columns[part] ? columns[part][row] : null;
      if (value === null) continue;
      sum += weights[part] * value;
      of += weights[part];
    }
    if (of > 0) score[row] = sum / of / UNITS;
  }
  const inOrder = [];
  for (let row = 0; row < table.ranked; row += 1) if (!Number.isNaN(score[row])) inOrder.push(row);
  const tier = new Uint8Array(table.ranked);
  let from = 0;
  table.tiers.forEach((count, at) => { tier.fill(at, from, from += count); });
  inOrder.sort((a, b) => tier[a] - tier[b] || score[b] - score[a] || a - b);
  return { score, ...placed(estate, inOrder, weights) };
}

// Of the two directions of a pair only the one that comes first has a place.
function placed(estate, inOrder, weights) {
  const table = estate.block.options;
  estate.reversed ??= reversedOptions(table);
  const rank = new Int32Array(table.count);
  const isWorse = new Uint8Array(table.count);
  const order = [];
  for (const row of inOrder) {
    const other = estate.reversed[row];
    if (other >= 0 && rank[other]) isWorse[row] = 1;
    else {
      order.push(row);
      rank[row] = order.length;
    }
  }
  const isPublished = String(weights) === String(publishedWeights(estate.block));
  if (isPublished && (table.ranks || []).length === order.length) {
    let reached = 0;
    order.forEach((row, at) => { reached += table.ranks[at]; rank[row] = reached; });
  }
  return { order, rank, isWorse, isPublished };
}

// Where the reader may not see what the order is made of, it is the one published.
function publishedRanking(estate) {
  const table = estate.block.options;
  const words_ = readers(table.words);
  estate.reversed ??= reversedOptions(table);
  const score = new Float64Array(table.count).fill(NaN);
  const rank = new Int32Array(table.count);
  const order = [];
  table.words.row.forEach((row, at) => {
    score[row] = words_.score(at) ?? NaN;
    rank[row] = words_.rank(at) ?? 0;
    if (rank[row]) order.push(row);
  });
  return { score, order, rank, isWorse: new Uint8Array(table.count), isPublished: true };
}

const isOut = (estate, option) => !estate.ranking.rank[option];

function optionOf(estate, id) {
  estate.optionRow ??= new Map(Array.from({ length: estate.block.options.count }, (_, row) => [estate.options.option_id(row), row]));
  return estate.optionRow.get(id) ?? -1;
}
