// A classic script, so that the chosen theme is there before the first paint.
(() => {
  const key = "quotedesk.theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  try {
    const chosen = window.localStorage.getItem(key);
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden: the system's setting then decides.
  }
  window.theme = {
    current: () => root.dataset.theme ?? (system.matches ? "dark" : "light"),
    choose(name) {
      root.dataset.theme = name;
      try {
        window.localStorage.setItem(key, name);
      } catch {
        // The choice then lasts as long as the page.
      }
    },
    onSystemChange: (listener) => system.addEventListener("change", listener),
  };
})();
