import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from './kernel/context';
import { RefusalError } from './kernel/errors';
import { parseGlobalId } from './kernel/ids';
import type { Id } from './kernel/ids';
import { exportFile, findExport, findImport, issueFile } from './modules/bulk';

/** Who asks, by the request's token; refuses with UNAUTHENTICATED when there is none. */
export type Authenticate = (request: FastifyRequest) => Promise<Context>;

/** What a request gets, or null when there is no such file for the caller. */
type FileOf = (
  ctx: Context,
  id: Id,
) => Promise<{ readonly name: string; readonly pieces: AsyncIterable<string> } | null>;

interface Download {
  readonly url: string;
  readonly typeName: string;
  readonly fileOf: FileOf;
}

const DOWNLOADS: readonly Download[] = [
  {
    url: '/imports/:id/issues.csv',
    typeName: 'ImportJob',
    fileOf: async (ctx, id) => {
      const found = await findImport(ctx, id);
      return found === null ? null : { name: 'issues.csv', pieces: issueFile(ctx, id) };
    },
  },
  {
    url: '/exports/:id/file.csv',
    typeName: 'ExportJob',
    fileOf: async (ctx, id) => {
      const found = await findExport(ctx, id);
      if (found?.status !== 'SUCCEEDED') return null;
      return { name: `${found.kind.toLowerCase()}.csv`, pieces: exportFile(ctx, found) };
    },
  },
];

/** Adds the files that imports and exports name; a file goes out piece by piece and is never whole in memory. */
export function registerDownloads(
  server: FastifyInstance,
  authenticate: Authenticate,
  refuse: (error: unknown, status: number, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void {
  for (const { url, typeName, fileOf } of DOWNLOADS) {
    server.get<{ Params: { id: string } }>(url, async (request, reply) => {
      try {
        const ctx = await authenticate(request);
        const parsed = parseGlobalId(request.params.id);
        const file = parsed?.typeName === typeName ? await fileOf(ctx, parsed.id) : null;
        if (file === null) {
          const missing = new RefusalError('NOT_FOUND', 'No file here. Check the id, and whether the job has ended.');
          return await refuse(missing, 404, request, reply);
        }
        return await reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${file.name}"`)
          .header('cache-control', 'no-store')
          .send(Readable.from(file.pieces));
      } catch (error) {
        const isRefused = error instanceof RefusalError && error.code === 'UNAUTHENTICATED';
        return refuse(error, isRefused ? 401 : 500, request, reply);
      }
    });
  }
}
