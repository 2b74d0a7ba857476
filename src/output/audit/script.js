"use strict";
// Sorting, filtering and folding of tables, and opening what a link points to. Without it, everything is shown.
(() => {
    const make = (tag, props, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };
  // Store 9 stands before Store 10.
  const byName = new Intl.Collator(document.documentElement.lang, { numeric: true });
  for (const table of document.querySelectorAll("table.data")) {
    const body = table.tBodies[0];
    let rows = [...body.rows];
    const fold = table.id === "t-locations" ? 25 : 10;
    if (rows.length < 2) continue;
    const box = table.parentElement;
    const say = make("span", { className: "soft" });
    say.setAttribute("role", "status");
    const more = make("button", { type: "button", className: "more", hidden: true });
    let all = rows.length <= fold + 5;
    let wanted = "";
    const show = () => {
      const fitting = rows.filter(row => row.textContent.toLowerCase().includes(wanted));
      const kept = new Set(all || wanted ? fitting : fitting.slice(0, fold));
      for (const row of rows) row.hidden = !kept.has(row);
      more.hidden = kept.size === fitting.length;
      more.textContent = `Show all ${fitting.length}`;
      say.textContent = wanted || !more.hidden ? `${kept.size} of ${rows.length} shown` : "";
    };
    more.addEventListener("click", () => {
      all = true;
      show();
      rows[fold]?.querySelector("a")?.focus();
    });
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
      head.append(button);
      const numeric = head.classList.contains("n");
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numeric;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = row => {
          const cell = row.cells[column];
          const value = cell.dataset.v;
          return value === undefined ? cell.textContent.toLowerCase() : value === "" ? null : Number(value);
        };
        rows = rows.map((row, at) => ({ row, at, key: key(row) })).sort((a, b) => {
          if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.at - b.at;
          const order = typeof a.key === "number" ? a.key - b.key : byName.compare(a.key, b.key);
          return (down ? -order : order) || a.at - b.at;
        }).map(entry => entry.row);
        body.append(...rows);
        show();
      });
    });
    if (rows.length > 8) {
      const input = make("input", { type: "search", id: `${table.id}-f` });
      input.addEventListener("input", () => {
        wanted = input.value.trim().toLowerCase();
        show();
      });
      const label = make("label", { htmlFor: input.id }, "Filter ");
      box.before(make("div", { className: "tools" }, label, input, say));
    } else {
      box.before(say);
    }
    box.after(more);
    show();
  }
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
    (target.querySelector("summary") ?? target).focus?.({ preventScroll: true });
  };
  addEventListener("hashchange", open);
  open();
})();
