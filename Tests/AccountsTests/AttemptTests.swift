import Foundation
import GRDB
import HTTPTypes
import Testing
import Web

@testable import Accounts

@Suite("Guessing") struct AttemptTests {
    @Test("an account's attempts are counted before they are looked at, one at a time, and slowed, never shut out")
    func counting() throws {
        let attempts = Attempts()
        let start = ContinuousClock.now
        for _ in 0..<5 {
            try attempts.begin("a", now: start)
            #expect(throws: AccountsFailure.self, "one at a time") { try attempts.begin("a", now: start) }
            attempts.end("a", isGood: false, now: start)
        }
        #expect(throws: AccountsFailure.self, "five were free") { try attempts.begin("a", now: start) }
        try attempts.begin("b", now: start)
        var now = start
        for _ in 0..<30 {
            // Others cannot keep an account shut for longer than seconds.
            now += .seconds(16)
            try attempts.begin("a", now: now)
            attempts.end("a", isGood: false, now: now)
        }
        try attempts.begin("a", now: now + .seconds(16))
        attempts.end("a", isGood: true)
        #expect(attempts.count("a") == 0)
    }

    @Test("sixty guesses at once are looked at no oftener than one after the other")
    func burst() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            _ = try await fixture.setUp(stranger)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await stranger.signIn("ada@cedarvalley.example", "guess number \(number)").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let looked = statuses.filter { $0 == 401 }.count
            #expect((1...5).contains(looked), "\(looked) were looked at")
            #expect(statuses.allSatisfy { $0 == 401 || $0 == 429 })
        }
    }

    @Test("while others guess at an account, its owner comes in with a device known before")
    func knownDevice() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            _ = try await fixture.setUp(stranger)
            let own = stranger.carrying(
                try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
            #expect(own.device != nil)
            for _ in 0..<8 { _ = try await stranger.signIn("ada@cedarvalley.example", "guess") }
            #expect(try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password).status == 429)
            var device = stranger
            device.device = own.device
            #expect(try await device.signIn("ada@cedarvalley.example", AccountsFixture.password).status == 200)
            // A note that is not ours, or somebody else's, is worth nothing.
            device.device = KnownDevice.cookie + "=" + String(repeating: "A", count: 200)
            #expect(try await device.signIn("ada@cedarvalley.example", AccountsFixture.password).status == 429)
        }
    }

    @Test("a school behind one address signs in; who guesses at names that nobody has is slowed by address")
    func oneAddress() async throws {
        let fixture = try AccountsFixture()
        fixture.limiter.limits.signInPerMinute = 30
        fixture.limiter.limits.signInPerHour = 600
        try await fixture.run { stranger in
            _ = try await fixture.setUp(stranger)
            fixture.limiter.limits.signInPerMinute = 30
            for _ in 0..<60 {
                #expect(
                    try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password).status == 200)
            }
            var statuses: [Int] = []
            for number in 0..<6 { statuses.append(try await stranger.signIn("nobody\(number)", "x").status) }
            #expect(statuses.prefix(3) == [401, 401, 401] && statuses.last == 429, "\(statuses)")
        }
    }

    @Test("six hundred codes at once, from as many addresses: ten are looked at, and the sign-in is over")
    func codes() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let ada = try await fixture.setUp(stranger)
            let secret = try await addApp(ada)
            fixture.limiter.limits.signInPerMinute = 1_000_000
            fixture.limiter.limits.signInPerHour = 1_000_000
            let half = stranger.carrying(
                try await stranger.signIn("ada@cedarvalley.example", AccountsFixture.password))
            let before = try await refusals(fixture)
            for _ in 0..<12 {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            _ = try? await half.send(.post, "/api/v1/sign-in/code", ["code": "00000\(number % 10)"])
                        }
                    }
                }
            }
            let looked = try await refusals(fixture) - before
            #expect((1...10).contains(looked), "\(looked) were looked at")
            for _ in 0..<10 { _ = try await half.send(.post, "/api/v1/sign-in/code", ["code": "000000"]) }
            let code = OneTimeCodes.code(secret, step: Int64(Date().timeIntervalSince1970 / 30) + 1)
            #expect(try await half.send(.post, "/api/v1/sign-in/code", ["code": code]).status == 401, "it is over")
        }
    }

    private func refusals(_ fixture: AccountsFixture) async throws -> Int {
        try await fixture.database.read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM auditEntry WHERE json_extract(details, '$.reason') = 'secondFactor'")
        } ?? 0
    }
}

/// Sets an app up, and gives its secret.
func addApp(_ browser: Browser, password: String? = AccountsFixture.password) async throws -> [UInt8] {
    let proposal = try await browser.send(
        .post, "/api/v1/second-factors/app", password.map { ["password": $0] } ?? [:])
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var (secret, buffer, bits): ([UInt8], Int, Int) = ([], 0, 0)
    for letter in proposal.text("secret") {
        buffer = (buffer << 5 | (letters.firstIndex(of: letter) ?? 0)) & 0xFFFF
        bits += 5
        if bits >= 8 {
            bits -= 8
            secret.append(UInt8(buffer >> bits & 255))
        }
    }
    let step = Int64(Date().timeIntervalSince1970 / 30)
    let confirmed = try await browser.send(
        .post, "/api/v1/second-factors/app/confirm",
        ["ticket": proposal.text("ticket"), "code": OneTimeCodes.code(secret, step: step - 1)])
    #expect(confirmed.status == 200, "\(confirmed.body)")
    return secret
}
