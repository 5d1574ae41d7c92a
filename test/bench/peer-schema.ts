/** The peer's schema: the fields that the workloads use, with our names. */
export const PEER_SDL = /* GraphQL */ `
  type Money {
    amountMinor: Float!
    currency: String!
  }
  type TaxedMoney {
    net: Money!
    tax: Money!
    gross: Money!
  }
  type Branch {
    code: String!
    name: String!
  }
  type StockEntry {
    quantityOnHand: Int!
    quantityReserved: Int!
    quantityAvailable: Int!
    branch: Branch!
  }
  type Variant {
    id: ID!
    sku: String!
    title: String!
    barcodes: [String!]!
    price: TaxedMoney!
    stock: [StockEntry!]!
  }
  type VariantConnection {
    nodes: [Variant!]!
  }
  type Product {
    id: ID!
    title: String!
    slug: String!
    status: String!
    variants: VariantConnection!
  }
  type ProductConnection {
    nodes: [Product!]!
  }
  type Reservation {
    id: ID!
    status: String!
  }
  type ReservationPayload {
    reservation: Reservation!
  }
  input StockLineInput {
    branchId: ID!
    variantId: ID!
    quantity: Int!
  }
  input ReserveStockInput {
    idempotencyKey: String!
    lines: [StockLineInput!]!
  }
  union ReserveStockResult = ReservationPayload
  type Query {
    products(first: Int, after: String): ProductConnection!
    variant(barcode: String): Variant
  }
  type Mutation {
    reserveStock(input: ReserveStockInput!): ReserveStockResult!
  }
`;
