// Sorting and finding; the page is whole without it, so it brings the controls.
(() => {
  "use strict";
  const table = document.getElementById("list");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const field = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const words = new Intl.Collator("en");

  // Neither marks nor capitals matter: "curacao" finds Curaçao.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, fold(row.textContent.replace(/\s\s*/g, " "))]));

  const compare = (a, b) => (a.id < b.id ? -1 : 1);
  const sort = (column, direction) => {
    const key = (row) => row.cells[column].textContent;
    const sign = direction === "descending" ? -1 : 1;
    const order = (a, b) => (column === 0 ? compare(a, b) : words.compare(key(a), key(b)));
    rows.sort((a, b) => sign * order(a, b) || compare(a, b));
    body.append(...rows);
    heads.forEach((head, at) => head.setAttribute("aria-sort", at === column ? direction : "none"));
  };

  const find = () => {
    const wanted = fold(field.value).split(/\s/).filter(Boolean);
    rows.forEach((row) => {
      row.hidden = !wanted.every((word) => texts.get(row).includes(word));
    });
    const count = rows.filter((row) => !row.hidden).length;
    table.hidden = count === 0;
    if (wanted.length === 0) shown.textContent = "";
    else if (count === 0) shown.textContent = "No ccTLD on the list matches.";
    else shown.textContent = `${count} of ${rows.length} shown`;
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", column === 0 ? "ascending" : "none");
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending");
    });
  });
  field.addEventListener("input", find);
  document.getElementById("tools").hidden = false;
  // A browser may bring back what was typed before.
  find();
})();
