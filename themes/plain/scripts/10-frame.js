// The frame: folding the left column, the page tree, menus, colours, copying, shortcuts.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const say = (text) => {
  const note = document.createElement("p");
  note.className = "toast";
  note.setAttribute("role", "status");
  document.body.append(note);
  note.textContent = text;
  setTimeout(() => note.remove(), 2600);
};
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

// The cookie is read by the server, so that the next page is drawn folded and nothing jumps.
const fold = $("[data-fold]");
const setFolded = (folded) => {
  document.body.classList.toggle("folded", folded);
  fold?.setAttribute("aria-expanded", String(!folded));
  fold?.setAttribute("aria-label", folded ? "Show the left column" : "Fold the left column away");
};
if (fold) {
  setFolded(document.body.classList.contains("folded") || document.cookie.split("; ").includes("left=folded"));
  fold.addEventListener("click", () => {
    const folded = !document.body.classList.contains("folded");
    document.cookie = `left=${folded ? "folded" : "open"}; path=/; max-age=31536000; samesite=lax`;
    setFolded(folded);
  });
}

// A branch opens in place; what it holds is fetched once.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.tw");
  if (!button) return;
  const item = button.parentElement;
  const open = button.getAttribute("aria-expanded") !== "true";
  let list = $(":scope > ul", item);
  if (open && !list) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(button.dataset.tree, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      list = $("ul", part.body);
      if (list) item.append(list);
    } catch {
      say("The pages below could not be fetched. Open the page itself instead.");
      return;
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  if (list) list.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
});

const left = $(".left");
const here = left && $(".tree [aria-current]", left);
if (here && left.scrollHeight > left.clientHeight) {
  const gap = here.getBoundingClientRect().top - left.getBoundingClientRect().top;
  if (gap > left.clientHeight - 60) left.scrollTop += gap - left.clientHeight / 2;
}

// Menus are <details>: they close on Escape, on a click elsewhere and when focus leaves; arrows walk through them.
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    $("summary", menu).focus();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  menu.open = true;
  const items = $$(".sheet :is(a, button)", menu).filter((item) => item.offsetParent);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const at = items.indexOf(document.activeElement);
  items[at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length]?.focus();
});

for (const form of $$("[data-schemes]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = event.submitter.value;
    if (value) document.documentElement.dataset.scheme = value;
    else delete document.documentElement.dataset.scheme;
    for (const button of $$("button", form)) button.setAttribute("aria-pressed", String(button === event.submitter));
    const body = new URLSearchParams(new FormData(form));
    body.set("scheme", value);
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      say("The choice holds for this page only: it could not be saved.");
    }
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text.startsWith("/") ? location.origin + text : text);
      say("Copied");
    } catch {
      say("The browser does not allow copying here.");
    }
    button.closest("details.menu")?.removeAttribute("open");
  }
  if (event.target.closest("[data-print]")) print();
  if (event.target.closest("[data-shortcuts]")) showKeys();
});

const keys = [
  ["/", "search or ask"], ["Ctrl K", "the same, from anywhere"], ["e", "edit what is shown"],
  ["n", "new page"], ["g h", "home"], ["g q", "questions"], ["g t", "my tasks"],
  ["Ctrl ↵", "save, or ask the question in the box"], ["Ctrl S", "save"], ["?", "this list"],
];
const showKeys = () => {
  let dialog = $("dialog.keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-labelledby", "keys-head");
    const head = document.createElement("h2");
    head.id = "keys-head";
    head.textContent = "Shortcuts";
    const list = document.createElement("dl");
    for (const [key, text] of keys) {
      const dt = document.createElement("dt");
      const kbd = document.createElement("kbd");
      const dd = document.createElement("dd");
      kbd.textContent = key;
      dd.textContent = text;
      dt.append(kbd);
      list.append(dt, dd);
    }
    const form = document.createElement("form");
    form.method = "dialog";
    const close = document.createElement("button");
    close.textContent = "Close";
    form.append(close);
    dialog.append(head, list, form);
    document.body.append(dialog);
  }
  dialog.showModal();
};

let last = "";
const places = { h: "/", q: "/questions", t: "/tasks" };
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl && event.key.toLowerCase() === "k" && !typing(event.target)?.matches("[data-text]")) {
    event.preventDefault();
    focusBox();
    return;
  }
  if (ctrl || typing(event.target)) return;
  const before = last;
  last = event.key;
  if (event.key === "/") { event.preventDefault(); focusBox(); }
  else if (event.key === "?") { event.preventDefault(); showKeys(); }
  else if (before === "g" && places[event.key] && left) location.href = places[event.key];
  else if (event.key === "e") $("[data-key=e]")?.click();
  else if (event.key === "n") $("[data-new]")?.click();
});
const focusBox = () => {
  const input = $(".hero .box input[type=search]") || $(".top .box input[type=search]");
  input?.focus();
  input?.select();
};

for (const select of $$("select[data-auto]")) select.addEventListener("change", () => select.form.requestSubmit());
for (const input of $$("[data-select]")) input.addEventListener("focus", () => input.select());
for (const select of $$("select[data-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const chosen = $("option[selected]", select);
  const own = [...select.options].find((option) => option.value === zone);
  if (!chosen && own) own.selected = true;
}
for (const slug of $$("[data-slug-of]")) {
  const name = slug.form.elements[slug.dataset.slugOf];
  let own = slug.value !== "";
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  name.addEventListener("input", () => {
    if (!own) slug.value = name.value.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  });
}
for (const area of $$("textarea[data-submit]")) {
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); }
  });
}
