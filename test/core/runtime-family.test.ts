import { familyOf, RuntimeFamily } from '../../src/core/runtime-family';

test.each([
  ['nodejs22.x', RuntimeFamily.NODEJS], ['nodejs4.3', RuntimeFamily.NODEJS],
  ['python3.13', RuntimeFamily.PYTHON],
  ['java21', RuntimeFamily.JAVA], ['java8.al2', RuntimeFamily.JAVA],
  ['dotnet8', RuntimeFamily.DOTNET], ['dotnetcore3.1', RuntimeFamily.DOTNET],
  ['ruby3.4', RuntimeFamily.RUBY],
  ['go1.x', RuntimeFamily.CUSTOM], ['provided', RuntimeFamily.CUSTOM], ['provided.al2023', RuntimeFamily.CUSTOM],
  ['javascript1', RuntimeFamily.UNKNOWN], ['nodejs', RuntimeFamily.UNKNOWN], ['rust1', RuntimeFamily.UNKNOWN], ['', RuntimeFamily.UNKNOWN],
])('%s is of family %s', (runtime, family) => {
  expect(familyOf(runtime)).toBe(family);
});
