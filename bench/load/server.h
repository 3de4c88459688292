// The server under test as a process of its own, and what the kernel says it costs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace syncgate::bench {

// A folder that goes away with it. Under /dev/shm when `durable` is false, so that the set-up of a
// figure about memory or CPU doesn't wait for a disk.
class TempFolder {
  public:
    explicit TempFolder(bool durable);
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class Server {
  public:
    // Starts `syncgate serve` on `data` and waits until it is ready. Throws when it does not start.
    explicit Server(const std::filesystem::path& data);
    ~Server();  // SIGTERM, then SIGKILL after 15 s
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t https() const { return https_; }
    [[nodiscard]] std::uint16_t lmtp() const { return lmtp_; }
    [[nodiscard]] double start_seconds() const { return start_seconds_; }

    [[nodiscard]] double cpu_seconds() const;           // user + system, all threads
    [[nodiscard]] std::uint64_t private_bytes() const;  // anonymous memory
    // By how much resident memory grew at its highest while it runs.
    template <class F>
    std::uint64_t growth(F run) const {
        const auto before = forget_peak();
        run();
        const auto peak = peak_bytes();
        return peak > before ? peak - before : 0;
    }

  private:
    std::uint64_t forget_peak() const;  // resident now, which is the peak from here on
    std::uint64_t peak_bytes() const;

    pid_t pid_ = -1;
    std::uint16_t https_ = 0, lmtp_ = 0;
    double start_seconds_ = 0;
};

// What the kernel keeps for sockets, of both ends of every connection, by the slabs that they live
// in: the machine's whole Slab line also has what others do meanwhile. Needs root; without it the
// whole must do.
double socket_bytes();

// Monotonic.
double now_seconds();

}  // namespace syncgate::bench
