// {name: script} on standard input becomes the same with shorter scripts; called by `lopso build-static`.
// Names at the top of a script stay: classic scripts of one page find each other by them.
import { readFileSync } from 'node:fs';
import { minify } from 'terser';

const scripts = JSON.parse(readFileSync(0, 'utf8'));
for (const [name, script] of Object.entries(scripts)) {
  scripts[name] = (await minify({ [name]: script }, { ecma: 2020, compress: { passes: 3 } })).code;
}
process.stdout.write(JSON.stringify(scripts));
