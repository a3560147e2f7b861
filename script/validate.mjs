// Validates the pages (*.html) of a folder by .html-validate.json: script/validate.mjs FOLDER. Ends with 1 where one is
// invalid, and with 2 where there is none: a run that validates nothing must not pass. The program that html-validate
// brings works its rules out anew for each page, a third of its time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { formatterFactory, HtmlValidate, Reporter, StaticConfigLoader } from 'html-validate';

class OneConfig extends StaticConfigLoader {
  getConfigFor(...asked) { return (this.config ??= super.getConfigFor(...asked)); }
}

// What is wrong with some pages, as { text, invalid }: `invalid` is the number of pages.
function check(pages) {
  const rules = JSON.parse(readFileSync(new URL('../.html-validate.json', import.meta.url), 'utf8'));
  const validator = new HtmlValidate(new OneConfig(rules));
  const { results } = Reporter.merge(pages.map(page => validator.validateFileSync(page)));
  return { text: formatterFactory('text')(results), invalid: results.filter(each => each.messages.length).length };
}

const inThread = pages => new Promise((resolve, reject) => {
  new Worker(new URL(import.meta.url), { workerData: pages }).once('message', resolve).once('error', reject);
});

async function main(folder) {
  const pages = readdirSync(folder).filter(name => name.endsWith('.html')).map(name => join(folder, name));
  if (!pages.length) {
    console.error(`There is no page in ${folder}: nothing was validated.`);
    return 2;
  }
  const half = Math.ceil(pages.length / 2);
  const reports = await Promise.all([inThread(pages.slice(0, half)), inThread(pages.slice(half))]);
  const invalid = reports.reduce((sum, each) => sum + each.invalid, 0);
  process.stdout.write(reports.map(each => each.text).join(''));
  console.log(invalid ? `${invalid} of ${pages.length} pages invalid` : `${pages.length} pages valid`);
  return invalid ? 1 : 0;
}

if (isMainThread) process.exitCode = await main(process.argv[2]);
else parentPort.postMessage(check(workerData));
