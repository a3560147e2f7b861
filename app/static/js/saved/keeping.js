// Whether pages are truly there without a line: the page itself, and each file that it names. A page that opens without its
// script or its style is not saved. For "Chuẩn bị cho buổi học" and for the line on the roll that says so.
(function (global) {
  'use strict';
  const ANY = { ignoreVary: true }, CLAIMING = 8000;

  // The worker that answers for this page, or null: no worker, no https, a browser in an app.
  async function worker() {
    const service = navigator.serviceWorker;
    if (!service || !global.caches) return null;
    const late = new Promise(resolve => setTimeout(resolve, CLAIMING, null));
    const active = await Promise.race([service.ready.catch(() => null), late]);
    if (!active || service.controller) return service.controller;
    const claimed = new Promise(resolve => service.addEventListener('controllerchange', resolve, { once: true }));
    await Promise.race([claimed, late]);
    return service.controller;
  }

  // The files that a page needs: those it names, and those that it wants kept for later (`data-keep`).
  function filesOf(text) {
    const there = new DOMParser().parseFromString(text, 'text/html'), found = new Set();
    const add = address => address && address.startsWith('/static/') && found.add(address.split('#')[0]);
    there.querySelectorAll('link[rel="stylesheet"], script[src], use').forEach(each => add(each.getAttribute('href') || each.getAttribute('src')));
    there.querySelectorAll('[data-keep]').forEach(each => each.dataset.keep.split(/\s+/).forEach(add));
    return Array.from(found);
  }

  async function match(address) {
    return await Saved.match(address) || caches.match(address, ANY);
  }

  // Fetched through the worker, which keeps what it hands on; then looked for.
  async function keepFile(address) {
    if (await caches.match(address, ANY)) return true;
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok) return false;
    await answer.arrayBuffer().catch(() => 0);
    return Boolean(await caches.match(address, ANY));
  }

  const every = (each, check) => each.reduce(async (good, one) => await good && check(one), Promise.resolve(true));

  const Keeping = {
    worker,

    // Save a page with all its files. True: it opens without a line.
    async keep(address) {
      if (!await Saved.keep(address)) return false;
      return every(filesOf(await (await Saved.match(address)).text()), keepFile);
    },

    // Whether pages, saved ones or those of the shell, are there with all their files.
    async has(addresses) {
      const complete = async address => {
        const answer = await match(address);
        return Boolean(answer) && every(filesOf(await answer.text()), async file => Boolean(await caches.match(file, ANY)));
      };
      return Boolean(global.caches) && every(addresses, complete);
    }
  };

  global.Keeping = Keeping;

  // On the roll: said once it is true. A roll that was opened before the worker was there is saved now. `data-along`: the pages
  // that this one leads to on the way. It is fetched anew then, for whatever was just pressed on it reads otherwise since, and
  // the answer that tells so is not saved itself.
  async function tell(place) {
    if (!await worker()) return;
    const address = location.pathname, along = place.dataset.along ? place.dataset.along.split(' ') : [];
    if (navigator.onLine && (along.length || !await Saved.has(address))) await Keeping.keep(address);
    for (const other of along) if (navigator.onLine && !await Keeping.has([other])) await Keeping.keep(other);
    place.hidden = !await Keeping.has([address, ...along]);
  }

  const place = document.querySelector('[data-saved-here]');
  const told = () => tell(place).catch(() => 0);
  if (place) addEventListener('load', told);
  // A slow phone's worker may come long after the page.
  if (place && navigator.serviceWorker) navigator.serviceWorker.addEventListener('controllerchange', told);
})(self);
