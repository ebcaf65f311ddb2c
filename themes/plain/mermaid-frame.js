// Draws one diagram inside a sandboxed frame. The page sends {text, dark, font}; the frame answers {height} or {fault}.
addEventListener("message", async (event) => {
  if (event.source !== parent || typeof event.data?.text !== "string") return;
  const place = document.getElementById("diagram");
  try {
    mermaid.initialize({
      startOnLoad: false, securityLevel: "strict", theme: event.data.dark ? "dark" : "neutral",
      fontFamily: "system-ui, sans-serif", maxTextSize: 50000, suppressErrorRendering: true,
    });
    document.body.style.margin = "0";
    document.documentElement.style.colorScheme = event.data.dark ? "dark" : "light";
    document.documentElement.style.background = "transparent";
    const { svg } = await mermaid.render("drawn", event.data.text);
    place.innerHTML = svg;
    const box = place.firstElementChild.getBoundingClientRect();
    parent.postMessage({ height: Math.ceil(box.height) }, "*");
  } catch (fault) {
    parent.postMessage({ fault: String(fault.message || fault).slice(0, 500) }, "*");
  }
});
parent.postMessage({ ready: true }, "*");
