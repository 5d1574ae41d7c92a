import { runExport, runImport } from '../src/modules/bulk';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

/** One tenant's large file must not keep the others waiting; the next run goes on where this one stopped. */
const BATCHES_PER_RUN_MAX = 25;
const FILES_PER_RUN_MAX = 10;

/** Works on files that come in and go out, a bounded number of batches a tenant. */
export const importExportJob: Processor = (deps, progress) => {
  let done = 0;
  const { workerId, signal } = deps;
  return forEveryTenant(deps, 'import-export', async (ctx) => {
    let importedRows = 0;
    for (let count = 0; count < FILES_PER_RUN_MAX && !signal.aborted; count += 1) {
      const onBatch = async (rows: number): Promise<void> => {
        done += rows;
        await progress(done);
      };
      const run = await runImport(ctx, { workerId, batchesMax: BATCHES_PER_RUN_MAX, signal, onBatch });
      importedRows += run.rows;
      if (!run.found || !run.ended) break;
    }
    let exportedRows = 0;
    for (let count = 0; count < FILES_PER_RUN_MAX && !signal.aborted; count += 1) {
      const run = await runExport(ctx, { workerId, batchesMax: BATCHES_PER_RUN_MAX, signal });
      exportedRows += run.rows;
      done += run.rows;
      if (run.rows > 0) await progress(done);
      if (!run.found || !run.ended) break;
    }
    return { importedRows, exportedRows };
  });
};
