/// A value that prints as its type alone, wherever it stands: whatever prints what holds it, such as a log of everything at
/// its finest level, prints no key.
public protocol Undisclosed: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Undisclosed {
    public var description: String { "\(Self.self)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Sealer: Undisclosed {}
extension KeyedHash: Undisclosed {}
extension SigningKey: Undisclosed {}
extension MasterKey: Undisclosed {}
