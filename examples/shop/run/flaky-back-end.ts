import { Climate, Weather } from './weather';
import { Behaviour, ReceivedRequest, TraceBackEnd } from '../../../sandbox';

/** A back end that sometimes refuses spans, and sometimes takes them without the sender hearing of it. */
export class FlakyBackEnd extends TraceBackEnd {
  constructor(climate: Climate) {
    const weather = new Weather({ ...climate, seed: climate.seed + 1 });
    super({ behaviour: {} });
    this.behaviour = (request: ReceivedRequest): Behaviour => {
      if (!weather.happens('backEndFails')) { return {}; }
      if (weather.below(2) === 0) { return { status: 503 }; }
      this.answer(request);
      return { fault: 'reset' };
    };
  }
}
