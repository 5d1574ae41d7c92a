/** The operations of the replay: what a storefront, a till and a back office would send. */
export const SIGN_IN = /* GraphQL */ `
  mutation ReplaySignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignInSuccess {
        session {
          accessToken
        }
      }
      ... on ValidationError {
        code
        message
      }
    }
  }
`;

export const GUEST_SESSION = /* GraphQL */ `
  mutation ReplayGuestSession($input: StartGuestSessionInput!) {
    startGuestSession(input: $input) {
      __typename
      ... on SignInSuccess {
        session {
          accessToken
        }
      }
    }
  }
`;

export const BRANCHES = /* GraphQL */ `
  query ReplayBranches {
    branches {
      id
      code
      kind
      active
    }
    tenant {
      slug
      currency
    }
  }
`;

export const VARIANT = /* GraphQL */ `
  query ReplayVariant($sku: String!) {
    variant(sku: $sku) {
      id
      price {
        gross {
          amountMinor
        }
      }
    }
  }
`;

export const CREATE_PRODUCT = /* GraphQL */ `
  mutation ReplayCreateProduct($input: CreateProductInput!) {
    createProduct(input: $input) {
      __typename
      ... on ProductPayload {
        product {
          variants(first: 1) {
            nodes {
              id
            }
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const ADJUST_STOCK = /* GraphQL */ `
  mutation ReplayAdjustStock($input: AdjustStockInput!) {
    adjustStock(input: $input) {
      __typename
      ... on StockMovementsPayload {
        movements {
          id
          onHandDelta
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const STOCK = /* GraphQL */ `
  query ReplayStock($branchId: ID!, $after: String) {
    stockEntries(first: 100, after: $after, branchId: $branchId) {
      nodes {
        quantityOnHand
        quantityReserved
        variant {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const RESERVE = /* GraphQL */ `
  mutation ReplayReserve($input: ReserveStockInput!) {
    reserveStock(input: $input) {
      __typename
      ... on ReservationPayload {
        reservation {
          id
          lines {
            quantity
            variant {
              id
            }
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const PLACE_ORDER = /* GraphQL */ `
  mutation ReplayPlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      __typename
      ... on OrderPayload {
        order {
          id
          total {
            gross {
              amountMinor
              currency
            }
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const PAY_ORDER = /* GraphQL */ `
  mutation ReplayPayOrder($input: PayOrderInput!) {
    payOrder(input: $input) {
      __typename
      ... on OrderPayload {
        order {
          id
          status
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const FULFIL_ORDER = /* GraphQL */ `
  mutation ReplayFulfilOrder($input: FulfillOrderInput!) {
    fulfillOrder(input: $input) {
      __typename
      ... on OrderPayload {
        order {
          id
          status
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const POS_SALE = /* GraphQL */ `
  mutation ReplayPosSale($input: CreatePosSaleInput!) {
    createPosSale(input: $input) {
      __typename
      ... on PosSalePayload {
        order {
          id
        }
        receipt {
          number
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const ORDERS = /* GraphQL */ `
  query ReplayOrders($after: String) {
    orders(first: 25, after: $after) {
      nodes {
        id
        status
        channel
        total {
          gross {
            amountMinor
          }
        }
        lines {
          quantity
          fulfilledQuantity
          unitPrice {
            gross {
              amountMinor
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const RECONCILE = /* GraphQL */ `
  mutation ReplayReconcile {
    reconcileStock(dryRun: true) {
      checkedEntries
      drifts {
        expectedOnHand
        actualOnHand
      }
    }
  }
`;
