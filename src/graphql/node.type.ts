import { Field, ID, InterfaceType } from 'type-graphql';

/** Relay's Node: every type that implements it can be read again through `node(id)`. */
@InterfaceType({ description: 'Anything with an opaque global id.' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque global id. Do not parse it; its format may change.' })
  readonly id: string;
}
