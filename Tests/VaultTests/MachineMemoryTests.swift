import Testing

@testable import Vault

@Suite("Memory for hashes") struct MachineMemoryTests {
    @Test("the cost of a hash fits the machine, two side by side, and is never below OWASP's")
    func cost() {
        for memory in [128, 256, 512, 1024, 2048, 4096, 65_536] {
            let cost = PasswordHash.Cost.fitting(memory << 20)
            #expect(cost.bytes >= 19 << 20 && cost.passes >= 2, "\(memory) MiB")
            #expect(cost.bytes <= 256 << 20)
            if memory >= 512 { #expect(2 * cost.bytes <= (memory << 20) / 4, "\(memory) MiB") }
        }
        #expect(PasswordHash.Cost.fitting(16 << 30) == .moderate)
        #expect(PasswordHash.bytes("$argon2id$v=19$m=262144,t=3,p=1$c2FsdA$aGFzaA") == 256 << 20)
    }

    @Test("the least of the machine's memory and of all control groups above counts")
    func machine() {
        #expect(MachineMemory.memoryTotal("MemTotal:        524288 kB\nMemFree: 1 kB\n") == 512 << 20)
        let files = [
            "/proc/self/cgroup": "0::/system.slice/homeroom.service\n",
            "/sys/fs/cgroup/memory.max": "max\n",
            "/sys/fs/cgroup/system.slice/memory.max": "268435456\n",
            "/sys/fs/cgroup/system.slice/homeroom.service/memory.max": "536870912\n",
        ]
        #expect(MachineMemory.groupLimit { files[$0] } == 256 << 20)
        #expect(MachineMemory.groupLimit { _ in nil } == nil)
    }
}
