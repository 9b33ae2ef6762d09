// Shows the page's figures, and changes a shown one in place when its successor comes.
//
// The app sends a figure as JSON in a hidden part of an element of the class "chart". That element
// is Streamlit's and is filled anew whenever the figure changes; the place of the drawing is ours,
// is kept by the figure's key, and moves into the new content before the browser paints it.
//
// What is seen is drawn by drawing.js. Plotly is what a pointer or the arrow keys read a figure
// with: it comes when they do, and draws in the same place.

const CONFIG = { displayModeBar: false, responsive: false };
const STEPS = 60; // of the arrow keys across a plot
const SWEEP = 5000; // milliseconds after which a drawing that left the page is given up
const PLOTLY = new URL(import.meta.url).searchParams.get("plotly");
const charts = new Map();
let library, fetched, count = 0;

/** Load Plotly once for the page. */
function loaded() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PLOTLY;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("Plotly did not load"));
    document.head.append(script);
  });
  return library;
}

/** Have the browser keep Plotly at hand once it has nothing else to do. */
function prefetch() {
  const later = window.requestIdleCallback ?? (work => setTimeout(work, 500));
  fetched ??= later(() => fetch(PLOTLY, { priority: "low" }).catch(() => {}), { timeout: 4000 });
}

class Chart {
  constructor() {
    this.id = `drawing-${count++}`;
    this.place = document.createElement("div");
    this.place.className = "chart-place";
    this.place.append(document.createElement("div"), document.createElement("div"));
    [this.drawing, this.live] = this.place.children;
    this.live.hidden = true;
    this.place.addEventListener("pointerenter", event => this.read(event));
    new ResizeObserver(() => {
      this.room = this.place.clientWidth;
      this.draw();
    }).observe(this.place);
  }

  /** Move into the element that holds a newer figure, and draw that. */
  enter(holder) {
    const text = holder.querySelector(".chart-figure").textContent;
    this.holder = holder;
    holder.append(this.place);
    this.room ||= this.place.clientWidth; // moved, it is as wide as before; else we are told
    holder.addEventListener("keydown", event => this.step(event));
    holder.addEventListener("blur", () => this.leave());
    if (text !== this.text) {
      this.text = text;
      this.figure = JSON.parse(text);
      this.fresh = true;
    } else if (this.width) this.show(!this.live.hidden); // it stands already, in another element
    this.draw();
  }

  /** Draw what is new: another figure, another width. */
  draw() {
    const width = this.room;
    if (printing.matches || !this.figure || !width || (!this.fresh && width === this.width)) return;
    if (this.fresh && awaited() && !fits(this.holder)) return; // one that fits is on its way
    this.fresh = false;
    this.width = width;
    this.alive = undefined;
    if (window.Plotly && this.holder.matches(":hover")) return this.enliven();
    try {
      this.drawing.innerHTML = svgOf(this.figure, width, this.id);
    } catch {
      return this.enliven();
    }
    this.show(false);
    prefetch();
  }

  /** Let Plotly draw it, once for each figure and width; return whether it could. */
  enliven() {
    this.alive ??= loaded().then(async Plotly => {
      const { data, layout } = this.figure, width = this.width;
      this.live.hidden = false;
      await Plotly.react(this.live, data, { ...layout, width }, CONFIG);
      this.show(true);
      return true;
    }).catch(() => {
      document.body.classList.add("chart-failed"); // its words stand where nothing is drawn
      return false;
    });
    return this.alive;
  }

  show(alive) {
    this.live.hidden = !alive;
    this.drawing.style.visibility = alive ? "hidden" : "";
    this.holder.classList.add("chart-drawn");
    const { bgcolor } = this.figure.layout.hoverlabel;
    this.holder.toggleAttribute("data-dark", bgcolor !== "#FFFFFF");
    this.holder.style.setProperty("--sheet", bgcolor);
    this.holder.style.setProperty("--paper", Math.min(1, PAPER / pageWidth()));
  }

  /** Let a pointer that has just come in read the values, though it may not move again. */
  async read({ clientX, clientY }) {
    if (this.alive || !this.figure) return;
    if (!(await this.enliven())) return;
    const move = new MouseEvent("mousemove", { bubbles: true, clientX, clientY });
    document.elementFromPoint(clientX, clientY)?.dispatchEvent(move);
  }

