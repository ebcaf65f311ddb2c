// A page's text: heading links, code, tables, images, contents, formulas, diagrams.
const load = (tag, attributes) => new Promise((done, fail) => {
  const node = document.createElement(tag);
  Object.assign(node, attributes);
  node.addEventListener("load", done);
  node.addEventListener("error", fail);
  document.head.append(node);
});
const announce = (text) => {
  const note = document.createElement("p");
  note.className = "toast";
  note.setAttribute("role", "status");
  document.body.append(note);
  note.textContent = text;
  setTimeout(() => note.remove(), 2000);
};

document.addEventListener("click", async (event) => {
  const anchor = event.target.closest(".text a.anchor");
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const url = new URL(anchor.href);
  url.search = "";
  try {
    await navigator.clipboard.writeText(url.href);
    announce("Link to this section copied");
  } catch { /* the address bar shows it anyway */ }
});

const code = (root) => {
  for (const block of root.querySelectorAll("div.code")) {
    const pre = block.querySelector("pre");
    if (!pre || block.querySelector("button")) continue;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = "Copy";
    copy.setAttribute("aria-label", "Copy this code");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent);
        copy.textContent = "Copied";
      } catch { copy.textContent = "Not allowed"; }
      setTimeout(() => { copy.textContent = "Copy"; }, 1600);
    });
    block.append(copy);
  }
};

const tables = (root) => {
  for (const table of root.querySelectorAll("table")) {
    if (table.closest(".chroma")) continue;
    const wrap = table.closest("div.table");
    if (wrap && wrap.scrollWidth > wrap.clientWidth) {
      wrap.setAttribute("role", "region");
      wrap.setAttribute("aria-label", "Table");
    } else wrap?.removeAttribute("tabindex");
    const body = table.tBodies[0];
    const heads = table.tHead?.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
    if (!body || body.rows.length < 3 || table.querySelector("[colspan], [rowspan]")) continue;
    const order = [...body.rows];
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
    const value = (row, column) => (row.cells[column]?.textContent || "").trim();
    const amount = (text) => {
      const plain = text.replace(/[\s,'’]/g, "").replace(/^[^\d.-]+/, "");
      return /^-?\d*\.?\d+\D*$/.test(plain) ? parseFloat(plain) : NaN;
    };
    heads.forEach((head, column) => {
      if (!head.textContent.trim() || head.querySelector("a, button")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        let rows = order;
        if (next !== "none") {
          head.setAttribute("aria-sort", next);
          const numbers = order.every((row) => !value(row, column) || !Number.isNaN(amount(value(row, column))));
          const sign = next === "ascending" ? 1 : -1;
          rows = [...order].sort((a, b) => sign * (numbers
            ? (amount(value(a, column)) || 0) - (amount(value(b, column)) || 0)
            : collator.compare(value(a, column), value(b, column))));
        }
        body.append(...rows);
      });
    });
  }
};

const images = (root) => {
  for (const image of root.querySelectorAll("img")) {
    const ready = () => {
      if (image.closest("a, button") || image.naturalWidth < 300 || image.naturalWidth <= image.clientWidth * 1.1) return;
      image.classList.add("zoomable");
      image.tabIndex = 0;
      image.setAttribute("role", "button");
      image.setAttribute("aria-label", `${image.alt || "Image"} (open large)`);
      const open = () => {
        const dialog = document.createElement("dialog");
        dialog.className = "lightbox";
        dialog.setAttribute("aria-label", image.alt || "Image");
        const large = document.createElement("img");
        large.src = image.currentSrc || image.src;
        large.alt = image.alt;
        dialog.append(large);
        dialog.addEventListener("click", () => dialog.close());
        dialog.addEventListener("close", () => dialog.remove());
        document.body.append(dialog);
        dialog.showModal();
      };
      image.addEventListener("click", open);
      image.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); }
      });
    };
    if (image.complete) ready();
    else image.addEventListener("load", ready, { once: true });
  }
};

const formulas = async (root) => {
  const src = root.dataset.katex;
  if (!src) return;
  const places = root.querySelectorAll("code.math");
  if (!places.length) return;
  try {
    if (root.dataset.katexCss && !document.querySelector(`link[href="${root.dataset.katexCss}"]`)) {
      await load("link", { rel: "stylesheet", href: root.dataset.katexCss });
    }
    if (!window.katex) await load("script", { src });
  } catch { return; }
  for (const place of places) {
    const display = place.matches(".display");
    const drawn = document.createElement(place.closest(".formula") ? "div" : "span");
    try {
      window.katex.render(place.textContent.trim(), drawn, { displayMode: display, throwOnError: true, maxExpand: 500, maxSize: 50, trust: false });
      place.replaceWith(drawn);
    } catch (fault) {
      place.title = String(fault.message).slice(0, 200);
    }
  }
};

// A diagram is drawn in a frame without an origin: mermaid builds styles that the pages' own policy refuses.
const diagrams = (root) => {
  const src = root.dataset.mermaid;
  if (!src) return;
  for (const pre of root.querySelectorAll("pre.mermaid")) {
    const text = pre.textContent;
    const frame = document.createElement("iframe");
    frame.className = "diagram";
    frame.title = "Diagram";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = src;
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (getComputedStyle(document.documentElement).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const hear = (event) => {
      if (event.source !== frame.contentWindow) return;
      if (event.data?.ready) frame.contentWindow.postMessage({ text, dark }, "*");
      if (event.data?.height) {
        frame.style.height = `${Math.min(event.data.height + 4, 4000)}px`;
        pre.hidden = true;
        frame.hidden = false;
        removeEventListener("message", hear);
      }
      if (event.data?.fault) {
        removeEventListener("message", hear);
        frame.remove();
        const note = document.createElement("p");
        note.className = "soft small";
        note.textContent = `This diagram cannot be drawn: ${event.data.fault.split("\n")[0]}`;
        pre.hidden = false;
        pre.after(note);
      }
    };
    addEventListener("message", hear);
    pre.after(frame);
  }
};

window.docentText = (root) => { code(root); tables(root); images(root); formulas(root); diagrams(root); };
for (const root of document.querySelectorAll(".text")) window.docentText(root);

const toc = document.querySelector("[data-toc]");
if (toc && "IntersectionObserver" in window) {
  const links = new Map();
  for (const link of toc.querySelectorAll("a")) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  const targets = [...links.keys()];
  let lit;
  const choose = () => {
    const line = 140;
    let current = targets.filter((target) => target.getBoundingClientRect().top < line).at(-1) || targets[0];
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4 && scrollY > 0) current = targets.at(-1);
    if (!current || current === lit) return;
    if (lit) links.get(lit).removeAttribute("aria-current");
    lit = current;
    links.get(lit).setAttribute("aria-current", "location");
  };
  const observer = new IntersectionObserver(choose, { rootMargin: "-140px 0px 0px 0px", threshold: [0, 1] });
  targets.forEach((target) => observer.observe(target));
  addEventListener("scroll", choose, { passive: true });
  choose();
}
