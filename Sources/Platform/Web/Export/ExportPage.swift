import Foundation
import Kernel

/// The parts of an export's `person.html`: plain HTML that any browser shows, from the disk and without a network.
enum ExportPage {
    static func head(isSpanish: Bool, at moment: String) -> String {
        let title = isSpanish ? "Lo que Homeroom guarda de ti" : "What Homeroom keeps of you"
        let made = isSpanish ? "Hecho el" : "Made"
        return """
            <!doctype html><html lang="\(isSpanish ? "es" : "en")"><head><meta charset="utf-8"><title>\(title)</title>
            <style>body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
            dl{border-top:1px solid #ccc;padding-top:.5rem}dt{font-weight:600}dd{margin:0 0 .25rem 1rem;white-space:pre-wrap}
            </style></head><body><h1>\(title)</h1><p>\(made) \(escaped(moment)).</p>

            """
    }

    static let end = "</body></html>\n"

    static func section(_ heading: String) -> String { "<h2>\(escaped(heading))</h2>\n" }

    static func nothing(isSpanish: Bool) -> String { "<p>\(isSpanish ? "Nada." : "Nothing.")</p>\n" }

    static func leftOut(isSpanish: Bool) -> String {
        let words =
            isSpanish
            ? "No se incluye: lo que el personal pregunta, lee y escribe para sí mismo solo lo recibe esa persona, o un auditor del distrito."
            : "Left out: what staff ask, read and write for themselves is given to that person alone, or to a district auditor."
        return "<p>\(words)</p>\n"
    }

    static func entry(_ fields: [(String, JSONValue)], isSpanish: Bool) -> String {
        "<dl>" + fields.map { "<dt>\(escaped(label($0.0, isSpanish)))</dt><dd>\(shown($0.1, isSpanish))</dd>" }.joined()
            + "</dl>\n"
    }

    private static func shown(_ value: JSONValue, _ isSpanish: Bool) -> String {
        switch value {
        case .null: "–"
        case .bool(let value): isSpanish ? value ? "sí" : "no" : value ? "yes" : "no"
        case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
        case .string(let text): escaped(text)
        case .array(let items): items.map { "<div>\(shown($0, isSpanish))</div>" }.joined()
        case .object(let members): entry(members.sorted { $0.key < $1.key }, isSpanish: isSpanish)
        }
    }

    /// A field's name in words: `createdAt` is "Created at".
    static func label(_ key: String, _ isSpanish: Bool) -> String {
        if isSpanish, let known = spanish[key] { return known }
        let words = key.replacing(/[A-Z]/) { " " + $0.output.lowercased() }
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static let spanish = [
        "action": "Acción", "actor": "Quién", "address": "Dirección", "answer": "Respuesta", "archived": "Archivada",
        "at": "Fecha", "beginsOn": "Desde", "by": "Por", "calls": "Llamadas", "channel": "Canal",
        "collection": "Colección", "conversation": "Conversación", "cost": "Coste (millonésimas de dólar)",
        "createdAt": "Creado el", "details": "Detalles", "device": "Dispositivo", "document": "Documento",
        "documents": "Documentos", "domain": "Ámbito", "email": "Correo electrónico", "endsAt": "Termina el",
        "endsOn": "Hasta", "expiresAt": "Caduca el", "familyName": "Apellidos", "feedback": "Valoración",
        "file": "Archivo", "fileName": "Nombre del archivo", "first": "Primera", "givenName": "Nombre",
        "hasPassword": "Tiene contraseña", "id": "Identificador", "inputTokens": "Tokens de entrada",
        "issuer": "Proveedor", "kind": "Tipo", "last": "Última", "lastSignInAt": "Último acceso",
        "linkedAt": "Enlazada el", "mayWrite": "Puede escribir", "messages": "Mensajes", "model": "Modelo",
        "name": "Nombre", "note": "Nota", "outcome": "Resultado", "outputTokens": "Tokens de salida",
        "permission": "Permiso", "person": "Persona", "place": "Lugar", "provider": "Servidor", "purpose": "Finalidad",
        "reasons": "Motivos", "recipient": "Destinatario", "recoveryCodes": "Códigos de recuperación",
        "role": "Rol", "rosterID": "Número en la lista", "scopes": "Permisos", "sources": "Fuentes",
        "source": "Origen", "startedAt": "Desde el", "state": "Estado", "status": "Estado", "subject": "Objeto",
        "suspendedAt": "Suspendida el", "text": "Texto", "title": "Título", "updatedAt": "Cambiado el",
        "usedAt": "Usado el", "userName": "Nombre de usuario", "way": "Vía", "with": "Con",
    ]
}
