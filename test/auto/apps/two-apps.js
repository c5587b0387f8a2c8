// Two Apps in one process, configured apart by their context, and one of them synthesized twice.
const cdk = require('aws-cdk-lib');
const { fill } = require('./shop.js');

const outdir = process.env.CDK_OUTDIR;
const make = (name, context) => {
  const app = new cdk.App({ analyticsReporting: false, outdir: `${outdir}/${name}`, context });
  fill(app);
  return app;
};
const one = make('one', { 'lambda-tracing:provider': 'aws-distro' });
const other = make('other', { 'lambda-tracing:enabled': false });
one.synth();
other.synth();
one.synth({ force: true });
