// The service worker (docs/offline.md, "The worker"). Served by /sw.js, which writes SHELL above this text and fetches
// outbox.js, saved.js and what prepares. It answers navigations and static files; whatever else a page asks for goes
// its own way.
'use strict';
const STATIC = 'static-' + SHELL.release, PATIENCE = 4000, AWAY = [502, 503, 504], OFFLINE = SHELL.pages[0];
const CURRENT = new Set(Object.keys(SHELL.files).map(name => SHELL.files[name]));
const ANY = { ignoreVary: true };
const SHARED = '/anh-chia-se', KEPT_SHARED = 'shared', MOST_SHARED = 12, DAY = 86400000;
const UNSURE = 60000, OURS = worker => !worker || worker.scriptURL.endsWith('/sw.js');
let lost = 0; // when the line was last seen to be dead
let nobody = false; // whether nobody answered at all when it was last asked
let signing = 0; // when somebody was last signing in: whose phone this is now, the next page of the line will tell

// Where a resident's worker is at work there is nothing of the staff's that it could disturb.
addEventListener('install', event => event.waitUntil(fill().then(() => OURS(registration.active) || skipWaiting())));
addEventListener('activate', event => event.waitUntil(tidy()));
addEventListener('sync', event => event.waitUntil(deliver()));
addEventListener('message', event => {
  const asked = event.data || {};
  if (asked.type === 'take-over') skipWaiting();
  if (asked.type === 'prepare') event.waitUntil(Preparing.hear(asked).catch(() => 0));
  if (asked.type === 'mine') event.waitUntil(Mine.flush().then(() => new Outbox().tell({ type: 'changed' })));
  if (asked.type === 'leave') Preparing.stop();
  if (asked.type === 'line') event.ports[0].postMessage(nobody);
});
new Outbox().release = SHELL.release;
new Outbox().listen(event => { if (event.type === 'revoked') Preparing.stop(); });
Object.assign(Preparing, { current: CURRENT, fetch: address =>
  file(new Request(address, { priority: 'low' }), address) });

addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (request.method === 'POST' && /^\/dang-nhap(\/|$)/.test(url.pathname)) signing = Date.now();
  if (request.method === 'POST' && url.origin === location.origin && url.pathname === SHARED)
    return event.respondWith(receive(request));
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(open(event, url));
  else if (url.pathname.startsWith('/static/')) event.respondWith(file(request, url.pathname));
});

// -- releases ---------------------------------------------------------------------------------------------------------

// Everything or nothing: a shell with a hole would be found out in the hall. What an older release has need not be
// fetched again: a name says what is in a file.
async function fill() {
  const cache = await caches.open(STATIC);
  await Promise.all(SHELL.shell.map(async address => {
    const known = await caches.match(address, ANY);
    return cache.put(address, known || await fetched(address, 'default'));
  }));
  await Promise.all(SHELL.pages.map(async address => cache.put(address, await fetched(address, 'reload'))));
}

async function fetched(address, cache) {
  const answer = await fetch(address, { cache });
  if (answer.status !== 200 || answer.redirected) throw new Error(address + ': ' + answer.status);
  return answer;
}

// Older releases go; of their files those stay that are still called so. Saved pages are not touched by a release.
async function tidy() {
  const cache = await caches.open(STATIC), older = (await caches.keys()).filter(name => name.startsWith('static-')
    && name !== STATIC);
  for (const name of older) {
    const old = await caches.open(name);
    for (const key of await old.keys()) {
      const address = new URL(key.url).pathname;
      if (CURRENT.has(address) && !await cache.match(address, ANY)) await cache.put(address, await old.match(key));
    }
    await caches.delete(name);
  }
  await clients.claim();
}

// -- files ------------------------------------------------------------------------------------------------------------

// A hashed name can never mean anything else: the phone's own copy first. A name of another release: that very file if
// it can be had soon, else the one that bears its plain name today.
async function file(request, address) {
  const there = await caches.match(address, ANY);
  if (there) return there;
  if (CURRENT.has(address)) {
    const answer = await fetch(request);
    if (answer.status === 200) await keep(address, answer.clone());
    return answer;
  }
  const today = SHELL.files[address.slice('/static/'.length).replace(/\.[0-9a-f]{12}(?=\.\w+$)/, '')];
  const spare = today && await caches.match(today, ANY);
  const answer = await soon(fetch(request), spare);
  if (answer && answer.ok) return answer;
  return spare || (today ? fetch(today) : answer || Response.error());
}

