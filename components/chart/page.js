// The page around the figures: how wide it is, which the app has to know to make them; and files
// dropped anywhere on it. Widths in capitals that are not here are told by whoever serves this
// (`server/widths.py`).

const PAPER = 690; // pixels between the margins of a sheet, A4 or Letter
const STAGE = [1920, 1080]; // pixels of the screen that what is presented is laid out for
const STAGE_BESIDE = 104; // of them beside a figure
const LEAST_SHARE = 0.5; // of its size: half of 26 pixels is what letters have elsewhere
const PATIENCE = 2000; // milliseconds in which the app may answer with figures of that width
const told = { width: 0, at: -PATIENCE };
const printing = matchMedia("print"); // a sheet takes the drawings as they are, only smaller
let measuring, observed, wide = 0;

const sizes = new ResizeObserver(([{ target }]) => {
  wide = target.clientWidth;
  clearTimeout(measuring);
  measuring = setTimeout(measure, 250); // once the window stands still
});

/** Return the pixels between the margins; the element is Streamlit's, and made anew at its will.
 *  It is asked once: a browser that is asked amid changes lays the page out for it. */
function pageWidth() {
  const page = document.querySelector(".stMainBlockContainer > .stVerticalBlock");
  if (page && page !== observed) {
    observed = page;
    sizes.disconnect();
    sizes.observe(page);
    wide = page.clientWidth;
  }
  return page ? wide : 0;
}

/** Whether a figure was made for about the width the page has: words do not shrink with it. */
function fits(holder) {
  const made = Number(holder.dataset.page), width = pageWidth();
  const alike = (made < STACKED) === (width < STACKED);
  return !made || !width || (alike && made <= width && width < WIDER * made);
}

/** Return the pixels left of a page that opens: Streamlit remembers how wide the sidebar was made. */
function besidePage() {
  const shut = Object.entries(kept()).some(([key, said]) => /^stSidebarCollapsed/.test(key) && said === "true");
  return MARGIN + (shut ? 0 : parseInt(kept().sidebarWidth, 10) || SIDEBAR);
}

/** Return what the browser keeps for this server: nothing where its owner forbids that. */
function kept() {
  try {
    return localStorage;
  } catch {
    return {};
  }
}

/** Return by how much smaller what is presented is shown than it is laid out: letters are the same
 *  share of every projector, and large enough to read in a small window. */
const share = () => Math.max(Math.min(innerWidth / STAGE[0], innerHeight / STAGE[1]), LEAST_SHARE);

/** Return for which width figures are made on a page that opens: whole steps, or 0 for the usual. */
function expected() {
  if (/[?&]present=1/.test(location.search)) {
    return Math.floor((innerWidth / share() - STAGE_BESIDE) / STEP) * STEP;
  }
  const small = innerWidth < SMALL, room = innerWidth - (small ? SMALL_BESIDE : besidePage() + MARGIN);
  const sure = small ? room : room - SCROLLBAR;
  return sure >= USUAL && room < WIDER * USUAL ? 0 : Math.floor(sure / STEP) * STEP;
}

/** Say with the first request how wide the page will be; where that is wrong, it is told later. */
function expect() {
  document.cookie = `page-width=${expected() || ""}; path=/; SameSite=Strict`;
}

/** Whether the app was told of another width a moment ago. */
const awaited = () => performance.now() - told.at < PATIENCE;

/** Tell the app how wide its page is, where a figure was made for another. */
function measure() {
  const width = Math.floor(pageWidth() / STEP) * STEP;
  const input = document.querySelector(".st-key-page-width input");
  if (!input || printing.matches || [...document.querySelectorAll(".chart")].every(fits)) return;
  if (width === told.width && awaited()) return;
  Object.assign(told, { width, at: performance.now() });
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, width);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  setTimeout(() => charts.forEach(chart => chart.draw()), PATIENCE + 100);
}

/** Take files that are dropped anywhere: by the field for them, which the app shows when asked. */
async function take(event) {
  const kept = new DataTransfer(); // the event's own is emptied after it
  for (const file of event.dataTransfer.files) kept.items.add(file);
  document.body.classList.remove("dropping");
  if (!kept.files.length || event.target.closest?.('[data-testid="stFileUploaderDropzone"]')) return;
  event.preventDefault();
  let asked = false; // a page that is still being built has neither button nor field
  for (let tries = 0; tries < 100; tries += 1) {
    const input = document.querySelector('[data-testid="stFileUploader"] input[type=file]');
    if (input) {
      input.files = kept.files;
      return input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const button = asked ? null : document.querySelector(".st-key-drop button");
    button?.click();
    asked ||= button !== null;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function hold(event) {
  const files = event.dataTransfer.types.includes("Files");
  const taken = document.querySelector('.st-key-drop, [data-testid="stFileUploader"]');
  if (!files || !taken) return;
  event.preventDefault();
  document.body.classList.add("dropping");
}

/** Show what is presented as large as the window. */
function stage() {
  document.documentElement.style.setProperty("--stage", share());
}

addEventListener("resize", stage);

/** An address with its choices takes the place of the bare one that a change of tabs leaves: who
 *  goes back would come to that, where nothing is chosen. */
const push = history.pushState;
history.pushState = function (state, title, url) {
  const { pathname, search } = new URL(url ?? "", document.baseURI);
  const named = !location.search && search && pathname === location.pathname;
  return (named ? this.replaceState : push).call(this, state, title, url);
};

/** Ask again when a connection has come back. A server that has forgotten the session would take the
 *  next click for the first of a page on which nothing is chosen. The key is Streamlit's. A workbook
 *  of the visitor's own is forgotten with its session: what is shown of it stays while nobody clicks. */
const OWN = ".upload";
let connected; // undefined before it was for the first time
new MutationObserver(([{ target }]) => {
  const now = target.dataset.testConnectionState === "CONNECTED";
  if (now && connected === false && new URLSearchParams(location.search).get("study") !== OWN) {
    const key = { key: "r", keyCode: 82, bubbles: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", key));
    document.body.dispatchEvent(new KeyboardEvent("keyup", key));
  }
  if (now || connected) connected = now;
}).observe(document, { subtree: true, attributeFilter: ["data-test-connection-state"] });

const BUILDING = "(min-width: 1px)"; // of the style, what holds a page still while it is built
const MISSING = '[data-testid="stSkeleton"], [class*="st-key-levels-"]:not(:has(.level-filters))';

/** Let go of that once all is there: a browser would look for what is missing at every change. */
function letGo() {
  const { sheet } = document.querySelector('body > link[rel="stylesheet"]') ?? {};
  const building = !sheet || !finished() || document.querySelector(MISSING);
  if (building) return void setTimeout(letGo, 500);
  const place = [...sheet.cssRules].findIndex(rule => rule.conditionText === BUILDING);
  if (place >= 0) sheet.deleteRule(place);
}

document.addEventListener("dragover", hold);
document.addEventListener("drop", take);
document.addEventListener("dragleave", event => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
expect();
stage();
setTimeout(letGo, 500);
