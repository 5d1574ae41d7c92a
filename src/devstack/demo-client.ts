/** Any JSON: the demonstration's own documents say what comes. */
type Json = ReturnType<typeof JSON.parse>;

/**
 * Sends one operation to a GraphQL endpoint and answers its data.
 * Throws an Error with the first error's message when the answer has errors.
 */
export async function requestGraphql(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  token?: string,
): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: Json; errors?: { message: string }[] };
  if (answer.errors !== undefined) throw new Error(`The API answered: ${answer.errors[0]?.message ?? 'an error'}`);
  return answer.data;
}
