import Foundation
import Testing

@testable import Operations
