// What the audit trail's entries say, in words, by the names that the trail keeps.
import { language, nameOf } from "../words";

const actions: Record<string, readonly [string, string]> = {
  "sign-in.succeeded": ["signed in", "inició sesión"], "sign-in.failed": ["tried to sign in", "intentó iniciar sesión"],
  "sign-out": ["signed out", "cerró sesión"], "sessions.ended": ["ended sessions", "cerró sesiones"],
  "password.changed": ["set a password", "definió una contraseña"], "link.made": ["made a sign-in link for", "creó un enlace de acceso para"],
  "second-factor.changed": ["changed two-step sign-in", "cambió la verificación en dos pasos"],
  "question.asked": ["asked a question", "hizo una pregunta"], "person.read": ["looked at", "consultó a"],
  "person.added": ["added the person", "añadió a la persona"], "person.changed": ["changed the person", "modificó a la persona"],
  "person.erased": ["erased the person", "borró a la persona"],
  "place.changed": ["changed the place", "modificó el lugar"], "agreement.changed": ["changed the agreement of", "cambió el acuerdo de"],
  "permission.granted": ["gave a role or permission to", "dio un rol o un permiso a"], "permission.taken": ["took a role or permission from", "quitó un rol o un permiso a"],
  "role.defined": ["defined the role", "definió el rol"], "settings.changed": ["changed the setting", "cambió el ajuste"],
  "key.made": ["made an API key", "creó una clave de API"], "key.rotated": ["renewed an API key", "renovó una clave de API"],
  "key.revoked": ["revoked an API key", "revocó una clave de API"], "roster.imported": ["took in a roster", "incorporó una lista"],
  "document.added": ["added the document", "añadió el documento"], "document.changed": ["changed the document", "modificó el documento"],
  "document.removed": ["removed the document", "eliminó el documento"],
  "collection.changed": ["changed the collection", "modificó la colección"], exported: ["exported", "exportó"],
  "conversation.shared": ["shared a conversation", "compartió una conversación"],
  "conversation.erased": ["erased a conversation", "borró una conversación"],
  "shared.read": ["read a shared conversation", "leyó una conversación compartida"],
  "question.handed-over": ["sent a question to a coach", "envió una pregunta a un asesor"],
  "access.refused": ["was refused", "fue rechazado"], "document.read": ["read the document", "leyó el documento"], "search.made": ["searched", "buscó"],
  "activity.read": ["looked at the activity of", "consultó la actividad de"],
  "audit.gap-accepted": ["accepted a gap in this log", "aceptó un hueco en este registro"],
  "job.retried": ["retried background work", "reintentó un trabajo"], "job.dropped": ["dropped background work", "descartó un trabajo"],
  "schedule.run": ["ran regular work now", "ejecutó un trabajo periódico"],
  "keys.rotated": ["sealed the keys of conversations anew", "volvió a sellar las claves de las conversaciones"],
  "keys.opened": ["opened the keys of conversations", "abrió las claves de las conversaciones"],
  "keys.destroyed": ["destroyed keys of what was erased", "destruyó claves de lo que se borró"],
  "keys.moved": ["moved the keys of conversations to keys.db", "trasladó las claves de las conversaciones a keys.db"],
  "keys.accepted": ["accepted an older keys.db", "aceptó un keys.db anterior"],
  "records.expired": ["removed what was too old", "eliminó lo demasiado antiguo"],
  "backup.made": ["made a backup", "hizo una copia de seguridad"], "backup.restored": ["restored a backup", "restauró una copia de seguridad"],
};

/** What an action is called; a later server's stands for itself. */
export const actionName = (action: string) => {
  const pair = actions[action];
  return pair ? pair[language === "es" ? 1 : 0] : action;
};

/** Who acts without being a person. */
export const actorName = (actor: string, name?: string) => {
  const others: Record<string, readonly [string, string]> = {
    operator: ["The server's console", "La consola del servidor"], appliance: ["Homeroom itself", "Homeroom"],
    stranger: ["Somebody not signed in", "Alguien sin sesión"],
  };
  return name ?? others[actor]?.[language === "es" ? 1 : 0] ?? (language === "es" ? "Una persona borrada" : "Somebody erased since");
};

const keys: Record<string, readonly [string, string]> = {
  role: ["role", "rol"], permission: ["permission", "permiso"], until: ["until", "hasta"], at: ["at", "en"], place: ["with", "con"], person: ["with", "con"], owner: ["owner", "titular"],
  collection: ["collection", "colección"], from: ["from", "de"], to: ["to", "a"], old: ["before", "antes"], new: ["now", "ahora"],
  way: ["way", "vía"], reason: ["reason", "motivo"], by: ["by", "por"], kind: ["kind", "tipo"], promises: ["promises", "promesas"], change: ["change", "cambio"],
  scopes: ["scopes", "permisos"], count: ["how many", "cuántos"], format: ["format", "formato"], purpose: ["purpose", "finalidad"],
};
const values: Record<string, readonly [string, string]> = {
  made: ["made", "creado"], added: ["added", "añadido"], renamed: ["renamed", "cambió de nombre"], removed: ["removed", "eliminado"],
  readers: ["readers", "lectores"], revoked: ["ended", "terminado"], link: ["by link", "por enlace"], none: ["none", "ninguno"],
  standard: ["standard", "estándar"], masked: ["not shown", "no se muestra"], self: ["themselves", "la propia persona"],
  retention: ["age", "antigüedad"], secondFactor: ["second factor", "segundo factor"], credentials: ["wrong password", "contraseña incorrecta"],
};

/** What an entry says beside who, what and where: what has a name by that name, and no identifiers without one. */
export const detailsOf = (details: Record<string, string>, named: Record<string, string>) => {
  const pick = (pair: readonly [string, string] | undefined, word: string) => pair?.[language === "es" ? 1 : 0] ?? word;
  return Object.entries(details).filter(([key, value]) => named[key] || !/^([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64})$/i.test(value)).map(([key, value]) => {
    const text = named[key] ?? pick(values[value], nameOf(value));
    return `${pick(keys[key], key)}: ${text.length > 80 ? text.slice(0, 79) + "…" : text}`;
  }).join(" · ");
};
