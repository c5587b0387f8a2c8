import { EpsagonProvider, IOpipeProvider, ThundraProvider } from '../../src/providers/discontinued-providers';

test.each([['Epsagon', EpsagonProvider], ['Thundra', ThundraProvider], ['IOpipe', IOpipeProvider]])('%s is no more, and the error names what to use', (name, Provider) => {
  expect(() => new Provider()).toThrow(new RegExp(`^${name}Provider: ${name} is no longer .*; use OpenTelemetryProvider with a Backend of your choice, AwsDistroProvider, DatadogProvider`));
  expect(() => Provider.prototype.decide({} as never)).toThrow(`${name}Provider: `);
});
