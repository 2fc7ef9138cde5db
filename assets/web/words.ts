// Every sentence of the page, in English and Spanish.
const english = {
  skip: "Skip to content", ask: "Ask", library: "Library", theme: "Switch between light and dark",
  askHeading: "Ask about your practice",
  askHint: "Answers are quoted from your library. Every quotation links to its place on the page.",
  question: "Your question", submit: "Ask", asking: "Looking through the library …",
  answered: "Quoted from your library", sure: "confidence", high: "High", medium: "Medium", low: "Low",
  notFound: "Your library does not seem to hold an answer. These passages come nearest:",
  nothing: "Nothing in your library is near this question. Add documents in the Library.",
  page: "page", section: "section", printed: "printed", show: "Show quotation",
  try: "Try one of these", close: "Close the source", previous: "Previous page", next: "Next page", of: "of",
  textView: "Text", imageView: "Page", loading: "Loading …", source: "Source",
  documents: "Documents", add: "Add documents", drop: "Drop files here, or choose them.",
  kinds: "PDF, EPUB, DOCX, HTML, Markdown or text, up to 50 MB each", choose: "Choose files",
  title: "Title", author: "Author", pages: "Pages", state: "State", remove: "Remove", ready: "Ready", reading: "Reading",
  refused: "Not added", sending: "Sending", empty: "No documents yet.", confirm: "Remove this document and its text?",
  scanned: "scanned pages without text", signedOut: "You are not signed in",
  signIn: "Open the set-up link that homeroom serve printed in the terminal. Starting it again prints a new one.",
  failed: "Something went wrong. Try again.", more: "Show more",
};

const spanish: typeof english = {
  skip: "Ir al contenido", ask: "Preguntar", library: "Biblioteca", theme: "Cambiar entre claro y oscuro",
  askHeading: "Pregunta sobre tu práctica",
  askHint: "Las respuestas son citas de tu biblioteca. Cada cita lleva a su lugar en la página.",
  question: "Tu pregunta", submit: "Preguntar", asking: "Buscando en la biblioteca …",
  answered: "Citado de tu biblioteca", sure: "confianza", high: "Alta", medium: "Media", low: "Baja",
  notFound: "Tu biblioteca no parece contener una respuesta. Estos pasajes son los más cercanos:",
  nothing: "Nada en tu biblioteca se acerca a esta pregunta. Añade documentos en la Biblioteca.",
  page: "página", section: "sección", printed: "impresa", show: "Ver la cita",
  try: "Prueba una de estas", close: "Cerrar la fuente", previous: "Página anterior", next: "Página siguiente", of: "de",
  textView: "Texto", imageView: "Página", loading: "Cargando …", source: "Fuente",
  documents: "Documentos", add: "Añadir documentos", drop: "Suelta archivos aquí o elígelos.",
  kinds: "PDF, EPUB, DOCX, HTML, Markdown o texto, hasta 50 MB cada uno", choose: "Elegir archivos",
  title: "Título", author: "Autor", pages: "Páginas", state: "Estado", remove: "Quitar", ready: "Listo", reading: "Leyendo",
  refused: "No añadido", sending: "Enviando", empty: "Todavía no hay documentos.", confirm: "¿Quitar este documento y su texto?",
  scanned: "páginas escaneadas sin texto", signedOut: "No has iniciado sesión",
  signIn: "Abre el enlace de configuración que homeroom serve mostró en la terminal. Al iniciarlo de nuevo muestra otro.",
  failed: "Algo salió mal. Inténtalo de nuevo.", more: "Ver más",
};

export const language = navigator.language.startsWith("es") ? "es" : "en";
export const words = language === "es" ? spanish : english;
