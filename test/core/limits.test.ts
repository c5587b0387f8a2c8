import { environmentBytes, RESERVED_VARIABLES, VARIABLE_NAME } from '../../src/core/limits';

describe('environmentBytes', () => {
  test.each([
    ['nothing', {}, 0],
    ['names and values', { AB: 'cde', F1: '' }, 7],
    ['multi-byte characters by their bytes', { AB: 'é', CD: '€', EF: '😀' }, 6 + 2 + 3 + 4],
  ] as [string, Record<string, string>, number][])('counts %s', (_, variables, bytes) => {
    expect(environmentBytes(variables)).toBe(bytes);
  });
});

describe('the name of a variable', () => {
  test.each(['A1', 'OTEL_SERVICE_NAME', 'a_', 'Zz9'])('may be %s', (name) => expect(VARIABLE_NAME.test(name)).toBe(true));
  test.each(['', 'A', '_A', '1A', 'A-B', 'A.B', 'A B', 'AB\n', 'É1'])('may not be %j', (name) => expect(VARIABLE_NAME.test(name)).toBe(false));
  test('may look valid and still be reserved', () => {
    expect(RESERVED_VARIABLES.has('AWS_REGION')).toBe(true);
    expect(RESERVED_VARIABLES.has('AWS_LAMBDA_EXEC_WRAPPER')).toBe(false);
  });
});
