// ES modules, and an App class of the user's own, synthesized when the process ends.
import { App } from 'aws-cdk-lib';
import shop from './shop.js';

class ShopApp extends App {
  constructor() {
    super({ analyticsReporting: false, autoSynth: true });
    shop.fill(this);
  }
}

new ShopApp();
