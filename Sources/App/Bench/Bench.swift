import ArgumentParser

/// Measurements. Hidden: for those who build Homeroom.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure search, answers, extraction, the encoder and accounts.", shouldDisplay: false,
        subcommands: [
            BenchSearch.self, BenchAnswers.self, BenchEncoder.self, BenchEncode.self, BenchExtraction.self,
            BenchPaged.self, BenchFiles.self, BenchIndex.self, BenchRetrieval.self, BenchAccounts.self,
            BenchPersonalData.self, BenchDomains.self, BenchNearQuestions.self, BenchStreams.self, BenchCapture.self,
            BenchSupport.self, BenchMorning.self,
        ])
}
