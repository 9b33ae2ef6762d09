// What is wrong with the words on a page as it is painted: cut, beyond the page, over each other.
(() => {
  const SLACK = 2; // pixels by which boxes may touch
  const LETTERS = 0.22; // share of a line's height above and below that letters do not fill

  function inked(rect, lines = 1) {
    const less = (LETTERS * rect.height) / lines;
    return { left: rect.left, right: rect.right, top: rect.top + less, bottom: rect.bottom - less };
  }

  const cross = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;

  const short = words => words.trim().replace(/\s+/g, " ").slice(0, 50);

  function crossing(found) {
    const sorted = [...found].sort((a, b) => a.box.top - b.box.top), said = [];
    sorted.forEach((a, i) => {
      for (const b of sorted.slice(i + 1)) {
        if (b.box.top > a.box.bottom) break;
        if (cross(a.box, b.box)) said.push(`over each other: "${a.words}" | "${b.words}"`);
      }
    });
    return said;
  }

  /** The faults of one drawing: its words, and whether there is a plot at all. */
  function ofChart(holder) {
    const page = holder.getBoundingClientRect(), said = [];
    const texts = [...holder.querySelectorAll("svg text")].filter(
      text => text.textContent.trim() && text.checkVisibility({ visibilityProperty: true }) &&
        !text.closest(".hoverlayer"));
    const found = texts.map(text => {
      const lines = Math.max(text.querySelectorAll("tspan.line").length, 1);
      return { words: short(text.textContent), box: inked(text.getBoundingClientRect(), lines) };
    });
    for (const { words, box } of found) {
      if (box.left < page.left - SLACK || box.right > page.right + SLACK ||
          box.top < page.top - SLACK || box.bottom > page.bottom + SLACK) said.push(`cut: "${words}"`);
    }
    const { margin, meta } = JSON.parse(holder.querySelector(".chart-figure").textContent).layout;
    const plot = page.width - margin.l - margin.r;
    if (!meta?.empty && plot < Math.min(90, 0.25 * page.width)) {
      said.push(`a plot of ${Math.round(plot)} pixels`);
    }
    return [...said, ...crossing(found)];
  }

  function hidden(element) {
    return element.closest("svg, .unseen, .chart-figure, .chart-words, [aria-hidden=true], canvas") ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }

  /** Whether what an element holds can be scrolled into sight, by a box that is not the page. */
  function scrolls(element) {
    for (let at = element; at && at.dataset.testid !== "stMain"; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (/auto|scroll/.test(overflowX) && at.scrollWidth > at.clientWidth) return true;
      if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight) return true;
    }
    return false;
  }

  /** The faults of the words around the drawings. */
  function ofWords(root) {
    const said = [], found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || hidden(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const words = short(node.data), free = scrolls(parent);
      for (const rect of range.getClientRects()) {
        if (rect.width < 2 || rect.height < 2) continue;
        if (!free && (rect.right > innerWidth + SLACK || rect.left < -SLACK)) {
          said.push(`beyond the page: "${words}"`);
        }
        if (!free) found.push({ words, box: inked(rect) });
      }
      for (let at = parent, up = 0; at && up < 3; at = at.parentElement, up += 1) {
        const style = getComputedStyle(at);
        if (/hidden|clip/.test(style.overflowX) && at.scrollWidth > at.clientWidth + SLACK) {
          said.push(`shortened: "${words}"`);
          break;
        }
      }
    }
    return [...new Set([...said, ...crossing(found)])];
  }

  window.faults = {
    ofCharts: () => [...document.querySelectorAll(".chart")].flatMap(holder =>
      ofChart(holder).map(fault => `${holder.dataset.key}: ${fault}`)),
    ofPage: () => [
      ...window.faults.ofCharts(),
      ...ofWords(document.querySelector('[data-testid="stMain"]')),
    ],
  };
})();
