import Foundation
import Kernel
import Testing

@testable import homeroom

@Suite("homeroom mcp") struct MCPCommandTests {
    @Test("a request that the server cannot answer any more gets an error of the protocol; a notification gets nothing")
    func stopped() throws {
        let request = #"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#
        let reply = try #require(MCPCommand.refusal(of: request, "Gone."))
        let said = try JSONDecoder().decode(JSONValue.self, from: reply)
        #expect(said == ["jsonrpc": "2.0", "id": 7, "error": ["code": -32603, "message": "Gone."]])
        #expect(MCPCommand.refusal(of: #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, "Gone.") == nil)
    }
}
