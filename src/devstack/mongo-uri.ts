const URI = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * The same server, another database. A login that relied on the old database as its source keeps it.
 * Throws when the text is not a MongoDB connection string.
 */
export function withDatabase(uri: string, database: string): string {
  const match = URI.exec(uri);
  if (match?.[1] === undefined) throw new Error('Expected MONGODB_URI to look like mongodb://host:port/database.');
  const [, server, oldDatabase = '', query = ''] = match;
  const hasLogin = server.includes('@');
  const keepsSource = hasLogin && !/(^|&)authSource=/.test(query);
  const options = [query, keepsSource ? `authSource=${oldDatabase === '' ? 'admin' : oldDatabase}` : '']
    .filter((part) => part !== '')
    .join('&');
  return `${server}/${database}${options === '' ? '' : `?${options}`}`;
}

/** True when the connection string names a database. */
export function namesDatabase(uri: string): boolean {
  return (URI.exec(uri)?.[2] ?? '') !== '';
}
