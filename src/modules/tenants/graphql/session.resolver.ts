import { Arg, Mutation, Resolver } from 'type-graphql';
import { outcomeOf } from '../../../graphql/result';
import { NotFoundErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import type { AuthPlatform } from '../auth-platform';
import { refreshSession } from '../refresh-session';
import { signIn } from '../sign-in';
import { signOut } from '../sign-out';
import { startGuestSession } from '../start-guest-session';
import { RefreshSessionInput, SignInInput, SignOutInput, StartGuestSessionInput } from './session.input';
import {
  RefreshSessionResult,
  SignInResult,
  SignInSuccess,
  SignOutResult,
  SignOutSuccess,
  StartGuestSessionResult,
} from './session.type';

@Resolver()
export class SessionResolver {
  constructor(private readonly platform: AuthPlatform) {}

  @Mutation(() => SignInResult, { description: 'Signs a staff user or a customer in by e-mail and password.' })
  async signIn(
    @Arg('input', () => SignInInput, { description: 'Credentials.' }) input: SignInInput,
  ): Promise<SignInSuccess | ValidationErrorType> {
    return outcomeOf([ValidationErrorType], async () => new SignInSuccess(await signIn(this.platform, input)));
  }

  @Mutation(() => StartGuestSessionResult, { description: 'Starts a session for a shopper without an account.' })
  async startGuestSession(
    @Arg('input', () => StartGuestSessionInput, { description: 'Which shop.' }) input: StartGuestSessionInput,
  ): Promise<SignInSuccess | NotFoundErrorType> {
    return outcomeOf([NotFoundErrorType], async () => new SignInSuccess(await startGuestSession(this.platform, input)));
  }

  @Mutation(() => RefreshSessionResult, {
    description: 'Trades a refresh token for new tokens. A token that comes a second time ends the whole session.',
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput, { description: 'The token.' }) input: RefreshSessionInput,
  ): Promise<SignInSuccess | ValidationErrorType> {
    return outcomeOf([ValidationErrorType], async () => new SignInSuccess(await refreshSession(this.platform, input)));
  }

  @Mutation(() => SignOutResult, {
    description: 'Ends a session: its refresh tokens serve no more. The access token ends by itself soon after.',
  })
  async signOut(
    @Arg('input', () => SignOutInput, { description: 'The session.' }) input: SignOutInput,
  ): Promise<SignOutSuccess> {
    await signOut(this.platform, input);
    return new SignOutSuccess();
  }
}
