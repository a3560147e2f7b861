// What a scanned, photographed or typed code is: a ticket, a citizen card, another of our addresses, or just text,
// which is never opened. No DOM in here: tests/outbox/scanning/hits.js and the page use the same. The rules of cards
// are those of app/outbox/scanning.py; tests/outbox/scanning/citizen_cards.json holds both to the same
// examples.
(function (global) {
  'use strict';
  const SALT = 'lopso-ticket:', SIGNS = 16, LONGEST = 64, FEWEST_FIELDS = 6, EARLIEST = 1900;
  // What our addresses lead to, by their first letter (docs/promises.md, "What stays put").
  const PLACES = {
    v: 'ticket', d: 'check_in', g: 'certificate', k: 'help', h: 'helper', m: 'invitation', l: 'course', b: 'roll'
  };
  const SEXES = { nam: 'male', 'nữ': 'female', nu: 'female' };
  // What Windows' western letters make of the bytes 80 to 9F; those left out (0) stand for themselves.
  const WESTERN = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
  const ALSO = { 'ƀ': 'b', 'ø': 'o', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'æ': 'ae', 'œ': 'oe', 'ß': 'ss', 'þ': 'th',
    'ŋ': 'ng', 'đ': 'd' };

  // A name as it is compared: small letters, no accents, no signs ("H'Hen Niê" is "hhen nie").
  function plain(text) {
    const bare = text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^\x00-\x7f]/g,
      sign => ALSO[sign] || sign);
    return bare.split(/\s+/).map(word => word.replace(/[^\p{L}\p{N}]/gu, '')).filter(Boolean).join(' ');
  }

  // A code as it is compared (app/country/codes.py): capitals, O is 0, I and L are 1, nothing but letters and digits.
  function fold(text) {
    const bare = text.slice(0, LONGEST).normalize('NFKD').toUpperCase().replace(/Đ/g, 'D').replace(/[^A-Z0-9]/g, '');
    return bare.replace(/O/g, '0').replace(/[IL]/g, '1');
  }

  const isToken = code => code.length === SIGNS && !/U/.test(code);

  // What stands for a ticket's token in a saved page; null where the browser has no SHA-256 (an address without https).
  async function hash(token) {
    if (!global.crypto || !crypto.subtle) return null;
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(SALT + token));
    return Array.from(new Uint8Array(bytes).slice(0, SIGNS / 2), byte => (byte + 256).toString(16).slice(1)).join('');
  }

  // -- citizen cards ------------------------------------------------------------------------------------------------

  // Vietnamese that was read in western letters ("Nguyá»…n"), once or twice over, set right.
  function unspoilt(text) {
    for (let again = 0; again < 2; again++) {
      const bytes = Array.from(text, sign => {
        const code = sign.codePointAt(0), place = WESTERN.indexOf(sign);
        return code < 256 ? code : place >= 0 ? 128 + place : -1;
      });
      if (bytes.includes(-1)) return text;
      let better = text;
      try {
        better = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
      } catch (error) { /* not that, then */ }
      if (better === text) return text;
      text = better;
    }
    return text;
  }

  function birth(field, today) {
    const found = /^(\d\d)(\d\d)(\d{4})$/.exec(field);
    if (!found) return null;
    const [day, month, year] = found.slice(1).map(Number);
    if (year < EARLIEST || year > today.getFullYear()) return null;
    if (!day || !month) return { year, date: null };
    const made = new Date(year, month - 1, day);
    if (made.getMonth() !== month - 1 || made.getDate() !== day || made > today) return null;
    return { year, date: found[3] + '-' + found[2] + '-' + found[1] };
  }

  // Whose citizen card a text is, or null. Its numbers and its address are not taken over.
  function card(text, today) {
    const fields = unspoilt(text).normalize('NFC').trim().split('|').map(field => field.trim());
    if (fields.length < FEWEST_FIELDS || !/^\d{12}$/.test(fields[0]) || !/^\d{0,12}$/.test(fields[1])) return null;
    const name = fields[2].replace(/\s+/g, ' '), born = birth(fields[3], today || new Date());
    if (!born || name.length > 300 || !/\p{L}/u.test(name)) return null;
    return { name, year: born.year, date: born.date, sex: SEXES[fields[4].toLowerCase()] || '', key: plain(name) };
  }

  // -- any code -----------------------------------------------------------------------------------------------------

  // `{kind, token?, card?, text}`: kind is one of PLACES, or 'card', 'number' (a card's number alone), 'link' or
  // 'text'. `origins`: where our addresses begin, those printed in the past among them.
  function read(text, origins) {
    const given = text.trim(), own = card(given);
    if (own) return { kind: 'card', card: own, text: '' };
    if (/^\d{12}$/.test(given)) return { kind: 'number', text: '' };
    const found = /^(https?:\/\/[^/?#\s]+)((?:\/[^/?#\s]+)*)\/([a-z])\/([^/?#\s]+)\/?(?:[?#]\S*)?$/i.exec(given);
    const place = found && PLACES[found[3].toLowerCase()], code = found ? fold(found[4]) : fold(given);
    if (place === 'ticket' && isToken(code)) return { kind: 'ticket', token: code, text: given };
    if (place && origins.includes((found[1] + found[2]).toLowerCase())) return { kind: place, text: given };
    if (/^[a-z][a-z0-9+.-]*:/i.test(given)) return { kind: 'link', text: given };
    if (isToken(code) && /^[\p{L}\p{N} -]+$/u.test(given)) return { kind: 'ticket', token: code, text: given };
    return { kind: 'text', text: given };
  }

  // The people whom a card may mean: of that name and year; else those of that name only (`sure` false).
  function meant(own, people) {
    const named = people.filter(person => plain(person.name) === own.key);
    const born = named.filter(person => person.year === own.year);
    return { sure: born.length === 1, people: born.length ? born : named };
  }

  // The same code held before the camera for some seconds is one.
  class Repeats {
    constructor(milliseconds) {
      this.milliseconds = milliseconds;
      this.seen = new Map();
    }

    // Whether a code came within the last seconds; each time it comes, they begin anew.
    again(code, now) {
      const last = this.seen.get(code);
      this.seen.set(code, now);
      if (this.seen.size > 200) this.seen.delete(this.seen.keys().next().value);
      return last !== undefined && now - last < this.milliseconds;
    }
  }

  global.Hits = { plain, fold, hash, unspoilt, card, read, meant, Repeats };
})(self);
