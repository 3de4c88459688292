// Bytes of unknown length from a stranger: in memory while they are few, then in an unlinked file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "gateway/net/budget.h"

namespace syncgate::net {

// Where spools may grow; outlives them.
struct SpoolPlace {
    Budget& memory;
    Budget& files;
    std::string directory;
    std::size_t in_memory = limits::kBodyInMemory;
};

class Spool {
  public:
    explicit Spool(SpoolPlace& place) : place_(&place) {}
    ~Spool() { clear(); }
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    // Errors: kUnavailable (a budget is used up, or the disk is full).
    Result<void> append(std::string_view bytes);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool in_memory() const { return fd_ < 0; }

    // All of it; mapped when it is in a file. Valid until the next append() or clear().
    // Errors: kUnavailable.
    Result<std::string_view> bytes();

    void clear();

  private:
    Result<void> to_file();
    Result<void> write(std::string_view bytes) const;
    void unmap();

    SpoolPlace* place_;
    std::string memory_;
    std::size_t size_ = 0;
    int fd_ = -1;
    void* map_ = nullptr;
};

}  // namespace syncgate::net
