// What somebody typed and has not asked yet, kept in this tab: a lost session or connection does not take it away.
const key = (person: string, conversation?: string) => `draft/${person}/${conversation ?? "new"}`;

export function readDraft(person: string, conversation?: string): string {
  try { return sessionStorage.getItem(key(person, conversation)) ?? ""; } catch { return ""; }
}

export function keepDraft(person: string, conversation: string | undefined, text: string): void {
  try {
    if (text) sessionStorage.setItem(key(person, conversation), text);
    else sessionStorage.removeItem(key(person, conversation));
  } catch { /* A browser that keeps nothing keeps no drafts. */ }
}

/** Whoever signs out leaves nothing for the next at this computer. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("draft/")) sessionStorage.removeItem(name);
  } catch { /* Nothing is kept there. */ }
}
