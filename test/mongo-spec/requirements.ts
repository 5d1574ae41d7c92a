import type { Document, MongoClient } from 'mongodb';
import type { Requirement } from './format';

/** What the server under test is. */
export interface ServerFacts {
  readonly version: readonly number[];
  readonly topology: 'single' | 'replicaset' | 'sharded' | 'load-balanced';
  readonly hasAuth: boolean;
  readonly parameters: Document;
}

/** Asks the server what it is. */
export async function readServerFacts(client: MongoClient): Promise<ServerFacts> {
  const admin = client.db('admin');
  const info = await admin.command({ buildInfo: 1 });
  const hello = await admin.command({ hello: 1 });
  const status = await admin.command({ connectionStatus: 1 });
  const parameters = await admin.command({ getParameter: '*' }).catch(() => ({}));
  let topology: ServerFacts['topology'] = 'single';
  if (hello['msg'] === 'isdbgrid') topology = hello['serviceId'] === undefined ? 'sharded' : 'load-balanced';
  else if (typeof hello['setName'] === 'string') topology = 'replicaset';
  return {
    version: (info['versionArray'] as number[]).slice(0, 3),
    topology,
    hasAuth: (status['authInfo']?.['authenticatedUsers'] as unknown[] | undefined)?.length !== 0,
    parameters,
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parse(version: string): number[] {
  return version.split('.').map(Number);
}

/** Why the requirement is not met; undefined when it is. */
function unmet(requirement: Requirement, facts: ServerFacts): string | undefined {
  const { minServerVersion, maxServerVersion, topologies, auth, serverless, serverParameters, csfle } = requirement;
  if (minServerVersion !== undefined && compare(facts.version, parse(minServerVersion)) < 0) {
    return `needs a server from ${minServerVersion} on`;
  }
  if (maxServerVersion !== undefined && compare(facts.version, parse(maxServerVersion)) > 0) {
    return `needs a server up to ${maxServerVersion}`;
  }
  if (topologies !== undefined && !topologies.some((name) => isTopology(name, facts))) {
    return `needs topology ${topologies.join(' or ')}`;
  }
  if (auth !== undefined && auth !== facts.hasAuth) return auth ? 'needs authentication' : 'needs no authentication';
  if (serverless === 'require') return 'needs serverless';
  if (csfle !== undefined && csfle !== false) return 'needs client-side encryption';
  if (requirement.authMechanism !== undefined) return `needs authentication mechanism ${requirement.authMechanism}`;
  for (const [name, value] of Object.entries(serverParameters ?? {})) {
    if (facts.parameters[name] !== value) return `needs server parameter ${name}`;
  }
  return undefined;
}

function isTopology(name: string, facts: ServerFacts): boolean {
  return name === facts.topology || (name === 'sharded-replicaset' && facts.topology === 'sharded');
}

/** Why none of the requirements is met; undefined when one is, or there are none. */
export function unmetReason(requirements: readonly Requirement[] | undefined, facts: ServerFacts): string | undefined {
  if (requirements === undefined || requirements.length === 0) return undefined;
  const reasons = requirements.map((requirement) => unmet(requirement, facts));
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join('; ');
}
