import { importExportJob } from '../../../jobs/import-export.job';
import { depsOf, unseen } from '../../jobs/deps';
import type { GraphqlData } from '../../support/executors';
import type { TestApp } from '../../support/test-app';

const JOB = `importJob { id status phase rowsTotal rowsDone rowsCreated rowsUpdated rowsUnchanged rowsFailed issueCount
  partCount delimiter decimalMark fileError { code line } }`;
const outcome = `__typename ... on ImportJobPayload { ${JOB} } ... on UserError { code }`;
const DOCUMENTS: Record<string, string> = Object.fromEntries(
  ['CreateImport', 'AddImportPart', 'StartImport', 'CancelImport'].map((name) => {
    const field = name[0]?.toLowerCase() + name.slice(1);
    return [field, `mutation M($input: ${name}Input!) { ${field}(input: $input) { ${outcome} } }`];
  }),
);
const READ = `query R($id: ID!) { ${JOB.replace('importJob', 'importJob(id: $id)')}
  importIssues(importId: $id, first: 100) { nodes { line column code value } } }`;

type Fields = Record<string, unknown>;

/** Imports as a buyer sends them, and a worker that runs them. */
export interface ImportScenario {
  run(mutation: string, fields: Fields, token?: string): Promise<GraphqlData>;
  /** Sends a small file, lets a worker run until it ends, and reads what came of it. */
  bringIn(content: string | readonly string[], fields?: Fields, token?: string): Promise<ImportReport>;
  read(id: string, token?: string): Promise<ImportReport>;
  work(): Promise<void>;
}

export interface ImportReport extends Record<string, GraphqlData> {
  readonly issues: readonly (readonly [number, string | null, string])[];
}

let made = 0;

export function importScenario(service: () => TestApp): ImportScenario {
  const run: ImportScenario['run'] = async (mutation, fields, token = service().tokens.buyer) => {
    const input = { idempotencyKey: `import-${(made += 1)}`, ...fields };
    const answer = await service().gql(DOCUMENTS[mutation] ?? '', { input }, token);
    return { ...answer.data?.[mutation], errors: answer.errors };
  };
  const read: ImportScenario['read'] = async (id, token = service().tokens.admin) => {
    const { data, errors } = await service().gql(READ, { id }, token);
    expect(errors).toBeUndefined();
    const issues = data.importIssues.nodes.map((one: GraphqlData) => [one['line'], one['column'], one['code']]);
    return { ...data.importJob, issues };
  };
  const work = async () => {
    await importExportJob(depsOf(service()), unseen);
  };
  return {
    run,
    read,
    work,
    async bringIn(content, fields = {}, token) {
      const text = typeof content === 'string' ? content : `${content.join('\r\n')}\r\n`;
      const base = { kind: 'CATALOG', fileName: 'goods.csv', content: text };
      const created = await run('createImport', { ...base, ...fields }, token);
      expect(created).toMatchObject({ __typename: 'ImportJobPayload', importJob: { status: 'QUEUED' } });
      await work();
      return read(created['importJob'].id);
    },
  };
}
