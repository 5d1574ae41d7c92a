import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { fromGlobalId } from '../../../kernel/ids';
import { VariantType, variantOf } from '../../catalog/graphql';
import { BranchType, branchOf } from '../../tenants/graphql';
import { findSerial, traceSerial } from '../serials';
import { SerialNumberType } from './serial-number.type';
import { StockMovementConnection, StockMovementType } from './stock-movement.type';

/** Units with serial numbers: where they are, and where they were. */
@Resolver(() => SerialNumberType)
export class SerialNumberResolver {
  @Query(() => SerialNumberType, {
    nullable: true,
    description: 'The unit of a variant with a serial number; null when there never was one.',
  })
  async serialNumber(
    @Arg('variantId', () => ID, { description: 'Which variant.' }) variantId: string,
    @Arg('serial', () => String, { description: 'The number, 1 to 64 characters; case does not matter.' })
    serial: string,
    @Ctx() context: GraphqlContext,
  ): Promise<SerialNumberType | null> {
    const doc = await findSerial(context.ctx, { variantId: fromGlobalId('Variant', variantId), serial });
    return doc === null ? null : new SerialNumberType(doc);
  }

  @FieldResolver(() => StockMovementConnection, { description: 'What moved it, in all branches, oldest first.' })
  async movements(
    @Root() { doc }: SerialNumberType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockMovementType>> {
    const page = await traceSerial(context.ctx, doc, args);
    return toConnection(page, (movement) => new StockMovementType(movement));
  }

  @FieldResolver(() => BranchType, { description: 'Where it is, or was last.' })
  branch(@Root() { doc }: SerialNumberType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.branchId);
  }

  @FieldResolver(() => VariantType, { description: 'What.' })
  variant(@Root() { doc }: SerialNumberType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, doc.variantId);
  }
}
