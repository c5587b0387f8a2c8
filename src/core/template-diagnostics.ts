import { DiagnosticSeverity } from './diagnostic';
import { DiagnosticEntry, DiagnosticKind } from './diagnostic-entry';

const { SKIP, FINDING } = DiagnosticKind;
const { WARNING } = DiagnosticSeverity;

/** Messages of the command `template`, about what only the text of a template has. */
export const TEMPLATE_DIAGNOSTICS = {
  sharedYaml: {
    kind: SKIP, severity: WARNING, text: 'it shares a part of its text with other places of the template: {what}',
    fix: 'write it out in the function itself',
  },
  templateLoop: {
    kind: FINDING, severity: WARNING, text: 'functions that this loop may make are not traced: {loop} is unrolled at deployment',
    fix: 'write the functions out, or set layers and variables inside the loop yourself',
  },
  nestedTemplate: {
    kind: FINDING, severity: WARNING, text: 'a function of the nested template {template}, which is not traced with the one that refers to it',
    fix: 'run the command on {template} as well, and refer to what it writes',
  },
  nestedTemplateUnseen: {
    kind: FINDING, severity: WARNING, text: 'functions of this nested stack are not looked at: {why}',
    fix: 'run the command on its template as well',
  },
} as const satisfies Record<string, DiagnosticEntry>;
