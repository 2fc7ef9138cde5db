import Mail

/// What a mailed link says, in both languages of the page: who gets it may not have come in before.
enum LinkMail {
    static func content(_ purpose: AccountLinks.Purpose, _ address: String) -> MailContent {
        switch purpose {
        case .invitation:
            MailContent(
                subject: "Your account in Homeroom · Tu cuenta en Homeroom",
                text: """
                    An administrator of your district made an account for you in Homeroom. Choose a password here; the link \
                    works once, within a week:

                    Un administrador de tu distrito te creó una cuenta en Homeroom. Elige aquí una contraseña; el enlace \
                    sirve una vez, durante una semana:

                    \(address)
                    """)
        case .reset:
            MailContent(
                subject: "Your new start in Homeroom · Tu nuevo acceso a Homeroom",
                text: """
                    An administrator of your district made this link, with which you choose a new password. It works once, \
                    within a day. If you did not ask for it, tell them:

                    Un administrador de tu distrito creó este enlace, con el que eliges una contraseña nueva. Sirve una \
                    vez, durante un día. Si no lo pediste, avísale:

                    \(address)
                    """)
        }
    }
}
