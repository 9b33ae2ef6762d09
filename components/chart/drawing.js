// Draws a figure as SVG: the same lines, outlines and words that outcomes/export/drawing puts into
// files, for the width there is. What it does not know it refuses, and Plotly draws instead.

const INK = "#1B2733";
const LEADING = 1.3; // height of a line in em
const FAR = 20000; // pixels
const PAD = 2; // pixels between a note and where it is anchored, as Plotly has it
const DASHES = { solid: [], dot: [1, 1], dash: [3, 3], longdash: [5, 5], dashdot: [3, 1, 1, 1] };
const PACKED = { f4: Float32Array, f8: Float64Array, i1: Int8Array, u1: Uint8Array,
  i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array };
const SYMBOLS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0], [0, -1.3]],
  "triangle-up": [[0, -1.15], [1.15, 0.58], [-1.15, 0.58], [0, -1.15]],
  "triangle-down": [[0, 1.15], [1.15, -0.58], [-1.15, -0.58], [0, 1.15]],
  "triangle-left": [[-1.15, 0], [0.58, 1.15], [0.58, -1.15], [-1.15, 0]],
  "triangle-right": [[1.15, 0], [-0.58, 1.15], [-0.58, -1.15], [1.15, 0]],
  "line-ns": [[0, -1.4], [0, 1.4]],
  circle: Array.from({ length: 33 }, (_, k) => [Math.cos(k * Math.PI / 16), Math.sin(k * Math.PI / 16)]),
};

const refuse = what => { throw new Error(`no drawing of ${what}`); };
const nth = (value, i) => (Array.isArray(value) ? value[i] : value);
const known = (...values) => values.every(Number.isFinite);

/** Values as numbers: days since 1970 for dates, NaN where there is none. */
function numbers(values) {
  if (values?.bdata) {
    const text = atob(values.bdata), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i); // ten times as fast as from()
    return Array.from(new (PACKED[values.dtype] ?? refuse(values.dtype))(bytes.buffer));
  }
  const day = v => Date.parse(/\d{2}:\d{2}/.test(v) ? `${v.replace(" ", "T")}Z` : v) / 864e5;
  return Array.from(values ?? [], v => (v === null ? NaN : typeof v === "string" ? day(v) : Number(v)));
}

// Axes -----------------------------------------------------------------------------------------

function scaleOf(name, spec, ends) {
  const [low, high] = numbers(spec.range ?? refuse("an axis without a range"));
  const part = share => ends[0] + share * (ends[1] - ends[0]);
  return { name, spec, low, high, ends, part, at: value => part((value - low) / ((high - low) || 1)) };
}

function plotOf(layout, width, height) {
  const { l = 80, r = 80, t = 80, b = 80 } = layout.margin ?? {};
  const area = [l, t, Math.max(width - r, l + 1), Math.max(height - b, t + 1)];
  const plot = { x: {}, y: {}, area };
  for (const [key, spec] of Object.entries(layout)) {
    const [, way, number] = key.match(/^([xy])axis(\d*)$/) ?? [];
    if (!way) continue;
    const [first, last] = way === "x" ? [area[0], area[2]] : [area[3], area[1]];
    const ends = (spec.domain ?? [0, 1]).map(share => first + share * (last - first));
    plot[way][way + number] = scaleOf(way + number, spec, ends);
  }
  return plot;
}

function place(plot, value, ref, way) {
  const [name, domain] = ref.split(" ");
  if (name !== "paper") return domain ? plot[way][name].part(value) : plot[way][name].at(numbers([value])[0]);
  const [left, top, right, bottom] = plot.area;
  return way === "x" ? left + value * (right - left) : bottom + value * (top - bottom);
}

function boxOf(plot, x, y) {
  const [left, right] = plot.x[x].ends, [bottom, top] = plot.y[y].ends;
  return [left, Math.min(top, bottom), right, Math.max(top, bottom)];
}

function ticksOf({ spec, low, high, at }) {
  if (!spec.tickvals) refuse("ticks of no given place");
  const values = numbers(spec.tickvals), near = 1e-9 * Math.abs(high - low);
  const words = spec.ticktext ?? values.map(String);
  const inside = v => v >= Math.min(low, high) - near && v <= Math.max(low, high) + near;
  return values.flatMap((v, i) => (inside(v) ? [[at(v), String(words[i])]] : []));
}

