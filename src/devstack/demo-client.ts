/**
 * Sends one operation to a GraphQL endpoint and answers its data, whose shape `T` the caller knows from the document.
 * Throws an Error with the first error's message when the answer has errors.
 */
export async function requestGraphql<T>(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  token?: string,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: { message: string }[] };
  if (answer.errors !== undefined) throw new Error(`The API answered: ${answer.errors[0]?.message ?? 'an error'}`);
  if (answer.data === undefined) throw new Error('The API answered without data.');
  return answer.data;
}
