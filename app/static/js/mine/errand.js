// The worker of a resident's phone (docs/offline.md, "A resident's phone"): pages that it opened, shown without a line,
// and a registration that was pressed then. The file that a page has already is the worker too; in the staff's worker,
// which brings it first, it answers for these addresses alone.
(function () {
  'use strict';
  if (self.document) return;
  const PATIENCE = 4000, LONGER = 20000, ALONE = typeof SHELL === 'undefined', OWN = /^\/[lvd](\/|$)/;
  // When the line was last seen to be dead.
  let lost = 0;

  addEventListener('fetch', event => {
    const { request } = event, { origin, pathname } = new URL(request.url),
      opens = request.mode === 'navigate' && (ALONE || OWN.test(pathname));
    if (origin !== location.origin) return;
    const answer = opens && request.method === 'GET' ? open(request, pathname)
      : opens && /^\/l\/[^/]+$/.test(pathname) ? press(request, pathname)
      : ALONE && pathname.startsWith('/static/') && caches.match(request).then(there => there || fetch(request));
    if (!answer) return;
    event.respondWith(answer);
    event.stopImmediatePropagation();
  });
  addEventListener('sync', event => {
    if (event.tag === 'mine') event.waitUntil(Mine.flush().then(done => done
      || Promise.reject(new Error('not everything is answered'))));
  });
  if (ALONE) {
    addEventListener('install', () => skipWaiting());
    addEventListener('activate', event => event.waitUntil(clients.claim()));
  }

  const soon = (line, wait) => Promise.race([line, new Promise(resolve => setTimeout(resolve, wait, null))]).catch(() =>
    null);

  // The line first; where the page is kept, it steps in after four seconds, or where the server is away. Where it is
  // not, the ticket does that ends first, and says so in the hall.
  async function open(request, path) {
    const line = fetch(request), pages = await Mine.pages(), kept = pages.find(each => each.path === path);
    const answer = await soon(line, !kept ? 1e9 : Date.now() - lost < 2 * PATIENCE ? 500 : PATIENCE),
      status = answer && answer.status;
    if (status === 404 || status === 410) await Mine.drop(path);
    if (answer && !(kept && status > 501)) return answer;
    lost = Date.now();
    if (kept) return kept.answer;
    const ticket = pages.filter(each => each.path.startsWith('/v/')).sort((one, two) => one.until - two.until)[0]
      || pages[0];
    if (!ALONE && (!ticket || path[1] !== 'd')) return await caches.match(SHELL.pages[0]) || Response.error();
    if (!ticket) return Response.error();
    const text = path[1] === 'd' ? ticket.text.replace(' hidden="" data-hall', ' data-hall') : ticket.text;
    return new Response(text, { headers: ticket.answer.headers });
  }

  // No answer: it is kept, and its class says so.
  async function press(request, path) {
    const copy = request.clone(), answer = await soon(fetch(request), LONGER);
    return answer || copy.text().then(body => Mine.keep(path, body)).then(() => Response.redirect(path, 303),
      () => Response.error());
  }
})();
