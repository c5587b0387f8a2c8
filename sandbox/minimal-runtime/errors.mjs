// The errors of the runtime itself, by the names that Lambda reports.
function named(name) {
  return class extends Error {
    get name() {
      return `Runtime.${name}`;
    }
  };
}

export const ImportModuleError = named('ImportModuleError');
export const HandlerNotFound = named('HandlerNotFound');
export const MalformedHandlerName = named('MalformedHandlerName');
export const UserCodeSyntaxError = named('UserCodeSyntaxError');
export const UnhandledPromiseRejection = named('UnhandledPromiseRejection');
export const InvalidStreamingOperation = named('InvalidStreamingOperation');
export const CallbackHandlerDeprecated = named('CallbackHandlerDeprecated');
