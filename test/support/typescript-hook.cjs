/**
 * `node -r test/support/typescript-hook.cjs file.ts` runs sources as the build would emit them, so that a test can start
 * a real child process without a build. tsx and esbuild can't: they emit no decorator metadata.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'holdfast-typescript');
const settings = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8');

let emit;
function transpile(text, fileName) {
  emit ??= makeEmit();
  return emit(text, fileName);
}

/** The compiler is only loaded when a file has changed: it costs more than everything else here. */
function makeEmit() {
  const ts = require('typescript');
  const { config } = ts.parseConfigFileTextToJson('tsconfig.json', settings);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const compilerOptions = { ...options, noEmit: false, sourceMap: false, inlineSourceMap: true, outDir: undefined };
  return (text, fileName) => ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}

function cached(text, fileName) {
  const file = join(
    CACHE,
    createHash('sha256').update(settings).update(fileName).update('\0').update(text).digest('hex'),
  );
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const output = transpile(text, fileName);
    mkdirSync(CACHE, { recursive: true });
    // Renamed into place, because several processes fill the cache at once.
    writeFileSync(`${file}.${process.pid}`, output);
    renameSync(`${file}.${process.pid}`, file);
    return output;
  }
}

require.extensions['.ts'] = (module, fileName) => {
  module._compile(cached(readFileSync(fileName, 'utf8'), fileName), fileName);
};