// A phone without room keeps nothing more, and still shows what came.
async function keep(address, answer) {
  try {
    await (await caches.open(STATIC)).put(address, answer);
  } catch (error) { /* next time from the line again */ }
}

// -- pages ------------------------------------------------------------------------------------------------------------

// The line first. A saved page steps in after four seconds, or where the server is away. With nothing saved the line is
// waited for to its end (docs/decisions/0015): on a slow one, four seconds are a page's usual time. So it is after a
// sign-in: a saved page may be the last person's, and only a line that is dead shows that nobody else came in.
async function open(event, url) {
  const line = fetch(event.request), spare = spareOf(url.pathname);
  // no line, or no room
  event.waitUntil(line.then(answer => (Saved.savable(answer) ? store(url, answer) : leave(answer, spare))).catch(() =>
    0));
  const saved = await spare || await start(url.pathname);
  const answer = await soon(line, Date.now() - signing < UNSURE ? null : saved);
  if (answer && !(saved && AWAY.includes(answer.status))) return answer;
  return saved || await caches.match(OFFLINE, ANY) || Response.error();
}

// Led to the door? What a redirect says is not to be read, so where a page that is saved leads elsewhere the server is
// asked. One that was revoked, and not merely ran out: whoever holds this phone may be anybody.
async function leave(answer, spare) {
  const why = answer.headers.get('X-Sign-In') || answer.type === 'opaqueredirect' && await spare && await Saved.shut();
  if (why === 'revoked') await Saved.wipe();
}

async function spareOf(path) {
  try {
    return SHELL.pages.includes(path) ? await caches.match(path, ANY) : await Saved.match(path);
  } catch (error) { // a store that does not answer is none
    return undefined;
  }
}

// Where the app begins: addresses that lead to everybody's own first page, which is known from the last plan.
async function start(path) {
  if (path !== '/mo' && path !== '/quay') return undefined;
  const { start: own } = await new Outbox().note('prepared').catch(() => null) || {};
  return own && own !== path && await Saved.has(own) ? Response.redirect(own, 303) : undefined;
}

// What a search or a filter shows is not the whole page; the server marks only those without one.
async function store(url, answer) {
  signing = 0;
  await Saved.store(url.pathname, answer.clone());
}

// What came, or nothing: no line, or with a spare at hand not within four seconds; at once where the line was dead just
// now.
async function soon(line, spare) {
  const patience = Date.now() - lost < 2 * PATIENCE ? 500 : PATIENCE;
  const came = line.then(answer => { lost = 0; nobody = AWAY.includes(answer.status); return answer; },
    () => { nobody = true; return null; });
  if (!spare) return came;
  const answer = await Promise.race([came, new Promise(resolve => setTimeout(resolve, patience, null))]);
  if (!answer) lost = Date.now();
  return answer;
}

// -- photos shared into the app ---------------------------------------------------------------------------------------

// Kept as they came, without a line too, until somebody says on /anh-chia-se where they belong: a day at most.
async function receive(request) {
  try {
    const files = (await request.formData()).getAll('photos').filter(({ size, type }) => size && /^image\//.test(type));
    const cache = await caches.open(KEPT_SHARED), now = Date.now();
    for (const [place, file] of files.slice(0, MOST_SHARED).entries())
      await cache.put(SHARED + '/' + now + '-' + place, new Response(file));
    await sweep(cache);
    return Response.redirect(SHARED, 303);
  } catch (error) { // no room on this phone
    return Response.redirect(SHARED + '?day', 303);
  }
}

async function sweep(cache) {
  const keys = await cache.keys(), made = key => parseInt(key.url.split('/').pop(), 10);
  const over = keys.filter((key, place) => !(Date.now() - made(key) < DAY) || place < keys.length - MOST_SHARED);
  await Promise.all(over.map(key => cache.delete(key)));
}

caches.has(KEPT_SHARED).then(there => there && caches.open(KEPT_SHARED).then(sweep)).catch(() => 0);

// -- the outbox -------------------------------------------------------------------------------------------------------

// Failing tells the browser to try again later; signed out, there is nothing that trying again would mend.
async function deliver() {
  const outbox = new Outbox();
  if (!await outbox.flush() && !outbox.signedOut) throw new Error('not everything is sent');
}
