import Foundation
public import Kernel
public import LanguageModel

/// What a provider has promised about what it is sent; nil where nothing is known.
public struct ModelPromises: Sendable, Equatable {
    /// The day from which the district has an agreement with it about data, such as `2026-08-01`.
    public var agreementOn: String?
    /// For how many days it keeps what it is sent; 0 for not at all.
    public var retentionDays: Int?
    public var trainsOnData: Bool?
    /// Where it keeps and works on what it is sent, such as `US`, or one of Amazon's regions.
    public var region: String?

    /// For the trail: who said that what is about students may go there, and by what.
    var told: String {
        [
            "agreement \(agreementOn ?? "none")", "days kept \(retentionDays.map(String.init) ?? "unknown")",
            "trains \(trainsOnData.map { $0 ? "yes" : "no" } ?? "unknown")", "region \(region ?? "unknown")",
        ].joined(separator: ", ")
    }

    static let retentions = 0...36_500

    /// What is missing for data about students to be sent to it: the one rule for all that models are asked.
    /// - Parameter today: an agreement that begins later is none yet.
    public func missing(today: String = Day.today) -> [ProviderPromise] {
        ProviderPromise.allCases.filter { promise in
            switch promise {
            case .agreement: agreementOn.map { $0 > today } ?? true
            case .retention: retentionDays == nil
            case .training: trainsOnData != false
            }
        }
    }
}

extension ModelProviderRecord {
    public var promises: ModelPromises {
        get {
            ModelPromises(
                agreementOn: agreementOn, retentionDays: retentionDays, trainsOnData: trainsOnData, region: region)
        }
        set {
            (agreementOn, retentionDays) = (newValue.agreementOn, newValue.retentionDays)
            (trainsOnData, region) = (newValue.trainsOnData, newValue.region)
        }
    }

    /// The promises for want of which a request must stay inside the building; none where it may leave.
    func missing(forStudents carriesStudents: Bool) -> [ProviderPromise] { carriesStudents ? promises.missing() : [] }
}
