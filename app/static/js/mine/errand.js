// The worker of a resident's phone (docs/offline.md, "A resident's phone"): pages that it opened, shown without a line,
// and a registration that was pressed then. In the staff's worker, which brings it first, it answers for these addresses
// alone.
(function () {
  'use strict';
  if (self.document) return;
  const PATIENCE = 4000, LONGER = 20000, ALONE = typeof SHELL === 'undefined', OWN = /^\/(([lvd]|nho-giup\/phieu)(\/|$)|$)/;
  // When the line was last seen to be dead.
  let lost = 0;

  addEventListener('fetch', event => {
    const { request } = event, { origin, pathname } = new URL(request.url), asks = request.method === 'GET',
      leads = request.mode === 'navigate', opens = leads && (ALONE || OWN.test(pathname));
    if (origin !== location.origin) return;
    const answer = leads && asks && Unanswered.holds(pathname) ? Unanswered.open(pathname, files, atTheDoor)
      : opens && asks ? open(request, pathname)
      : opens && Unsent.sendsItself({ action: pathname }) ? press(request, pathname)
      : leads && !asks && pathname !== '/anh-chia-se' ? Unanswered.send(request, files)
      : ALONE && pathname.startsWith('/static/') && caches.match(request).then(there => there || fetch(request));
    if (!answer) return;
    event.respondWith(answer);
    if (asks) event.stopImmediatePropagation(); // of a press the staff's worker answers nothing, and notes a sign-in
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

  // Where the style sheet and the mark lie that this phone has: a page that is made here is to look like any other.
  async function files() {
    const paths = ALONE ? (await (await caches.open('look')).keys()).map(({ url }) => new URL(url).pathname) : [];
    return [/\.css$/, /\.svg$/].map((end, place) => (ALONE ? paths.find(path => end.test(path))
      : SHELL.files[['app.css', 'public.svg'][place]]) || '');
  }

  // The line first; where the page is kept, it steps in after four seconds, or where the server is away. Where it is
  // not, the ticket steps in at the wall of the hall, and says so; elsewhere a list of what is kept: another ticket at
  // an address of its own would be held up at the wrong door. Where the browser keeps nothing, the line alone.
  async function open(request, path) {
    const line = fetch(request), pages = await Mine.pages().catch(() => []), kept = pages.find(each => each.path === path);
    const answer = await soon(line, !kept ? 1e9 : Date.now() - lost < 2 * PATIENCE ? 500 : PATIENCE),
      status = answer && answer.status;
    if (status === 404 || status === 410) await Mine.drop(path);
    if (answer && !(kept && status > 501)) return answer;
    lost = Date.now();
    if (kept) return kept.answer;
    const ticket = path[1] === 'd' && pages.filter(each => each.path.startsWith('/v/')).sort((one, two) => one.until
      - two.until)[0];
    if (!ticket && !ALONE) {
      const [offline] = SHELL.pages;
      if (!pages.length) return await caches.match(offline) || Response.error();
      pages.push({ path: offline, name: 'Việc của cán bộ, trang đã lưu' });
    }
    if (!ticket) return Unanswered.away(pages, await files());
    return new Response(shown(ticket), { headers: ticket.answer.headers });
  }

  const shown = ticket => ticket.text.replace(' hidden="" data-hall', ' data-hall');

  // The people of a ticket pressed in the hall, and the line went: the ticket with its QR for the door, and the press
  // once more. Nobody else's: who typed a name has no ticket here.
  async function atTheDoor(fields, again) {
    const [, token] = fields.find(([name]) => name === 'ticket') || [],
      ticket = (await Mine.pages()).find(({ path }) => path === '/v/' + token);
    return ticket && shown(ticket).replace(/<script[^>]*><\/script>/g, '').replace(/<p data-hall[^]*?<\/p>/,
      said => said + again);
  }

  // No answer: it is kept, and its page says so.
  async function press(request, path) {
    const copy = request.clone(), answer = await soon(fetch(request), LONGER);
    return answer || Unanswered.recordOf(copy, path).then(Mine.keep).then(() => Response.redirect(path + '#dang-ky',
      303), () => Response.error());
  }
})();
