import { Length } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import type { Credentials } from '../sign-in';
import { EMAIL_LENGTH_MAX, PASSWORD_LENGTH_MAX } from '../tenants.policy';

@InputType({ description: 'Credentials of a staff user or a customer.' })
export class SignInInput implements Credentials {
  @Field(() => String, { description: "The tenant's slug." })
  @Length(1, 63)
  readonly tenant: string;

  @Field(() => String, { description: 'E-mail, in upper or lower case.' })
  @Length(1, EMAIL_LENGTH_MAX)
  readonly email: string;

  @Field(() => String, { description: 'Password.' })
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly password: string;
}

@InputType({ description: 'Whose shop a guest enters.' })
export class StartGuestSessionInput {
  @Field(() => String, { description: "The tenant's slug." })
  @Length(1, 63)
  readonly tenant: string;
}

@InputType({ description: 'The refresh token to trade.' })
export class RefreshSessionInput {
  @Field(() => String, { description: 'Refresh token of the newest session; each serves once.' })
  @Length(1, 200)
  readonly refreshToken: string;
}

@InputType({ description: 'The session to end.' })
export class SignOutInput {
  @Field(() => String, { description: 'Any refresh token of the session.' })
  @Length(1, 200)
  readonly refreshToken: string;
}
