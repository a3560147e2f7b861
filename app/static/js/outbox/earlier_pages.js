// A page that an earlier release saved has no sending.js: the browser itself says what is wrong with a field. (The worker,
// which brings this file too, has no window.)
self.FieldError = self.FieldError || {
  show(field, text) {
    field.setCustomValidity(text);
    field.reportValidity();
    field.oninput = () => field.setCustomValidity('');
  },
  clear() { /* the next letter does */ }
};
// Its fields declare nothing: the server asks.
self.FormNeeds = self.FormNeeds || { asks: () => false, birthOf: text => (/\d{4}/.exec(text) || [''])[0] };
