// A form that was pressed and got no answer, in either worker (docs/offline.md, "A press without an answer"): what was
// typed becomes a page of the phone's own, with one button that sends it again. It lies in a cache, so that a reload
// and a tab that was ended by the phone bring it back; a day at most, and nobody else who signs in here has it.
(function (global) {
  'use strict';
  if (global.document) return;
  const CACHE = 'unanswered', PLACE = '/chua-gui/', DAY = 86400000, PATIENCE = 30000;
  // So long a code of the wall lets somebody in (app/routes/public/hall/passes.py).
  const PASS = 600000, HALL = '/d/';
  // Never written down: whoever sends it again is asked for it.
  const SECRET = /password|^pin|setup_code|proof_code/, LONGEST = 500000;

  const escaped = text => String(text).replace(/[&<>"']/g, sign => '&#' + sign.charCodeAt(0) + ';');
  const madeAt = path => parseInt(path.slice(PLACE.length), 36);

  // The answer of the line, whatever it says; a page with what was typed where none comes. What is large (a photo) has
  // as long as the line takes.
  // `own` may give the whole page instead: of what was typed, and the form that sends it again.
  async function send(request, sheet, own) {
    const from = new URL(request.referrer || '/', location.origin), back = from.pathname;
    // The browser's Back to what a press showed: asked of its cache alone, where no such answer lies. A redirect would be
    // asked of it too.
    if (request.cache === 'only-if-cached') return new Response('<meta http-equiv="refresh" content="0;url='
      + escaped(from.href) + '">', { headers: HEADERS });
    const copy = request.clone(), { pathname } = new URL(request.url);
    const large = /multipart/.test(request.headers.get('Content-Type') || '');
    const line = fetch(request).catch(() => null), answer = await Promise.race([line,
      large ? line : new Promise(resolve => setTimeout(resolve, PATIENCE, null))]);
    if (answer) {
      if (back.startsWith(PLACE)) await drop(back).catch(() => 0);
      return answer;
    }
    try {
      const typed = await copy.formData(), path = PLACE + Date.now().toString(36);
      const action = pathname + new URL(request.url).search;
      await put(path, await own(typed, form(action, typed).again) || page(action, typed, back, await sheet()));
      if (back.startsWith(PLACE)) await drop(back);
      return Response.redirect(path, 303);
    } catch (error) { // no room on this phone, or nothing that can be read
      return new Response(words('', '<p><a class="btn full" href="' + escaped(back) + '">Về trang trước</a></p>',
        await sheet().catch(() => '')), { headers: HEADERS });
    }
  }

  const LATE = '<p><b>Đã quá 10 phút: bác quét lại mã trên tường, hoặc nói tên với giảng viên.</b></p>';
  const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'" };

  // The form that sends it once more; what is `gone` has to be typed again on the page before.
  function form(action, typed) {
    let fields = '', gone = '';
    typed.forEach((value, name) => {
      if (typeof value !== 'string') gone = gone || value.size && 'Ảnh, tệp thì phải chọn lại';
      else if (SECRET.test(name)) gone = 'Mật khẩu, mã thì phải gõ lại';
      else fields += '<input type="hidden" name="' + escaped(name) + '" value="' + escaped(value) + '">';
    });
    if (fields.length > LONGEST) throw new RangeError(action);
    const hall = action.startsWith(HALL);
    return { gone, again: '<form class="stack"' + (hall ? ' data-hall' : '') + ' method="post" action="'
      + escaped(action) + '">' + fields + '<button class="btn full" type="submit">' + (hall ? 'Chưa ghi được, bấm lại'
      : 'Gửi lại') + '</button></form>' };
  }

  function page(action, typed, back, sheet) {
    const { gone, again } = form(action, typed);
    return words(gone ? ' ' + gone + ' ở trang trước.' : ' Những gì bác ghi vẫn còn ở trang này. Có mạng, bác bấm Gửi lại.',
      (gone ? '' : again) + '<p><a class="btn full' + (gone ? '' : ' quiet') + '" href="'
      + escaped(back.startsWith(PLACE) ? '/' : back) + '">Về trang trước</a></p>', sheet);
  }

  function words(rest, buttons, sheet) {
    return frame('Chưa gửi được', '<section class="note warn tight" role="alert"><h1>Chưa gửi được</h1><p>Mạng mất, '
      + 'hoặc máy của phường chưa trả lời.' + rest + '</p></section>' + buttons,
    sheet);
  }

  function frame(title, main, sheet) {
    return '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" '
      + 'content="width=device-width, initial-scale=1"><title>' + title + ' – Lớp Số</title>'
      + (sheet ? '<link rel="stylesheet" href="' + sheet + '">' : '') + '</head><body><main><div class="wrap stack">'
      + main + '</div></main></body></html>';
  }

  // A page that this phone did not keep, and what it did: `[{path, name}]`.
  function away(kept, sheet) {
    const links = kept.map(({ path, name }) => '<li><a href="' + escaped(path) + '"><span>' + escaped(name)
      + '</span></a></li>');
    return new Response(frame('Chưa có mạng', '<section class="note warn tight"><h1>Chưa có mạng</h1><p>Trang này chưa '
      + 'mở được.' + (links.length ? ' Máy này còn giữ:' : ' Có mạng, bác mở lại.') + '</p></section>'
      + (links.length ? '<ul class="list">' + links.join('') + '</ul>' : ''), sheet), { headers: HEADERS });
  }

  async function put(path, text) {
    await (await caches.open(CACHE)).put(path, new Response(text, { headers: HEADERS }));
  }

  // What is over goes whenever the worker starts, whether anything is opened or not. Most phones have no such cache, and
  // opening one would make it.
  async function sweep() {
    if (!await caches.has(CACHE)) return;
    const cache = await caches.open(CACHE), paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    await Promise.all(paths.filter(path => !(Date.now() - madeAt(path) < DAY)).map(path => cache.delete(path)));
  }

  const drop = async path => (await caches.open(CACHE)).delete(path);

  // A page that was made here; one that is over, or was sent, leads to the start.
  async function open(path) {
    const age = Date.now() - madeAt(path), there = age < DAY && await caches.match(path, { cacheName: CACHE });
    if (!there) return Response.redirect('/', 303);
    if (age < PASS) return there;
    const text = await there.text();
    return new Response(text.replace(/<form [^>]*data-hall[^]*?<\/form>/, LATE), { headers: HEADERS });
  }

  sweep().catch(() => 0);
  global.Unanswered = { away, open, send, holds: path => path.startsWith(PLACE) };
})(self);
