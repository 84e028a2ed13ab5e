// The procedures side by side: filters the contents and the comparisons alike.
(() => {
  const form = document.getElementById("filter");
  const search = document.getElementById("search");
  const relation = document.getElementById("relation");
  const open = document.getElementById("open");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll(".contents li")].map((item) => ({
    item, article: document.getElementById(item.querySelector("a").hash.slice(1)),
  }));
  const index = (entry) => (entry.index ??= indexed(entry.article.textContent));

  const show = () => {
    const words = queryWords(search.value);
    let shown = 0;
    for (const entry of entries) {
      const { item, article } = entry;
      const fits = (!relation.value || item.dataset.relation === relation.value)
        && (!open.checked || item.dataset.open !== "0")
        && words.every((word) => holds(index(entry), word));
      item.hidden = !fits;
      article.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    found.textContent = `${shown.toLocaleString("en")} of ${entries.length.toLocaleString("en")} matches`;
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      show();
    }
  });
  // What is folded away is printed too.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
})();
