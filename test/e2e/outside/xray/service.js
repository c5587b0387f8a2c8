// The same as ../node/service.js with the X-Ray SDK: Express, as its documentation has it, and requests by node:http.
const http = require('node:http');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const installed = createRequire(join(__dirname, '../node/package.json'));
const xray = installed('aws-xray-sdk-core');
const { openSegment, closeSegment } = installed('aws-xray-sdk-express');
xray.captureHTTPsGlobal(http);
xray.middleware.disableCentralizedSampling();
xray.middleware.setSamplingRules({ version: 2, default: { fixed_target: 1, rate: 1 }, rules: [] });

const app = installed('express')();
app.use(openSegment(process.env.AWS_XRAY_TRACING_NAME));
app.get('/order', (_, response) => {
  http.request(`${process.env.SHOP_URL}/orders`, { method: 'POST' }, (answer) => answer.resume().on('end', () => response.sendStatus(answer.statusCode)))
    .end(JSON.stringify({ items: [{ id: 'lamp', quantity: 1 }] }));
});
app.use((_, response) => response.json({ id: 'charge-1' }));
app.use(closeSegment());
app.listen(Number(process.env.PORT), '127.0.0.1');
