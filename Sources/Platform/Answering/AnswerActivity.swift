public import Kernel
public import Persistence

extension Answer {
    /// How it came about, in a word that is counted.
    public var outcome: String {
        if written != nil { return isFromCache ? "kept" : "written" }
        return isFound ? isHint == true ? "hinted" : "quoted" : "notFound"
    }

    /// What is counted of it, to be noted in the transaction that keeps it or notes the question.
    /// - Parameter channel: how the question came: `page`, `api`, `mcp`, `openai`.
    public func activity(through channel: String, by origin: RequestOrigin) -> Activity {
        var activity = Activity(.answer, by: origin)
        (activity.domain, activity.outcome, activity.channel) = (domains.first, outcome, channel)
        (activity.confidence, activity.milliseconds) = (confidence.value, trace["total"].map { Int($0.rounded()) })
        return activity
    }
}
