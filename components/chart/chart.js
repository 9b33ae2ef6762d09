// Draws the page's figures, and changes a drawn one in place when its successor comes.
//
// The app sends a figure as JSON in a hidden part of an element of the class "chart". That element
// is Streamlit's and is filled anew whenever the figure changes; the drawing is ours, is kept by
// the figure's key, and moves into the new content before the browser paints it.

const CONFIG = { displayModeBar: false, responsive: false };
const STEPS = 60; // of the arrow keys across a plot
const SWEEP = 5000; // milliseconds after which a drawing that left the page is given up
const charts = new Map();
let library;

/** Load Plotly once for the page. */
function loaded() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(import.meta.url).searchParams.get("plotly");
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

class Chart {
  constructor() {
    this.place = document.createElement("div");
    this.place.addEventListener("pointerenter", event => this.read(event));
    new ResizeObserver(() => this.draw()).observe(this.place);
  }

  /** Move into the element that holds a newer figure, and draw that. */
  enter(holder) {
    const text = holder.querySelector(".chart-figure").textContent;
    this.holder = holder;
    holder.append(this.place);
    holder.addEventListener("keydown", event => this.step(event));
    holder.addEventListener("blur", () => this.leave());
    if (text !== this.text) {
      this.text = text;
      this.figure = JSON.parse(text);
      this.fresh = true;
    }
    this.draw();
  }

  /** Draw what is new: another figure, another width, or what the pointer reads. */
  draw(complete = this.holder?.matches(":hover")) {
    const width = this.place.clientWidth;
    if (!window.Plotly || !this.figure || !width) return;
    if (!this.fresh && width === this.width && (this.complete || !complete)) return;
    this.fresh = false;
    this.width = width;
    this.complete = complete;
    const { data, layout } = this.figure;
    // A third of the work is what only the pointer reads: it waits for a pointer.
    const shown = complete ? data : data.filter(trace => trace.meta?.layer !== "hover");
    this.holder.classList.add("chart-drawn");
    return window.Plotly.react(this.place, shown, { ...layout, width }, CONFIG);
  }

  /** Let a pointer that has just come in read the values, though it may not move again. */
  async read({ clientX, clientY }) {
    if (this.complete || !(await this.draw(true))) return;
    const move = new MouseEvent("mousemove", { bubbles: true, clientX, clientY });
    document.elementFromPoint(clientX, clientY)?.dispatchEvent(move);
  }

  /** Read the values with the arrow keys. */
  async step(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.leave();
    if (!way || this.figure?.layout.hovermode !== "x unified") return;
    event.preventDefault();
    await this.draw(true);
    this.at = Math.min(Math.max((this.at ?? (way > 0 ? -1 : STEPS + 1)) + way, 0), STEPS);
    const [start, end] = this.place._fullLayout.xaxis.range;
    window.Plotly.Fx.hover(this.place, { xval: start + (this.at / STEPS) * (end - start) }, "xy");
  }

  leave() {
    this.at = undefined;
    if (this.place._fullLayout) window.Plotly.Fx.unhover(this.place);
  }
}

/** Find the figures that have come, and draw them. */
function look() {
  for (const holder of document.querySelectorAll(".chart:not([data-taken])")) {
    holder.dataset.taken = "";
    const { key } = holder.dataset;
    if (!charts.has(key)) charts.set(key, new Chart());
    charts.get(key).enter(holder);
  }
}

function sweep() {
  for (const [key, chart] of charts) {
    if (chart.place.isConnected) continue;
    window.Plotly?.purge(chart.place);
    charts.delete(key);
  }
}

// The keys of the projector press buttons that the app draws for them.
const KEYS = { ArrowRight: ["next"], PageDown: ["next"], ArrowLeft: ["previous"],
  PageUp: ["previous"], r: ["reveal"], q: ["code"], Escape: ["leave"], p: ["leave", "start"] };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], [role=slider]")) return;
  if (event.key === "f" && document.querySelector(".st-key-present-keys")) {
    document.body.classList.toggle("filtering");
  }
  for (const name of KEYS[event.key] ?? []) {
    const button = document.querySelector(`.st-key-present-${name} button`);
    if (!button) continue;
    event.preventDefault();
    document.body.classList.remove("filtering");
    return button.click();
  }
}

document.addEventListener("keydown", press);
new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
setInterval(sweep, SWEEP);
look();
loaded().then(
  () => charts.forEach(chart => chart.draw()),
  () => document.body.classList.add("chart-failed"), // the words of each figure take its place
);
