// Asks app/static/js/scan/hits.js, as a phone would run it: reads {cards, codes, origins} as JSON, answers in JSON.
'use strict';
const fs = require('fs'), vm = require('vm');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const world = { TextDecoder, TextEncoder, crypto: require('crypto').webcrypto };
world.self = world;
vm.createContext(world);
vm.runInContext(fs.readFileSync(process.argv[2], 'utf8'), world);
const { Hits } = world, today = new Date(2026, 10, 20), repeats = new Hits.Repeats(3000);
Promise.all(given.tokens.map(token => Hits.hash(token))).then(hashes => {
  console.log(JSON.stringify({
    hashes,
    cards: given.cards.map(text => Hits.card(text, today)),
    codes: given.codes.map(text => Hits.read(text, given.origins)),
    folded: given.folded.map(text => Hits.fold(text)),
    plain: given.names.map(text => Hits.plain(text)),
    meant: given.meant.map(([card, people]) => Hits.meant(card, people)),
    again: given.seen.map(([code, at]) => repeats.again(code, at))
  }));
});