/** The axis across: the one it is anchored to, else the first. */
function across({ name, spec }, plot) {
  const others = plot[name[0] === "x" ? "y" : "x"];
  const same = (name[0] === "x" ? "y" : "x") + name.slice(1);
  return others[spec.anchor] ?? others[same] ?? Object.values(others)[0];
}

const scales = plot => [...Object.values(plot.x), ...Object.values(plot.y)]
  .filter(scale => scale.spec.visible !== false);

function gridMarks(plot) {
  return scales(plot).filter(scale => scale.spec.showgrid).flatMap(scale => {
    const [low, high] = across(scale, plot).ends;
    const { gridcolor: stroke = "#eeeeee", gridwidth: width = 1 } = scale.spec;
    return ticksOf(scale).map(([at]) => ({
      points: scale.name[0] === "x" ? [[at, low], [at, high]] : [[low, at], [high, at]],
      stroke, width, crisp: true,
    }));
  });
}

function axisMarks(scale, plot, layout) {
  const { spec, name } = scale, lying = name[0] === "x", marks = [];
  let [at] = across(scale, plot).ends;
  if (spec.anchor === "free") {
    const [left, top, right, bottom] = plot.area;
    const [first, last] = lying ? [bottom, top] : [left, right];
    at = first + (spec.position ?? 0) * (last - first);
  }
  const turned = (along, off) => (lying ? [along, at + off] : [at - off, along]);
  if (spec.showline) {
    marks.push({ points: scale.ends.map(end => turned(end, 0)), stroke: spec.linecolor ?? INK,
      width: spec.linewidth ?? 1, crisp: true });
  }
  const outside = spec.ticks === "outside", length = outside ? spec.ticklen ?? 5 : 0;
  const { size = 13, color = INK } = { ...layout.font, ...spec.tickfont };
  for (const [along, words] of ticksOf(scale)) {
    if (outside) {
      marks.push({ points: [turned(along, 0), turned(along, length)], stroke: spec.tickcolor ?? INK,
        width: spec.tickwidth ?? 1, crisp: true });
    }
    const [x, y] = turned(along, length + 3);
    const runs = runsOf(words, color);
    marks.push(lying ? { x, y: y + 0.9 * size, runs, size, anchor: "middle", angle: 0 }
      : { x, y: y + 0.35 * size, runs, size, anchor: "end", angle: 0 });
  }
  return marks;
}

// Traces and shapes ----------------------------------------------------------------------------

function dashOf({ dash = "solid", width = 2 }) {
  const pattern = DASHES[dash];
  return pattern ? pattern.map(part => part * Math.max(width, 3)) : dash.split(",").map(parseFloat);
}

/** The stretches of a line between its gaps; a stretch of one point draws nothing. */
function pieces(x, y, step) {
  const cut = v => Math.min(Math.max(v, -FAR), FAR), found = [];
  let piece = [];
  const close = () => { if (piece.length > 1) found.push(piece); piece = []; };
  x.forEach((_, i) => {
    if (!known(x[i], y[i])) return close();
    if (step && piece.length) piece.push([cut(x[i]), piece.at(-1)[1]]);
    piece.push([cut(x[i]), cut(y[i])]);
  });
  close();
  return found;
}

function lineMarks(trace, x, y, below, scale, clip) {
  const { line = {}, opacity = 1, fill = "none", fillcolor } = trace, marks = [];
  const step = line.shape === "hv", width = line.width ?? 2;
  if (fill === "toself") {
    for (const points of pieces(x, y, false)) marks.push({ points, fill: fillcolor, opacity, clip });
  } else if (fill === "tozeroy" || fill === "tonexty") {
    const under = below && fill === "tonexty" ? pieces(...below, step)[0]
      : [[x[0], scale.at(0)], [x.at(-1), scale.at(0)]];
    marks.push({ points: [...pieces(x, y, step)[0], ...under.reverse()], fill: fillcolor, opacity, clip });
  } else if (fill !== "none") refuse(`a filling ${fill}`);
  if (width > 0) {
    for (const points of pieces(x, y, step)) {
      marks.push({ points, stroke: line.color, width, dash: dashOf(line), opacity, clip });
    }
  }
  return marks;
}

