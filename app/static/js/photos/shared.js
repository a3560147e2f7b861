// /anh-chia-se: photos that were shared into the app from the phone's gallery. They lie where the worker put them; here
// somebody says of which lesson they are, one of those kept on this phone, and they become photos of the outbox.
(function () {
  'use strict';
  const place = document.querySelector('[data-module="shared"]');
  if (!place || !window.caches) return;
  const CACHE = 'shared', ROLL = /^\/giang-vien\/lop\/([^/]+)\/buoi\/(\d+)$/;
  const outbox = new Outbox(), words = place.dataset, form = place.querySelector('form');
  const find = selector => place.querySelector(selector);
  let photos = [], busy = false;

  const show = (name, is) => { find('[data-' + name + ']').hidden = !is; };

  function say(text, bad) {
    const said = find('[data-said]');
    said.textContent = text;
    said.classList.toggle('bad', Boolean(bad));
    said.hidden = !text;
  }

  // What the worker has kept: the caches' own keys, the oldest first.
  async function kept() {
    if (!await caches.has(CACHE)) return [];
    const cache = await caches.open(CACHE), keys = await cache.keys();
    return Promise.all(keys.map(async key => ({ key, blob: await (await cache.match(key)).blob() })));
  }

  const leave = ({ key }) => caches.open(CACHE).then(cache => cache.delete(key));

  // -- where they may belong --------------------------------------------------------------------------------------------

  // Lessons whose rolls this phone keeps for whoever is signed in, the nearest in time first.
  async function lessons(account) {
    const prepared = (await outbox.note('prepared') || {}).lessons || {}, now = Date.now();
    const found = (await Saved.list()).filter(page => page.account === account && ROLL.test(page.address));
    return found.map(({ address, title, at }) => {
      const [, code, number] = ROLL.exec(address), lesson = decodeURIComponent(code) + '/' + number;
      const ends = (prepared[lesson] || {}).ends || '';
      return { address, lesson, ends, far: Math.abs(now - (Date.parse(ends || at) || 0)),
        name: title.split(' – ')[0].replace(words.roll, words.lesson) };
    }).sort((one, two) => one.far - two.far);
  }

  function choice({ address, lesson, name, ends }, first) {
    const label = document.createElement('label'), input = document.createElement('input');
    const text = document.createElement('span'), small = document.createElement('small'), day = new Date(ends);
    label.className = 'choice';
    Object.assign(input, { type: 'radio', name: 'lesson', value: lesson, checked: first });
    input.dataset.address = address;
    text.textContent = name;
    small.textContent = ends ? day.getDate() + '/' + (day.getMonth() + 1) : '';
    if (ends) text.append(' ', small);
    label.append(input, text);
    return label;
  }

  async function draw() {
    const account = await outbox.note('account') || '';
    photos = await kept();
    outbox.account = outbox.account || account;
    const offered = account ? await lessons(account) : [];
    show('none', !photos.length && !location.search);
    show('no-room', !photos.length && location.search === '?day');
    show('signed-out', photos.length && !account);
    show('no-lesson', photos.length && account && !offered.length);
    show('drop', photos.length);
    form.hidden = !photos.length || !offered.length;
    find('[data-lessons]').append(...offered.map((each, at) => choice(each, !at)));
    const list = find('[data-photos-here]');
    list.hidden = !photos.length;
    for (const { blob } of photos) {
      const picture = await Photos.thumb(blob), item = document.createElement('li');
      if (picture) item.append(picture);
      else item.textContent = words.notOne;
      list.append(item);
    }
  }

  // -- what becomes of them ---------------------------------------------------------------------------------------------

  async function keep() {
    const chosen = form.querySelector('[name=lesson]:checked'), of = form.elements.kind.value;
    let count = 0, why = '';
    say(words.working);
    for (const photo of photos) {
      try {
        const bytes = await Photos.shrink(photo.blob);
        await outbox.add({ kind: 'lesson_photo', data: { lesson: chosen.value, of }, lesson: chosen.value,
          label: words[of], photo: bytes });
        count += 1;
        await leave(photo);
      } catch (error) {
        why = error.reason === 'picture' ? words.notOne : error.reason === 'full' ? words.full : words.broken;
      }
    }
    say([count && words.kept.replace('{count}', count), why].filter(Boolean).join(' '), why);
    if (!count) return;
    form.hidden = true;
    show('drop', false);
    find('[data-onward]').href = chosen.dataset.address + '/ket-qua';
    find('[data-onward]').hidden = false;
  }

  form.addEventListener('submit', event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    keep().catch(() => say(words.broken, true)).then(() => { busy = false; });
  });
  find('[data-drop] button').addEventListener('click', () => Promise.all(photos.map(leave)).then(() =>
    location.assign('/giang-vien')));
  Promise.resolve(outbox.settled).then(draw).catch(() => say(words.broken, true));
})();
