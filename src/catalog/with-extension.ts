import type { LanguageFacts, VendorFacts } from './vendor-facts';

/**
 * The languages of one vendor with the extension of another, on the runtimes that the extension is made for. Languages
 * that the first has no tracer for get the extension alone.
 */
export function withExtension(tracers: VendorFacts, other: VendorFacts): VendorFacts {
  return {
    ...other,
    languages: Object.fromEntries(Object.entries(other.languages).map(([family, alone]) => {
      const language: LanguageFacts | undefined = tracers.languages[family as keyof VendorFacts['languages']];
      const runtimes = language?.runtimes.filter((runtime) => alone.runtimes.includes(runtime)) ?? [];
      return [family, language && runtimes.length > 0 ? { ...language, runtimes } : alone];
    })),
  };
}
