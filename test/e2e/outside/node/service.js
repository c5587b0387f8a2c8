// GET /order places an order with the shop; anything else is taken.
const { createServer } = require('node:http');

createServer((request, response) => {
  request.resume().on('end', async () => {
    const status = request.url === '/order' ? await order() : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"id":"charge-1"}');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

async function order() {
  const { status } = await fetch(`${process.env.SHOP_URL}/orders`, { method: 'POST', body: JSON.stringify({ items: [{ id: 'lamp', quantity: 1 }] }) });
  return status;
}
