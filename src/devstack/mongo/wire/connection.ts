import type { Socket } from 'node:net';
import type { Document } from '../bson-types';
import { Framer } from './framing';
import { encodeReply, isReplyPossible, parseInSlices, requestIdOf } from './message';
import type { IncomingMessage } from './message';

/** What a handler gives back for one request. */
export interface Answer {
  readonly reply: Document;
  /** Present when the same request is to be answered again (exhaust): called for the next reply. */
  readonly next?: () => Promise<Answer>;
  readonly isConnectionClosed?: boolean;
}

export type MessageHandler = (message: IncomingMessage, connection: Connection) => Promise<Answer>;

/** How to answer an error that happened before a command could be read. */
export type ErrorReply = (error: unknown) => Document;

/** Whole messages that may wait while one is worked on; beyond that the socket is not read any more. */
const MAX_WAITING = 4;

/** Reads a message and lets others run after so many milliseconds of it. */
const SLICE_MS = 8;

async function parsePaced(bytes: Buffer): Promise<IncomingMessage> {
  const parsing = parseInSlices(bytes);
  let startedMs = performance.now();
  for (;;) {
    const { done, value } = parsing.next();
    if (done === true) return value;
    if (performance.now() - startedMs < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    startedMs = performance.now();
  }
}

/** One client: reads messages, works on them strictly one after the other, writes the replies. */
export class Connection {
  /** From the client's handshake; undefined before it. */
  clientMetadata: Document | undefined;
  private readonly framer = new Framer();
  private readonly waiting: Buffer[] = [];
  private isBusy = false;
  private isEnded = false;
  private readonly closeListeners = new Set<() => void>();

  constructor(
    readonly id: number,
    private readonly socket: Socket,
    private readonly handle: MessageHandler,
    private readonly describeError: ErrorReply,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => this.end());
    socket.on('close', () => this.end());
  }

  get isClosed(): boolean {
    return this.isEnded;
  }

  /** Calls the listener once when the connection ends; the function returned takes it back. */
  onClose(listener: () => void): () => void {
    this.closeListeners.add(listener);
    return () => this.closeListeners.delete(listener);
  }

  /** Closes at once, without a reply to what is running. */
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.waiting.length = 0;
    this.socket.destroy();
    for (const listener of this.closeListeners) listener();
    this.closeListeners.clear();
  }

  private receive(chunk: Buffer): void {
    if (this.isEnded) return;
    try {
      this.waiting.push(...this.framer.push(chunk));
    } catch {
      // Whatever speaks here is not a MongoDB client: there is no request to answer.
      this.end();
      return;
    }
    if (this.waiting.length > MAX_WAITING) this.socket.pause();
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    for (;;) {
      const message = this.waiting.shift();
      if (message === undefined || this.isEnded) break;
      if (this.waiting.length === 0 && this.socket.isPaused()) this.socket.resume();
      await this.answer(message);
    }
    this.isBusy = false;
  }

  private async answer(bytes: Buffer): Promise<void> {
    let message: IncomingMessage;
    try {
      message = await parsePaced(bytes);
    } catch (error) {
      // The length was right, so the stream is still in step; only who cannot be answered is cut off.
      if (isReplyPossible(bytes)) await this.send(this.describeError(error), requestIdOf(bytes), 'msg', false);
      else this.end();
      return;
    }
    try {
      await this.answerParsed(message);
    } catch (error) {
      if (!message.isUnanswered) await this.send(this.describeError(error), message.requestId, message.format, false);
    }
  }

  private async answerParsed(message: IncomingMessage): Promise<void> {
    let answer = await this.handle(message, this);
    let responseTo = message.requestId;
    for (;;) {
      if (answer.isConnectionClosed) {
        this.end();
        return;
      }
      if (message.isUnanswered || this.isEnded) return;
      const { next } = answer;
      responseTo = await this.send(answer.reply, responseTo, message.format, next !== undefined);
      if (next === undefined || this.isEnded) return;
      answer = await next();
    }
  }

  private async send(reply: Document, responseTo: number, format: 'msg' | 'query', isMore: boolean): Promise<number> {
    const { message, requestId } = encodeReply(reply, responseTo, format, isMore);
    if (this.isEnded) return requestId;
    if (!this.socket.write(message)) {
      // A client that does not read must not make us pile up replies.
      await new Promise<void>((resolve) => {
        const stopListening = this.onClose(resolve);
        this.socket.once('drain', () => {
          stopListening();
          resolve();
        });
      });
    }
    return requestId;
  }
}
