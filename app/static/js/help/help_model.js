// What the log knows without its page: which topics come first, which are meant by two letters, and what this phone
// remembers of today. It paints nothing.
(function () {
  'use strict';
  const NOTE = 'help', TILES = 'help_tiles', DESK = 'desk', GROUPS = 2, HANOI = 7 * 3600000;
  const KINDS = ['help_record', 'help_correction'];

  // As the server's names.search_key: small letters, no accents, no signs.
  const plain = text => text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/đ/g, 'd').split(/\s+/)
    .map(word => word.replace(/[^\p{L}\p{N}]/gu, '')).filter(Boolean).join(' ');

  // Whether a topic is meant by what was typed: each part begins a word ("kh" is Khai sinh), or the first letters of
  // its words ("ks"); "vne" finds VNeID.
  function meant(topic, typed) {
    const parts = plain(typed).split(' ').filter(Boolean);
    return parts.every(part => (' ' + topic.plain).includes(' ' + part)) || topic.initials.includes(parts.join(''));
  }

  function topic(key, label) {
    const bare = plain(label);
    return { key, label, plain: bare, initials: bare.split(' ').map(word => word[0]).join('') };
  }

  // The topics that a desk was asked for most within the week before today, then in the ward's order: what is noted today
  // moves no tile under the thumb. `counted`: the server's counts of a desk or several, {topic: [today, week]} each.
  function first(topics, counted, count) {
    const rank = ({ key }) => counted.reduce((sum, of) => { const [times, week] = of[key] || [0, 0]; return sum + week
      - times; }, 0);
    const ranked = topics.map((each, place) => ({ each, place, rank: rank(each) }));
    ranked.sort((one, two) => two.rank - one.rank || one.place - two.place);
    return ranked.slice(0, count).map(({ each }) => each);
  }

  // The places that the tiles of each desk were given today on this phone, `{desk: [keys]}`; of whoever sits there now.
  async function places(outbox, unit, day) {
    const known = await outbox.note(TILES).catch(() => null);
    const same = known && known.account === outbox.account && known.unit === unit && known.day === day;
    return same ? known.desks : {};
  }

  function keepPlaces(outbox, unit, day, desks) {
    return outbox.keepNote(TILES, { account: outbox.account, unit, day, desks });
  }

  // The desk of this device, as its cookie says it ("05443.Q1"): browsers write cookies to the disk half a minute late.
  const deskOf = outbox => outbox.note(DESK).catch(() => '');
  const keepDesk = told => new Outbox().keepNote(DESK, told);

  // The day of a moment in Vietnam, whatever the phone's own clock and zone say: 2026-11-20
  const dayOf = moment => new Date(moment + HANOI).toISOString().slice(0, 10);

  // What this phone remembers: whose groups came last, and what the server has taken today since the page was drawn.
  // Until it has sent something it cannot know how wrong its clock is: the page's day stands.
  async function recall(outbox, page) {
    const known = await outbox.note(NOTE).catch(() => null), skew = await outbox.note('skew').catch(() => 0);
    const day = skew === undefined && page.day || dayOf(Date.now() + (skew || 0)),
      taken = await outbox.takenSince(KINDS, page.drawn).catch(() => []);
    return {
      account: outbox.account, groups: known && known.account === outbox.account && known.groups || [], day,
      sent: taken.filter(each => dayOf(each.at) === day)
    };
  }

  async function remember(outbox, group) {
    const { account, groups } = await recall(outbox, { drawn: Infinity });
    await outbox.keepNote(NOTE, { account, groups: [group].concat(groups.filter(each => each !== group)).slice(0,
      GROUPS) });
  }

  // How many of today are in the book, by what the page said when it was drawn and what was answered since; how many
  // wait, how many were refused. Three figures, and never one sum.
  function figures(records, note, page) {
    const mine = records.filter(each => each.account === note.account && each.kind.startsWith('help_'));
    const taken = new Set(mine.filter(each => each.data.withdrawn && !each.refused).map(each => each.data.record));
    const waiting = mine.filter(each => each.kind === 'help_record' && !each.refused && !taken.has(each.uuid));
    const added = note.sent.reduce((sum, each) => sum + (each.kind === 'help_record' ? 1 : each.remains.withdrawn ? -1
      : 0), 0);
    return {
      entered: Math.max(0, (page.day === note.day ? page.entered : 0) + added), waiting: waiting.length,
      refused: mine.filter(each => each.refused).length
    };
  }

  window.HelpModel = { plain, meant, topic, first, places, keepPlaces, deskOf, keepDesk, recall, remember, figures };
})();
