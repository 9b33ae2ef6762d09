// Draws the interactive chart in the place of a picture that has come into view. Without this
// script, or where it fails, the picture stays: it says the same.
(() => {
  const CONFIG = { displayModeBar: false, responsive: false };
  const plotly = new URL("plotly.min.js", document.currentScript.src).href;
  let library;

  function loaded() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = plotly;
      script.onload = () => resolve(window.Plotly);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  }

  async function draw(image) {
    const { data, layout } = JSON.parse(image.nextElementSibling.textContent);
    const Plotly = await loaded();
    const place = document.createElement("div");
    place.className = "chart";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", image.alt);
    image.before(place);
    const width = image.parentElement.clientWidth;
    await Plotly.newPlot(place, data, { ...layout, width }, CONFIG);
    image.hidden = true;
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - place._fullLayout.width) > 2)
        Plotly.relayout(place, { width: contentRect.width });
    }).observe(image.parentElement);
  }

  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target).catch(() => {});
    }
  }, { rootMargin: "200px" });

  addEventListener("load", () =>
    document.querySelectorAll("figure img").forEach(image => seen.observe(image)));
})();
