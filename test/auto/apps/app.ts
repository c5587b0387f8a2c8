// TypeScript, run by tsx.
import { App } from 'aws-cdk-lib';
import { fill } from './shop.js';

const app: App = new App({ analyticsReporting: false });
fill(app);
app.synth();
