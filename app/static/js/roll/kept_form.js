// A form about a lesson that goes through the outbox: with a line or without one the same. What is half typed is a draft
// (drafts.js) until it is kept; where nothing can be kept, the plain form does it.
(function () {
  'use strict';
  const PATIENCE = 3000;

  window.KeptForm = class {
    constructor(form) {
      const outbox = new Outbox();
      this.form = form;
      this.outbox = outbox;
      this.words = form.dataset;
      this.account = outbox.account;
      this.submit = null; // set by the page: keeps the form, and resolves when it is kept
      this.answers = new Map(); // what the server said beside "done", by the record's name
      this.kinds = []; // set by the page: what of the outbox its form makes
      outbox.listen(({ type, record, result }) => {
        if (type === 'answer') this.answers.set(record.uuid, result.message || '');
        else this.arrived().catch(() => 0);
      });
      outbox.takes(form, () => this.submit(), error => this.failed(error));
    }

    show(name, text) {
      const place = document.querySelector('[data-' + name + ']');
      if (text) place.textContent = text;
      place.hidden = false;
      place.scrollIntoView({ block: 'nearest' });
      return place;
    }

    hide(name) { document.querySelector('[data-' + name + ']').hidden = true; }

    forget() { this.form.dispatchEvent(new Event('stored')); }

    // -- keeping ------------------------------------------------------------------------------------------------------

    add(kind, data, label, paints) {
      const { lesson } = this.words;
      return this.outbox.add({ kind, data: Object.assign({ lesson }, data), account: this.account, label, lesson,
        paints });
    }

    // What this page said to wait has been sent meanwhile: it says so, as the header does.
    async arrived() {
      const waits = document.querySelector('[data-waits]');
      if (waits.hidden) return;
      const mine = (await this.outbox.records()).filter(each => this.kinds.includes(each.kind)
        && each.lesson === this.words.lesson && each.account === this.account);
      const turned = mine.filter(each => each.refused).pop();
      if (mine.some(each => !each.refused)) return;
      waits.hidden = true;
      const place = document.querySelector(turned ? '[data-trouble]' : '[data-arrived]');
      if (turned) place.textContent = turned.refused;
      place.hidden = false;
    }

    // 2xx: somebody who is not signed in reaches nothing either.
    async reachable() { return await this.outbox.asks(this.words.roll + '/ghi', PATIENCE) < 300; }

    // Nothing was kept: said at once, and where the server answers the form goes as it is.
    async failed(error) {
      if (!error.reason) throw error;
      const said = this.show('full');
      if (error.reason === 'broken') said.textContent = said.dataset.broken;
      if (!await this.reachable()) return;
      this.forget();
      this.form.submit();
    }

    // What became of a press within a few seconds: 'done', 'waiting', or why it was refused.
    async fate(record) {
      await Promise.race([this.outbox.flush(), new Promise(resolve => setTimeout(resolve, PATIENCE))]);
      const there = (await this.outbox.records()).find(each => each.uuid === record.uuid);
      return !there ? 'done' : there.refused || 'waiting';
    }

    // Back to the roll; without a line only where it is saved, else it is said here that the press is kept.
    async leave(done) {
      this.forget();
      const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
      if (done || worker && await Saved.has(this.words.roll) || await this.reachable())
        return location.assign(this.words.roll);
      return this.show('waits');
    }
  };
})();
