export default {
  /** A text in one of the two languages; without a label the language says it all. */
  needed: { ko: (label: string) => (label ? `${label} (Korean)` : 'Korean'), en: (label: string) => (label ? `${label} (English)` : 'English') },
  optional: { ko: (label: string) => (label ? `${label} (Korean, optional)` : 'Korean (optional)'), en: (label: string) => (label ? `${label} (English, optional)` : 'English (optional)') },
}
