// The box: suggestions as one types. An ARIA combobox with a listbox beneath; the last line always asks. Operators and
// their values are completed in place: choosing one writes it into the box and looks again.
const titles = { complete: "Narrow the search", page: "Pages", section: "Sections", question: "Answered questions", person: "People" };
const looksAsked = /\?\s*$|^(how|what|who|whom|whose|where|when|why|which|can|could|do|does|did|is|are|am|may|must|should|shall|will|would)\b/i;
let serial = 0;

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const ask = form.querySelector("[formaction]");
  const list = document.createElement("div");
  list.id = `suggest-${++serial}`;
  list.className = "drop";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  let timer, running, options = [], at = -1, shown = "";

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const light = (index) => {
    at = index;
    options.forEach((option, i) => option.node.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[at].node.id);
      options[at].node.scrollIntoView({ block: "nearest" });
    }
  };
  const go = (option) => {
    if (option.kind === "complete") {
      input.value = option.q.endsWith(":") ? option.q : `${option.q} `;
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
      look();
      return;
    }
    if (option.kind === "ask") { form.requestSubmit(ask); return; }
    if (option.url?.startsWith("/") && !option.url.startsWith("//")) location.href = option.url;
  };

  // Words that begin with what was typed are drawn strong.
  const strong = (text, query) => {
    const span = document.createElement("span");
    span.dir = "auto";
    const parts = query.toLowerCase().split(/\s+/).filter((part) => part.length > 1);
    const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    let from = 0;
    if (pattern) {
      for (const match of text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})`, "giu"))) {
        span.append(text.slice(from, match.index));
        const b = document.createElement("b");
        b.textContent = match[0];
        span.append(b);
        from = match.index + match[0].length;
      }
    }
    span.append(text.slice(from));
    return span;
  };

  const code = (text) => {
    const node = document.createElement("code");
    node.dir = "auto";
    node.textContent = text;
    return node;
  };

  const draw = (items, query) => {
    const lit = options[at]; // a late answer must not take the choice away
    list.replaceChildren();
    options = [];
    const add = (item, parent) => {
      const node = document.createElement("div");
      node.id = `${list.id}-${options.length}`;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.append(item.kind === "ask" ? `Ask: “${item.title}”` : item.kind === "complete" ? code(item.title) : strong(item.title, query));
      if (item.kind === "ask") node.classList.add("ask");
      const small = document.createElement("small");
      small.textContent = item.kind === "ask" ? "Ctrl ↵" : item.context || "";
      node.append(small);
      node.addEventListener("pointerdown", (event) => event.preventDefault());
      node.addEventListener("click", () => go(item));
      parent.append(node);
      options.push({ ...item, node });
    };
    for (const kind of ["complete", "page", "section", "question", "person"]) {
      const some = items.filter((item) => item.kind === kind);
      if (!some.length) continue;
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      const head = document.createElement("div");
      head.className = "group";
      head.id = `${list.id}-${kind}`;
      head.textContent = titles[kind];
      group.setAttribute("aria-labelledby", head.id);
      group.append(head);
      for (const item of some) add(item, group);
      list.append(group);
    }
    add({ kind: "ask", title: query }, list);
    const wasHidden = list.hidden;
    list.hidden = false;
    light(lit && !wasHidden ? options.findIndex((option) => option.kind === lit.kind && option.url === lit.url && option.q === lit.q) : -1);
    input.setAttribute("aria-expanded", "true");
  };

  const look = async () => {
    const query = input.value.trim();
    if (!query) { close(); shown = ""; return; }
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const mine = running;
    let items = [];
    try {
      // With the space at the end, a word is complete and has no completion.
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(input.value.trimStart())}`, { signal: mine.signal });
      if (answer.ok) {
        const found = await answer.json();
        items = (found.completions || []).map((one) => ({ kind: "complete", title: one.text, context: one.note, q: one.q }));
        items.push(...(found.items || []));
      }
    } catch (fault) {
      if (fault.name === "AbortError") return;
    }
    if (mine !== running || mine.signal.aborted || input.value.trim() !== query || document.activeElement !== input) return;
    shown = query;
    draw(items, query);
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 80); });
  input.addEventListener("focus", () => { if (input.value.trim() && input.value.trim() === shown) { draw(options.filter((o) => o.kind !== "ask"), shown); } });
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (input.value.trim()) form.requestSubmit(ask);
    } else if (event.key === "Escape") {
      if (!list.hidden) { event.preventDefault(); close(); } else input.blur();
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      go(options[at]);
    } else if (event.key === "Tab" && !event.shiftKey && !list.hidden && options[at]?.kind === "complete") {
      event.preventDefault();
      go(options[at]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const size = options.length + 1;
      light((at + 1 + (event.key === "ArrowDown" ? 1 : -1) + size) % size - 1);
    }
  });
  form.addEventListener("submit", (event) => {
    const query = input.value.trim();
    if (!query) { event.preventDefault(); return; }
    if (event.submitter !== ask && looksAsked.test(query)) {
      event.preventDefault();
      // A form that is being submitted cannot be submitted anew before this event has ended.
      setTimeout(() => form.requestSubmit(ask));
    }
  });
}
