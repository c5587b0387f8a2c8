import { shop } from './shop';

shop().synth();
