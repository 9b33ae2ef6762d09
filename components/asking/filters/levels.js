// Levels of covariates to choose from, as one element that is changed in place: a click on one
// changes the counts of all, and nothing else of them.

const PATIENCE = 3000; // milliseconds after which a click that is not answered is said again
const TRIES = 3; // so often: where nothing is answered, it is not for want of hearing
const asked = new WeakMap(); // by element: the clicks that are not answered yet
let last = 0; // number of the last click, of whatever element: one that is made anew goes on

function groupOf({ key, label }) {
  const group = document.createElement("div");
  group.dataset.filter = key;
  group.append(document.createElement("div"), document.createElement("div"));
  const [title, levels] = group.children;
  title.className = "levels-label";
  title.textContent = label;
  title.ariaHidden = "true";
  levels.className = "levels";
  levels.setAttribute("role", "toolbar");
  levels.ariaLabel = label;
  return group;
}

function levelOf(code) {
  const level = document.createElement("button");
  level.type = "button";
  level.dataset.code = code;
  return level;
}

/** Let the element hold the groups and levels there are now; those that stay are kept. */
function build(place, groups) {
  const shape = JSON.stringify(groups.map(g => [g.key, g.label, g.levels.map(([code]) => code)]));
  if (place.dataset.shape === shape) return;
  place.dataset.shape = shape;
  place.replaceChildren(...groups.map(group => {
    const made = groupOf(group);
    made.lastChild.append(...group.levels.map(([code]) => levelOf(code)));
    made.querySelector("button").tabIndex = 0;
    return made;
  }));
}

function write(place, groups) {
  groups.forEach((group, i) => group.levels.forEach(([code, words], j) => {
    const level = place.children[i].lastChild.children[j];
    if (level.textContent !== words) level.textContent = words;
    if (!level.hasAttribute("tabindex")) level.tabIndex = -1;
    level.ariaPressed = String(chosenOf(place, group, code));
  }));
}

/** Whether a level is chosen: the answer to an earlier click does not take back a later one. */
function chosenOf(place, { key, chosen }, code) {
  const click = asked.get(place).findLast(([, group, level]) => group === key && level === code);
  return click ? click[3] : chosen.includes(code);
}

/** Move between the levels of a group with the arrow keys; Tab leaves it. */
function step(event) {
  const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const level = event.target.closest("button");
  if (!way || !level) return;
  event.preventDefault();
  const levels = [...level.parentNode.children];
  const next = levels[(levels.indexOf(level) + way + levels.length) % levels.length];
  level.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Say what is not answered, and say it again where that was lost with a connection. */
function say(place, tries = 0) {
  withoutTimer(() => place.tell("asked", asked.get(place)));
  awaitAnswer(place, tries);
}

/** Send by a promise what Streamlit sends by a timer: those wait until a click has been drawn. */
function withoutTimer(send) {
  const { setTimeout } = window;
  window.setTimeout = (work, wait, ...more) =>
    wait ? setTimeout(work, wait, ...more) : queueMicrotask(work);
  try {
    send();
  } finally {
    window.setTimeout = setTimeout;
  }
}

function awaitAnswer(place, tries) {
  clearTimeout(place.waits);
  place.waits = setTimeout(() => {
    const { testScriptState: run, testConnectionState: way } =
      document.querySelector('[data-testid="stApp"]').dataset;
    if (!asked.get(place).length || !place.isConnected) return;
    if (run !== "notRunning" || way !== "CONNECTED") awaitAnswer(place, tries);
    else if (tries < TRIES) say(place, tries + 1);
  }, PATIENCE);
}

export default function ({ data, parentElement, setTriggerValue }) {
  let place = parentElement.querySelector(":scope > .level-filters");
  if (!place) {
    place = document.createElement("div");
    place.className = "level-filters";
    place.addEventListener("keydown", step);
    parentElement.append(place);
  }
  place.tell = setTriggerValue;
  asked.set(place, (asked.get(place) ?? []).filter(([turn]) => turn > data.turn));
  place.onclick = event => {
    const level = event.target.closest("button");
    if (!level) return;
    const chosen = level.ariaPressed !== "true";
    level.ariaPressed = String(chosen);
    last = Math.max(last, data.turn) + 1;
    const { filter } = level.closest("[data-filter]").dataset;
    asked.set(place, [...asked.get(place), [last, filter, level.dataset.code, chosen]]);
    say(place);
  };
  build(place, data.groups);
  write(place, data.groups);
}
