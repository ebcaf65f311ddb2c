// An answer in sentences is fetched when the found one is shown, and takes its place beneath it. What fails leaves
// the link that leads to it.
const composed = document.querySelector("[data-composed]");
if (composed) {
  (async () => {
    composed.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(composed.dataset.composed, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.body.querySelector(".composed");
      if (!part || !part.querySelector(".sentences")) composed.remove();
      else composed.replaceWith(document.adoptNode(part));
    } catch {
      composed.removeAttribute("aria-busy");
    }
  })();
}
