// Brings htmx to a page of the public at first need (docs/decisions/0076): with somebody's first field, or the first
// look after half a minute where the page asks for fresh numbers. Until then, and without it, its forms are plain ones.
'use strict';
{
  const LOOKED = 30000, me = document.currentScript;
  let missed = null, began = false, waited = !document.querySelector('[data-watched]');
  // What happened while it was on its way happens again: a check of the first field, fresh numbers.
  const here = () => {
    if (missed && missed.target.isConnected) missed.target.dispatchEvent(new Event(missed.type, { bubbles: true }));
  };
  const bring = () => {
    const script = document.createElement('script');
    Object.assign(script, { src: me.dataset.htmx, onload: here, onerror: () => { began = false; script.remove(); } });
    script.dataset.htmx = '';
    document.head.append(script);
  };
  const need = () => {
    if (began || !me.dataset.htmx) return;
    began = true;
    // Between the page's text and its last file htmx would wait for a beginning that is over.
    if (document.readyState === 'complete') bring();
    else addEventListener('load', bring);
  };
  const on = (type, ear) => document.addEventListener(type, ear, { capture: true, passive: true });
  const field = element => element && element.matches && element.matches('input, select, textarea');
  on('focusin', ({ target }) => { if (field(target)) need(); });
  on('change', event => {
    if (!event.isTrusted) return;
    missed = event;
    need();
  });
  const look = () => {
    if (document.hidden || waited) return;
    waited = true;
    missed = missed || { target: document, type: 'visibilitychange' };
    need();
  };
  setTimeout(() => { for (const type of ['scroll', 'pointerdown', 'keydown']) on(type, look); }, LOOKED);
  on('visibilitychange', look);
  if (field(document.activeElement)) need();
}
