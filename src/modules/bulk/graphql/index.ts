import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { findImport } from '../find-import';
import { findExport } from '../start-export';
import { ExportResolver } from './export.resolver';
import { ExportJobType } from './export.type';
import { ImportResolver } from './import.resolver';
import { ImportJobType } from './import.type';

/** The GraphQL face of imports and exports. Which kinds are whose is decided below it, by the kind. */
export const bulkFace: ModuleFace = {
  resolvers: [ImportResolver, ExportResolver],
  rules: {
    Query: {
      importJob: holding('catalog:write', 'stock:write'),
      importJobs: holding('catalog:write', 'stock:write'),
      importIssues: holding('catalog:write', 'stock:write'),
      exportJob: holding('catalog:write', 'stock:write'),
      exportJobs: holding('catalog:write', 'stock:write'),
    },
    Mutation: {
      createImport: holding('catalog:write', 'stock:write'),
      addImportPart: holding('catalog:write', 'stock:write'),
      startImport: holding('catalog:write', 'stock:write'),
      cancelImport: holding('catalog:write', 'stock:write'),
      startExport: holding('catalog:write', 'stock:write'),
    },
  },
  nodes: {
    ExportJob: async (context: GraphqlContext, id: Id) => {
      const doc = await findExport(context.ctx, id);
      return doc === null ? null : new ExportJobType(doc);
    },
    ImportJob: async (context: GraphqlContext, id: Id) => {
      const doc = await findImport(context.ctx, id);
      return doc === null ? null : new ImportJobType(doc);
    },
  },
};
