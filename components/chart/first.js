// The figure a tab opens with, while Streamlit's own scripts are fetched and run. It is drawn as any
// other, in the place where it will stand; the page's own element of that key takes the drawing over.

const SECOND = 1000;
const BUTTONS = 300; // pixels beside the title: one that needs more puts them, and all, further down
const opened = location.pathname;
let waits, goneOn = false; // whether whoever opened the page has chosen something on it

async function begin() {
  const link = [...document.querySelectorAll("link[data-first]")].find(one => matchMedia(one.media).matches);
  const made = link && new URL(link.href).searchParams.get("width");
  if (!link || Number(made) !== expected() || !systemTheme()) return; // the page comes in another
  const answer = await fetch(link.href).catch(() => null);
  const drawn = answer?.status === 200 && await answer.text();
  await styled();
  if (!drawn || goneOn || location.pathname !== opened || finished() || document.querySelector(".chart")) return;
  const first = document.createElement("div");
  first.id = "first";
  first.toggleAttribute("data-dark", link.dataset.first === "dark");
  first.innerHTML = drawn;
  first.style.left = `${besidePage()}px`;
  document.body.append(first);
  if (first.querySelector("h4").offsetWidth > first.clientWidth - MARGIN - BUTTONS) return first.remove();
  waits = setInterval(() => endFirst(finished()), SECOND);
  look();
}

/** Whether the page comes as the system has it: Streamlit keeps another theme by the page's path. */
function systemTheme() {
  const begins = `stActiveTheme-${location.pathname}-v`;
  return Object.entries(kept()).every(([key, theme]) => !key.startsWith(begins) || theme.includes("System"));
}

/** Whether the app has drawn all it has to draw. */
const finished = () => document.querySelector(".st-key-status, .stMainBlockContainer h2") &&
  document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";

/** Wait for the style of the page: without it nothing has its place. */
async function styled() {
  const named = () => document.querySelector('body > link[rel="stylesheet"]');
  while (!named() && document.readyState === "loading") await new Promise(requestAnimationFrame);
  const link = named();
  if (link && !link.sheet) await new Promise(done => link.addEventListener("load", done, { once: true }));
}

/** Let it go for whoever chooses before the page has its figure: that will be another. */
function choose({ target, key }) {
  const asked = '[data-testid="stSidebar"], [data-baseweb="popover"]';
  if (key === "Tab" || !target.closest?.(asked)) return;
  goneOn = true;
  endFirst(true);
}

for (const kind of ["click", "keydown"]) document.addEventListener(kind, choose, true);

/** Take it away once the page has a figure of its own, says why it has none, or is another. */
function endFirst(whatever = false) {
  const first = document.getElementById("first");
  const there = '#root :is(.chart, [data-testid="stAlert"], [data-testid="stException"])';
  if (first && (whatever || location.pathname !== opened || document.querySelector(there))) {
    first.remove();
    clearInterval(waits);
  }
}
