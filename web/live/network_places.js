// Where units and edges of the network stand, and what stands at a place. Units are told by
// [column, row], their place in the drawing, edges by [layer, row, source].

const REACH = 6; // pixels from an edge at which the pointer is on it

/** Where everything stands on a stage of `width` × `height` pixels. */
export function arrange(figure, width, height, measure) {
  const font = figure.font_size;
  const { columns } = figure;
  const rows = Math.max(...columns.map(({ units }) => units.length));
  const left = Math.max(...columns[0].names.map(measure)) + 0.9 * font;
  const [top, right] = [1.7 * font, 0.7 * font];
  const room = width - left - right;
  const pitch = Math.min((height - top) / rows, 12 * font);
  // Whether there is room for a unit's symbol below it: a₅⁽¹²⁾ is the widest where rows are few.
  const labelled = pitch > 4.2 * font && room / columns.length > 2.4 * font;
  const share = labelled ? 0.7 : 0.84;
  const size = Math.max(4, Math.min(share * pitch, (0.5 * room) / columns.length, 8 * font));
  const middle = top + (height - top) / 2 - (labelled ? 0.55 * font : 0);
  const xs = columns.map((_, i) => left + size / 2 + (i * (room - size)) / (columns.length - 1));
  const units = columns.map(({ units: shown }, column) =>
    Array.from(shown, (_, row) => ({
      x: xs[column],
      y: middle + (row - (shown.length - 1) / 2) * pitch,
    })),
  );
  return { units, size, xs, labelled, font, width };
}

// An edge is a cubic Bézier curve that leaves and enters level, with both handles half-way: at the
// parameter t it has gone `across(t)` of the way to the right and `along(t)` of the way up or down.
const across = (t) => 1.5 * t * (1 - t) + t ** 3;
const along = (t) => t * t * (3 - 2 * t);

/** The parameter at which an edge has gone a share of the way to the right. */
function parameterAt(share) {
  let [low, high] = [0, 1];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (across(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** The unit at a place of the stage, or the edge near it: {unit}, {edge: [layer, row, source]}. */
export function find(places, x, y) {
  const { units, size, xs } = places;
  const reach = Math.max(size / 2, REACH);
  for (const [column, rows] of units.entries()) {
    if (Math.abs(x - xs[column]) > reach) continue;
    const row = rows.findIndex((unit) => Math.abs(y - unit.y) <= reach);
    return row < 0 ? null : { unit: [column, row] };
  }
  const layer = xs.findIndex((at) => at > x) - 1;
  return layer < 0 ? null : edgeNear(places, layer, x, y);
}

function edgeNear({ units, size, xs }, layer, x, y) {
  const start = xs[layer] + size / 2;
  const length = xs[layer + 1] - xs[layer] - size;
  const t = parameterAt((x - start) / length);
  let best = { distance: REACH };
  for (const [row, to] of units[layer + 1].entries()) {
    for (const [source, from] of units[layer].entries()) {
      const rise = to.y - from.y;
      const slope = (rise * 6 * t * (1 - t)) / (length * (1.5 - 3 * t + 3 * t * t));
      const distance = Math.abs(from.y + rise * along(t) - y) / Math.hypot(1, slope);
      if (distance < best.distance) best = { distance, edge: [layer, row, source] };
    }
  }
  return best.edge ? { edge: best.edge } : null;
}
