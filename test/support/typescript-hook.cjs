/**
 * `node -r test/support/typescript-hook.cjs file.ts` runs sources as the build would emit them, so that a test can start
 * a real child process without a build. tsx and esbuild can't: they emit no decorator metadata.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');

const { config } = ts.readConfigFile(join(__dirname, '..', '..', 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, join(__dirname, '..', '..'));
const compilerOptions = { ...options, noEmit: false, sourceMap: false, inlineSourceMap: true, outDir: undefined };

require.extensions['.ts'] = (module, fileName) => {
  const { outputText } = ts.transpileModule(readFileSync(fileName, 'utf8'), { fileName, compilerOptions });
  module._compile(outputText, fileName);
};