  /** Read the values with the arrow keys. */
  async step(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.leave();
    if (!way || this.figure?.layout.hovermode !== "x unified") return;
    event.preventDefault();
    if (!(await this.enliven())) return;
    this.at = Math.min(Math.max((this.at ?? (way > 0 ? -1 : STEPS + 1)) + way, 0), STEPS);
    const [start, end] = this.live._fullLayout.xaxis.range;
    window.Plotly.Fx.hover(this.live, { xval: start + (this.at / STEPS) * (end - start) }, "xy");
  }

  leave() {
    this.at = undefined;
    if (this.live._fullLayout) window.Plotly.Fx.unhover(this.live);
  }
}

/** Find the figures that have come, and draw them. */
function look() {
  if (document.querySelector(".chart:not([data-taken])")) measure();
  for (const holder of document.querySelectorAll(".chart:not([data-taken])")) {
    holder.dataset.taken = "";
    const { key } = holder.dataset;
    if (!charts.has(key)) charts.set(key, new Chart());
    charts.get(key).enter(holder);
  }
  endFirst();
}

function sweep() {
  for (const [key, chart] of charts) {
    if (chart.place.isConnected) continue;
    window.Plotly?.purge(chart.live);
    charts.delete(key);
  }
}

// The keys of the projector press buttons that the app draws for them.
const PAGES = { PageDown: 1, PageUp: -1 };
const STARTS = 3000; // milliseconds after which a press that changed nothing is over
const waiting = [];
let pressed = -STARTS;
const begins = new MutationObserver(() => { pressed = -STARTS });
const KEYS = { ArrowRight: ["next"], PageDown: ["next"], ArrowLeft: ["previous"],
  PageUp: ["previous"], r: ["reveal"], q: ["code"], Escape: ["leave"], p: ["leave", "start"] };

function press(event) {
  if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], [role=slider]")) return;
  if (event.key === "f" && document.querySelector(".st-key-present-keys")) {
    document.body.classList.toggle("filtering");
  }
  const known = KEYS[event.key];
  if (!known || !buttonOf(known) || (event.repeat && waiting.length)) return;
  event.preventDefault();
  if (!waiting.length && paged(PAGES[event.key])) return;
  document.body.classList.remove("filtering");
  waiting.push(known);
  if (waiting.length === 1) work();
}

const main = () => document.querySelector('[data-testid="stMain"]');

/** Go on within a slide that is higher than the window; return whether there was more of it. */
function paged(way) {
  const { scrollHeight, clientHeight, scrollTop } = main();
  const more = way > 0 ? scrollHeight - clientHeight - scrollTop : scrollTop;
  if (!way || more < 0.1 * clientHeight) return false;
  main().scrollBy(0, 0.85 * way * clientHeight);
  return true;
}

const buttonOf = names => names.map(name =>
  document.querySelector(`.st-key-present-${name} button`)).find(Boolean);

/** Press the buttons of the keys that wait, one after another: each as the answer before drew it. */
function work() {
  const app = document.querySelector('[data-testid="stApp"]');
  const answering = app?.dataset.testScriptState !== "notRunning";
  if (answering || performance.now() - pressed < STARTS) return setTimeout(work, 20);
  begins.disconnect();
  begins.observe(app, { attributeFilter: ["data-test-script-state"] });
  const names = waiting.shift();
  if (/next|previous/.test(names)) main().scrollTo(0, 0);
  pressed = performance.now(); // until the app begins to answer, which on a slow machine takes a while
  buttonOf(names)?.click();
  if (waiting.length) work();
}

/** Take a key before Streamlit, which would run the script once more with the same press in it. */
function pressFirst(event) {
  if (event.key !== "r") return;
  press(event);
  if (event.defaultPrevented) event.stopImmediatePropagation();
}

window.addEventListener("keydown", pressFirst, true);
document.addEventListener("keydown", press);
new MutationObserver(look).observe(document, { subtree: true, childList: true });
setInterval(sweep, SWEEP);
look();
begin();
