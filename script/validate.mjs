// Validates the pages named as arguments by .html-validate.json and says what is wrong; called by script/test. The
// program that html-validate brings works its rules out anew for each page, a third of its time.
import { readFileSync } from 'node:fs';
import { formatterFactory, HtmlValidate, Reporter, StaticConfigLoader } from 'html-validate';

class OneConfig extends StaticConfigLoader {
  getConfigFor(...asked) { return (this.config ??= super.getConfigFor(...asked)); }
}

const rules = JSON.parse(readFileSync(new URL('../.html-validate.json', import.meta.url), 'utf8'));
const validator = new HtmlValidate(new OneConfig(rules));
const told = Reporter.merge(process.argv.slice(2).map(page => validator.validateFileSync(page)));
process.stdout.write(formatterFactory('text')(told.results));
process.exitCode = told.errorCount || told.warningCount ? 1 : 0;
