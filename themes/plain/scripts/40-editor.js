// The plain editor: toolbar, preview, saving keys, files by paste and drop, and a copy of the text kept in the browser.
for (const form of document.querySelectorAll("form[data-editor]")) {
  const area = form.querySelector("[data-text]");
  const bar = form.querySelector("[role=toolbar]");
  const state = form.querySelector("[data-state]");
  const pane = form.querySelector("[data-preview]");
  const save = form.querySelector("[data-save]");
  if (!area || !bar) continue;
  bar.hidden = false;

  // insertText keeps the browser's own undo.
  const put = (start, end, text, from, to) => {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
    area.setSelectionRange(from, to);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const around = (before, after, sample) => {
    const { selectionStart: s, selectionEnd: e, value } = area;
    if (value.slice(s - before.length, s) === before && value.slice(e, e + after.length) === after) {
      put(s - before.length, e + after.length, value.slice(s, e), s - before.length, e - before.length);
      return;
    }
    const text = value.slice(s, e) || sample;
    put(s, e, before + text + after, s + before.length, s + before.length + text.length);
  };
  const linesOf = () => {
    const { selectionStart: s, selectionEnd: e, value } = area;
    const start = value.lastIndexOf("\n", s - 1) + 1;
    let end = value.indexOf("\n", e);
    if (end < 0) end = value.length;
    return [start, end, value.slice(start, end).split("\n")];
  };
  const prefix = (mark, known) => {
    const [start, end, lines] = linesOf();
    const all = lines.every((line) => line.startsWith(mark));
    const text = lines.map((line) => (all ? line.slice(mark.length) : mark + line.replace(known, ""))).join("\n");
    put(start, end, text, start, start + text.length);
    if (lines.length === 1) area.setSelectionRange(start + text.length, start + text.length);
  };
  const block = (text, select) => {
    const { selectionStart: s, value } = area;
    const lead = s === 0 || value.slice(0, s).endsWith("\n\n") ? "" : value[s - 1] === "\n" ? "\n" : "\n\n";
    put(s, s, `${lead}${text}\n`, s + lead.length + select[0], s + lead.length + select[1]);
  };
  const lists = /^(?:[-*] \[[ x]\] |[-*] |\d+\. |> )/;
  const acts = {
    bold: () => around("**", "**", "bold"),
    italic: () => around("*", "*", "italic"),
    heading: () => {
      const [start, end, [line]] = linesOf();
      const level = /^#*/.exec(line)[0].length;
      const text = level >= 4 ? line.replace(/^#+ */, "") : `${"#".repeat(level < 2 ? 2 : level + 1)} ${line.replace(/^#+ */, "")}`;
      put(start, start + line.length, text, start + text.length, start + text.length);
      void end;
    },
    link: () => {
      const { selectionStart: s, selectionEnd: e, value } = area;
      const text = value.slice(s, e) || "words";
      const at = s + text.length + 3;
      put(s, e, `[${text}](address)`, at, at + 7);
    },
    list: () => prefix("- ", lists),
    task: () => prefix("- [ ] ", lists),
    quote: () => prefix("> ", /^> /),
    code: () => {
      const text = area.value.slice(area.selectionStart, area.selectionEnd);
      if (text.includes("\n")) around("```\n", "\n```", "");
      else around("`", "`", "code");
    },
    table: () => block("| First | Second |\n| --- | --- |\n|  |  |", [2, 7]),
    preview: () => togglePreview(),
  };
  bar.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const items = [...bar.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    items[(at + (event.key === "ArrowRight" ? 1 : -1) + items.length) % items.length]?.focus();
  });

  let previewing = false;
  const toggle = bar.querySelector("[data-do=preview]");
  const togglePreview = async () => {
    previewing = !previewing;
    toggle.setAttribute("aria-pressed", String(previewing));
    area.hidden = previewing;
    pane.hidden = !previewing;
    if (!previewing) { area.focus(); return; }
    const body = new URLSearchParams({ markdown: area.value });
    const page = /^\/p\/(\d+)\//.exec(form.getAttribute("action"));
    if (page) body.set("page", page[1]);
    const space = form.elements.space?.value;
    if (space) body.set("space", space);
    try {
      const answer = await fetch("/preview", { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      pane.replaceChildren(...part.body.childNodes);
      for (const text of pane.querySelectorAll(".text")) window.docentText(text);
      if (!pane.textContent.trim() && !pane.querySelector("img")) pane.textContent = "Nothing to show yet.";
    } catch {
      pane.textContent = "The preview cannot be drawn at the moment. Your text is as it was.";
    }
  };

  // Writing begins at the section that somebody came for: the caret stands there, a third from the top.
  if (area.dataset.line > 1) {
    const all = area.value;
    const before = all.split("\n").slice(0, area.dataset.line - 1).join("\n").length + 1;
    area.value = all.slice(0, before);
    const height = area.scrollHeight;
    area.value = all;
    area.focus({ preventScroll: true });
    area.setSelectionRange(before, before);
    area.scrollTop = Math.max(0, height - area.clientHeight / 3);
  }

  // What stands in the form is copied into the browser's own store until the server has taken it.
  const key = `docent:${form.dataset.draft}`;
  const fields = () => ({ markdown: area.value, title: form.elements.title?.value });
  const first = JSON.stringify(fields());
  const dirty = () => JSON.stringify(fields()) !== first;
  let sent = false, timer;
  const store = (value) => {
    try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch { /* private mode or full */ }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      store(dirty() ? JSON.stringify({ ...fields(), at: Date.now() }) : "");
      if (state) state.textContent = dirty() ? "Kept in this browser" : "";
    }, 400);
  });
  let kept;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { kept = null; }
  if (kept && kept.markdown && kept.markdown !== area.value) {
    const offer = document.createElement("div");
    offer.className = "notice offer";
    offer.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = `This browser kept text that was not saved (${new Date(kept.at).toLocaleString(document.documentElement.lang)}).`;
    const take = document.createElement("button");
    take.type = "button";
    take.textContent = "Bring it back";
    take.addEventListener("click", () => {
      put(0, area.value.length, kept.markdown, 0, 0);
      if (form.elements.title && kept.title) form.elements.title.value = kept.title;
      offer.remove();
    });
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "quiet";
    drop.textContent = "Drop it";
    drop.addEventListener("click", () => { store(""); offer.remove(); area.focus(); });
    offer.append(text, take, drop);
    form.prepend(offer);
  }
  addEventListener("beforeunload", (event) => { if (!sent && dirty()) event.preventDefault(); });
  // The copy goes only when another page came back: a failed save shows the form or an error, and keeps it.
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
    store(dirty() ? JSON.stringify({ ...fields(), at: Date.now() }) : "");
    try { sessionStorage.setItem("docent:sent", JSON.stringify({ key, from: location.pathname })); } catch { /* as above */ }
  });
  addEventListener("pageshow", () => { sent = false; });
  form.querySelector("[data-leave]")?.addEventListener("click", () => { sent = true; store(""); });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=search], [type=url])") && !event.isComposing) {
      event.preventDefault();
      if (event.target.name === "title") area.focus();
      else form.requestSubmit(save);
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const name = event.key.toLowerCase();
    if (name === "s" || event.key === "Enter") { event.preventDefault(); form.requestSubmit(save); return; }
    if (event.target !== area) return;
    const act = { b: "bold", i: "italic", l: "link", k: "link" }[name];
    if (act) { event.preventDefault(); acts[act](); }
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const { selectionStart: s, selectionEnd: e, value } = area;
    const start = value.lastIndexOf("\n", s - 1) + 1;
    const item = /^(\s*)(?:([-*+]) (\[[ xX]\] )?|(\d+)([.)]) |(> ))/.exec(value.slice(start, s));
    if (!item || s !== e) return;
    event.preventDefault();
    if (item[0].length === s - start) { put(start, s, "", start, start); return; }
    const mark = item[2] ? `${item[2]} ${item[3] ? "[ ] " : ""}` : item[4] ? `${Number(item[4]) + 1}${item[5]} ` : item[6];
    const text = `\n${item[1]}${mark}`;
    put(s, s, text, s + text.length, s + text.length);
  });

  const upload = form.dataset.upload;
  const send = async (file) => {
    const note = `[${file.name} is being uploaded…]()`;
    const { selectionStart: s } = area;
    put(s, area.selectionEnd, note, s + note.length, s + note.length);
    let text = "";
    try {
      const body = new FormData();
      body.append("file", file, file.name);
      const answer = await fetch(upload, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status === 413 ? "it is too large" : `the server said ${answer.status}`);
      const { url } = await answer.json();
      const label = file.name.replace(/[[\]]/g, "");
      text = `${file.type.startsWith("image/") ? "!" : ""}[${label}](${url})`;
    } catch (fault) {
      if (state) state.textContent = `${file.name} was not uploaded: ${fault.message}`;
    }
    const at = area.value.indexOf(note);
    if (at >= 0) put(at, at + note.length, text, at + text.length, at + text.length);
  };
  if (upload) {
    area.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length || event.clipboardData.getData("text/plain")) return;
      event.preventDefault();
      files.forEach(send);
    });
    area.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      area.classList.add("dropping");
    });
    area.addEventListener("dragleave", () => area.classList.remove("dropping"));
    area.addEventListener("drop", (event) => {
      area.classList.remove("dropping");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      [...event.dataTransfer.files].forEach(send);
    });
  }
}

// A form that was sent and did not come back was taken: its copy is no longer needed.
try {
  const sent = JSON.parse(sessionStorage.getItem("docent:sent"));
  if (sent && sent.from !== location.pathname && !document.body.classList.contains("screen-error")) localStorage.removeItem(sent.key);
  if (sent) sessionStorage.removeItem("docent:sent");
} catch { /* no store: nothing was kept */ }
