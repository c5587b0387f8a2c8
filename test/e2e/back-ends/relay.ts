import { ReceivedRequest, TraceBackEnd } from '../../../sandbox';

/** Passes on what the functions send, as it is, and decodes it on the way: what a back end has is compared with that. */
export class Relay extends TraceBackEnd {
  constructor(target: string) {
    super();
    this.behaviour = async ({ path, headers, rawBody }: ReceivedRequest) => {
      const { 'content-type': type, 'content-encoding': encoding } = headers;
      const response = await fetch(target + path, {
        method: 'POST', body: new Uint8Array(rawBody), headers: { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) },
      });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    };
  }
}
