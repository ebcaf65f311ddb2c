// Forms whose text is kept on the server: a moment after the last key, and "Draft kept" only when the server said so.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const note = form.querySelector("[data-kept]");
  let timer, running, sent = false, last;
  const fields = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !["action", "find", "answer"].includes(name)) (all[name] ||= []).push(value);
    return all;
  };
  const first = JSON.stringify(fields());
  last = first;
  const keep = async () => {
    const now = JSON.stringify(fields());
    if (sent || now === last) return;
    running?.abort();
    running = new AbortController();
    const mine = running;
    try {
      const answer = await fetch(`/api/v1/drafts/${form.dataset.keep}`, {
        method: "PUT", body: JSON.stringify({ fields: JSON.parse(now) }), headers: { "Content-Type": "application/json" }, signal: mine.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { at, kept } = await answer.json();
      last = now;
      if (note) note.textContent = kept ? `Draft kept ${new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}` : "";
    } catch (fault) {
      if (fault.name !== "AbortError" && note) note.textContent = "The draft could not be kept just now; it is tried again as you write.";
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 900); });
  form.addEventListener("keep", () => { clearTimeout(timer); keep(); });
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); running?.abort(); });
  addEventListener("pageshow", () => { sent = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { clearTimeout(timer); keep(); } });
}

// What was asked before, while a question is typed.
for (const input of document.querySelectorAll("[data-similar]")) {
  const pane = input.form.querySelector("[data-alike]");
  let timer, running;
  const row = (item) => {
    const li = document.createElement("li");
    const grow = document.createElement("div");
    grow.className = "grow";
    const link = document.createElement("a");
    link.className = "t";
    link.dir = "auto";
    link.textContent = item.title;
    if (item.url.startsWith("/") && !item.url.startsWith("//")) link.href = item.url;
    grow.append(link);
    if (item.excerpt) {
      const p = document.createElement("p");
      p.className = "soft";
      p.dir = "auto";
      p.textContent = item.excerpt;
      grow.append(p);
    }
    const chip = document.createElement("span");
    chip.className = item.state === "answered" ? "chip good" : "chip";
    chip.textContent = item.state === "answered" ? "Answered" : "Open";
    li.append(grow, chip);
    return li;
  };
  const look = async () => {
    const q = input.value.trim();
    running?.abort();
    if (q.length < 4) return;
    running = new AbortController();
    try {
      const answer = await fetch(`/api/v1/questions/similar?q=${encodeURIComponent(q)}`, { signal: running.signal });
      if (!answer.ok) return;
      const { items } = await answer.json();
      const parts = [];
      if (items.length) {
        const head = document.createElement("h2");
        head.className = "label";
        head.textContent = "Asked before";
        const list = document.createElement("ul");
        list.className = "rows";
        list.append(...items.map(row));
        parts.push(head, list);
      }
      pane.replaceChildren(...parts);
    } catch { /* aborted, or no network: the button looks again */ }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
}

// The section picker: finds as one types, and a click or a selection chooses the sentence.
for (const form of document.querySelectorAll("form[data-picker]")) {
  const find = form.querySelector("[data-find]");
  const pane = form.querySelector("[data-found]");
  const links = form.querySelector("[data-links]");
  const keep = () => form.dispatchEvent(new Event("keep"));
  const node = (tag, className, text) => {
    const n = document.createElement(tag);
    if (className) n.className = className;
    if (text) { n.textContent = text; n.dir = "auto"; }
    return n;
  };
  const hidden = (name, value) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    return input;
  };
  const quoteOf = (picked) => picked.querySelector("textarea[name=quote]");
  const linked = (item) => [...form.querySelectorAll(".picked")].some((p) =>
    p.querySelector("[name=page_id]").value === String(item.page_id) && p.querySelector("[name=anchor]").value === item.anchor);
  const pick = (item) => {
    const picked = node("div", "picked");
    picked.append(hidden("page_id", item.page_id), hidden("anchor", item.anchor));
    const head = node("p");
    const link = node("a", "", `${item.path} › ${item.title}`);
    link.href = item.url;
    const off = node("button", "quiet", "Remove");
    off.type = "button";
    off.addEventListener("click", () => { picked.remove(); keep(); find.focus(); });
    head.append(link, " ", off);
    picked.append(head);
    if (item.sentences?.length) {
      const details = node("details", "sentences");
      details.append(node("summary", "", "Choose the sentence"));
      const list = document.createElement("ol");
      list.dataset.sentences = "";
      for (const text of item.sentences) {
        const li = document.createElement("li");
        const button = node("button", "sentence", text);
        button.type = "button";
        button.dataset.sentence = "";
        li.append(button);
        list.append(li);
      }
      details.append(list);
      picked.append(details);
    }
    let serial = form.querySelectorAll(".picked").length;
    while (document.getElementById(`quote${serial}`)) serial++;
    const id = `quote${serial}`;
    const field = node("p", "field");
    const label = node("label", "", "The sentence to mark (empty: Docent chooses)");
    label.htmlFor = id;
    const quote = document.createElement("textarea");
    Object.assign(quote, { id, name: "quote", rows: 2, dir: "auto" });
    field.append(label, quote);
    picked.append(field);
    links.insertBefore(picked, links.querySelector(".find"));
    keep();
    quote.focus();
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sentence]");
    if (!button) return;
    event.preventDefault();
    const quote = quoteOf(button.closest(".picked"));
    const chosen = String(getSelection()).trim();
    quote.value = chosen && button.closest("[data-sentences]").textContent.includes(chosen.split("\n")[0]) && getSelection().containsNode(button, true) ? chosen : button.textContent;
    keep();
    quote.focus();
  });
  let timer, running;
  const look = async () => {
    const q = find.value.trim();
    running?.abort();
    if (q.length < 2) { pane.replaceChildren(); return; }
    running = new AbortController();
    try {
      const answer = await fetch(`/api/v1/sections?q=${encodeURIComponent(q)}`, { signal: running.signal });
      if (!answer.ok) return;
      const { items } = await answer.json();
      if (find.value.trim() !== q) return;
      if (!items.length) { pane.replaceChildren(node("p", "soft", "No section has these words. Try others, or write the answer below.")); return; }
      const list = node("ul", "found");
      for (const item of items) {
        const li = document.createElement("li");
        const grow = node("div", "grow");
        grow.append(node("p", "path soft small", item.path));
        const link = node("a", "t", item.title);
        link.href = item.url;
        grow.append(link);
        const part = new DOMParser().parseFromString(item.snippet_html, "text/html");
        const snippet = node("p", "soft");
        snippet.dir = "auto";
        snippet.append(...part.body.childNodes);
        grow.append(snippet);
        const done = () => { const chip = node("span", "chip good", "linked"); return chip; };
        const button = node("button", "", "Link");
        button.type = "button";
        button.setAttribute("aria-label", `Link ${item.title}`);
        button.addEventListener("click", () => { button.replaceWith(done()); pick(item); });
        li.append(grow, linked(item) ? done() : button);
        list.append(li);
      }
      pane.replaceChildren(list);
    } catch { /* aborted, or no network: the button finds */ }
  };
  find?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
}

