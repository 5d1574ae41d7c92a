import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { deserialize, Long, serialize, UUID } from 'bson';
import type { Document } from 'bson';
import { frame } from '../../chaos/fuzz-frames';

/** A client without a driver's opinions: what it is given goes over the wire as it is. */
export class WireClient {
  private readonly socket: Socket;
  private received = Buffer.alloc(0);
  private readonly replies: Document[] = [];
  private readonly waiting: ((reply: Document | undefined) => void)[] = [];
  private isClosed = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk: Buffer) => this.receive(chunk));
    this.socket.on('error', () => this.socket.destroy());
    this.socket.on('close', () => {
      this.isClosed = true;
      for (const resolve of this.waiting.splice(0)) resolve(undefined);
    });
  }

  private receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4 && this.received.length >= this.received.readInt32LE(0)) {
      const length = this.received.readInt32LE(0);
      const message = this.received.subarray(0, length);
      const reply = deserialize(message.subarray(message.readInt32LE(12) === 1 ? 36 : 21), { promoteLongs: false });
      this.received = this.received.subarray(length);
      const resolve = this.waiting.shift();
      if (resolve === undefined) this.replies.push(reply);
      else resolve(reply);
    }
  }

  /** The next reply; undefined when the server closes the connection instead. */
  next(): Promise<Document | undefined> {
    const reply = this.replies.shift();
    if (reply !== undefined || this.isClosed) return Promise.resolve(reply);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  send(bytes: Buffer): Promise<Document | undefined> {
    this.socket.write(bytes);
    return this.next();
  }

  /** Sends a command and returns its reply, failed or not. */
  async run(command: Document, flags = 0): Promise<Document> {
    const reply = await this.send(frame(Buffer.from(serialize(reorder(command))), 2013, flags));
    if (reply === undefined) throw new Error('the server closed the connection');
    return reply;
  }

  /** Sends and does not wait. */
  post(command: Document, flags = 0): void {
    this.socket.write(frame(Buffer.from(serialize(reorder(command))), 2013, flags));
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The command's name must be its first field, `$db` may be anywhere. */
function reorder(command: Document): Document {
  return command['$db'] === undefined ? { ...command, $db: 'test' } : command;
}

/** A session of its own with counting transaction numbers. */
export class WireSession {
  readonly lsid = { id: new UUID() };
  private number = 0;

  /** Fields of a retryable write with a new number. */
  retryable(): Document {
    this.number += 1;
    return { lsid: this.lsid, txnNumber: Long.fromNumber(this.number) };
  }

  /** Fields of the first command of a new transaction. */
  start(): Document {
    return { ...this.retryable(), autocommit: false, startTransaction: true };
  }

  /** Fields of the following commands. */
  same(): Document {
    return { lsid: this.lsid, txnNumber: Long.fromNumber(this.number), autocommit: false };
  }
}
