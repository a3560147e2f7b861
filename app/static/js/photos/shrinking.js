// A photo made small on this phone: its longest side 1,600 px, 300 KB at most, upright, and its pixels alone, for what a
// canvas writes knows nothing of where it was taken. One picture at a time: a phone of 2 GB holds one of a camera's,
// decoded, and not two. For the page; read by photos.js and by whatever lists what waits.
(function (global) {
  'use strict';
  const LONGEST = 1600, MOST = 300000, HEAD = 262144, THUMB = 160;
  const QUALITIES = [0.82, 0.72, 0.62, 0.52, 0.42], SMALLER = 0.8;
  // Two pixels side by side, which a camera held upright would have written so: seen rightly they stand one on the other.
  const TURNED = '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////////////////'
    + '////////////////////////////////////////////////////////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAA'
    + 'AAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z';
  let able = null, turn = Promise.resolve(null);

  const trouble = reason => Object.assign(new Error(reason), { reason });
  const bytesOf = blob => new Response(blob).arrayBuffer(); // older phones have no blob.arrayBuffer
  const blobOf = bytes => new Blob([bytes], { type: 'image/jpeg' });

  // Whether this browser draws photos, and upright; where it does not, the server does it and the plain form stands.
  function isAble() {
    able = able || (async () => {
      if (!global.createImageBitmap || !HTMLCanvasElement.prototype.toBlob || !global.indexedDB) return false;
      const bitmap = await createImageBitmap(blobOf(Uint8Array.from(atob(TURNED), sign => sign.charCodeAt(0))));
      return bitmap.width === 1 && bitmap.height === 2;
    })().catch(() => false);
    return able;
  }

  // -- how large it is, read from its first bytes: asked for small it is never held large -------------------------------

  // How a picture lies, as EXIF counts it; `at` is where the letters "Exif" begin.
  function lies(view, at) {
    const start = at + 6, little = view.getUint16(start) === 0x4949, table = start + view.getUint32(start + 4, little);
    for (let entry = 0; entry < view.getUint16(table, little); entry += 1) {
      const place = table + 2 + 12 * entry;
      if (view.getUint16(place, little) === 0x0112) return view.getUint16(place + 8, little);
    }
    return 1;
  }

  // Width and height of a JPEG as it is seen; null for what is none. Throws where the head of it does not tell.
  function sides(view) {
    let at = 2, turned = false;
    if (view.getUint16(0) !== 0xffd8) return null;
    for (;;) {
      const mark = view.getUint16(at);
      if (mark === 0xffe1 && view.getUint32(at + 4) === 0x45786966) turned = lies(view, at + 4) > 4;
      if (mark > 0xffbf && mark < 0xffd0 && ![0xffc4, 0xffc8, 0xffcc].includes(mark)) {
        const height = view.getUint16(at + 5), width = view.getUint16(at + 7);
        return turned ? [height, width] : [width, height];
      }
      at += 2 + view.getUint16(at + 2);
    }
  }

  async function sidesOf(file) {
    try {
      return sides(new DataView(await bytesOf(file.slice(0, HEAD))));
    } catch (error) { // damaged, or written otherwise: its pixels will tell
      return null;
    }
  }

  function fit(whole, longest) {
    const scale = Math.min(1, longest / Math.max(...whole));
    return whole.map(side => Math.max(1, Math.round(side * scale)));
  }

  async function decode(file) {
    const told = await sidesOf(file);
    if (told && Math.max(...told) > LONGEST) {
      const [resizeWidth, resizeHeight] = fit(told, LONGEST);
      const small = await createImageBitmap(file, { resizeWidth, resizeHeight, resizeQuality: 'high' }).catch(() => null);
      if (small && small.width === resizeWidth && small.height === resizeHeight) return small;
      if (small) small.close(); // a browser that turns it after it was made small
    }
    return createImageBitmap(file).catch(() => { throw trouble('picture'); });
  }

  // -- drawn anew -------------------------------------------------------------------------------------------------------

  function drawn(bitmap, longest) {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = fit([bitmap.width, bitmap.height], longest);
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#fff'; // what can be seen through would be black
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.imageSmoothingQuality = 'high';
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function written(canvas, quality) {
    return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(trouble('picture'))),
      'image/jpeg', quality));
  }

  async function made(file) {
    const bitmap = await decode(file);
    try {
      for (let longest = LONGEST; ; longest *= SMALLER) {
        const canvas = drawn(bitmap, longest);
        for (const quality of QUALITIES) {
          const blob = await written(canvas, quality);
          if (blob.size <= MOST) return await bytesOf(blob);
        }
        canvas.width = canvas.height = 0; // its memory at once
      }
    } finally {
      bitmap.close();
    }
  }

  // The bytes of a photo to keep, an ArrayBuffer. Rejects with `reason` 'picture' where it cannot be read as one.
  function shrink(file) {
    const mine = turn.then(() => made(file));
    turn = mine.catch(() => null);
    return mine;
  }

  // A small picture of what waits, a blob or its bytes, to be put on a page; null where it is gone or cannot be drawn.
  async function thumb(kept) {
    const bitmap = kept && await decode(kept instanceof Blob ? kept : blobOf(kept)).catch(() => null);
    if (!bitmap) return null;
    const canvas = drawn(bitmap, 2 * THUMB);
    bitmap.close();
    canvas.setAttribute('aria-hidden', 'true');
    return canvas;
  }

  global.Photos = { isAble, shrink, thumb, blobOf };
})(window);
