// The office's form of a programme: what is asked follows what was answered.
(function () {
  'use strict';
  const form = document.querySelector('form[data-entry-form]');
  if (form) Asked.follow(form);
})();
