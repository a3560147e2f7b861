// The camera that reads codes: the browser's own reader where it has one, else zxing in WebAssembly, loaded on the
// first press. The pictures stay on the phone. No words in here: whoever makes one is told what happened.
(function (global) {
  'use strict';
  const LATE = 2000, PAUSE = 60, FORMATS = ['qr_code'], LONGEST = 1600, DARK = 6, SPOTS = 16;

  // Load a script of ours once.
  const loading = new Map();
  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = address;
        script.onload = resolve;
        script.onerror = () => { loading.delete(address); reject(new Error('not loaded')); };
        document.head.append(script);
      }));
    }
    return loading.get(address);
  }

  // `video`: where the picture is shown; `detector`, `wasm`: addresses of the reader where the browser has none.
  // `found(text)` for each code of each picture; `trouble(reason)`: 'refused', 'none' (no camera), 'busy', 'unknown',
  // 'still' (no picture in two seconds, or a black one), 'reader' (the reader did not come); `changed()`: on, off,
  // another.
  class Camera {
    constructor({ video, detector, wasm, device, found, trouble, changed }) {
      this.video = video;
      this.detector = detector;
      this.wasm = wasm;
      this.device = device;
      this.found = found;
      this.trouble = trouble;
      this.changed = changed;
      this.stream = null;
      this.wanted = false;
      this.turn = 0;
      this.own = true;
      document.addEventListener('visibilitychange', () => this.look());
      addEventListener('pagehide', () => this.close());
      addEventListener('pageshow', event => { if (event.persisted) this.look(); });
    }

    get on() { return Boolean(this.stream); }

    // -- reading ------------------------------------------------------------------------------------------------------

    // What reads: made once. The browser's own may be there and yet not work (no service behind it): then ours.
    reader() {
      if (!this.made) this.made = this.make().catch(error => { this.made = null; throw error; });
      return this.made;
    }

    async make() {
      if (this.own && global.BarcodeDetector) {
        const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
        if (known.includes(FORMATS[0])) return new BarcodeDetector({ formats: FORMATS });
      }
      this.own = false;
      await load(this.detector);
      // Without this it would fetch its program from a network of others.
      await BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => this.wasm },
        fireImmediately: true });
      return new BarcodeDetectionAPI.BarcodeDetector({ formats: FORMATS });
    }

    async read(picture) {
      const reader = await this.reader();
      try {
        return (await reader.detect(picture)).map(code => code.rawValue).filter(Boolean);
      } catch (error) {
        if (!this.own || error.name === 'InvalidStateError') return []; // a picture that is not there yet
        this.own = false;
        this.made = null;
        return this.read(picture);
      }
    }

    // The codes on a photo. Rejects where this phone cannot read it (Safari before 15 has no createImageBitmap).
    async photo(file) {
      const whole = await createImageBitmap(file), scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: Math.round(whole.width * scale), height: Math.round(whole.height * scale) });
      canvas.getContext('2d').drawImage(whole, 0, 0, canvas.width, canvas.height);
      return this.read(canvas);
    }

    // -- the stream ---------------------------------------------------------------------------------------------------

    // Turn on, from a press. `device`: a certain camera; without it the one at the back.
    async start(device) {
      this.wanted = true;
      this.device = device || this.device;
      this.close();
      const turn = ++this.turn;
      this.reader().catch(() => this.trouble('reader'));
      if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return this.fail('none');
      const which = this.device ? { deviceId: { exact: this.device } } : { facingMode: { ideal: 'environment' } };
      const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: Object.assign(size, which) });
      } catch (error) {
        if (turn === this.turn) this.fail(Camera.reason(error));
        return;
      }
      if (turn !== this.turn || document.hidden) return stream.getTracks().forEach(track => track.stop());
      this.show(stream, turn);
    }

    show(stream, turn) {
      this.stream = stream;
      this.track.addEventListener('ended', () => { if (turn === this.turn) this.fail('still'); });
      this.video.srcObject = stream;
      this.video.play().catch(() => 0);
      this.changed();
      this.watch(turn);
      this.loop(turn);
    }

    get track() { return this.stream.getVideoTracks()[0]; }

    static reason(error) {
      if (error.name === 'NotAllowedError' || error.name === 'SecurityError') return 'refused';
      if (error.name === 'NotFoundError' || error.name === 'OverconstrainedError') return 'none';
      return error.name === 'NotReadableError' || error.name === 'AbortError' ? 'busy' : 'unknown';
    }

    fail(reason) {
      this.stop();
      this.trouble(reason);
    }

    // Turn off for good, until the next press.
    stop() {
      this.wanted = false;
      this.close();
      this.changed();
    }

    close() {
      this.turn++;
      if (!this.stream) return;
      this.stream.getTracks().forEach(track => track.stop());
      this.stream = this.video.srcObject = null;
    }

    // A hidden page lets go of the camera; seen again, it begins anew (an installed app on an iPhone comes back black).
    look() {
      if (document.hidden) this.close();
      else if (this.wanted && !this.stream) this.start();
    }

    get still() {
      const { video } = this;
      return video.readyState < 2 || !video.videoWidth || this.dark();
    }

    dark() {
      const canvas = this.small || (this.small = document.createElement('canvas'));
      canvas.width = canvas.height = SPOTS;
      const brush = canvas.getContext('2d');
      brush.drawImage(this.video, 0, 0, SPOTS, SPOTS);
      return brush.getImageData(0, 0, SPOTS, SPOTS).data.every((value, place) => place % 4 === 3 || value < DARK);
    }

    // Two seconds without a picture: said, while the camera goes on trying.
    watch(turn) {
      setTimeout(() => { if (turn === this.turn && this.stream && this.still) this.trouble('still'); }, LATE);
    }

    async loop(turn) {
      while (turn === this.turn && this.stream) {
        if (this.video.readyState >= 2 && this.video.videoWidth) {
          const texts = await this.read(this.video).catch(() => null);
          if (texts === null) return; // no reader: told already
          if (turn === this.turn) texts.forEach(text => this.found(text));
        }
        await new Promise(resolve => setTimeout(resolve, PAUSE));
      }
    }

    // -- what there is to choose --------------------------------------------------------------------------------------

    // The cameras of this phone, once one was allowed: `[{id, label, chosen}]`.
    async cameras() {
      if (!this.stream || !navigator.mediaDevices.enumerateDevices) return [];
      const here = this.track.getSettings ? this.track.getSettings().deviceId : '';
      const all = (await navigator.mediaDevices.enumerateDevices()).filter(each => each.kind === 'videoinput'
        && each.deviceId);
      return all.map(({ deviceId, label }) => ({ id: deviceId, label, chosen: deviceId === here }));
    }

    get hasTorch() {
      return this.on && Boolean(this.track.getCapabilities && this.track.getCapabilities().torch);
    }

    // True: it did.
    async torch(on) {
      try {
        await this.track.applyConstraints({ advanced: [{ torch: on }] });
        return true;
      } catch (error) {
        return false;
      }
    }
  }

  global.Camera = Camera;
})(self);
