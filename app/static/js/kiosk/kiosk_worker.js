// The worker of a self-service tablet (docs/offline.md): the line first; without one the page that kiosk_book.js keeps, at
// whatever address of the tablet. It answers for the tablet's pages alone.
(function () {
  'use strict';
  const PATIENCE = 4000, CACHE = 'kiosk', AWAY = [502, 503, 504];
  const home = new URL(/** @type {any} */ (self).registration.scope).pathname, book = home + '/khong-mang';
  let lost = 0; // when the line was last seen to be dead

  addEventListener('install', () => skipWaiting());
  addEventListener('activate', event => event.waitUntil(clients.claim()));
  addEventListener('fetch', event => {
    const { request } = event, { origin, pathname } = new URL(request.url);
    if (origin !== location.origin || request.method !== 'GET') return;
    if (pathname.startsWith('/static/')) event.respondWith(file(request));
    else if (request.mode === 'navigate' && !pathname.startsWith(home + '/may')) event.respondWith(open(request));
  });

  async function file(request) {
    return await caches.match(request, { cacheName: CACHE }) || fetch(request);
  }

  async function open(request) {
    const line = fetch(request), kept = await caches.match(book, { cacheName: CACHE });
    const answer = await soon(line, !kept ? 1e9 : Date.now() - lost < 2 * PATIENCE ? 500 : PATIENCE);
    if (!answer || kept && AWAY.includes(answer.status)) {
      lost = Date.now();
      return kept || words();
    }
    if (answer.status === 200 && !answer.headers.get('X-Kiosk')) await leave();
    return answer;
  }

  const soon = (line, wait) => Promise.race([line, new Promise(resolve => setTimeout(resolve, wait, null))]).catch(() =>
    null);

  // Staff took the tablet back: it is a browser like any other.
  async function leave() {
    await caches.delete(CACHE);
    await /** @type {any} */ (self).registration.unregister();
  }

  // A tablet that never had a line since it became one.
  function words() {
    return new Response('<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" '
      + 'content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="30"><title>Mất mạng</title>'
      + '</head><body><h1>Máy đang mất mạng</h1><p>Bác đến bàn trực, anh chị ở đó giúp bác.</p></body></html>',
    { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
  }
})();
