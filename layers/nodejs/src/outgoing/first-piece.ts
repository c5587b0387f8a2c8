import type { ClientSpan } from './client-span';
import { attempt } from '../platform/attempt';

type Method = (...args: unknown[]) => unknown;

/** What is shorter says nothing: an empty piece, the length of a chunk. */
const LEAST = 16;

/**
 * Has the span read what is written first, which says what is called and names its resource; of what each method is given, `pieceOf` tells what is written.
 *
 * The methods stay: who has wrapped one of ours by then would lose that wrapper, were the former put back.
 */
export function readFirstPiece(stream: object, span: ClientSpan, pieceOf: Readonly<Record<string, (given: unknown) => unknown>>): void {
  let read = false;
  for (const name of Object.keys(pieceOf)) {
    const method = (stream as Record<string, Method>)[name];
    Object.defineProperty(stream, name, {
      value: (...args: unknown[]) => {
        if (!read) {
          attempt('reading a request', () => {
            const piece = pieceOf[name](args[0]) as string | Uint8Array | undefined;
            read = piece !== undefined && piece.length >= LEAST;
            if (read) span.body(piece!);
          });
        }
        return method.apply(stream, args);
      },
      writable: true,
      configurable: true,
    });
  }
}
