// Unpacks the data block of the page: base64, gzip, JSON, columns.

async function unpack(text) {
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// A text column is {d: words, i: places}; a number column is a list. Both may be absent: not known.
function reader(column) {
  if (!column) return () => null;
  if (Array.isArray(column)) return (row) => column[row] ?? null;
  return (row) => (column.i[row] >= 0 ? column.d[column.i[row]] : null);
}

function readers(table) {
  const made = {};
  for (const [name, column] of Object.entries(table)) {
    if (Array.isArray(column) || (column && column.d)) made[name] = reader(column);
  }
  return new Proxy(made, { get: (all, name) => all[name] || (() => null) });
}

// For each of `count` parents, its children: starts[parent] .. starts[parent + 1] of `order`.
function grouped(parents, count) {
  const starts = new Int32Array(count + 1);
  for (const parent of parents) if (parent >= 0) starts[parent + 1] += 1;
  for (let at = 0; at < count; at += 1) starts[at + 1] += starts[at];
  const next = starts.slice();
  const order = new Int32Array(starts[count]);
  parents.forEach((parent, child) => {
    if (parent >= 0) order[next[parent]++] = child;
  });
  return (parent) => order.subarray(starts[parent], starts[parent + 1]);
}
