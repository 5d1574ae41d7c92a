import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { createTaxClass, updateTaxClass } from '../save-tax-class';
import {
  CREATE_TAX_CLASS_ERRORS,
  CreateTaxClassInput,
  CreateTaxClassResult,
  TaxClassPayload,
  UPDATE_TAX_CLASS_ERRORS,
  UpdateTaxClassInput,
  UpdateTaxClassResult,
} from './tax-class.type';

@Resolver()
export class TaxClassResolver {
  @Mutation(() => CreateTaxClassResult, { description: 'Makes a named tax rate.' })
  async createTaxClass(
    @Arg('input', () => CreateTaxClassInput, { description: 'The class.' }) input: CreateTaxClassInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof CreateTaxClassResult> {
    return outcomeOf(CREATE_TAX_CLASS_ERRORS, async () => {
      const isDefault = input.isDefault ?? undefined;
      return new TaxClassPayload(await createTaxClass(context.ctx, { input, made: input, isDefault }));
    });
  }

  @Mutation(() => UpdateTaxClassResult, {
    description: 'Changes a named tax rate. Orders that were placed keep the rate that they froze.',
  })
  async updateTaxClass(
    @Arg('input', () => UpdateTaxClassInput, { description: 'What to change.' }) input: UpdateTaxClassInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateTaxClassResult> {
    return outcomeOf(UPDATE_TAX_CLASS_ERRORS, async () => {
      const request = {
        input,
        code: input.code,
        // Null says no more than leaving out.
        name: input.name ?? undefined,
        rateBasisPoints: input.rateBasisPoints ?? undefined,
        expectedRateBasisPoints: input.expectedRateBasisPoints ?? undefined,
        isDefault: input.isDefault ?? undefined,
      };
      return new TaxClassPayload(await updateTaxClass(context.ctx, request));
    });
  }
}
