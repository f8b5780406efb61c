// Makes tables sortable. Without it they stand in the order in which they were written.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const said = document.createElement("p");
  said.className = "spoken";
  said.setAttribute("aria-live", "polite");
  table.after(said);
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  heads.forEach((head, column) => {
    const words = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    head.replaceChildren(button);
    // Browsers repeat the head of a table on each printed page only where it is mere words.
    addEventListener("beforeprint", () => head.replaceChildren(words));
    addEventListener("afterprint", () => head.replaceChildren(button));
    button.addEventListener("click", () => {
      const down = head.classList.contains("number");
      const first = down ? "descending" : "ascending";
      const second = down ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        const numbers = typeof x === "number" && typeof y === "number";
        // What has no number ("–") comes after all that have one.
        const by = numbers ? x - y : typeof x === "number" ? -1 : typeof y === "number" ? 1 : x.localeCompare(y, "en-GB", { numeric: true });
        return order === "ascending" || typeof x !== typeof y ? by : -by;
      });
      body.append(...rows);
      said.textContent = `Sorted by ${words}, ${order}.`;
    });
  });
}
