// The figure a tab opens with, while Streamlit's own scripts are fetched and run. It is drawn as any
// other, in the place where it will stand; the page's own element of that key takes the drawing over.

const SECOND = 1000;
let waits;

async function begin() {
  const link = [...document.querySelectorAll("link[data-first]")].find(one => matchMedia(one.media).matches);
  const chosen = Object.entries(localStorage).find(([key]) => key.startsWith("stActiveTheme"));
  if (!link || (chosen && !chosen[1].includes("System"))) return; // the page comes in that theme
  const answer = await fetch(link.href).catch(() => null);
  const drawn = answer?.status === 200 && await answer.text();
  await styled();
  if (!drawn || document.querySelector(".chart")) return;
  const first = document.createElement("div");
  first.id = "first";
  first.toggleAttribute("data-dark", link.dataset.first === "dark");
  first.innerHTML = drawn;
  first.dataset.at = location.pathname;
  document.body.append(first);
  waits = setInterval(() => endFirst(finished()), SECOND);
  look();
}

/** Whether the app has drawn all it has to draw. */
const finished = () => document.querySelector(".st-key-status, .stMainBlockContainer h2") &&
  document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";

/** Wait for the style of the page: without it nothing has its place. */
async function styled() {
  if (document.readyState === "loading") {
    await new Promise(done => document.addEventListener("DOMContentLoaded", done, { once: true }));
  }
  const link = document.querySelector('body > link[rel="stylesheet"]');
  if (link && !link.sheet) await new Promise(done => link.addEventListener("load", done, { once: true }));
}

/** Take it away once the page has a figure of its own, says why it has none, or is another. */
function endFirst(whatever = false) {
  const first = document.getElementById("first");
  const there = '#root :is(.chart, [data-testid="stAlert"], [data-testid="stException"])';
  if (first && (whatever || first.dataset.at !== location.pathname || document.querySelector(there))) {
    first.remove();
    clearInterval(waits);
  }
}