function errorMarks(trace, values, plot, axes, clip) {
  return [["error_x", 0], ["error_y", 1]].flatMap(([key, way]) => {
    const error = trace[key];
    if (!error || error.visible === false) return [];
    const more = numbers(error.array), less = error.arrayminus ? numbers(error.arrayminus) : more;
    const own = plot["xy"[way]][axes[way]], other = plot["xy"[1 - way]][axes[1 - way]];
    const cap = error.width ?? 4;
    return values[way].flatMap((value, i) => {
      const low = own.at(value - less[i]), high = own.at(value + more[i]);
      const mid = other.at(values[1 - way][i]);
      if (!known(low, high, mid)) return [];
      const bars = [[[low, mid], [high, mid]], ...[low, high].map(end => [[end, mid - cap], [end, mid + cap]])];
      return bars.map(points => ({ points: way ? points.map(([a, b]) => [b, a]) : points,
        stroke: error.color, width: error.thickness ?? 2, clip }));
    });
  });
}

function dotMarks({ marker = {}, opacity = 1 }, x, y, clip) {
  const { line = {}, symbol = "circle", size = 6 } = marker;
  const share = opacity * (marker.opacity ?? (Array.isArray(size) ? 0.7 : 1)); // as Plotly has it
  return x.flatMap((_, i) => {
    if (!known(x[i], y[i])) return [];
    const asked = nth(symbol, i), name = asked.replace(/-open$/, ""), half = nth(size, i) / 2;
    const shape = SYMBOLS[name] ?? refuse(`a symbol ${name}`);
    const points = shape.map(([a, b]) => [x[i] + a * half, y[i] + b * half]);
    const color = nth(marker.color, i), width = nth(line.width ?? 0, i);
    if (asked !== name || name === "line-ns") {
      return [{ points, stroke: color, width: width || 1, opacity: share, clip }];
    }
    return [{ points, fill: color, stroke: width ? nth(line.color, i) : undefined, width, opacity: share, clip }];
  });
}

function barMarks(trace, number, count, layout, plot, axes, clip) {
  const flat = trace.orientation === "h", mode = layout.barmode ?? "group";
  if (count > 1 && !["group", "overlay"].includes(mode)) refuse(`bars in mode ${mode}`);
  const [x, y] = [numbers(trace.x), numbers(trace.y)];
  const [at, size] = flat ? [y, x] : [x, y];
  const base = trace.base === undefined ? size.map(() => 0) : numbers(trace.base);
  const sorted = [...at].sort((a, b) => a - b);
  const room = at.length > 1 ? Math.min(...sorted.slice(1).map((v, i) => v - sorted[i])) : 1;
  const each = room * (1 - (layout.bargap ?? 0.2)) / Math.max(mode === "group" ? count : 1, 1);
  const width = trace.width || each * (1 - (layout.bargroupgap ?? 0));
  const shift = mode === "group" && !trace.width ? (number - (count - 1) / 2) * each : 0;
  const along = plot.x[axes[0]], up = plot.y[axes[1]];
  return at.flatMap((_, i) => {
    if (!known(at[i], size[i])) return [];
    const half = nth(width, i) / 2, middle = at[i] + shift;
    const sides = [middle - half, middle + half], ends = [base[i], base[i] + size[i]];
    const [x0, x1] = (flat ? ends : sides).map(along.at), [y0, y1] = (flat ? sides : ends).map(up.at);
    const box = { points: [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], fill: nth(trace.marker?.color, i), clip };
    return [box, ...barWords(trace, i, [x0, x1], (y0 + y1) / 2, flat)];
  });
}

function barWords(trace, i, [x0, x1], middle, flat) {
  const where = trace.textposition;
  if (!flat || !["outside", "inside"].includes(where)) return [];
  const { size = 13, color = INK } = trace.textfont ?? {};
  const runs = runsOf(String(nth(trace.text, i) || ""), color), y = middle + 0.35 * size;
  return [where === "outside" ? { x: x1 + 4, y, runs, size, anchor: "start", angle: 0 }
    : { x: (x0 + x1) / 2, y, runs, size, anchor: "middle", angle: 0 }];
}

function traceMarks(data, layout, plot) {
  const below = {}, bars = data.filter(trace => trace.type === "bar");
  return data.flatMap(trace => {
    if (trace.visible === false || trace.visible === "legendonly") return [];
    const axes = [trace.xaxis ?? "x", trace.yaxis ?? "y"];
    const clip = trace.cliponaxis === false ? undefined : boxOf(plot, ...axes);
    if (trace.type === "bar") return barMarks(trace, bars.indexOf(trace), bars.length, layout, plot, axes, clip);
    if ((trace.type ?? "scatter") !== "scatter") refuse(`a trace of type ${trace.type}`);
    const { mode = "lines" } = trace, marks = [];
    if (mode.includes("text")) refuse("a trace with words");
    const values = [numbers(trace.x), numbers(trace.y)];
    const x = values[0].map(plot.x[axes[0]].at), y = values[1].map(plot.y[axes[1]].at);
    if (mode.includes("lines")) {
      marks.push(...lineMarks(trace, x, y, below[axes], plot.y[axes[1]], clip));
      below[axes] = [x, y];
    }
    marks.push(...errorMarks(trace, values, plot, axes, clip));
    if (mode.includes("markers")) marks.push(...dotMarks(trace, x, y, clip));
    return marks;
  });
}

