import { language } from "./words";
import type { Document } from "./api.gen";

// What is said of how a document was read.
export type Notice = NonNullable<Document["notices"]>[number];

/** For each kind: of one, of several; English, then Spanish. "#" stands for the number. */
const sentences: Record<string, readonly [string, string, string, string]> = {
  pagesWithoutText: ["1 page without text", "# pages without text", "1 página sin texto", "# páginas sin texto"],
  recognised: ["1 page read by machine", "# pages read by machine", "1 página leída por máquina", "# páginas leídas por máquina"],
  recognisedUnsurely: ["1 page read too unsurely to be quoted", "# pages read too unsurely to be quoted", "1 página leída con demasiada duda para citarla", "# páginas leídas con demasiada duda para citarlas"],
  unreadableText: ["letters that cannot be told", "letters that cannot be told", "letras que no se pueden distinguir", "letras que no se pueden distinguir"],
  damagedPages: ["1 damaged page left out", "# damaged pages left out", "1 página dañada omitida", "# páginas dañadas omitidas"],
  placeholderPage: ["a notice in place of a form", "a notice in place of a form", "un aviso en lugar de un formulario", "un aviso en lugar de un formulario"],
  attachedFiles: ["1 file inside it not read", "# files inside it not read", "1 archivo incluido sin leer", "# archivos incluidos sin leer"],
  fieldsRead: ["1 form field read", "# form fields read", "1 campo de formulario leído", "# campos de formulario leídos"],
  fieldsEmpty: ["1 form field empty", "# form fields empty", "1 campo de formulario vacío", "# campos de formulario vacíos"],
  annotationsRead: ["1 typed note read", "# typed notes read", "1 nota escrita leída", "# notas escritas leídas"],
  commentsLeftOut: ["1 comment left out", "# comments left out", "1 comentario omitido", "# comentarios omitidos"],
  struckLeftOut: ["1 struck passage left out", "# struck passages left out", "1 pasaje tachado omitido", "# pasajes tachados omitidos"],
  hiddenLeftOut: ["1 hidden passage left out", "# hidden passages left out", "1 pasaje oculto omitido", "# pasajes ocultos omitidos"],
  macrosLeftAlone: ["macros left alone", "macros left alone", "macros ignoradas", "macros ignoradas"],
  picturesUndescribed: ["1 picture without a description", "# pictures without a description", "1 imagen sin descripción", "# imágenes sin descripción"],
  picturesNotLookedAt: ["1 page with pictures that were not looked at for text", "# pages with pictures that were not looked at for text", "1 página con imágenes en las que no se buscó texto", "# páginas con imágenes en las que no se buscó texto"],
  picturesUnread: ["1 page with a picture whose text may not have been read", "# pages with pictures whose text may not have been read", "1 página con una imagen cuyo texto quizá no se leyó", "# páginas con imágenes cuyo texto quizá no se leyó"],
  picturesRead: ["1 page with a picture read by machine", "# pages with pictures read by machine", "1 página con una imagen leída por máquina", "# páginas con imágenes leídas por máquina"],
  cutShort: ["file cut short, read as far as page", "file cut short, read as far as page", "archivo cortado, leído hasta la página", "archivo cortado, leído hasta la página"],
  encodingGuessed: ["encoding of the letters guessed", "encoding of the letters guessed", "codificación de letras supuesta", "codificación de letras supuesta"],
};

/** 1, 2, 3, 7 as "1–3, 7"; the first of very many. */
function ranges(pages: number[]) {
  const parts: [number, number][] = [];
  for (const page of pages) {
    const last = parts[parts.length - 1];
    if (last && last[1] + 1 === page) last[1] = page;
    else parts.push([page, page]);
  }
  const shown = parts.slice(0, 8).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
  return parts.length > 8 ? shown + ", …" : shown;
}

/** "2 pages without text: 4, 9; 3 form fields read"; nothing where there is nothing to tell. */
export const noticeText = (notices: Notice[]) => notices.flatMap(({ kind, count, pages }) => {
  const forms = sentences[kind];
  if (!forms) return [];
  const text = forms[(language === "es" ? 2 : 0) + (count === 1 ? 0 : 1)].replace("#", `${count}`);
  return [pages.length ? `${text}: ${ranges(pages)}` : text];
}).join("; ");
