import Kernel

/// What can go wrong with people, places and signing in.
struct AccountsFailure: UserFacingError, Equatable {
    let status: Int
    let code: String
    let message: String
    var retryAfter: Int?

    private init(_ status: Int, _ code: String, _ message: String, retryAfter: Int? = nil) {
        (self.status, self.code, self.message, self.retryAfter) = (status, "accounts." + code, message, retryAfter)
    }

    // Signing in. One answer for an unknown name, a wrong password and a suspended account.
    static let wrongCredentials = Self(401, "wrongCredentials", "That e-mail and password do not match.")
    static let wrongCode = Self(401, "wrongCode", "This code is not right, or it has been used. Wait for the next one.")
    static func throttled(_ wait: Int) -> Self {
        let time = wait == 1 ? "a second" : "\(wait) seconds"
        return Self(429, "throttled", "Too many attempts. Try again in \(time).", retryAfter: wait)
    }
    static let overloaded = Self(
        503, "overloaded", "Many people are signing in right now. Try again in a few seconds.", retryAfter: 5)
    /// Told before the password is looked at: that somebody has set one on a larger machine is all that it gives away.
    static let passwordNeedsLink = Self(
        403, "passwordNeedsLink",
        "This server has too little memory to check your password, which was set on a larger one. Ask your "
            + "administrator for a new link; your account is as it was.")
    static let localAccountsOff = Self(
        403, "localAccountsOff", "Passwords are switched off here. Sign in with your district's provider.")
    static let linkSpent = Self(
        403, "linkSpent", "This link has expired. Ask the person who sent it for a new one.")
    static let setUpAlready = Self(
        403, "setUpAlready", "Homeroom is set up already. Ask an administrator for an invitation.")
    static func weakPassword(_ reason: String) -> Self { Self(422, "weakPassword", reason) }
    static let stepUp = Self(401, "confirmPassword", "Enter your current password to confirm this.")
    /// What was confirmed is too long ago; the page asks, and tries again.
    static let confirmFirst = Self(
        403, "confirmFirst", "Confirm that it is you, with your password or your second factor.")
    static let signInAgain = Self(
        403, "signInAgain", "You signed in a while ago. Sign in again, then do this within ten minutes.")
    static let needsBrowser = Self(
        403, "needsBrowser", "This is done by a person who is signed in, not by a key.")
    static let tooManyCodes = Self(
        401, "tooManyCodes", "Too many wrong codes. Sign in again from the start.")
    static let noSecondFactor = Self(409, "noSecondFactor", "Set up a second factor first.")
    static let factorThere = Self(
        403, "factorThere", "A second factor has been set up since. Sign in again, with it.")
    static let enrolByLink = Self(
        403, "enrolByLink",
        "Set up your second factor first: sign in with your password, or ask an administrator for a link.")
    static let lastSecondFactor = Self(
        409, "lastSecondFactor", "Your roles need a second factor. Add another before you remove this one.")
    static let passkeyRefused = Self(
        422, "passkeyRefused", "The passkey's answer does not fit. Try again, on this page and with this address.")

    // People and places.
    static let personNotFound = Self(404, "personNotFound", "There is no such person, or not where you may look.")
    static let placeNotFound = Self(404, "placeNotFound", "There is no such place.")
    static let roleNotFound = Self(404, "roleNotFound", "There is no such role.")
    static let permissionNotFound = Self(
        404, "permissionNotFound", "This person does not hold such a single permission. It may have ended.")
    static let keyNotFound = Self(404, "keyNotFound", "There is no such key.")
    static let sessionNotFound = Self(404, "sessionNotFound", "There is no such session.")
    static let providerNotFound = Self(404, "providerNotFound", "There is no such provider.")
    static let taken = Self(409, "taken", "Somebody has this e-mail address or user name already.")
    static let nameTaken = Self(409, "nameTaken", "This name is taken.")
    static let mightierPerson = Self(
        403, "mightierPerson", "This person may do more than you do; somebody who may do as much must do this.")
    static let elsewhereToo = Self(
        403, "elsewhereToo",
        "This person also belongs to a place that you do not manage. Somebody who manages all of them must do this.")
    static let mightierRole = Self(
        403, "mightierRole", "This role allows more than you may do at that place, so you cannot give or take it.")
    static let mightierPermission = Self(
        403, "mightierPermission",
        "You do not hold this permission at that place, so you cannot give or take it. Ask somebody who does.")
    static let lastAdministrator = Self(
        409, "lastAdministrator", "This is the last administrator of the district. Name another first.")
    static let placeInUse = Self(409, "placeInUse", "There are still people or places in it. Move them first.")
    static let identityNotFound = Self(404, "identityNotFound", "There is no such way to sign in.")
    static let identityTaken = Self(
        409, "identityTaken", "This account at the provider belongs to somebody else here already.")
    static let confirmLink = Self(
        403, "confirmLink",
        "Sign in with your password once, and connect this provider under “Your account”. "
            + "Or ask a second administrator to confirm the provider.")
    static let ownProvider = Self(
        403, "ownProvider", "Somebody else must confirm this: you set it up or changed it last.")
    static let providerChanged = Self(
        409, "providerChanged",
        "This provider was changed since you looked at it. Load the page again, look at it anew, then confirm it.")
    static let tooManyRows = Self(
        422, "tooManyRows",
        "There are more entries than a spreadsheet is made of here (50,000). Narrow them by day, or take CSV.")
    static func invalid(_ reason: String) -> Self { Self(422, "invalid", reason) }

    // Providers.
    static func provider(_ reason: String) -> Self { Self(502, "providerUnusable", reason) }
    /// Nothing that trying again mends.
    static func providerMisset(_ reason: String) -> Self { Self(502, "providerMisset", reason) }
    static func refused(_ code: String, _ reason: String) -> Self { Self(403, code, reason) }

    // Rosters.
    static func roster(_ reason: String) -> Self { Self(422, "rosterUnreadable", reason) }
}
