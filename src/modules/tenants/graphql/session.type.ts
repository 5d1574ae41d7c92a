import { Field, ObjectType, createUnionType } from 'type-graphql';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { NotFoundErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import type { SessionTokens } from '../issue-session';

@ObjectType('Session', { simpleResolvers: true, description: 'Tokens of a signed-in principal. Both are secrets.' })
export class SessionType {
  @Field(() => String, { description: 'Send it as "Authorization: Bearer ..." with every request.' })
  readonly accessToken: string;

  @Field(() => String, { description: 'Trade it once, with refreshSession, for new tokens.' })
  readonly refreshToken: string;

  @Field(() => GraphQLDateTime, { description: 'When the access token ends.' })
  readonly expiresAt: Date;

  constructor(tokens: SessionTokens) {
    this.accessToken = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
    this.expiresAt = tokens.expiresAt;
  }
}

@ObjectType('SignInSuccess', { simpleResolvers: true, description: 'Signed in.' })
export class SignInSuccess {
  @Field(() => SessionType, { description: 'The new session.' })
  readonly session: SessionType;

  constructor(tokens: SessionTokens) {
    this.session = new SessionType(tokens);
  }
}

@ObjectType('SignOutSuccess', { simpleResolvers: true, description: 'Signed out.' })
export class SignOutSuccess {
  @Field(() => Boolean, { description: 'Always true: an unknown token is signed out already.' })
  readonly signedOut: boolean = true;
}

export const SignInResult = createUnionType({
  name: 'SignInResult',
  description: 'Outcome of signIn. Wrong credentials are a ValidationError with code INVALID_CREDENTIALS.',
  types: () => [SignInSuccess, ValidationErrorType] as const,
});

export const StartGuestSessionResult = createUnionType({
  name: 'StartGuestSessionResult',
  description: 'Outcome of startGuestSession.',
  types: () => [SignInSuccess, NotFoundErrorType] as const,
});

export const RefreshSessionResult = createUnionType({
  name: 'RefreshSessionResult',
  description: 'Outcome of refreshSession. A useless token is a ValidationError with code INVALID_REFRESH_TOKEN.',
  types: () => [SignInSuccess, ValidationErrorType] as const,
});

export const SignOutResult = createUnionType({
  name: 'SignOutResult',
  description: 'Outcome of signOut.',
  types: () => [SignOutSuccess] as const,
});
