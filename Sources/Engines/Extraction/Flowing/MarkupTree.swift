import CMuPDF

/// A parsed XML or HTML file. Not `Sendable`: it belongs to the worker's thread.
final class MarkupTree {
    private let reader: Reader
    private let handle: OpaquePointer

    /// - Parameter html: parse as HTML 5, which forgives everything; else as XML, which forgives little.
    init(_ bytes: UnsafeRawBufferPointer, html: Bool, reader: Reader) throws(ExtractionFailure) {
        var tree: OpaquePointer?
        try reader.check(mu_tree_parse(reader.handle, bytes.baseAddress, bytes.count, html, &tree))
        guard let tree else { throw .damaged(detail: "it holds no markup") }
        (self.reader, handle) = (reader, tree)
    }

    deinit { mu_tree_free(reader.handle, handle) }

    /// The top elements; valid as long as the tree.
    var roots: MarkupNodes { MarkupNodes(first: mu_tree_root(handle)) }

    /// The first element of a name, anywhere.
    func first(_ tag: String) -> MarkupNode? { all(tag, limit: 1).first }

    /// Elements of a name, anywhere, in order.
    func all(_ tag: String, limit: Int = .max) -> [MarkupNode] {
        var found: [MarkupNode] = []
        var stack = Array(roots)
        stack.reverse()
        while let node = stack.popLast(), found.count < limit {
            if node.name == tag { found.append(node) }
            stack.append(contentsOf: node.children.reversed())
        }
        return found
    }
}

/// An element or a piece of text.
struct MarkupNode {
    let handle: OpaquePointer

    /// The element's name without its namespace prefix; nil for text.
    var name: String? {
        mu_node_tag(handle).map { tag in
            let full = String(cString: tag)
            return full.firstIndex(of: ":").map { String(full[full.index(after: $0)...]) } ?? full
        }
    }
    var text: String? { mu_node_text(handle).map { String(cString: $0) } }
    var next: OpaquePointer? { mu_node_next(handle) }
    var parent: MarkupNode? { mu_node_up(handle).map { MarkupNode(handle: $0) } }
    var children: MarkupNodes { MarkupNodes(first: mu_node_down(handle)) }

    func attribute(_ name: String) -> String? { mu_node_attribute(handle, name).map { String(cString: $0) } }

    func child(_ name: String) -> MarkupNode? { children.first { $0.name == name } }

    /// All text below, in order.
    var content: String {
        var result = ""
        var stack = Array(children)
        stack.reverse()
        while let node = stack.popLast() {
            if let text = node.text { result += text }
            stack.append(contentsOf: node.children.reversed())
        }
        return result
    }
}

/// The children of a node, in order.
struct MarkupNodes: Sequence {
    let first: OpaquePointer?

    func makeIterator() -> AnyIterator<MarkupNode> {
        var next = first
        return AnyIterator {
            guard let current = next else { return nil }
            next = mu_node_next(current)
            return MarkupNode(handle: current)
        }
    }
}
