// What a unit and an edge of the network are called, and what they compute, in words and formulas.

export function inWords(value, digits = 3) {
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.001 && size < 1000);
  const text = plain ? size.toPrecision(digits) : size.toExponential(digits - 1);
  return (value < 0 ? "−" : "") + text.replace("e-", "e−");
}

const digits = (number, alphabet) => String(number).replace(/\d/g, (digit) => alphabet[digit]);
const subscript = (number) => digits(number, "₀₁₂₃₄₅₆₇₈₉");
const superscript = (number) => `⁽${digits(number, "⁰¹²³⁴⁵⁶⁷⁸⁹")}⁾`;

/** How a formula writes a unit's output: a₁⁽²⁾ is what the first unit of hidden 2 gives. */
export function symbol(figure, [column, row]) {
  const { names, units } = figure.columns[column];
  if (names) return names[units[row]];
  if (column === figure.columns.length - 1) return "z";
  return `a${subscript(units[row] + 1)}${superscript(column)}`;
}

export function nameOf(figure, [column, row]) {
  const { label, names, units } = figure.columns[column];
  if (names) return `input ${names[units[row]]}`;
  return column === figure.columns.length - 1 ? label : `${label}, unit ${units[row] + 1}`;
}

/** The unit's output in terms of the column before; terms that are not shown are three dots. */
export function formula(figure, [column, row]) {
  if (column === 0) return "a number that the network is given of every point";
  const { weights, biases } = figure.layers[column - 1];
  const before = figure.columns[column - 1];
  const source = (i) => `·${symbol(figure, [column - 1, i])}`;
  const terms = Array.from(weights[row], (weight, i) => [weight, source(i)]);
  const sum = [...terms, [biases[row], ""]].map(([value, of], i) => {
    const sign = value < 0 ? "−" : "+";
    const size = inWords(Math.abs(value)) + of;
    return i ? `${sign} ${size}` : (value < 0 ? "−" : "") + size;
  });
  if (before.units.length < before.width) sum.splice(-1, 0, "+ …");
  const text = sum.join(" ");
  if (column === figure.columns.length - 1) return `z = ${text}, P(class 1) = σ(z)`;
  const inside = figure.activation === "identity" ? text : `${figure.activation}(${text})`;
  return `${symbol(figure, [column, row])} = ${inside}`;
}

export function describeUnit(figure, unit) {
  const [column, row] = unit;
  const lines = [nameOf(figure, unit), formula(figure, unit)];
  if (column) lines.push(`bias ${inWords(figure.layers[column - 1].biases[row])}`);
  return [...lines, `output up to ±${inWords(figure.columns[column].largest[row])} over the plane`];
}

export function describeEdge(figure, [layer, row, source]) {
  const { weights, gradients } = figure.layers[layer];
  return [
    `${nameOf(figure, [layer, source])} → ${nameOf(figure, [layer + 1, row])}`,
    `weight ${inWords(weights[row][source])}`,
    `∂L/∂w of the last batch ${inWords(gradients[row][source])}`,
  ];
}
