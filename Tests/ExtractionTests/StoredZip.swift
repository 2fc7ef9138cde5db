/// A zip archive of entries as they are, for the formats that are archives.
func storedZip(_ entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in entries {
        let name = Array(name.utf8)
        let common =
            little(20, 2) + little(0, 8) + little(checksum(bytes), 4) + little(bytes.count, 4)
            + little(bytes.count, 4) + little(name.count, 2)
        directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 12) + little(file.count, 4) + name
        file += little(0x0403_4B50, 4) + common + little(0, 2) + name + bytes
    }
    let start = file.count
    return file + directory + little(0x0605_4B50, 4) + little(0, 4) + little(entries.count, 2)
        + little(entries.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
}

private func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = ~0
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
}
