// Small helps; every page works without them.
(() => {
  const $ = (sel, root = document) => [...root.querySelectorAll(sel)];

  // A row opens its page; a link or button inside it keeps its own meaning.
  $("tr[data-url]").forEach((row) => row.addEventListener("click", (event) => {
    if (event.target.closest("a,button,input,label") || String(getSelection())) return;
    if (event.metaKey || event.ctrlKey) window.open(row.dataset.url);
    else location.href = row.dataset.url;
  }));

  // Filters and the store choice act at once.
  $("select[data-go]").forEach((select) => select.addEventListener("change", () => { location.href = select.value; }));

  // Chart or table, per card.
  $("[data-switch]").forEach((button) => button.addEventListener("click", () => {
    const card = button.closest(".card");
    $("[data-switch]", card).forEach((one) => one.classList.toggle("on", one === button));
    $(".sw", card).forEach((part) => { part.hidden = part.dataset.as !== button.dataset.switch; });
  }));

  // Ctrl/⌘ K goes to the search box.
  addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      const box = document.querySelector(".cmd input");
      if (box) { event.preventDefault(); box.focus(); }
    }
  });

  // Menus close when something else is clicked.
  addEventListener("click", (event) => $("details.pop[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));

  // The open page is seen in a long sidebar.
  const here = document.querySelector(".side [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest" });

  // The sidebar on a phone.
  const side = document.querySelector(".side");
  $("[data-side]").forEach((button) => button.addEventListener("click", () => {
    side.classList.add("open");
    const scrim = document.createElement("div");
    scrim.className = "scrim";
    scrim.addEventListener("click", () => { side.classList.remove("open"); scrim.remove(); });
    document.body.append(scrim);
  }));

  // A form is sent once.
  $("form[data-once]").forEach((form) => form.addEventListener("submit", () => {
    setTimeout(() => $("button[type=submit]", form).forEach((button) => { button.disabled = true; }));
  }));

  // What the nearest day of a chart says.
  const tip = document.createElement("div");
  tip.className = "tip";
  document.body.append(tip);
  $("svg.plot").forEach((chart) => {
    const points = $("desc", chart).map((one) => ({ x: Number(one.dataset.x), lines: one.textContent.split("|") }));
    const cursor = chart.querySelector(".cursor");
    chart.addEventListener("pointermove", (event) => {
      if (!points.length) return;
      const box = chart.getBoundingClientRect();
      const x = (event.clientX - box.left) * chart.viewBox.baseVal.width / box.width;
      const near = points.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
      cursor.setAttribute("x1", near.x); cursor.setAttribute("x2", near.x); cursor.style.opacity = 1;
      tip.replaceChildren(...near.lines.map((line, at) => {
        const part = document.createElement(at ? "div" : "b");
        part.textContent = line;
        return part;
      }));
      tip.style.display = "block";
      tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
      tip.style.top = `${event.clientY - tip.offsetHeight - 12}px`;
    });
    chart.addEventListener("pointerleave", () => { tip.style.display = "none"; cursor.style.opacity = 0; });
  });
})();
