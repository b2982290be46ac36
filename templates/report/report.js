// The page around the figures: theme, copying, and the numbers behind each figure, which are listed when they are asked for.
(() => {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const theme = document.getElementById("theme");
  const show = () => {
    theme.setAttribute("aria-pressed", String(isDark()));
    dispatchEvent(new Event("themechange"));
  };
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
    show();
  });
  show();

  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      const text = button.parentElement.querySelector("code");
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(text);
      }
    });
  }

  // A table of rows under a head, in a box of its own.
  const table = (name, head, rows) => {
    const box = document.createElement("div");
    box.className = "scroll";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", name);
    const made = document.createElement("table");
    made.createCaption().textContent = name;
    const top = made.createTHead().insertRow();
    for (const text of head) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = text;
      top.append(cell);
    }
    const body = made.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const value of row) {
        const cell = line.insertCell();
        cell.textContent = value ?? "–";
        if (typeof value === "number") cell.className = "number";
      }
    }
    box.append(made);
    return box;
  };

  const panelTables = (panel) => {
    const curves = panel.curves.filter((curve) => curve.x.length);
    const tables = curves.map((curve) => {
      const name = [panel.name, curve.label].filter(Boolean).join(", ");
      return table(name, [panel.x, panel.y || "value"], curve.x.map((x, at) => [x, curve.y[at]]));
    });
    if (panel.tiles.length) tables.push(table(panel.name, ["stem", "from", "to", "number"], panel.tiles));
    return tables;
  };

  const MOST_ROWS = 3000;
  const mapTable = () => {
    const { cells, names } = window.neuronReduce;
    const rows = names.detailed.slice(0, MOST_ROWS).map((place, at) => {
      const { distance, input, transfer } = cells.detailed;
      const mapped = cells.segment[at];
      const there = mapped === null ? null : names.reduced[mapped];
      const after = mapped === null ? [null, null] : [cells.reduced.input[mapped], cells.reduced.transfer[mapped]];
      return [place, there, cells.x[at], distance[at], input[at], after[0], transfer[at], after[1]];
    });
    const head = ["segment", "is now in", "at x", "path (µm)", "|Z| (MΩ)", "after", "|Z| to the soma (MΩ)", "after"];
    const more = names.detailed.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${names.detailed.length}` : "";
    return [table(`Where each segment went${more} (all are in segment_map.csv)`, head, rows)];
  };

  const { figures } = window.neuronReduce;
  for (const details of document.querySelectorAll("details.numbers")) {
    details.addEventListener("toggle", () => {
      if (!details.open || details.querySelector("table")) return;
      details.append(...(details.dataset.cells ? mapTable() : figures[details.dataset.figure].flatMap(panelTables)));
    });
  }
})();
