// Lives in a closed network: opens sockets there and hands them to its parent, with which it ends.
'use strict';
const { createSocket } = require('node:dgram');
const { createServer } = require('node:net');

process.on('disconnect', () => process.exit());
process.on('message', ({ id, kind }) => {
  if (kind === 'udp') {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => process.send({ id, port: socket.address().port }, socket, () => socket.close()));
    return;
  }
  const server = createServer();
  server.listen(0, '127.0.0.1', () => process.send({ id, port: server.address().port }, server, () => server.close()));
});
process.send({ ready: true });
