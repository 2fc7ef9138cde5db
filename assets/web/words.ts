// The page's words in the language of the browser.
import { catalogue } from "./catalogue";
import { names, problems } from "./named";

export const language = navigator.language.startsWith("es") ? "es" : "en";
const pick = (pair: readonly [string, string]) => (language === "es" ? pair[1] : pair[0]);
export const words = Object.fromEntries(
  Object.entries(catalogue).map(([key, pair]) => [key, pick(pair)]),
) as Record<keyof typeof catalogue, string>;

/** A role's, place's or outcome's name. */
export const nameOf = (word: string) => (names[word] ? pick(names[word]) : word);

/** What to say of a refusal: the server's own sentence in English, the catalogue's in Spanish where it has one; one that
 *  ends in a colon introduces the reason, which differs each time and comes in the server's words. */
export const sentence = (code: string, own?: string) => {
  if (own && language === "en") return own;
  const known = problems[code] ? pick(problems[code]) : own || words.failed;
  return known.endsWith(":") ? `${known} ${own ?? ""}`.trim() : known;
};
