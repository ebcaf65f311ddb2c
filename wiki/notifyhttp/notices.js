// Shows notices while Docent is closed. A message is a title and a path of this site; nothing else is fetched or kept.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // A message that cannot be read is shown all the same: browsers withdraw a site's right that shows nothing.
  }
  const title = typeof said.title === "string" && said.title ? said.title : "Something happened in Docent";
  const url = typeof said.url === "string" && /^\/(?!\/)/.test(said.url) ? said.url : "/inbox";
  const options = { data: { url } };
  if (typeof said.tag === "string" && said.tag) Object.assign(options, { tag: said.tag, renotify: true });
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url ?? "/inbox", self.location.origin).href;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const same = open.find((one) => one.url === url);
    return same ? same.focus() : self.clients.openWindow(url);
  })());
});
