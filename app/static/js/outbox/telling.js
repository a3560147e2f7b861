// What a phone says of itself to the server (POST /thiet-bi): which rolls it saved, how much is left on it. The answer
// says how much the server took from it today. Where the line is gone nothing is said, and nothing is lost.
(function (global) {
  'use strict';
  const PATIENCE = 20000;

  async function asked(address, options) {
    const line = new AbortController(), timer = setTimeout(() => line.abort(), PATIENCE);
    try {
      const answer = await fetch(address, Object.assign({ credentials: 'same-origin', cache: 'no-store',
        signal: line.signal }, options));
      return answer.ok && /json/.test(answer.headers.get('Content-Type') || '') ? await answer.json() : null;
    } catch (error) {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  const day = () => new Date().toDateString();

  // `lessons`: keys of those whose rolls are saved here. The server's answer, or null.
  async function tell(outbox, lessons) {
    const told = await asked('/dong-bo', { headers: { Accept: 'application/json' } });
    if (!told || !told.account) return null;
    const { waiting, forms, refused } = await outbox.counts(told.account);
    const body = { device: await outbox.device(), account: told.account, release: outbox.release,
      waiting: waiting - forms, refused, // a lesson waits for no form
      lessons: lessons || [] };
    const answer = await asked('/thiet-bi', {
      method: 'POST', body: JSON.stringify(body),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': told.csrf_token }
    });
    if (answer) await outbox.keepNote('entered', { account: told.account, day: day(), count: answer.entered });
    return answer && Object.assign(answer, { account: told.account });
  }

  // How much the server said it took from here today; null where it was not asked yet.
  async function entered(outbox, account) {
    const known = await outbox.note('entered');
    return known && known.account === account && known.day === day() ? known.count : null;
  }

  global.Telling = { tell, entered, asked };
})(self);
