"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  for (const button of table.querySelectorAll("thead button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const column = head.cellIndex;
      const value = row => row.cells[column].dataset.value;
      const text = row => row.cells[column].textContent.trim();
      const order = (a, b) => value(a) === undefined
        ? text(a).localeCompare(text(b), undefined, { numeric: true })
        : value(a) - value(b);
      const rows = [...table.tBodies[0].rows].sort(order);
      if (down) rows.reverse();
      table.tBodies[0].append(...rows);
    });
  }
}
const field = document.querySelector("#filter"), state = document.querySelector("#state");
function filter() {
  const wanted = field.value.trim().toLowerCase();
  for (const one of document.querySelectorAll("[data-student]")) {
    const named = one.dataset.student.toLowerCase().includes(wanted);
    const shown = !state.value || one.dataset.state === undefined
      || one.dataset.state === state.value || one.querySelector(`td.${state.value}`);
    one.hidden = !(named && shown);
  }
}
if (field) {
  field.addEventListener("input", filter);
  state.addEventListener("input", filter);
  field.form.addEventListener("submit", event => event.preventDefault());
}
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});
