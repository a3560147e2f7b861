// Rules that find faults; how scripts look is nobody's business here. What `tsc` finds (names that are not there, values
// nobody reads, code nobody reaches) stands in jsconfig.json.
const faults = [
  'array-callback-return', 'default-case-last', 'for-direction', 'getter-return', 'no-async-promise-executor',
  'no-compare-neg-zero', 'no-cond-assign', 'no-constant-binary-expression', 'no-constant-condition', 'no-debugger',
  'no-dupe-args', 'no-dupe-class-members', 'no-dupe-else-if', 'no-dupe-keys', 'no-duplicate-case', 'no-empty',
  'no-empty-character-class', 'no-empty-pattern', 'no-eval', 'no-ex-assign', 'no-fallthrough', 'no-func-assign',
  'no-global-assign', 'no-implied-eval', 'no-inner-declarations', 'no-invalid-regexp', 'no-irregular-whitespace',
  'no-loss-of-precision', 'no-misleading-character-class', 'no-new-func', 'no-prototype-builtins', 'no-redeclare',
  'no-regex-spaces', 'no-script-url', 'no-self-assign', 'no-self-compare', 'no-shadow-restricted-names',
  'no-sparse-arrays', 'no-template-curly-in-string', 'no-this-before-super', 'no-throw-literal',
  'no-unexpected-multiline', 'no-unmodified-loop-condition', 'no-unreachable-loop', 'no-unsafe-finally',
  'no-unsafe-negation', 'no-unsafe-optional-chaining', 'no-useless-assignment', 'no-useless-backreference',
  'no-useless-catch', 'no-useless-escape', 'no-useless-return', 'no-var', 'no-with', 'radix', 'use-isnan', 'valid-typeof',
];

export default [
  {
    files: ['app/static/js/**/*.js', 'app/static/sw/*.js'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'script' }, // what phones of 2020 understand, and no newer
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...Object.fromEntries(faults.map(rule => [rule, 'error'])),
      eqeqeq: ['error', 'always'],
      // An attribute that one script marks a note with may hold words of another: that one removed the whole roll.
      'no-restricted-syntax': ['error', {
        selector: "CallExpression[callee.property.name='forEach'][callee.object.callee.object.name='document']"
          + "[callee.object.arguments.0.value=/data-/]"
          + " CallExpression[callee.property.name='remove']",
        message: 'Keep the element that was made and remove that one.',
      }],
      'no-unused-vars': ['error', { caughtErrors: 'none', argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
];
