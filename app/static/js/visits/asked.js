// What is asked on a form, by its `data-ask` boxes: the answers given so far, as an entry stores them, what is shown by
// what was answered (`data-when`), and what is lacking or cannot be read. app/models/movement/rules.py judges the same.
(function (global) {
  'use strict';
  const READS = {
    number: /^[1-9]\d{0,2}([., ])\d{3}(\1\d{3})*$|^\d{1,9}$/,
    money: /^\d{1,3}([., ]?\d{3})*( ?(đ|đồng|vnđ|vnd))?$|^\d{1,6}([.,]\d{1,3})? ?(nghìn|ngàn|triệu|tr|tỷ|tỉ)( đồng)?$/i,
    phone: /^\+?[\d .()-]{8,20}$/,
    link: /^https:\/\/[^\s/]+\.[^\s]+$/i,
  };
  const SCALES = { nghìn: 1e3, ngàn: 1e3, triệu: 1e6, tr: 1e6, tỷ: 1e9, tỉ: 1e9 };
  const SEVERAL = /^(choices|list|organisations|groups)$/, ROWS = /^(organisations?|groups?|course)$/;

  function amount(typed) {
    const scaled = /^(\d+)(?:[.,](\d+))? ?([^\d\s]+)/.exec(typed.toLowerCase());
    if (scaled && SCALES[scaled[3]]) return Math.round(Number(scaled[1] + '.' + (scaled[2] || 0)) * SCALES[scaled[3]]);
    return Number(typed.replace(/\D/g, ''));
  }

  function given(box) {
    const type = box.dataset.type, control = box.querySelector('.input');
    const said = (control ? [control.value.trim()] : Array.from(box.querySelectorAll(':checked'), each =>
      each.getAttribute('value') || '')).filter(Boolean);
    if (!said.length) return undefined;
    if (SEVERAL.test(type)) return ROWS.test(type) ? said.map(Number) : said;
    if (ROWS.test(type)) return Number(said[0]);
    if (type === 'yes_no') return said[0] === 'yes';
    if (type === 'number' && READS.number.test(said[0])) return Number(said[0].replace(/\D/g, ''));
    if (type === 'money' && READS.money.test(said[0])) return amount(said[0]);
    return said[0];
  }

  const isAsked = place => !place.closest('[data-when][hidden], [data-held][hidden], [data-questions][hidden]');

  // Boxes that are shown, in their order.
  function boxes(form) {
    return Array.from(form.querySelectorAll('[data-ask]')).filter(isAsked);
  }

  function answers(form) {
    const found = {};
    boxes(form).forEach(box => {
      const said = given(box);
      if (said !== undefined) found[box.dataset.ask] = said;
    });
    return found;
  }

  function unread(form) {
    return boxes(form).find(box => {
      const said = given(box), reads = READS[box.dataset.type];
      return reads && typeof said === 'string' && !reads.test(said);
    });
  }

  // The first required box, or row of boxes, in which nothing is.
  function lacking(form) {
    return Array.from(form.querySelectorAll('[data-must]')).find(place => isAsked(place) && (place.dataset.ask ? [place] : Array.from(place.querySelectorAll('[data-ask]'))).every(box =>
        given(box) === undefined));
  }

  // -- rules ----------------------------------------------------------------------------------------------------------

  function answerTo(all, key) {
    if (key in all) return all[key];
    const parts = {};
    Object.keys(all).forEach(each => { if (each.startsWith(key + '.')) parts[each.slice(key.length + 1)] = all[each]; });
    return Object.keys(parts).length ? parts : undefined;
  }

  const total = given => Object.keys(given).reduce((sum, key) => sum + given[key], 0);
  const isParts = given => typeof given === 'object' && given !== null && !Array.isArray(given);

  function isNotMore(mine, other, empty) {
    if (isParts(mine) && (isParts(other) || other === undefined)) {
      return Object.keys(mine).every(key => isNotMore(mine[key], (other || {})[key], empty));
    }
    const limit = isParts(other) ? total(other) : other === undefined ? empty : other;
    return mine === undefined || limit === undefined || mine <= limit;
  }

  const numeric = value => typeof value === 'number';
  const limitOf = (value, all, empty) => (numeric(value) ? value : value in all ? all[value] : empty);
  const added = (of, all) => of.reduce((sum, key) => sum + (all[key] || 0), 0);
  const size = given => (typeof given === 'number' ? given : given.length);
  const WORDS = {
    all: (of, all, empty) => of.every(each => holds(each, all, empty)),
    any: (of, all, empty) => of.some(each => holds(each, all, empty)),
    filled: (of, all) => answerTo(all, of) !== undefined,
    total_at_least: ({ of, value }, all, empty) => !(added(of, all) < limitOf(value, all, empty)),
    total_at_most: ({ of, value }, all, empty) => !(added(of, all) > limitOf(value, all, empty)),
    is: (given, value) => given === value,
    has_all: (given, value) => value.every(each => (given || []).includes(each)),
    any_part: (given, value) => value.some(each => (given || {})[each] > 0),
    at_least: (given, value) => given !== undefined && size(given) >= value,
    at_most: (given, value) => given !== undefined && size(given) <= value,
  };

  // Whether answers meet a rule; `empty` is the number that an empty box means, where it means one.
  function holds(rule, all, empty) {
    const word = Object.keys(rule)[0], of = rule[word];
    if (['all', 'any', 'filled', 'total_at_least', 'total_at_most'].includes(word)) return WORDS[word](of, all, empty);
    const key = Object.keys(of)[0], said = answerTo(all, key), mine = said === undefined ? empty : said;
    if (word === 'not_more_than') return isNotMore(mine, answerTo(all, of[key]), empty);
    return WORDS[word](mine, of[key]);
  }

  function fieldsOf(rule) {
    const word = Object.keys(rule)[0], of = rule[word];
    if (word === 'all' || word === 'any') return of.reduce((all, each) => all.concat(fieldsOf(each)), []);
    if (word === 'filled') return [of];
    if (word === 'total_at_least' || word === 'total_at_most') return numeric(of.value) ? of.of : [...of.of, of.value];
    const key = Object.keys(of)[0];
    return word === 'not_more_than' ? [key, of[key]] : [key];
  }

  function isMet({ check, missing }, all) {
    const rule = JSON.parse(check);
    if (missing === 'zero') return holds(rule, all, 0);
    return fieldsOf(rule).some(key => answerTo(all, key) === undefined) || holds(rule, all);
  }

  // What is known of the place that a form is about: by audience how many there are, and what is asked above that; null
  // where the page does not say.
  function knownOf(form) {
    const place = form.querySelector('[data-known]'), { subject, group } = form.elements;
    const every = place && JSON.parse(place.dataset.known);
    return every && (every[subject && subject.value] || every[group && group.value] || every[''] || {});
  }

  // Whether a number is above that, which is said behind its box.
  function exceeds(place, all, known) {
    const [key, of, growth] = place.dataset.bound.split(' '), [most, asks] = (known || {})[of] || [];
    place.hidden = !(all[key] > most * growth);
    const number = String(all[key]).replace(/\B(?=(\d{3})+$)/g, '.');
    if (!place.hidden) place.textContent = asks.replace('{number}', number);
    return !place.hidden;
  }

  // Whether answers are against a check or above what is known: each is shown, and where to say why; that also where
  // the server asked, or may ask.
  function warn(form) {
    const all = answers(form), known = knownOf(form), reason = form.querySelector('[data-reason]');
    let against = false;
    form.querySelectorAll('[data-check]').forEach(place => {
      place.hidden = isMet(place.dataset, all);
      against = against || !place.hidden;
    });
    form.querySelectorAll('[data-bound]').forEach(place => { against = exceeds(place, all, known) || against; });
    const unknown = !known && form.querySelector('[data-bound]');
    if (reason) reason.hidden = !(against || unknown || 'asked' in form.dataset || reason.querySelector('em'));
    return against;
  }

  function reasonOf(form) {
    const box = form.querySelector('[data-reason] .input');
    return box ? box.value.trim() : '';
  }

  // Somebody under 16 is not named, nor who did not agree.
  function unnameable(form, all) {
    return Array.from(form.querySelectorAll('[data-names]'), box => box.dataset.ask).some(key => (
      all[key] && !(all[key + '_agreed'] && all[key + '_age'] && all[key + '_age'] !== 'under_16')
    ));
  }

  // Show what is asked by what it came to and what was answered, in the order of the form: one may hang on another.
  function show(form) {
    const outcome = form.querySelector('[name=outcome]:checked, select[name=outcome]'), came = outcome ? outcome.value : 'done';
    form.querySelectorAll('[data-questions]').forEach(place => { place.hidden = !/^(done|planned)$/.test(came); });
    form.querySelectorAll('[data-when], [data-held]').forEach(({ dataset }, index, all) => {
      all[index].hidden = 'held' in dataset && came === 'planned'
        || Boolean(dataset.when) && !holds(JSON.parse(dataset.when), answers(form));
    });
    form.querySelectorAll('[data-when-words]').forEach(each => { each.hidden = true; });
    warn(form);
  }

  // A figure that the product has goes into its box by one tap.
  function take({ dataset, parentElement }) {
    const input = parentElement.querySelector('.input');
    const choice = parentElement.querySelector('input[value="' + dataset.offer + '"]');
    if (input) input.value = dataset.offer;
    else if (choice) choice.checked = true;
    (input || choice).dispatchEvent(new Event('input', { bubbles: true }));
    (input || choice).focus();
  }

  function follow(form) {
    form.querySelectorAll('[data-offer]').forEach(place => {
      const button = place.querySelector('button');
      button.hidden = false;
      button.addEventListener('click', () => take(place));
    });
    ['input', 'change'].forEach(name => form.addEventListener(name, () => show(form)));
    show(form);
  }

  global.Asked = { answers, unread, lacking, holds, follow, warn, reasonOf, unnameable };
})(self);
