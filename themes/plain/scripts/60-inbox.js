// The inbox: what is opened has been seen. And notices in this browser, where it can show them.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seen]");
  if (!link) return;
  const body = new URLSearchParams(link.dataset.seen.split(" ").map((id) => ["id", id]));
  fetch("/inbox/read", { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {});
});

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const place = "/settings/notifications/browsers";

for (const part of document.querySelectorAll("[data-push]")) {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) continue;
  const said = part.querySelector("[role=status]");
  const button = part.querySelector("button");
  const subscribed = async () => (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
  subscribed().then((known) => { part.hidden = Boolean(known) && Notification.permission === "granted"; }, () => {});
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") {
        said.textContent = "The browser does not allow it. Allow notifications for this site in its settings, then try again.";
        return;
      }
      await navigator.serviceWorker.register(part.dataset.worker, { scope: "/" });
      const ready = await navigator.serviceWorker.ready;
      await (await ready.pushManager.getSubscription())?.unsubscribe();
      const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.push) });
      const body = new URLSearchParams({ endpoint: made.endpoint, p256dh: text(made.getKey("p256dh")), auth: text(made.getKey("auth")) });
      const answer = await fetch(place, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      button.hidden = true;
      said.textContent = "This browser shows notices from now on. Choose under Notifications which of them come as push.";
    } catch {
      said.textContent = "This browser could not be subscribed. Nothing was changed; try again later.";
    } finally {
      button.disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-unpush]")) {
  form.addEventListener("submit", () => {
    navigator.serviceWorker?.getRegistration("/").then((known) => known?.pushManager.getSubscription()).then((known) => known?.unsubscribe()).catch(() => {});
  });
}
