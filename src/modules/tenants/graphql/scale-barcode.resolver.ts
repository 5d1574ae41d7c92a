import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { setScaleBarcodeRules } from '../set-scale-barcode-rules';
import {
  SCALE_BARCODE_ERRORS,
  SetScaleBarcodeRulesInput,
  SetScaleBarcodeRulesResult,
  TenantPayload,
} from './scale-barcode.type';
import { TenantType } from './tenant.type';

@Resolver()
export class ScaleBarcodeResolver {
  @Mutation(() => SetScaleBarcodeRulesResult, {
    description:
      "Sets how labels of the shop's scales are read. An article has the label with zeros for its value as a barcode; " +
      'a scan of a label then finds it, and the till sells it at the price in the label.',
  })
  async setScaleBarcodeRules(
    @Arg('input', () => SetScaleBarcodeRulesInput, { description: 'The rules.' }) input: SetScaleBarcodeRulesInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetScaleBarcodeRulesResult> {
    return outcomeOf(SCALE_BARCODE_ERRORS, async () => {
      const { expectedRevision } = input;
      const rules = input.rules.map((rule) => ({ ...rule }));
      return new TenantPayload(
        new TenantType(await setScaleBarcodeRules(context.ctx, { input, rules, expectedRevision })),
      );
    });
  }
}
