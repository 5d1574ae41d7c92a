/** What the server answered, or did not. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface GraphqlAnswer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Codes after which the same request is worth sending again; its idempotency key keeps the effect single. */
const RETRYABLE = new Set(['NETWORK', 'BUSY', 'RATE_LIMITED', 'INTERNAL']);
const ATTEMPTS_MAX = 8;
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 3_000;
/** Above the server's own limit for a request. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A GraphQL client over HTTP that sends again what may have been lost. Mutations must carry an idempotency key. */
export class ApiClient {
  /** Requests sent, repeats included. */
  requests = 0;
  /** Requests that had to be sent again. */
  repeats = 0;
  private token: string | null = null;

  /** @param url address of the server, with or without `/graphql`. */
  constructor(
    private readonly url: string,
    private readonly signIn?: (anonymous: ApiClient) => Promise<string>,
  ) {
    this.url = url.replace(/\/+$/, '').replace(/(\/graphql)?$/, '/graphql');
  }

  /** Answers `data`, or throws ApiError. Signs in first when it must, and again when the session has ended. */
  async send<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.sendOnce<T>(document, variables);
      } catch (error) {
        if (!(error instanceof ApiError) || attempt >= ATTEMPTS_MAX) throw error;
        if (error.code === 'UNAUTHENTICATED' && this.token !== null) this.token = null;
        else if (!RETRYABLE.has(error.code)) throw error;
        this.repeats += 1;
        await pause(Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt));
      }
    }
  }

  private async sendOnce<T>(document: string, variables: Record<string, unknown>): Promise<T> {
    if (this.token === null && this.signIn !== undefined) this.token = await this.signIn(new ApiClient(this.url));
    this.requests += 1;
    const answer = await post<T>(this.url, this.token, { query: document, variables });
    const failure = answer.errors?.[0];
    if (failure !== undefined) throw new ApiError(failure.extensions?.code ?? 'UNKNOWN', failure.message);
    if (answer.data === undefined || answer.data === null) throw new ApiError('NETWORK', 'The answer has no data.');
    return answer.data;
  }
}

async function post<T>(url: string, token: string | null, body: object): Promise<GraphqlAnswer<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return (await response.json()) as GraphqlAnswer<T>;
  } catch (error) {
    throw new ApiError('NETWORK', `No usable answer from ${url}: ${error instanceof Error ? error.message : ''}`);
  }
}

/** A member of a result union, or the outcome that came instead of it as an ApiError. */
export function expectMember<T extends { readonly __typename: string }>(
  result: T | { readonly __typename: string; readonly code?: string; readonly message?: string },
  typeName: T['__typename'],
  what: string,
): T {
  if (result.__typename === typeName) return result as T;
  const { __typename, code, message } = result as { __typename: string; code?: string; message?: string };
  throw new ApiError(code ?? __typename, `${what}: expected ${typeName}, got ${__typename}: ${message ?? ''}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
