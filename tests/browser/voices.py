"""A voice that speaks Vietnamese, for browsers that have none: `arrive()` brings it, `finish()` ends a line."""

VOICE = """() => {
  window.spoken = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const voice = { lang: 'vi_VN', name: 'Linh' };
  let saying = null;
  const engine = {
    getVoices: () => (window.known ? [voice] : []),
    speak: said => { saying = said; window.spoken.push([said.text, said.voice.name]); },
    cancel: () => { const was = saying; saying = null; if (was) was.onerror(); },
  };
  window.finish = () => { const was = saying; saying = null; was.onend(); };
  window.arrive = () => { window.known = true; engine.onvoiceschanged(); };
  Object.defineProperty(window, 'speechSynthesis', { value: engine });
}"""
