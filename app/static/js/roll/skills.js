// Who can do what a class asks about: a press is kept by the outbox like a mark and painted at once, for whoever came
// as this phone knows it. One page for all skills of the class: the one shown is the hidden box of the form.
(function () {
  'use strict';
  const form = document.querySelector('[data-module="skills"]');
  if (!form) return;
  const kept = new KeptForm(form), { words, outbox } = kept, list = form.querySelector('.roll');
  const told = JSON.parse(words.told), back = document.getElementById('bo-lan-bam');
  const sum = document.querySelector('b[data-sum]');
  // Key of a row → skill → whether they can, as the page says.
  const base = new Map(), order = Array.from(list.children);
  let pressed = null, skill = form.elements.skill.value, presses = [], drawn = back && back.elements.undoes.value;
  kept.kinds = ['skill'];

  const cameHere = () => Array.from(list.children).filter(each => !each.hidden);
  const ours = ({ lesson }) => lesson === words.lesson;

  // What stands of everybody: the page, and over it the presses since that were not taken back.
  function standing() {
    const gone = new Set(presses.map(each => each.undoes).filter(Boolean)), now = new Map();
    base.forEach((of, key) => now.set(key, new Map(of)));
    presses.filter(each => each.registrations && !gone.has(each.uuid)).forEach(({ registrations, skill: of, can }) => (
      registrations.filter(key => now.has(key)).forEach(key => now.get(key).set(of, can))));
    return now;
  }

  function paint(sorted) {
    const now = standing(), of = item => now.get(item.dataset.key).get(skill);
    order.forEach(item => {
      const can = of(item), status = can === undefined ? 'unmarked' : can ? 'present' : 'absent';
      const button = item.querySelector('button'), use = item.querySelector('use');
      const [file] = use.getAttribute('href').split('#');
      item.dataset.status = status;
      button.value = (can ? '0:' : '1:') + item.dataset.key;
      button.setAttribute('aria-pressed', String(Boolean(can)));
      use.setAttribute('href', file + (status === 'absent' ? '#x' : '#check'));
      item.querySelector('em').textContent = told[status];
    });
    const unasked = order.filter(each => of(each) === undefined);
    if (sorted) list.append(...unasked, ...order.filter(each => !unasked.includes(each)));
    const there = cameHere(), asked = there.filter(each => of(each) !== undefined);
    sum.textContent = words.sum.replace('{can}', String(asked.filter(each => of(each)).length))
      .replace('{asked}', String(asked.length)).replace('{came}', String(there.length));
    document.querySelector('[data-nobody]').hidden = there.length > 0;
    form.elements.skill.value = skill;
    document.querySelectorAll('[data-skills] a').forEach(link => {
      if (new URL(link.href).searchParams.get('viec') === skill) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
    offer();
  }

  // The newest press of the skill that this phone made since the page; of one before that the server knows.
  function offer() {
    if (!back) return;
    const gone = new Set(presses.map(each => each.undoes).filter(Boolean)), button = back.querySelector('button');
    const newest = presses.filter(each => each.skill === skill && !gone.has(each.uuid)).pop();
    const known = drawn && !gone.has(drawn) && back.elements.skill.value === skill;
    back.hidden = !newest && !known;
    back.elements.undoes.value = newest ? newest.uuid : known ? drawn : '';
    if (newest) button.textContent = button.dataset.words.replace('{count}', String(newest.registrations.length));
  }

  // As the page says, then what the server took since, then what waits here; and who came, as the roll stands here.
  async function read() {
    order.forEach(item => {
      const of = new Map(), each = (text, can) => text.split(' ').filter(Boolean).forEach(key => of.set(key, can));
      each(item.dataset.can, true);
      each(item.dataset.cannot, false);
      base.set(item.dataset.key, of);
    });
    const taken = (await outbox.takenSince(['skill'], Number(words.at))).map(({ uuid, remains }) =>
      Object.assign({ uuid }, remains));
    const waiting = (await outbox.mine('skill')).filter(each => !each.refused)
      .map(({ uuid, data }) => Object.assign({ uuid }, data));
    presses = [...taken, ...waiting].filter(ours).map(each => Object.assign({}, each,
      { registrations: each.registrations && each.registrations.split(' ') }));
    const rows = await RollModel.load(outbox, { lesson: words.lesson, account: kept.account, roll: words.roll })
      .catch(() => null);
    (rows || []).forEach(row => {
      let there = order.find(each => each.dataset.key === row.key);
      if (!there && RollModel.came(row.status) && order.length) { // walked in on this phone
        there = /** @type {HTMLElement} */ (order[0].cloneNode(true));
        Object.assign(there.dataset, { key: row.key, can: '', cannot: '' });
        there.querySelector('b').textContent = row.name;
        there.querySelector('small').firstChild.textContent = row.year + ' · ';
        base.set(row.key, new Map());
        order.push(there);
        list.append(there);
      }
      if (there) there.hidden = !RollModel.came(row.status);
    });
    paint(true);
  }

  async function keep(data) {
    const { registrations } = data, full = Object.assign({ lesson: words.lesson }, data);
    if (registrations) full.registrations = registrations.join(' ');
    const record = await outbox.add({ kind: 'skill', data: full, account: kept.account, label: words.label,
      lesson: words.lesson, remains: full });
    presses.push(Object.assign({ uuid: record.uuid, lesson: words.lesson }, data));
    paint(false);
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('button[name="word"]'), link = event.target.closest('[data-skills] a');
    if (button) pressed = button;
    if (!link) return;
    event.preventDefault();
    skill = new URL(link.href).searchParams.get('viec');
    paint(true);
  }, true);

  kept.submit = async () => {
    const [can, key] = pressed.value.split(':');
    const registrations = key === 'all' ? cameHere().map(each => each.dataset.key) : [key];
    if (registrations.length) await keep({ skill, can: can === '1', registrations });
  };

  // What the page knows of before the newest press goes as a plain form: only the server knows what stood then.
  if (back) {
    const mine = () => presses.some(each => each.uuid === back.elements.undoes.value);
    outbox.takes(back, () => keep({ undoes: back.elements.undoes.value }), error => kept.failed(error), () => !mine());
  }

  read().catch(() => paint(false));
})();