// On a page that was opened to answer a question (?answer=8), what is selected can be taken along as the quote.
const answering = Number(new URLSearchParams(location.search).get("answer"));
const text = document.getElementById("text");
if (answering > 0 && text) {
  const page = /^\/p\/(\d+)/.exec(location.pathname)?.[1];
  const pin = document.createElement("a");
  pin.className = "button strong pin";
  pin.textContent = "Answer with this";
  pin.hidden = true;
  document.body.append(pin);
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    const quote = String(chosen).replace(/\s+/g, " ").trim();
    if (!quote || quote.length > 2000 || !chosen.rangeCount || !text.contains(chosen.anchorNode)) { pin.hidden = true; return; }
    const range = chosen.getRangeAt(0);
    let anchor = "";
    for (const heading of text.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)[id]")) {
      if (heading.compareDocumentPosition(range.startContainer) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)) anchor = heading.id;
    }
    pin.href = `/q/${answering}/answer?${new URLSearchParams({ page_id: page, anchor, quote })}`;
    const box = range.getBoundingClientRect();
    pin.hidden = false;
    pin.style.left = `${Math.max(8, Math.min(box.left + scrollX, scrollX + innerWidth - pin.offsetWidth - 8))}px`;
    pin.style.top = `${box.bottom + scrollY + 8}px`;
  });
}