function shapeMarks(shape, plot) {
  const { type, xref = "x", yref = "y", line = {}, fillcolor: fill, opacity = 1 } = shape;
  if (type !== "line" && type !== "rect") refuse(`a shape of type ${type}`);
  const [x0, x1] = [shape.x0, shape.x1].map(value => place(plot, value, xref, "x"));
  const [y0, y1] = [shape.y0, shape.y1].map(value => place(plot, value, yref, "y"));
  const width = line.width ?? 2, stroke = width ? line.color || "#444444" : undefined;
  const dash = dashOf({ ...line, width });
  if (type === "line") return [{ points: [[x0, y0], [x1, y1]], stroke, width, dash }];
  return [{ points: [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], stroke, width, dash, fill, opacity }];
}

// Words ----------------------------------------------------------------------------------------

function unescaped(words) {
  return new DOMParser().parseFromString(words.replaceAll("<", "&lt;"), "text/html").documentElement.textContent;
}

/** A line of Plotly's markup as runs of one weight and color. */
function runsOf(markup, color) {
  const colors = [color], runs = [];
  let bold = 0;
  for (const piece of markup.split(/(<\/?(?:b|i|span|br|sup|sub)\b[^>]*>)/)) {
    if (piece === "<b>") bold += 1;
    else if (piece === "</b>") bold -= 1;
    else if (piece.startsWith("<span")) colors.push(piece.match(/color:\s*([^;"']+)/)?.[1].trim() ?? colors.at(-1));
    else if (piece === "</span>") colors.length > 1 && colors.pop();
    else if (piece && !/^<\/?(?:b|i|span|br|sup|sub)\b/.test(piece)) {
      runs.push({ words: piece.includes("&") ? unescaped(piece) : piece, color: colors.at(-1), bold: bold > 0 });
    }
  }
  return runs;
}

/** The anchor; an automatic one follows the place in the paper or the axis domain. */
function anchorOf(asked, at, ref, names) {
  if (asked && asked !== "auto") return asked;
  if (ref !== "paper" && !ref.endsWith(" domain")) return names[1];
  const share = typeof at === "number" ? at : 0.5;
  return share < 1 / 3 ? names[0] : share > 2 / 3 ? names[2] : names[1];
}

function noteMarks(note, layout, plot) {
  if (note.visible === false) return [];
  const { xref = "x", yref = "y" } = note;
  const x = place(plot, note.x ?? 0.5, xref, "x") + (note.xshift ?? 0);
  const y = place(plot, note.y ?? 0.5, yref, "y") - (note.yshift ?? 0);
  if (note.showarrow !== false) return arrowMarks(note, [x, y], plot);
  const { size = 13, color = INK } = { ...layout.font, ...note.font };
  const lines = (note.text ?? "").split(/<br ?\/?>/), angle = note.textangle ?? 0;
  const side = anchorOf(note.xanchor, note.x, xref, ["left", "center", "right"]);
  const upright = anchorOf(note.yanchor, note.y, yref, ["bottom", "middle", "top"]);
  const height = LEADING * size * lines.length;
  const above = { top: 1, middle: -height / 2, bottom: -height - 1 }[upright];
  const turn = angle * Math.PI / 180, opacity = note.opacity ?? 1;
  const inset = { left: PAD, center: 0, right: -PAD }[side];
  return lines.map((words, number) => {
    const down = above + (number + 0.5) * LEADING * size + 0.35 * size;
    return { x: x + inset - down * Math.sin(turn), y: y + down * Math.cos(turn), runs: runsOf(words, color), size,
      anchor: { left: "start", center: "middle", right: "end" }[side], angle, opacity };
  });
}

function arrowMarks(note, tip, plot) {
  if (note.text) refuse("an arrow with words");
  const start = ["x", "y"].map((way, i) => {
    const ref = note[`a${way}ref`] ?? "pixel", value = note[`a${way}`] ?? 0;
    return ref === "pixel" ? tip[i] + value : place(plot, value, ref, way);
  });
  const width = note.arrowwidth ?? 1, stroke = note.arrowcolor ?? INK;
  const turn = Math.atan2(tip[1] - start[1], tip[0] - start[0]);
  const length = 3.2 * width * (note.arrowsize ?? 1) + 1.5;
  const back = (far, side) => [tip[0] - far * Math.cos(turn + side), tip[1] - far * Math.sin(turn + side)];
  return [{ points: [start, back(0.8 * length, 0)], stroke, width },
    { points: [tip, back(length, -0.45), back(length, 0.45)], fill: stroke }];
}

// The whole ------------------------------------------------------------------------------------

/** Everything of a figure from the bottom up, in pixels. */
export function marksOf({ data, layout }, width) {
  const plot = plotOf(layout, width, layout.height);
  const shapes = below => (layout.shapes ?? []).filter(shape => (shape.layer === "below") === below)
    .flatMap(shape => shapeMarks(shape, plot));
  const notes = behind => (layout.annotations ?? []).filter(note => (note.name === "watermark") === behind)
    .flatMap(note => noteMarks(note, layout, plot));
  const seen = data.filter(trace => trace.meta?.layer !== "hover");
  return [...notes(true), ...shapes(true), ...gridMarks(plot), ...traceMarks(seen, layout, plot),
    ...scales(plot).flatMap(scale => axisMarks(scale, plot, layout)), ...shapes(false), ...notes(false)];
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = words => String(words).replace(/[&<>"]/g, sign => ENTITIES[sign]);
const short = value => Math.round(value * 100) / 100;

function wordsSvg({ x, y, runs, size, anchor, angle, opacity = 1 }) {
  const spans = runs.map(({ words, color, bold }) =>
    `<tspan fill="${safe(color)}"${bold ? ' font-weight="bold"' : ""}>${safe(words)}</tspan>`);
  const turned = angle ? ` transform="rotate(${angle} ${short(x)} ${short(y)})"` : "";
  const faint = opacity < 1 ? ` opacity="${opacity}"` : "";
  return `<text x="${short(x)}" y="${short(y)}" font-size="${size}" text-anchor="${anchor}"${turned}${faint}>${spans.join("")}</text>`;
}

/** How a line is drawn; nothing for what covers what is below or lets it through. */
const penOf = ({ runs, fill, opacity = 1, stroke, width, dash, clip, crisp }) =>
  (runs || fill || opacity < 1 ? "" : `${stroke} ${width} ${dash} ${clip} ${crisp}`);

/** Lines of one pen that follow each other as one outline: a browser lays out each of a thousand. */
function joined(marks) {
  const found = [];
  let before = "";
  for (const mark of marks) {
    const pen = penOf(mark);
    if (pen && pen === before) found.at(-1).stretches.push(mark.points);
    else found.push(mark.runs ? mark : { ...mark, stretches: [mark.points] });
    before = pen;
  }
  return found;
}

function outlineSvg({ stretches, stroke = "none", width = 1, dash = [], fill = "none", opacity = 1, clip, crisp }, boxes, id) {
  const path = stretches.map(points => `M${points.map(([x, y]) => `${short(x)},${short(y)}`).join("L")}`).join("");
  let more = opacity < 1 ? ` opacity="${opacity}"` : "";
  if (dash.length) more += ` stroke-dasharray="${dash.join(" ")}"`;
  if (crisp) more += ' shape-rendering="crispEdges"';
  if (clip) {
    const box = clip.map(short).join(" ");
    if (!boxes.has(box)) boxes.set(box, `${id}-${boxes.size}`);
    more += ` clip-path="url(#${boxes.get(box)})"`;
  }
  const line = stroke === "none" ? "" : ` stroke="${safe(stroke)}" stroke-width="${width}"`;
  return `<path d="${path}" fill="${safe(fill)}"${line}${more}/>`;
}

/** A figure as the text of an SVG element; ``id`` is unique on the page. */
export function svgOf(figure, width, id) {
  const { height, font = {} } = figure.layout, boxes = new Map();
  const body = joined(marksOf(figure, width))
    .map(mark => (mark.runs ? wordsSvg(mark) : outlineSvg(mark, boxes, id))).join("");
  const clips = [...boxes].map(([box, name]) => {
    const [left, top, right, bottom] = box.split(" ").map(Number);
    return `<clipPath id="${name}"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`;
  }).join("");
  return `<svg class="drawing" width="${width}" height="${height}" font-family="${safe(font.family ?? "sans-serif")}" aria-hidden="true">${
    clips && `<defs>${clips}</defs>`}${body}</svg>`;
}
