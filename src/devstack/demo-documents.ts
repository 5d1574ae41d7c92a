/** What the development stack itself asks the API to prepare the playground; not shown to anybody. */

export const SIGN_IN = `mutation DemoSignIn($input: SignInInput!) {
  signIn(input: $input) { ... on SignInSuccess { session { accessToken } } }
}`;

export const SIGN_IN_REGISTER = `mutation DemoSignInRegister($input: SignInRegisterInput!) {
  signInRegister(input: $input) { ... on SignInSuccess { session { accessToken } } }
}`;

export const DEMO_SAMPLE_QUERY = `query DemoSample {
  branches { id }
  products(first: 5, status: ACTIVE) {
    nodes {
      variants {
        nodes {
          id
          barcodes
          price { gross { amountMinor currency } }
          stock { quantityAvailable branch { id } }
        }
      }
    }
  }
}`;

export const PENDING_ORDER_QUERY = `query DemoPendingOrder {
  orders(first: 1, status: PENDING_PAYMENT) { nodes { id total { gross { amountMinor currency } } } }
}`;

export const PLACE_ORDER = `mutation DemoPlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) { ... on OrderPayload { order { id total { gross { amountMinor currency } } } } }
}`;
