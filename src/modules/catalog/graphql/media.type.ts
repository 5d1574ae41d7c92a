import { IsOptional, Length, MaxLength } from 'class-validator';
import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MEDIA_ALT_LENGTH_MAX, MEDIA_URL_LENGTH_MAX } from '../catalog.policy';
import type { MediaItem, MediaKind } from '../media';

/** The schema's enum of kinds of media. */
export const MediaKindEnum = { IMAGE: 'IMAGE', VIDEO: 'VIDEO' } as const satisfies Record<MediaKind, MediaKind>;
registerEnumType(MediaKindEnum, {
  name: 'MediaKind',
  description: 'What stands behind an address.',
  valuesConfig: { IMAGE: { description: 'A picture.' }, VIDEO: { description: 'A film.' } },
});

@ObjectType('Media', { simpleResolvers: true, description: 'A picture or film. The server never fetches the address.' })
export class MediaType {
  @Field(() => String, { description: 'Its https address.' })
  readonly url: string;

  @Field(() => String, { description: 'What is to be seen, for those who do not see it; may be empty.' })
  readonly alt: string;

  @Field(() => MediaKindEnum, { description: 'Picture or film.' })
  readonly kind: MediaKind;

  constructor({ url, alt, kind }: MediaItem) {
    this.url = url;
    this.alt = alt;
    this.kind = kind;
  }
}

@InputType({ description: 'A picture or film.' })
export class MediaInput {
  @Field(() => String, { description: 'https address of at most 2,048 visible characters, without user and password.' })
  @Length(1, MEDIA_URL_LENGTH_MAX)
  readonly url: string;

  @Field(() => String, { nullable: true, description: 'What is to be seen, up to 500 characters.' })
  @IsOptional()
  @MaxLength(MEDIA_ALT_LENGTH_MAX)
  readonly alt?: string | null;

  @Field(() => MediaKindEnum, { nullable: true, description: 'IMAGE when left out.' })
  readonly kind?: MediaKind | null;
}
