"use strict";
// Filters and sorts the tables of class "sorted". Without it every row is shown, in the order of the office.
for (const table of document.querySelectorAll("table.sorted")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const label = document.createElement("label");
  label.className = "filter";
  label.textContent = document.body.dataset.filter + " ";
  const input = document.createElement("input");
  input.type = "search";
  label.append(input);
  (table.closest(".wide") || table).before(label);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  input.addEventListener("input", () => {
    for (const row of rows) row.hidden = !plain(row.textContent).includes(plain(input.value.trim()));
  });
  const number = (text) => {
    const found = text.trim().match(/^[≥≤<>]?\s*(-?\d[\d.]*(?:,\d+)?)/);
    return found ? parseFloat(found[1].replace(/\./g, "").replace(",", ".")) : NaN;
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[at].textContent;
      const before = (a, b) => {
        const [x, y] = [number(key(a)), number(key(b))];
        if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
        return (isNaN(x) ? key(a).localeCompare(key(b), "vi") : x - y) * (up ? 1 : -1);
      };
      body.append(...rows.slice().sort(before));
    });
  });
}
