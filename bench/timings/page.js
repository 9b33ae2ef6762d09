// Runs in every page before its own scripts: notes when words, numbers, tables and curves appear.
(() => {
  const counted = /([\d.,]+) of ([\d.,]+) patients[^\n]*/;
  const main = () => document.querySelector('[data-testid="stMain"]') ?? document.body;
  const status = () => (main()?.textContent.match(counted) ?? [''])[0].slice(0, 60);
  const drawn = () => [...document.querySelectorAll(
    '.js-plotly-plot .scatterlayer path.js-line, .chart svg.drawing path')];
  const curves = () => drawn().map(path => path.getAttribute('d')).join('');
  const table = () => [...main().querySelectorAll('table')].map(t => t.textContent).join('');
  const bench = window.bench = { opened: {}, click: null, jump: 0 };

  const painted = (record, name) => {
    record[name] = 0;
    requestAnimationFrame(() => { record[name] = performance.now(); });
  };
  const look = changes => {
    const { opened, click } = bench;
    if (!document.body) return;
    if (opened.words === undefined && status()) painted(opened, 'words');
    if (opened.curve === undefined && curves()) painted(opened, 'curve');
    if (!click || click.finished) return;
    if (changes.some(c => c.type !== 'attributes' && main().contains(c.target)))
      click.changed = performance.now();
    for (const [name, now] of Object.entries({ words: status, curve: curves, table }))
      if (click[name] === undefined && now() && now() !== click.before[name]) painted(click, name);
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d'],
  });
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) bench.jump += shift.value;
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('click', event => {
    bench.click = {
      start: event.timeStamp, changed: performance.now(),
      before: { words: status(), curve: curves(), table: table() },
    };
  }, true);
  // Resolves when the answer to the last click stands, and nothing has moved for a while.
  bench.answered = () => new Promise(resolve => {
    const timer = setInterval(() => {
      const { click } = bench;
      if (!click?.words || !click.curve || !click.table) return;
      if (performance.now() - click.changed < 300) return;
      clearInterval(timer);
      click.finished = true;
      resolve(click);
    }, 100);
  });
})();
