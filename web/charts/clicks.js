// Clicks in a plot. Plotly's own event loses those of a quick hand: it looks only every 50 ms for what
// is under the pointer, takes two presses within half a second for a double click even where they
// are far apart, and takes a press that moves by one pixel for a drag.

const SAME_PLACE = 5; // pixels that a pointer may move between press and release
const REACH = { markers: 8, lines: 20 }; // pixels around a point that belong to it

/**
 * Call `clicked({trace, index, x, y})` at every click in a plot that Plotly has drawn.
 *
 * That is the nearest point in reach, else the cell of a heatmap. Traces that hovering skips are
 * skipped by clicks too.
 */
export function onClick(node, clicked) {
  let last = null;
  const press = (event) => {
    // Plotly takes a press for the second of a double click until so long after this time.
    if (last && !isNear(last, event)) node._mouseDownTime = 0;
    last = event;
    if (event.button || !event.target.closest(".xy > .nsewdrag")) return;
    const point = pointAt(node, event); // a picture that comes before the release may move it
    const release = (up) => point && isNear(event, up) && clicked(point);
    document.addEventListener("pointerup", release, { once: true });
  };
  node.addEventListener("pointerdown", press, { capture: true }); // before Plotly hears of it
}

function isNear(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) < SAME_PLACE;
}

function pointAt(node, { clientX, clientY }) {
  const { left, top } = node.getBoundingClientRect();
  const { xaxis, yaxis } = node._fullLayout;
  const x = clientX - left - xaxis._offset;
  const y = clientY - top - yaxis._offset;
  const traces = node.data.filter(({ hoverinfo }) => hoverinfo !== "skip");
  const points = traces.filter(({ type }) => type === "scatter").map((trace) => {
    const far = (i) => Math.hypot(xaxis.d2p(trace.x[i]) - x, yaxis.d2p(trace.y[i]) - y);
    const { index, distance } = nearest(trace.x.length, far);
    return { trace, index, distance, x: trace.x[index], y: trace.y[index] };
  });
  const inReach = points.filter(({ trace: { mode }, distance }) => {
    return distance < (mode.includes("markers") ? REACH.markers : REACH.lines);
  });
  if (inReach.length) return inReach.reduce((a, b) => (b.distance <= a.distance ? b : a));
  const heatmap = traces.find(({ type }) => type === "heatmap");
  return heatmap ? cellAt(heatmap, (column) => xaxis.d2p(column) - x, (row) => yaxis.d2p(row) - y) : null;
}

/** The cell whose middle is nearest, measured by functions of a place on either axis. */
function cellAt(trace, across, down) {
  const { z, x0, dx, y0, dy } = trace;
  const column = nearest(z[0].length, (i) => Math.abs(across(x0 + i * dx))).index;
  const row = nearest(z.length, (i) => Math.abs(down(y0 + i * dy))).index;
  return { trace, index: [row, column], x: x0 + column * dx, y: y0 + row * dy };
}

/** The index below `n` with the smallest distance; one that is not a number counts as infinite. */
function nearest(n, distanceOf) {
  let best = { index: -1, distance: Infinity };
  for (let index = 0; index < n; index++) {
    const distance = distanceOf(index);
    if (distance < best.distance) best = { index, distance };
  }
  return best;
}
