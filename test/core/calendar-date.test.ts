import fc from 'fast-check';
import { dateOf, problemWithDate } from '../../src/core/calendar-date';

test('the date of any moment is one', () => {
  fc.assert(fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (time) => {
    expect(problemWithDate(dateOf(time))).toBeUndefined();
  }));
});

test.each(['2027-02-29', '2027-13-01', '2027-1-1', '27-01-01', '2027-01-01T00:00:00Z', '', undefined, 20270301])('%j is none', (date) => {
  expect(problemWithDate(date)).toMatch(/^must be a date such as 2027-03-01, got /);
});

test('29 February is one in a leap year', () => {
  expect(problemWithDate('2028-02-29')).toBeUndefined();
});
