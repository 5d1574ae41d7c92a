/** Largest message that MongoDB takes (MaxMessageSizeBytes). */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER_BYTES = 16;

/** A peer that does not speak the protocol: its connection must be closed. */
export class FramingError extends Error {}

/** Cuts a byte stream into whole messages. Holds at most one incomplete message. */
export class Framer {
  private chunks: Buffer[] = [];
  private heldBytes = 0;
  private wantedBytes = HEADER_BYTES;

  /** @throws FramingError for a length that no message can have */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.heldBytes += chunk.length;
    const messages: Buffer[] = [];
    while (this.heldBytes >= this.wantedBytes) {
      const held = this.joined();
      const length = held.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new FramingError(`message length ${length}`);
      if (held.length < length) {
        // Only now is the length known; joining again for every chunk of a large message would be quadratic.
        this.wantedBytes = length;
        break;
      }
      messages.push(held.subarray(0, length));
      this.chunks = held.length > length ? [held.subarray(length)] : [];
      this.heldBytes = held.length - length;
      this.wantedBytes = HEADER_BYTES;
    }
    return messages;
  }

  private joined(): Buffer {
    const joined = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks, this.heldBytes);
    this.chunks = [joined];
    return joined;
  }
}
