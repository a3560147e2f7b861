// A form that was pressed and got no answer, in either worker (docs/offline.md, "A press without an answer"): what was
// typed stands in the list of forms (unsent/list.js), and a page of the phone's own says so, with one button that sends
// it again. A reload and a tab that was ended by the phone bring it back; nobody else who signs in here has it.
(function (global) {
  'use strict';
  if (global.document) return;
  const PLACE = '/chua-gui/', PATIENCE = 30000, EARLIER = 'unanswered';

  const escaped = text => String(text).replace(/[&<>"']/g, sign => '&#' + sign.charCodeAt(0) + ';');

  // What a request would have stored. Of one whose page has listed it already that is what counts.
  async function recordOf(request, action, back = action) {
    const given = Array.from(await request.formData()), fields = given.filter(([, value]) => typeof value === 'string'),
      at = Date.now();
    await Unsent.all();
    return { key: Unsent.numberOf(fields), account: await Unsent.account(), name: back + ' ' + action, page: back,
      action, title: '', fields, files: given.some(([, value]) => value instanceof File && value.size > 0),
      state: 'sent', at, pressed: at };
  }

  // The answer of the line, whatever it says; a page with what was typed where none comes. What is large (a photo) has
  // as long as the line takes.
  async function send(request, files) {
    const from = new URL(request.referrer || '/', location.origin), back = from.pathname + from.search;
    // The browser's Back to what a press showed: asked of its cache alone, where no such answer lies. A redirect would be
    // asked of it too.
    if (request.cache === 'only-if-cached') return new Response('<meta http-equiv="refresh" content="0;url='
      + escaped(from.href) + '">', { headers: HEADERS });
    const copy = request.clone(), { pathname, search } = new URL(request.url);
    const large = /multipart/.test(request.headers.get('Content-Type') || '');
    const line = fetch(request).catch(() => null), answer = await Promise.race([line,
      large ? line : new Promise(resolve => setTimeout(resolve, PATIENCE, null))]);
    if (answer) return answer;
    try {
      const record = await recordOf(copy, pathname + search, back), { key } = record;
      if (!key || !Unsent.isKept(record.action, record.fields)) throw new RangeError(pathname);
      if (!Unsent.find(key)) await Unsent.put(record);
      return Response.redirect(PLACE + key, 303);
    } catch (error) { // nothing that may be kept, or no room on this phone
      const way = { account: await Unsent.account().catch(() => ''), page: back.startsWith(PLACE) ? '/' : back };
      return answerOf(page(way, 'Mật khẩu, mã, ảnh, tệp thì phải gõ, chọn lại ở trang trước.',
        await files().catch(() => [])));
    }
  }

  const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Referrer-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'" };
  const answerOf = html => new Response(html, { headers: HEADERS });

  const LATE = '<p><b>Đã quá 10 phút: bác quét lại mã trên tường, hoặc nói tên với giảng viên.</b></p>';

  // The form that sends it once more: a draft, files and a code of the wall that is over cannot be.
  function again(record) {
    const hall = Unsent.isOfHall(record), hidden = ([name, value]) => '<input type="hidden" name="' + escaped(name)
      + '" value="' + escaped(value) + '">';
    if (hall && !Unsent.isWhole(record)) return LATE;
    if (record.state !== 'sent' || record.why || !Unsent.isWhole(record)) return '';
    return '<form class="stack"' + (hall ? ' data-hall' : '') + ' method="post" action="' + escaped(record.action)
      + '">'
      + record.fields.map(hidden).join('') + '<button class="btn full" type="submit">'
        + (hall ? 'Chưa ghi được, bấm lại'
      : 'Gửi lại') + '</button></form>';
  }

  const called = ({ account }) => (account ? 'anh chị' : 'bác');

  function page(record, rest, files, button = '') {
    return frame('Chưa gửi được', '<section class="note warn tight" role="alert"><h1>Chưa gửi được</h1>'
      + (record.title ? '<p><b>' + escaped(record.title) + '</b></p>' : '')
      + '<p>Mạng mất, hoặc máy của phường chưa trả lời: chưa biết đã tới chưa. ' + rest + '</p></section>' + button
      + '<p><a class="btn full' + (button ? ' quiet' : '') + '" href="'
      + escaped(record.page) + '">Về trang trước</a></p>', files, record.place);
  }

  function frame(title, main, [sheet, marks], place = '') {
    return '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" '
      + 'content="width=device-width, initial-scale=1"><title>' + title + ' – Lớp Số</title>'
      + (sheet ? '<link rel="stylesheet" href="' + sheet + '">' : '') + '</head><body><header class="top">'
      + '<div class="wrap wide"><div class="row"><a href="/">'
      + (marks ? '<svg class="m" aria-hidden="true"><use href="' + marks + '#mark"/></svg>' : '') + '<span>Lớp Số<small>' + escaped(place || 'Bình dân học vụ số')
      + '</small></span></a></div></div></header><main><div class="wrap stack">' + main + '</div></main></body></html>';
  }

  // A page that this phone did not keep, and what it did: `[{path, name}]`; before that what it has not sent.
  async function away(kept, files) {
    const unsent = (await Unsent.of(await Unsent.account()).catch(() => [])).filter(({ account }) => !account);
    const links = unsent.map(({ key, title }) => ({ path: PLACE + key, name: 'Chưa gửi: ' + title })).concat(kept);
    const rows = links.map(({ path, name }) => '<li><a href="' + escaped(path) + '"><span>' + escaped(name)
      + '</span></a></li>');
    return answerOf(frame('Chưa có mạng', '<section class="note warn tight"><h1>Chưa có mạng</h1><p>Trang này chưa '
      + 'mở được.' + (rows.length ? ' Máy này còn giữ:' : ' Có mạng, bác mở lại.') + '</p></section>'
      + (rows.length ? '<ul class="list">' + rows.join('') + '</ul>' : ''), files, (unsent[0] || {}).place));
  }

  // A page that was made here; one that was sent, or is somebody else's, leads to the start. A release before the list
  // of forms wrote its pages down whole.
  async function open(path, files, own) {
    await Unsent.all();
    const record = Unsent.find(path.slice(PLACE.length)), mine = record && record.account === await Unsent.account();
    if (!mine) return await caches.match(path, { cacheName: EARLIER }) || Response.redirect('/', 303);
    const button = again(record), ticket = Unsent.isOfHall(record) && await own(record.fields, button);
    return answerOf(ticket || page(record, record.files ? 'Ảnh, tệp thì phải chọn lại ở trang trước.'
      : 'Những gì ' + called(record) + ' ghi vẫn còn ở máy này.'
      + (record.why ? ' Về trang trước ghi thêm: ' + escaped(record.why) : '')
      + (button ? ' Có mạng, ' + called(record) + ' bấm Gửi lại.' : ''), await files(), button));
  }

  // Of those a day at most.
  async function sweep() {
    const pages = await caches.has(EARLIER) && await caches.open(EARLIER), keys = pages ? await pages.keys() : [];
    const made = ({ url }) => parseInt(url.split('/').pop(), 36);
    keys.filter(key => !(Date.now() - made(key) < 86400000)).forEach(key => pages.delete(key));
  }

  sweep().catch(() => 0);
  global.Unanswered = { away, open, recordOf, send, holds: path => path.startsWith(PLACE) };
})(self);
